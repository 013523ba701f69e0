package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

const withTakeovers = `tier: development
network: {cidr: 10.10.0.0/16}
existing:
  letters: {bucket: letters-of-old}
buckets:
  scans: {takesOver: scans-of-old}
  files: {}
tables:
  ledger: {key: account, takesOver: Ledger}
  carts: {key: customer}
services:
  web: {image: web:1.0.0, uses: [scans, files, ledger, carts, letters]}
`

func TestMistakesInWhatIsTakenOverAreFound(t *testing.T) {
	const bucket, table = "buckets.scans.takesOver: ", "tables.ledger.takesOver: "
	const alone = "the recovery region would need the same data, and nothing brings it there; " +
		"leave recovery out, or have a new one made here and copy what the other one has"
	findsMistakesIn(t, withTakeovers, []mistake{
		{"scans-of-old", "Scans", bucket + `"Scans" is not the name of a bucket; write the name alone: 3 to 63 lower-case letters, digits, hyphens and dots`},
		{"scans-of-old", `""`, bucket + `"" is not the name of a bucket; write the name alone: 3 to 63 lower-case letters, digits, hyphens and dots`},
		{"scans-of-old", "acme-dev-scans-333333333333", ""}, // which was kept when it was removed
		{"scans-of-old", "acme-dev-files-333333333333", bucket + "it is the bucket files already; name another one"},
		{"scans-of-old", "acme-archive-111111111111-eu-west-1", bucket + "acme-archive-111111111111-eu-west-1 is made by another stack, or by the CDK; name a bucket that no stack has"},
		{"scans-of-old", "cdk-hnb659fds-assets-333333333333-eu-west-1", bucket + "cdk-hnb659fds-assets-333333333333-eu-west-1 is made by another stack, or by the CDK; name a bucket that no stack has"},
		{"letters-of-old", "scans-of-old", "existing.letters.bucket: scans-of-old is made here, or by the CDK; name a bucket that something else has made; services name those of buckets in uses"},
		{"scans-of-old", "192.168.1.1", bucket + notBucket("192.168.1.1")},
		{"scans-of-old", "scans..old", bucket + notBucket("scans..old")},
		{"scans-of-old", "xn--scans", bucket + notBucket("xn--scans")},
		{"scans-of-old", "scans-0a1b2c3d-s3alias", bucket + notBucket("scans-0a1b2c3d-s3alias")},
		{"letters-of-old", "10.0.0.1", "existing.letters.bucket: " + notBucket("10.0.0.1")},
		{"letters-of-old", "letters--x-s3", "existing.letters.bucket: " + notBucket("letters--x-s3")},
		{"Ledger", "acme-dev-recovery", table + "acme-dev-recovery says which side of an environment is active, and another stack makes it; name a table that no stack has"},
		{"Ledger", "acme-dev-dr-recovery", table + "acme-dev-dr-recovery says which side of an environment is active, and another stack makes it; name a table that no stack has"},
		{"Ledger", "the ledger", table + `"the ledger" is not the name of a table; write the name alone: 3 to 255 letters, digits, dots, hyphens and underscores`},
		{"Ledger", "acme-dev-ledger", ""},
		{"Ledger", "acme-dev-carts", table + "it is the table carts already; name another one"},
		{
			"existing:\n  letters: {bucket: letters-of-old}", "recovery: {region: eu-central-1, cidr: 10.11.0.0/16}",
			bucket + alone + "\n" + table + alone + "\n" + `services.web.uses[4]: dev has no store "letters"; known: carts, files, ledger, scans`,
		},
	})
}

func notBucket(name string) string {
	return `"` + name + `" cannot be the name of a bucket: S3 takes no address, no two dots in a row, and keeps some beginnings ` +
		"and ends for itself; write the bucket's own name, and not that of an access point"
}

// Names of buckets are global, and tables that stage makes are in stage's account.
func TestWhatIsTakenOverOrUsedIsNoOtherEnvironments(t *testing.T) {
	const stageHas = `tier: development
network: {cidr: 10.20.0.0/16}
buckets:
  scans: {takesOver: scans-of-old}
  files: {}
tables:
  ledger: {key: account, takesOver: Ledger}
  carts: {key: customer}
services:
  web: {image: web:1.0.0, uses: [scans, files, ledger, carts]}
`
	const once = " is in stage's account, and buckets have their names once in the world; name a bucket of the environment's account and region"
	const letters = "existing.letters.bucket: "
	for _, m := range []mistake{
		{"scans-of-old", "acme-stage-files-444444444444", "buckets.scans.takesOver: acme-stage-files-444444444444" + once},
		{"scans-of-old", "stage-canaries-artifacts82dd59a1-0a1b2c3d4e5f", "buckets.scans.takesOver: stage-canaries-artifacts82dd59a1-0a1b2c3d4e5f" + once},
		{"scans-of-old", "acme-stage-gone-444444444444", ""}, // which nobody has
		{"letters-of-old", "acme-stage-files-444444444444", letters + "acme-stage-files-444444444444" + once},
		{"Ledger", "acme-stage-carts", "tables.ledger.takesOver: acme-stage-carts is made by stage, in another account; name a table of the environment's account and region"},
		{"Ledger", "acme-stage-recovery", "tables.ledger.takesOver: acme-stage-recovery is made by stage, in another account; name a table of the environment's account and region"},
		{"Ledger", "Accounts", ""},
	} {
		t.Run(m.new, func(t *testing.T) {
			files := example(t)
			leaveOnly(t, files, "dev", "stage")
			files["environments/stage.yaml"].Data = []byte(stageHas)
			files["environments/dev.yaml"].Data = []byte(strings.Replace(withTakeovers, "scans-of-old", "dev-scans", 1))
			assert.Empty(t, faultsOf(t, files), "each has a table of that name in its account")
			edit(t, files, "environments/dev.yaml", strings.Replace(m.old, "scans-of-old", "dev-scans", 1), m.new)
			assert.Equal(t, m.want, strings.Join(faultsOf(t, files), "\n"))
		})
	}
	files := example(t)
	leaveOnly(t, files, "dev", "stage")
	files["environments/stage.yaml"].Data = []byte(stageHas)
	files["environments/dev.yaml"].Data = []byte(withTakeovers)
	assert.Equal(t, []string{
		"buckets.scans.takesOver: scans-of-old is in dev's account, and buckets have their names once in the world; " +
			"name a bucket of the environment's account and region",
	}, faultsOf(t, files))
}

func TestWhatIsTakenOverKeepsItsName(t *testing.T) {
	files := example(t)
	leaveOnly(t, files, "dev")
	files["environments/dev.yaml"].Data = []byte(withTakeovers)
	c, err := load(files, "example")
	assert.NoError(t, err)
	e := c.Environments[0]
	assert.Equal(t, "scans-of-old", e.FullBucketName("scans"))
	assert.Equal(t, "acme-dev-files-333333333333", e.FullBucketName("files"))
	assert.Equal(t, "Ledger", e.FullTableName("ledger"))
	assert.Equal(t, "acme-dev-carts", e.FullTableName("carts"))
}
