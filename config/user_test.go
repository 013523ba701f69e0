package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestMistakesInRightsAreFound(t *testing.T) {
	const environment = `
tier: development
network: {cidr: 10.10.0.0/16}
databases:
  orders: {engine: postgres, version: "17.9"}
buckets:
  uploads: {}
services:
  web: {image: "web:1.0.0", uses: [orders, uploads], reads: [orders]}
functions:
  count: {directory: nightly-report, uses: [orders], reads: [orders], on: {schedules: {daily: {cron: "0 3 * * ? *"}}}}
`
	findsMistakesIn(t, environment, []mistake{
		{"uploads], reads: [orders]", "uploads], reads: [uploads]", `services.web.reads[0]: uploads is no database; leave it out: rights are to databases`},
		{"uses: [orders, uploads], reads", "uses: [uploads], reads", `services.web.reads[0]: orders is not used; add it to uses`},
		{"uploads], reads: [orders]", "uploads], reads: [orders, orders]", `services.web.reads[1]: orders is listed twice; keep one`},
		{"uses: [orders], reads: [orders], on", "reads: [orders], on", `functions.count.reads[0]: orders is not used; add it to uses`},
	})
}

func TestUsersOfADatabaseAreWhoUsesIt(t *testing.T) {
	e := Environment{
		Services: map[string]Service{
			"web": {Uses: []string{"orders"}}, "report": {Uses: []string{"orders"}, Reads: []string{"orders"}},
			"other": {Uses: []string{"goods"}},
		},
		Functions: map[string]Function{"web": {Uses: []string{"orders"}, Reads: []string{"orders"}}},
	}
	assert.Equal(t, map[string]Right{"web": Write, "report": Read, "web_function": Read}, e.DatabaseUsers("orders"))
}
