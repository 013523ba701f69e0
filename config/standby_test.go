package config

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// standing is an environment with a recovery region and these stores.
func standing(tier, recovery, stores string) string {
	return "tier: " + tier + "\nalerts: {email: [team@example.com]}\nnetwork: {cidr: 10.60.0.0/16}\n" + recovery + stores
}

const (
	recovery      = "recovery: {region: eu-central-1, cidr: 10.70.0.0/16}\n"
	unknownPlaces = "recovery: {region: eu-south-2, cidr: 10.70.0.0/16}\n"
)

func TestWhatCannotBeReplicatedIsRefusedUntilItIsSaidToBeEmpty(t *testing.T) {
	for stores, want := range map[string]string{
		`databases: {a: {engine: aurora-postgres, version: "17.7", class: t4g.medium, STANDBY}}`: "an Aurora global database takes no t4g.medium",
		`databases: {a: {engine: postgres, version: "17.7", proxy: enabled, STANDBY}}`:           "RDS Proxy does not stand before a replica on RDS",
		`search: {a: {version: "3.3", managerClass: t3.medium, STANDBY}}`:                        "a domain with t3 does not replicate",
		`caches: {a: {class: t4g.small, STANDBY}}`:                                               "a global datastore takes no t4g.small",
		`streams: {a: {version: 4.1.x, zones: 2, STANDBY}}`:                                      "streams.a.nodes: MSK Replicator demands 4 brokers in 2 zones, and there are 2; set it to 4 or more, or standby to empty",
		`streams: {a: {version: 4.1.x, zones: 2, nodes: 2, STANDBY}}`:                            "MSK Replicator demands 4 brokers",
	} {
		for standby, refused := range map[string]bool{"": true, "standby: replica": true, "standby: empty": false} {
			files := example(t)
			text := []byte(standing("production", recovery, replaced(stores, standby)))
			files["environments/dev.yaml"].Data = text
			_, _, err := loadWithRecord(files, "")
			if refused {
				assert.ErrorContains(t, err, want, string(text))
			} else {
				assert.NoError(t, err, string(text))
			}
		}
	}
}

func replaced(stores, standby string) string {
	for i := range len(stores) - len("STANDBY") {
		if stores[i:i+len("STANDBY")] == "STANDBY" {
			return stores[:i] + standby + stores[i+len("STANDBY"):] + "\n"
		}
	}
	return stores
}

func TestWhatHasNoReplicasIsEmptyByDefault(t *testing.T) {
	files := example(t)
	files["environments/dev.yaml"].Data = []byte(standing("production", recovery,
		"caches: {a: {engine: memcached}}\nsecrets: {b: {store: parameter-store}, c: {}}\n"))
	c, _, err := loadWithRecord(files, "")
	require.NoError(t, err)
	for _, e := range c.Sides() {
		if e.Name == "dev" || e.Name == "dev-dr" {
			assert.Equal(
				t,
				[]Copy{Empty, Empty, Replica},
				[]Copy{e.Caches["a"].Standby, e.Secrets["b"].Standby, e.Secrets["c"].Standby},
				e.Name,
			)
		}
	}
	for _, stores := range []string{"caches: {a: {engine: memcached, standby: replica}}\n", "secrets: {b: {store: parameter-store, standby: replica}}\n"} {
		files["environments/dev.yaml"].Data = []byte(standing("production", recovery, stores))
		_, _, err := loadWithRecord(files, "")
		assert.Error(t, err, stores)
	}
}

func TestAReplicaNeedsARecoveryRegionThatAWSReplicatesTo(t *testing.T) {
	files := example(t)
	files["environments/dev.yaml"].Data = []byte(standing("production", "", "buckets: {a: {standby: empty}}\n"))
	_, _, err := loadWithRecord(files, "")
	assert.ErrorContains(t, err, "buckets.a.standby: the environment has no recovery region")
	files["environments/dev.yaml"].Data = []byte(
		standing("production", unknownPlaces, "caches: {a: {standby: replica}}\n"),
	)
	_, _, err = loadWithRecord(files, "")
	assert.ErrorContains(t, err, "caches.a.standby: there are no global datastores in eu-south-2")
}

// TestBothSidesHaveTheSameCopyOfAnAuroraDatabase: a region that lacks the small class has a larger one by default,
// which a global database would take.
func TestBothSidesHaveTheSameCopyOfAnAuroraDatabase(t *testing.T) {
	const lacks = "recovery: {region: il-central-1, cidr: 10.70.0.0/16}\n"
	for written, want := range map[string]Copy{
		"": Empty, ", class: r7g.large": Replica, ", serverless: {maxACU: 2}": Replica,
	} {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(standing("development", lacks,
			"databases: {a: {engine: aurora-mysql, version: \"3.10.4\""+written+"}}\n"))
		c, _, err := loadWithRecord(files, "")
		require.NoError(t, err)
		sides := 0
		for _, e := range c.Sides() {
			if e.Name == "dev" || e.Name == "dev-dr" {
				sides++
				assert.Equal(t, want, e.Databases["a"].Standby, e.Name+written)
			}
		}
		assert.Equal(t, 2, sides)
	}
}

func TestStreamsAreReplicatedWhereMSKReplicatorTakesThem(t *testing.T) {
	const development = "streams: {a: {version: 4.1.x}, b: {version: 4.1.x, zones: 2}, c: {version: 4.1.x, zones: 2, nodes: 4}}\n"
	for recovering, want := range map[string][]Copy{
		recovery:      {Replica, Empty, Replica},
		unknownPlaces: {Empty, Empty, Empty},
		"":            {"", "", ""},
	} {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(standing("development", recovering, development))
		c, _, err := loadWithRecord(files, "")
		require.NoError(t, err)
		for _, e := range c.Sides() {
			if e.Name == "dev" || e.Name == "dev-dr" {
				assert.Equal(
					t,
					want,
					[]Copy{e.Streams["a"].Standby, e.Streams["b"].Standby, e.Streams["c"].Standby},
					e.Name,
				)
			}
		}
	}
	for text, want := range map[string]string{
		standing("production", unknownPlaces, "streams: {a: {version: 4.1.x}}\n"):               "streams.a.standby: there is no MSK Replicator in eu-south-2; set it to empty",
		standing("development", "", "streams: {a: {version: 4.1.x, standby: replica}}\n"):       "streams.a.standby: the environment has no recovery region",
		standing("development", recovery, "streams: {a: {version: 4.1.x, standby: backups}}\n"): `streams.a.standby: "backups" is not offered; choose replica or empty`,
	} {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(text)
		_, _, err := loadWithRecord(files, "")
		assert.ErrorContains(t, err, want)
	}
}

func TestAnEnvironmentReplicatesNoMoreStreamsThanMSKHasReplicators(t *testing.T) {
	for many, standby := range map[int]string{15: "replica", 16: "replica", 17: "empty"} {
		streams := "streams:\n"
		for i := range many {
			streams += fmt.Sprintf("  s%d: {version: 4.1.x, standby: %s}\n", i, standby)
		}
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(standing("development", recovery, streams))
		_, _, err := loadWithRecord(files, "")
		if many == 16 {
			assert.ErrorContains(
				t,
				err,
				"streams: 16 streams are replicated, and MSK has 15 Replicators; set standby of the others to empty",
			)
		} else {
			assert.NoError(t, err)
		}
	}
}
