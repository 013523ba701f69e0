package config

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const withTables = `tier: production
network:
  cidr: 10.10.0.0/16
tables:
  votes:
    key: picture
    sort: at
    types: {at: number}
    indexes:
      by-voter: {key: voter, sort: at}
    expires: until
services:
  web: {image: web:1.0.0, uses: [votes]}
`

func TestMistakesInATableAreFound(t *testing.T) {
	findsMistakesIn(t, withTables, []mistake{
		{"    key: picture\n", "", "tables.votes.key: is missing; add it"},
		{"key: picture", `key: "a b"`, `tables.votes.key: "a b" cannot be the name of an attribute; write up to 255 characters without white space`},
		{"sort: at\n    types", "sort: picture\n    types", "tables.votes.sort: picture is the key already; leave it out"},
		{"{at: number}", "{at: list}", `tables.votes.types.at: "list" is not offered; choose text, number or binary`},
		{"{at: number}", "{at: number, name: text}", "tables.votes.types.name: no key of the table or of an index is name; leave it out: DynamoDB knows the types of keys alone"},
		{"by-voter", "by voter", `tables.votes.indexes["by voter"]: "by voter" cannot be the name of an index; use 3 to 255 letters, digits, dots, hyphens and underscores`},
		{"sort: at}", "sort: voter}", "tables.votes.indexes.by-voter.sort: voter is the key already; leave it out"},
		{"sort: at}", "attributes: some}", `tables.votes.indexes.by-voter.attributes: "some" is not offered; choose all or keys`},
		{"expires: until", "expiry: disabled", "tables.votes.expiry: is of expires; say which attribute tells when, or leave it out"},
		{"expires: until", "expires: voter", "tables.votes.expires: voter is no number; say so in types, or choose another attribute"},
		{"  votes:", "  recovery:", "tables.recovery: is what the table is called that says which side is active; choose another name\n" +
			`services.web.uses[0]: dev has no store "votes"; known: recovery`},
	})
}

func TestAKeyThatIsANumberMayTellWhenAnItemExpires(t *testing.T) {
	files := example(t)
	files["environments/dev.yaml"].Data = []byte(withTables + "  # at is a number\n")
	_, err := load(files, "example")
	require.NoError(t, err)
	var table Table
	table.Indexes = map[string]TableIndex{"by-voter": {Key: "voter"}}
	table.complete("votes", Environment{})
	assert.Equal(t, AllAttributes, table.Indexes["by-voter"].Attributes)
}
