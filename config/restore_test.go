package config

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestWhatAStoreIsRestoredFromIsOneThingOfItsKindWhereItWillBe(t *testing.T) {
	for stores, want := range map[string]string{
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: before}}}`:                                                                      "",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: "rds:acme-dev-a-2026-11-27-01-02"}}}`:                                           "",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: "arn:aws:rds:eu-west-1:333333333333:snapshot:awsbackup:job-1"}}}`:               "",
		`databases: {a: {engine: aurora-mysql, version: "3.10.4", restoreFrom: {snapshot: "arn:aws:rds:eu-west-1:333333333333:cluster-snapshot:awsbackup:job-1"}}}`: "",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {database: db-ABC1, time: latest}}}`:                                                       "",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {database: db-ABC1, time: 2026-11-27T03:00:00Z}}}`:                                         "",
		`databases: {a: {engine: aurora-mysql, version: "3.10.4", restoreFrom: {database: cluster-ABC1, time: latest}}}`:                                            "",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {}}}`:                                                                                      "needs a snapshot or a database, and not both",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: before, database: db-ABC1, time: latest}}}`:                                     "needs a snapshot or a database, and not both",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: before, time: latest}}}`:                                                        "restoreFrom.time: a snapshot is of its own time",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {database: db-ABC1}}}`:                                                                     `restoreFrom.time: "" is not a second in UTC`,
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {database: db-ABC1, time: "2026-11-27 03:00"}}}`:                                           `"2026-11-27 03:00" is not a second in UTC; write it as 2026-11-27T03:00:00Z, or latest`,
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {database: db-ABC1, time: "2026-11-27T03:00:00+01:00"}}}`:                                  "is not a second in UTC",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {database: cluster-ABC1, time: latest}}}`:                                                  `"cluster-ABC1" is not the resource id of such a database; write db-…`,
		`databases: {a: {engine: aurora-mysql, version: "3.10.4", restoreFrom: {database: db-ABC1, time: latest}}}`:                                                 `"db-ABC1" is not the resource id of such a database; write cluster-…`,
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {database: acme-dev-a, time: latest}}}`:                                                    `"acme-dev-a" is not the resource id`,
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: "two words"}}}`:                                                                 `"two words" is not the name of a snapshot`,
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: "arn:aws:rds:eu-central-1:333333333333:snapshot:a"}}}`:                          "is not the ARN of such a snapshot in the environment's account and region; it begins with arn:aws:rds:eu-west-1:333333333333:snapshot:",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: "arn:aws:rds:eu-west-1:444444444444:snapshot:a"}}}`:                             "is not the ARN of such a snapshot",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: "arn:aws:rds:eu-west-1:333333333333:cluster-snapshot:a"}}}`:                     "is not the ARN of such a snapshot",
		`databases: {a: {engine: aurora-mysql, version: "3.10.4", restoreFrom: {snapshot: "arn:aws:rds:eu-west-1:333333333333:snapshot:a"}}}`:                       "is not the ARN of such a snapshot",
		`databases: {a: {engine: postgres, version: "17.7", restoreFrom: {snapshot: "arn:aws:rds:eu-west-1:333333333333:snapshot:two words"}}}`:                     "is not the ARN of such a snapshot",
		`caches: {a: {restoreFrom: {snapshot: automatic.a-2026-11-27-01-00}}}`:                                                                                      "",
		`caches: {a: {restoreFrom: {snapshot: "arn:aws:s3:::a/b.rdb"}}}`:                                                                                            `is not the name of a snapshot; write its name, not its ARN`,
		`caches: {a: {restoreFrom: {}}}`:                               "caches.a.restoreFrom",
		`caches: {a: {engine: memcached, restoreFrom: {snapshot: b}}}`: "Memcached has no backups",
	} {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(standing("development", "", stores+"\n"))
		_, _, err := loadWithRecord(files, "")
		if want == "" {
			assert.NoError(t, err, stores)
		} else {
			assert.ErrorContains(t, err, want, stores)
		}
	}
}

func TestOnlyThePrimaryIsRestored(t *testing.T) {
	for _, copied := range []string{"replica", "empty"} {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(standing(
			"production",
			recovery,
			`databases: {a: {engine: postgres, version: "17.7", standby: `+copied+`, restoreFrom: {snapshot: b}}}`+"\n"+
				`caches: {c: {standby: `+copied+`, restoreFrom: {snapshot: d}}}`+"\n",
		))
		c, _, err := loadWithRecord(files, "")
		require.NoError(t, err)
		seen := 0
		for _, e := range c.Sides() {
			if strings.TrimSuffix(e.Name, "-dr") == "dev" {
				seen++
				assert.Equal(t, e.Side == Primary, e.Databases["a"].RestoreFrom != nil, "backups are of a region")
				assert.Equal(t, e.Side == Primary, e.Caches["c"].RestoreFrom != nil)
			}
		}
		assert.Equal(t, 2, seen)
	}
}

func TestAServiceOfARestoredStoreFindsItUnderTheVariablesOfBefore(t *testing.T) {
	const restored = `  orders-b: {engine: postgres, version: "17.7", as: orders, restoreFrom: {snapshot: before}}` + "\n"
	const orders = `databases:` + "\n" + `  orders: {engine: postgres, version: "17.7"}` + "\n"
	service := func(uses string) string { return "services:\n  web: {image: web:1.0.0, uses: [" + uses + "]}\n" }
	injected := func(stores string) (map[string]string, Database, error) {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(standing("development", "", stores))
		c, _, err := loadWithRecord(files, "")
		if err != nil {
			return nil, Database{}, err
		}
		for _, e := range c.Sides() {
			if e.Name == "dev" {
				return e.Injected(e.Services["web"]), e.Databases["orders-b"], nil
			}
		}
		return nil, Database{}, nil
	}
	before, _, err := injected(orders + service("orders"))
	require.NoError(t, err)
	after, database, err := injected(orders + restored + service("orders-b"))
	require.NoError(t, err)
	require.NotEmpty(t, before)
	for variable := range before {
		assert.Equal(t, "orders-b", after[variable], variable)
	}
	assert.Len(t, after, len(before))
	assert.Equal(t, "orders", database.Name, "the first database is called what it was called")

	_, _, err = injected(orders + restored + service("orders, orders-b"))
	assert.ErrorContains(t, err, "services.web.uses[1]: orders and orders-b both set ORDERS_HOST; use one of them")
	_, _, err = injected(orders + `  orders-b: {engine: postgres, version: "17.7", as: Orders}` + "\n")
	assert.ErrorContains(t, err, `databases.orders-b.as: "Orders" cannot be the name of a database`)
	_, _, err = injected(orders + `  orders-b: {engine: postgres, version: "17.7", as: orders-b}` + "\n")
	assert.ErrorContains(t, err, "databases.orders-b.as: is what its variables begin with anyway")
	_, _, err = injected(orders + restored + "caches:\n  pages: {as: orders}\n" + service("orders-b, pages"))
	assert.ErrorContains(t, err, "orders-b and pages both set ORDERS_")
}

func TestNoDatabaseIsCalledWhatInstancesOfAnotherAreCalled(t *testing.T) {
	for name, refused := range map[string]bool{
		"orders-2": true, "orders-13": true, "orders-replica-1": true, "orders-b": false, "orders-2b": false, "people-2": false,
	} {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte(standing("development", "",
			"databases: {orders: {engine: postgres, version: \"17.7\"}, "+name+": {engine: postgres, version: \"17.7\"}}\n"))
		_, _, err := loadWithRecord(files, "")
		if refused {
			assert.ErrorContains(t, err, "databases."+name+": RDS's instances of orders may be called "+name+"; choose another name, such as orders-b")
		} else {
			assert.NoError(t, err, name)
		}
	}
}
