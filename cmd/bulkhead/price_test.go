package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"bulkhead/analysis/plan"
	"bulkhead/analysis/price"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePageOfCostsShowsWhatTheCommandSays(t *testing.T) {
	page, err := os.ReadFile("../../docs/operate/cost.md")
	require.NoError(t, err)
	shown := regexp.MustCompile("(?s)```sh\nbin/bulkhead (price [^\n]+)\n```\n\n```text\n(.*?)```").FindSubmatchIndex(page)
	require.NotNil(t, shown)
	line := string(page[shown[2]:shown[3]])
	status, stdout, stderr := command(t, append(strings.Fields(line), exampleAssembly(t))...)
	assert.Equal(t, 0, status, stderr)
	if *update {
		said := string(page[:shown[4]]) + stdout + string(page[shown[5]:])
		require.NoError(t, os.WriteFile("../../docs/operate/cost.md", []byte(said), 0o644))
		return
	}
	assert.Equal(t, string(page[shown[4]:shown[5]]), stdout)
	for field := range reflect.TypeFor[price.Assumptions]().Fields() {
		assert.Contains(t, string(page), "`"+field.Tag.Get("yaml")+"`", "the page names what can be assumed")
	}
}

func TestTheAssumptionsOnThePageOfCostsCanBeRead(t *testing.T) {
	page, err := os.ReadFile("../../docs/operate/cost.md")
	require.NoError(t, err)
	shown := regexp.MustCompile("(?s)```text\n(prod:.*?)```").FindSubmatch(page)
	require.NotNil(t, shown)
	usage := filepath.Join(t.TempDir(), "usage.yaml")
	require.NoError(t, os.WriteFile(usage, shown[1], 0o644))
	status, stdout, stderr := command(t, "price", exampleAssembly(t), "--environment", "prod", "--usage", usage)
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `(?m)^  usage +238\.20 `, stdout) // 500 at 0.048, 2000 at 0.09, 60 at 0.57
}

func TestWhatIsSaidOfOneEnvironmentIsAboutThatOne(t *testing.T) {
	dir := exampleAssembly(t)
	_, dev, _ := command(t, "price", dir, "--environment", "dev", "--verbose")
	_, prod, _ := command(t, "price", dir, "--environment", "prod", "--verbose")
	assert.NotContains(t, dev, "search/gp3-GB-month in eu-west-1")
	assert.Contains(t, prod, "search/gp3-GB-month in eu-west-1")
	assert.NotContains(t, prod, "in eu-central-1")
	assert.NotContains(t, dev, "MSK: storage of express brokers")
	assert.Contains(t, prod, "MSK: storage of express brokers")
	assert.NotRegexp(t, `(?m) $`, dev, "no line ends in a space")
}

func TestPriceListsWhatCostsMostAndWhatTheOthersComeTo(t *testing.T) {
	dir := exampleAssembly(t)
	_, all, _ := command(t, "price", dir, "--environment", "dev")
	_, top, stderr := command(t, "price", dir, "--environment", "dev", "--top", "2")
	assert.Empty(t, stderr)
	assert.True(t, strings.HasPrefix(top, `USD A MONTH        AT LEAST  AT MOST  DECIDED BY
dev                173.98    222.43   account 333333333333
  transit gateway  36.50     36.50    organization.yaml:66 vpn
  NAT gateways     35.04     35.04    environments/dev.yaml:13 network.nat: single
  11 others        102.44    150.89   15 lines
all                173.98    222.43

CHOICE `), top)
	assert.Equal(t, all[strings.Index(all, "\nCHOICE"):], top[strings.Index(top, "\nCHOICE"):])
	_, top, _ = command(t, "price", dir, "--environment", "dev", "--top", "100")
	assert.Equal(t, all, top)
	for _, wrong := range [][]string{{"--top", "-1"}, {"--top", "2", "--json"}} {
		status, _, _ := command(t, append([]string{"price", dir}, wrong...)...)
		assert.Equal(t, 2, status, wrong)
	}
}

func TestPriceTellsWhatItsSumsAreWithout(t *testing.T) {
	dir := reviewedAssembly(t, "choices", "../../test/testdata/configs/choices")
	_, stdout, stderr := command(t, "price", dir)
	assert.Empty(t, stderr)
	assert.Regexp(t, `(?m)^besides: Shield Advanced, 3,000\.00 for the organization `+
		`\(environments/\w+\.yaml:\d+(, and \d+ lines? more)?\)$`, stdout)
	assert.Regexp(t, `(?m)^not counted although it is there: (.*RDS Proxy|.*Auto Mode|.*pollers \(\d+\)){3}`, stdout)
	for line := range strings.Lines(stdout) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), 120, line)
	}
	_, stdout, _ = command(t, "price", dir, "--json")
	assert.Contains(t, stdout, `"what": "RDS Proxy"`)
	assert.Contains(t, stdout, `"what": "Shield Advanced"`)
}

func TestPriceTellsOfEveryChargeAsJSON(t *testing.T) {
	status, stdout, stderr := command(t, "price", exampleAssembly(t), "--json")
	assert.Equal(t, 0, status, stderr)
	var r price.Report
	require.NoError(t, json.Unmarshal([]byte(stdout), &r))
	assert.Greater(t, r.Least, price.USD(8_000_000_000))
	for _, e := range r.Environments {
		for _, k := range e.Components {
			assert.NotEmpty(t, k.Charges, "%s %s", e.Name, k.Name)
		}
	}
}

func TestPriceFailsWhereABudgetIsLessThanWhatAnAccountCosts(t *testing.T) {
	usage := filepath.Join(t.TempDir(), "usage.yaml")
	require.NoError(t, os.WriteFile(usage, []byte("dev: {natGB: 20000}\n"), 0o644))
	status, stdout, _ := command(t, "price", exampleAssembly(t), "--usage", usage)
	assert.Equal(t, 1, status)
	assert.Regexp(t, `(?m)^  usage +960\.00 +960\.00 `, stdout)
	assert.Regexp(t, `(?m)^budget: account 333333333333 costs 1,133\.98 at least, and its budget is 800\.00: raise it, or have less\n`+
		`  organization\.yaml:\d+ budgets\.monthly\.dev: 800$`, stdout)
}

func TestPriceRefusesWhatThereIsNot(t *testing.T) {
	dir := exampleAssembly(t)
	for _, c := range []struct {
		want string
		args []string
	}{
		{"error: there is no environment prud that costs anything; choose dev, prod, prod-dr, security, shared-services, stage\n", []string{"--environment", "prud"}},
		{"error: open nowhere.csv: no such file or directory\n", []string{"--table", "nowhere.csv"}},
	} {
		status, stdout, stderr := command(t, append([]string{"price", dir}, c.args...)...)
		assert.Equal(t, 1, status, c.args)
		assert.Empty(t, stdout)
		assert.Equal(t, c.want, stderr)
	}
	table := filepath.Join(t.TempDir(), "t.csv")
	require.NoError(t, os.WriteFile(table, []byte("item,as of,source,any,eu-west-1\nnat/hour,2026-01-01,x,,0.05\n"), 0o644))
	status, _, stderr := command(t, "price", dir, "--table", table)
	assert.Equal(t, 1, status)
	assert.Regexp(t, `^error: the table has no price for .*; bulkhead price update reads it`, stderr)
}

func TestAPlanTellsWhatAChangeDoesToThePriceOfEachEnvironment(t *testing.T) {
	before, after := exampleAssembly(t), exampleAssembly(t)
	assert.Empty(t, priceChange(before, after).Environments)
	named := regexp.MustCompile(`"templateFile":"([^"]+)"`)
	for _, stage := range []string{"prod", "prod-dr", "stage"} { // a template of its own in the place of the reviewed one
		manifest := filepath.Join(after, stage, "manifest.json")
		text, err := os.ReadFile(manifest)
		require.NoError(t, err)
		text = named.ReplaceAllFunc(text, func(found []byte) []byte {
			path := string(named.FindSubmatch(found)[1])
			template, err := os.ReadFile(filepath.Join(after, stage, path))
			require.NoError(t, err)
			larger := strings.ReplaceAll(string(template), "cache.m7g.large", "cache.m7g.xlarge")
			require.NoError(t, os.WriteFile(filepath.Join(after, stage, filepath.Base(path)), []byte(larger), 0o644))
			return fmt.Appendf(nil, `"templateFile":%q`, filepath.Base(path))
		})
		require.NoError(t, os.WriteFile(manifest, text, 0o644))
	}
	change := priceChange(before, after)
	require.Empty(t, change.Unknown)
	var all []string
	for _, e := range priceEntries(&pricedPlan{&plan.Plan{}, change}) {
		all = append(all, e.text)
	}
	assert.Equal(t, []string{
		"`prod-dr` costs 3,423.31 US dollars a month at least, +218.42: caches +218.42",
		"`prod` costs 3,049.31 US dollars a month at least, +202.06: caches +202.06", // twice 0.2776 - 0.1392
		"`stage` costs 2,601.74 US dollars a month at least, +202.06: caches +202.06",
	}, all)
	assert.NotEmpty(t, priceChange(before, t.TempDir()).Unknown)
}

// emptyPriceList answers with price lists that have no products.
func emptyPriceList(t *testing.T) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"version": "7", "publicationDate": "2026-09-25T17:45:21Z", "products": {}, "terms": {"OnDemand": {}}}`)
	}))
	t.Cleanup(server.Close)
	return server.URL
}

func TestPriceUpdateLeavesTheTableUntilWhatItTellsIsAccepted(t *testing.T) {
	table := filepath.Join(t.TempDir(), "table.csv")
	before := "item,as of,source,any,eu-west-1\n\"nat/hour\",2026-01-01,x,,0.05\n" // quoted, as nobody writes it
	require.NoError(t, os.WriteFile(table, []byte(before), 0o644))
	args := []string{"price", "update", "--from", emptyPriceList(t), "--table", table}
	status, stdout, stderr := command(t, args...)
	assert.Equal(t, 1, status)
	assert.Contains(t, stdout, "not found   nat/hour in eu-west-1: no product is it\n")
	assert.Contains(t, stdout, table+" is as it was: look at what moved and what was not found, then use --accept\n")
	assert.Contains(t, stderr, "read        AmazonEC2 eu-west-1 7\n")
	after, err := os.ReadFile(table)
	require.NoError(t, err)
	assert.Equal(t, before, string(after))

	status, stdout, stderr = command(t, append(args, "--accept", "--region", "eu-north-1")...)
	assert.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, "wrote "+table)
	after, err = os.ReadFile(table)
	require.NoError(t, err)
	assert.Equal(t, "item,as of,source,any,eu-west-1,eu-north-1\nnat/hour,2026-01-01,x,,0.05,\n", string(after))
	left, err := os.ReadDir(filepath.Dir(table))
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing is left beside it")
}

func TestPriceUpdateNeedsATableAndAPriceList(t *testing.T) {
	t.Chdir(t.TempDir())
	status, _, stderr := command(t, "price", "update", "--from", emptyPriceList(t))
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "run it in the repository, or name a file with --table")
	status, _, stderr = command(t, "price", "update", "--from", t.TempDir(), "--table", "new.csv")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "no such file or directory")
	assert.NoFileExists(t, "new.csv")
	status, _, stderr = command(t, "price", "update", "--from", emptyPriceList(t), "--table", "new.csv", "--region", "mars-1")
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "error: mars-1 is no region whose usage types are known")
}
