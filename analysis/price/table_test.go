package price

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheTableIsAsItIsWrittenAndHasEveryItem(t *testing.T) {
	table := Bundled()
	assert.Equal(t, string(bundled), string(table.Write()), "bulkhead price update writes it so")
	assert.GreaterOrEqual(t, len(table.Regions), 4)
	for name := range items {
		for _, region := range table.Regions {
			if _, found := table.Of(name, region); !found && !strings.Contains(name, ".") {
				t.Errorf("%s has no price in %s", name, region)
			}
		}
		if strings.Contains(name, ".") { // a class, which not every region offers
			_, found := table.Of(name, table.Regions[0])
			assert.True(t, found, "%s in %s", name, table.Regions[0])
		}
	}
}

func TestEveryPriceSaysSinceWhenAndByWhomOrThatItIsAnEstimate(t *testing.T) {
	for _, p := range Bundled().prices {
		assert.NotEmpty(t, p.Source)
		assert.Equal(t, p.Source == Estimate, p.Seen == "")
	}
}

func TestATableWithAFaultNamesTheLine(t *testing.T) {
	const head = "item,as of,source,any,eu-west-1\n"
	for text, want := range map[string]string{
		"":                                                         "t.csv:1: is no table of prices",
		"item,as of,source,any\n":                                  "t.csv:1: is no table of prices",
		head + "nat/day,2026-01-01,x,,1\n":                         "t.csv:2: nat/day: is no item that bulkhead prices; remove the line",
		head + "nat/hour,2026-01-01,x,,a\n":                        `t.csv:2: nat/hour: eu-west-1: "a" is no price`,
		head + "nat/hour,2026-01-01,x,,-1\n":                       `t.csv:2: nat/hour: eu-west-1: "-1" is no price`,
		head + "nat/hour,yesterday,x,,1\n":                         `t.csv:2: nat/hour: "yesterday" is no day`,
		head + "nat/hour,,x,,1\n":                                  "t.csv:2: nat/hour: say since when and by which source",
		head + "nat/hour,2026-01-01,,,1\n":                         "t.csv:2: nat/hour: say since when and by which source",
		head + "nat/hour,2026-01-01,estimate,,1":                   "t.csv:2: nat/hour: say since when and by which source",
		head + "nat/hour,,estimate,,1\nnat/hour,2026-01-01,x,,1\n": "t.csv:3: nat/hour: eu-west-1: has two prices; remove one",
		head + "nat/hour,2026-01-01\n":                             "t.csv: record on line 2: wrong number of fields",
	} {
		_, err := parse("t.csv", []byte(text))
		require.ErrorContains(t, err, want, text)
	}
}

func TestAmountsAreWrittenForPeopleAndExactlyForPrograms(t *testing.T) {
	for amount, want := range map[USD]string{0: "0.00", 5000: "0.01", 4999: "0.00", 1234567890000: "1,234,567.89", -83220000: "-83.22"} {
		assert.Equal(t, want, amount.String())
	}
	text, err := USD(262800).MarshalJSON()
	require.NoError(t, err)
	assert.Equal(t, "0.2628", string(text))
	var back USD
	require.NoError(t, back.UnmarshalJSON(text))
	assert.Equal(t, USD(262800), back)
}
