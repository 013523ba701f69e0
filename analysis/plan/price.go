package plan

import (
	"strings"

	"bulkhead/analysis/price"
)

// Price is what a change does to what is billed for being there.
type Price struct {
	Environments []price.Difference `json:"environments"` // whose price differs
	Unknown      string             `json:"unknown"`      // why it is not known; empty where it is
}

// priceOf compares the prices of two cloud assemblies. A plan is one without them, too.
func priceOf(before, after *Cloud) Price {
	was, err := price.Of(before.Assembly, before.index, price.Bundled(), nil)
	if err != nil {
		return Price{Unknown: oneLine(err)}
	}
	is, err := price.Of(after.Assembly, after.index, price.Bundled(), nil)
	if err != nil {
		return Price{Unknown: oneLine(err)}
	}
	return Price{Environments: price.Between(was, is)}
}

// oneLine is an error as a part of a page.
func oneLine(err error) string { return strings.ReplaceAll(err.Error(), "\n", "; ") }
