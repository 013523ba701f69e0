package price

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
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
