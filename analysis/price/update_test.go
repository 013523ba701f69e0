package price

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
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

func readFrom(t *testing.T, place string, old *Table, more ...string) (*Update, error) {
	t.Helper()
	return ReadPrices(context.Background(), From(place), old, more, func(string) {})
}

func TestThePriceListGivesTheTableItWasMadeOfInSpiteOfAllThatLooksAlike(t *testing.T) {
	old := small()
	u, err := readFrom(t, published(t, old, nil), old)
	require.NoError(t, err)
	assert.Empty(t, u.Changed)
	assert.Empty(t, u.Kept)
	assert.False(t, u.Worries())
	for at, p := range u.Table.prices {
		before := old.prices[at]
		assert.Zero(t, before.USD.Cmp(p.USD), at)
		if offer := items[at.item].offer; offer != "" {
			assert.Equal(t, offer+" 20260925174521", p.Source, at)
			assert.Equal(t, "2026-09-25", p.Seen, at)
		} else {
			assert.Equal(t, before, p, at)
		}
	}
	again, err := parse("written", u.Table.Write())
	require.NoError(t, err)
	assert.Equal(t, len(u.Table.prices), len(again.prices))
}

// repriced changes the price of an item in eu-west-1.
func repriced(item, usd string) func(string, string, []sold) []sold {
	before, _ := small().Of(item, "eu-west-1")
	return func(offer, region string, all []sold) []sold {
		for i, p := range all {
			if offer == items[item].offer && p.usage == inRegion(items[item].usage, "eu-west-1") && p.usd == before.Text {
				all[i].usd = usd
			}
		}
		return all
	}
}

func TestAPriceThatMovesByMoreThanAQuarterWantsAPerson(t *testing.T) {
	for usd, far := range map[string]bool{"0.06": false, "0.036": false, "0.0600000001": true, "0.0359": true} { // of 0.048
		u, err := readFrom(t, published(t, small(), repriced("nat/hour", usd)), small())
		require.NoError(t, err)
		assert.Equal(t, far, u.Worries(), usd)
		assert.Len(t, u.Changed, 1, usd)
		p, _ := u.Table.Of("nat/hour", "eu-west-1")
		assert.Equal(t, usd, p.Text)
	}
}

func TestWhatIsNotFoundStaysAsItWasAndIsToldOf(t *testing.T) {
	gone := func(_, _ string, all []sold) []sold {
		return slices.DeleteFunc(all, func(p sold) bool { return p.usage == "EU-ESInstance:r7g.large" })
	}
	for item, change := range map[string]func(string, string, []sold) []sold{
		"nat/hour": repriced("nat/hour", "0.0000000000"), "search/r7g.large": gone,
	} {
		u, err := readFrom(t, published(t, small(), change), small())
		require.NoError(t, err)
		assert.Equal(t, []string{item + " in eu-west-1: no product is it"}, u.Kept)
		p, _ := u.Table.Of(item, "eu-west-1")
		before, _ := small().Of(item, "eu-west-1")
		assert.Equal(t, before, p, "with its day and its source")
		assert.True(t, u.Worries())
	}
}

func TestWhatMayBeTwoPricesIsToldWithBoth(t *testing.T) {
	twice := func(offer, region string, all []sold) []sold {
		if offer == "awskms" && region == "eu-west-1" {
			all = append(all, sold{usage: "eu-west-1-KMS-Keys", usd: "1.10"})
		}
		return all
	}
	u, err := readFrom(t, published(t, small(), twice), small())
	require.NoError(t, err)
	require.Len(t, u.Kept, 1)
	assert.Regexp(t, `^kms/key-month in eu-west-1: may be SKU\d+ \(EU-KMS-Keys\) for 1.00, SKU\d+ \(eu-west-1-KMS-Keys\) for 1.10$`, u.Kept[0])
}

func TestARegionIsAddedFromThePriceList(t *testing.T) {
	old := small()
	with := &Table{Regions: append([]string{"eu-north-1"}, old.Regions...), prices: map[key]Price{}}
	for at, p := range old.prices {
		with.prices[at] = p
		if at.region == "eu-west-1" {
			with.prices[key{at.item, "eu-north-1"}] = p
		}
	}
	u, err := readFrom(t, published(t, with, nil), old, "eu-north-1")
	require.NoError(t, err)
	assert.Empty(t, u.Kept)
	p, found := u.Table.Of("nat/hour", "eu-north-1")
	assert.True(t, found)
	assert.Equal(t, "0.048", p.Text)
	assert.Equal(t, "eu-north-1", u.Table.Regions[len(u.Table.Regions)-1])
	_, err = readFrom(t, t.TempDir(), old, "mars-1")
	assert.ErrorContains(t, err, "mars-1 is no region whose usage types are known")
}

func TestAFileOfThePriceListThatCannotBeReadIsNamed(t *testing.T) {
	_, err := readFrom(t, t.TempDir(), small())
	assert.ErrorIs(t, err, os.ErrNotExist)
	for text, want := range map[string]string{
		`{"version": "1", "publicationDate": "2026-09-25", "products": {}`: "unexpected EOF",
		`[]`: "there is no object",
		`{}`: "it is no price list",
		`{"version": "1", "publicationDate": "2026-09-25", "terms": {"OnDemand": {}}, "products": {}}`: "its terms come before its products",
	} {
		_, err := readOffer(strings.NewReader(text), "eu-west-1", nil)
		assert.ErrorContains(t, err, want, text)
	}
	bad := strings.Replace(priceList([]sold{{usage: "EU-NatGateway-Hours", usd: "x"}}), `"USD": "x"`, `"CNY": "1"`, 1)
	_, err = readOffer(strings.NewReader(bad), "eu-west-1", []string{"nat/hour"})
	assert.ErrorContains(t, err, `SKU0000: from "0" on it costs "" US dollars`)
}

func TestThePriceListIsReadFromAURL(t *testing.T) {
	dir := published(t, small(), nil)
	server := httptest.NewServer(http.FileServer(http.Dir(dir)))
	defer server.Close()
	// http.FileServer sends those who ask for an index elsewhere
	server.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(r.URL.Path)))
		if err != nil {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(text)
	})
	u, err := readFrom(t, server.URL+"/", small())
	require.NoError(t, err)
	assert.Empty(t, u.Changed)
	_, err = readFrom(t, server.URL+"/elsewhere", small())
	assert.ErrorContains(t, err, "404 Not Found")
}

// flood is a file of many products, made as it is read.
type flood struct {
	products, at int
	rest         string
}

func (f *flood) Read(into []byte) (int, error) {
	for len(f.rest) == 0 {
		switch {
		case f.at == 0:
			f.rest = `{"version": "1", "publicationDate": "2026-09-25", "products": {`
		case f.at <= f.products:
			f.rest = fmt.Sprintf(`"S%d": {"productFamily": "x", "attributes": {"usagetype": "EU-BoxUsage:x%d.large", "text": %q}},`,
				f.at, f.at, strings.Repeat("x", 4000))
		case f.at == f.products+1:
			f.rest = `"N": {"attributes": {"usagetype": "EU-NatGateway-Hours"}}}, "terms": {"OnDemand": {"N": {"N.1": {"offerTermCode":
				"JRTCKXETXF", "priceDimensions": {"1": {"beginRange": "0", "pricePerUnit": {"USD": "0.048"}}}}}}}}`
		default:
			return 0, io.EOF
		}
		f.at++
	}
	n := copy(into, f.rest)
	f.rest = f.rest[n:]
	return n, nil
}

func TestALargePriceListTakesLittleMemory(t *testing.T) {
	file := &flood{products: 2_000} // eight megabytes
	var peak uint64
	watched := readerFunc(func(into []byte) (int, error) {
		n, err := file.Read(into)
		if file.at%500 == 0 {
			peak = max(peak, live())
		}
		return n, err
	})
	before := live()
	o, err := readOffer(watched, "eu-west-1", []string{"nat/hour"})
	require.NoError(t, err)
	text, err := o.the("nat/hour")
	require.NoError(t, err)
	assert.Equal(t, "0.048", text)
	assert.Less(t, peak, before+2<<20)
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(into []byte) (int, error) { return f(into) }

// live is how many bytes are in use.
func live() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

func TestATierIsTakenFromWhereItBeginsAndElseTheFirstThatIsNotFree(t *testing.T) {
	var terms map[string]term
	require.NoError(t, json.Unmarshal([]byte(`{"a": {"offerTermCode": "JRTCKXETXF", "priceDimensions": {
		"1": {"beginRange": "0", "pricePerUnit": {"USD": "0"}}, "2": {"beginRange": "25", "pricePerUnit": {"USD": "0.10"}},
		"3": {"beginRange": "5", "pricePerUnit": {"USD": "0.50"}}}},
		"b": {"offerTermCode": "reserved", "priceDimensions": {"1": {"beginRange": "0", "pricePerUnit": {"USD": "7"}}}}}`), &terms))
	for from, want := range map[string]string{"": "0.50", "25": "0.10"} {
		price, err := item{from: from}.price(terms)
		require.NoError(t, err)
		assert.Equal(t, want, decimal(price), from)
	}
	free, err := item{from: "0"}.price(terms)
	require.NoError(t, err)
	assert.Nil(t, free)
}
