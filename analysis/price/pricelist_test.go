package price

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// sold is a product of a price list: its usage type as AWS writes it, its attributes, and its price.
type sold struct {
	usage, family, usd string
	attributes         map[string]string
	begin              string
}

// priceList writes a file of AWS's shape.
func priceList(products []sold) string {
	var list, terms []string
	for i, p := range products {
		sku := fmt.Sprintf("SKU%04d", i)
		attributes := map[string]string{"usagetype": p.usage}
		for name, value := range p.attributes {
			attributes[name] = value
		}
		text, _ := json.Marshal(attributes)
		begin := p.begin
		if begin == "" {
			begin = "0"
		}
		list = append(list, fmt.Sprintf(`%q: {"sku": %q, "productFamily": %q, "attributes": %s}`, sku, sku, p.family, text))
		terms = append(terms, fmt.Sprintf(`%q: {"%s.JRTCKXETXF": {"offerTermCode": "JRTCKXETXF", "sku": %q, "priceDimensions":
			{"%s.JRTCKXETXF.6YS6EN2CT7": {"unit": "Hrs", "beginRange": %q, "endRange": "Inf", "pricePerUnit": {"USD": %q}, "appliesTo": []}},
			"termAttributes": {}}}`, sku, sku, sku, sku, begin, p.usd))
	}
	return fmt.Sprintf(`{"formatVersion": "v1.0", "disclaimer": "x", "offerCode": "Any", "version": "20260925174521",
		"publicationDate": "2026-09-25T17:45:21Z", "products": {%s}, "terms": {"Reserved": {"SKU0000": {"r": {"offerTermCode": "R",
		"priceDimensions": {"x": [{"USD": "9"}]}}}}, "OnDemand": {%s}}, "attributesList": {}}`,
		strings.Join(list, ","), strings.Join(terms, ","))
}

// small is the table of this program for two regions, with a few classes.
func small() *Table {
	all := Bundled()
	t := &Table{Regions: []string{"us-east-1", "eu-west-1"}, prices: map[key]Price{}}
	for at, p := range all.prices {
		class := strings.Contains(at.item, ".") && !strings.HasSuffix(at.item, "7g.large")
		if !class && (at.region == anywhere || slices.Contains(t.Regions, at.region)) {
			t.prices[at] = p
		}
	}
	return t
}

// inRegion is a usage type with the region's prefix.
func inRegion(usage, region string) string {
	if region == "us-east-1" || region == anywhere {
		return usage
	}
	return prefixes[region] + "-" + usage
}

// everything are products for each item of an offer in a region at the price of a table, and decoys beside them, each
// of which a reader once took for the price.
func everything(offer, region string, t *Table) []sold {
	var all []sold
	for _, name := range offered(offer) {
		p, found := t.Of(name, region)
		if !found {
			continue
		}
		is := items[name]
		each := decimal(new(big.Rat).Quo(p.USD, big.NewRat(max(1, is.per), 1)))
		good := sold{
			usage: inRegion(is.usage, region), family: is.attributes[productFamily], usd: each, begin: is.from,
			attributes: map[string]string{},
		}
		if region != anywhere {
			good.attributes["locationType"], good.attributes["regionCode"] = "AWS Region", region
		}
		for attribute, value := range is.attributes {
			if attribute != productFamily {
				good.attributes[attribute] = value
			}
		}
		all = append(all, good)
		for attribute, other := range map[string]string{
			"operatingSystem": "Windows", "tenancy": "Dedicated", "deploymentOption": "Multi-AZ", "databaseEngine": "Oracle",
			"cacheEngine": "Other", "operation": "TransitGatewayPeering",
		} {
			if is.attributes[attribute] != "" {
				all = append(all, with(good, attribute, other))
			}
		}
		free := good
		free.usd = "0.0000000000"
		all = append(all, free)
		if region != anywhere {
			zone, other := with(good, "locationType", "AWS Local Zone"), with(good, "regionCode", "ap-east-1")
			all = append(all, zone, other)
		}
		for _, decoy := range []string{"Outposts-", "Reserved", "TS-", "Regional", "ExtendedSupportYr1_Yr2-", "IA-"} {
			bad := good
			bad.usd, bad.usage = "55", inRegion(decoy+is.usage, region)
			if decoy == "Regional" && name == "nat/hour" {
				continue // which is an item of its own
			}
			all = append(all, bad)
		}
	}
	for _, usage := range []string{"InstanceUsageIOOptimized:db.r7g.large", "Aurora:ServerlessV2IOOptimizedUsage", "NatGateway-Prvd-Gbps"} {
		all = append(all, sold{usage: inRegion(usage, region), usd: "88", attributes: map[string]string{"databaseEngine": "Aurora MySQL"}})
	}
	return all
}

// with is a product that differs in an attribute, at another price.
func with(good sold, attribute, value string) sold {
	other := good
	other.usd, other.attributes = "99", maps.Clone(good.attributes)
	other.attributes[attribute] = value
	return other
}

// published writes AWS's files for the regions of a table into a directory; change may change the products.
func published(t *testing.T, table *Table, change func(offer, region string, all []sold) []sold) string {
	t.Helper()
	dir := t.TempDir()
	for offer, region := range filesOf(table.Regions) {
		all := everything(offer, region, table)
		if change != nil {
			all = change(offer, region, all)
		}
		file := filepath.Join(dir, "offers/v1.0/aws", offer, "current", strings.TrimPrefix(region, anywhere), "index.json")
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(priceList(all)), 0o644))
	}
	return dir
}
