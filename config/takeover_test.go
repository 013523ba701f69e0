package config

import (
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
		{"Ledger", "the ledger", table + `"the ledger" is not the name of a table; write the name alone: 3 to 255 letters, digits, dots, hyphens and underscores`},
		{"Ledger", "acme-dev-ledger", ""},
		{"Ledger", "acme-dev-carts", table + "it is the table carts already; name another one"},
		{
			"existing:\n  letters: {bucket: letters-of-old}", "recovery: {region: eu-central-1, cidr: 10.11.0.0/16}",
			bucket + alone + "\n" + table + alone + "\n" + `services.web.uses[4]: dev has no store "letters"; known: carts, files, ledger, scans`,
		},
	})
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
