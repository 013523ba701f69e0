package price

import (
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// reviewedOf are the reviewed templates of a configuration, and its lines.
func reviewedOf(t *testing.T, name, dir string) (*assembly.Assembly, config.Index) {
	t.Helper()
	a, err := reviewed.Read("../../test/testdata/templates/" + name)
	require.NoError(t, err)
	lines, err := config.Lines(dir)
	require.NoError(t, err)
	return a, config.Index{Values: lines}
}

// example is the price of the example, which no test changes.
func example(t *testing.T) *Report {
	t.Helper()
	if exampleReport == nil {
		a, index := reviewedOf(t, "example", "../../config/example")
		var err error
		exampleReport, err = Of(a, index, Bundled(), nil)
		require.NoError(t, err)
	}
	return exampleReport
}

var exampleReport *Report

func (r *Report) environment(t *testing.T, name string) Environment {
	t.Helper()
	i := slices.IndexFunc(r.Environments, func(e Environment) bool { return e.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return r.Environments[i]
}

func (e Environment) component(name string) Component {
	for _, k := range e.Components {
		if k.Name == name {
			return k
		}
	}
	return Component{}
}

func TestEveryResourceTypeIsClassifiedForItsPrice(t *testing.T) {
	assert.Equal(t, facts.Types(), slices.Sorted(maps.Keys(kinds)), "in analysis/price/types*.go")
}

func TestTheExampleCostsWhatAPersonCounts(t *testing.T) {
	prod := example(t).environment(t, "prod")
	for component, want := range map[string]float64{
		"search":              730*3*(0.199+0.151) + 3*200*0.134,
		"streams":             730*3*0.2275 + 3*500*0.11 + 730*0.0252,
		"databases":           730*2*0.186 + 2*100*0.127 + 730*2*1*0.14,
		"interface endpoints": 730 * 9 * 3 * 0.011,
		"caches":              730 * 2 * 0.1392,
		"NAT gateways":        730 * 3 * 0.048,
		"tasks":               730 * (2*(0.5*0.03238+1*0.00356) + 2*(0.5*0.03238+1*0.00356) + 2*(0.5*0.03238+1*0.00356)),
		"load balancers":      730 * 2 * 0.0252,
		"transit gateway":     730 * 0.05,
		"public addresses":    730 * 6 * 0.005,
		"keys":                11,
		"canaries":            2 * 8760 * 0.0014,
	} {
		assert.InDelta(t, want, float64(prod.component(component).Least)/micro, 0.01, component)
	}
}

func TestSearchAndStreamsAreMoreThanHalfOfTheExamplesProduction(t *testing.T) {
	prod := example(t).environment(t, "prod")
	most := prod.component("search").Least + prod.component("streams").Least
	assert.Greater(t, 2*most, prod.Least)
	assert.Less(t, 8*(prod.component("NAT gateways").Least+prod.component("interface endpoints").Least), prod.Least)
}

func TestEveryAmountIsInTheSumsAboveItOnce(t *testing.T) {
	r := example(t)
	var all USD
	for _, e := range r.Environments {
		var environment, causes USD
		for _, k := range e.Components {
			for _, c := range k.Charges {
				environment += c.Least.USD
			}
			for _, c := range k.Causes {
				causes += c.Least
			}
		}
		assert.Equal(t, e.Least, environment, e.Name)
		assert.Equal(t, e.Least, causes, "%s by line of the configuration", e.Name)
		all += environment
	}
	assert.Equal(t, r.Least, all)
	assert.Greater(t, r.Most, r.Least)
}

func TestEveryCostOfTheExampleHasTheLineThatCausesIt(t *testing.T) {
	lines := map[string]string{}
	for _, e := range example(t).Environments {
		for _, k := range e.Components {
			for _, c := range k.Causes {
				require.NotEmpty(t, c.File, "%s of %s", k.Name, e.Name)
				lines[e.Name+" "+k.Name] += c.Path + " "
			}
		}
	}
	assert.Equal(t, "databases.orders.class databases.catalogue.serverless.minACU databases.orders.storageGiB ", lines["prod databases"])
	assert.Equal(t, "network.nat ", lines["stage NAT gateways"])
	assert.Equal(t, "network.endpoints ", lines["prod-dr interface endpoints"], "that of the primary decides")
	assert.Equal(t, "vpn.server ", lines["shared-services VPN"])
}

func TestWhatASectionCausesIsToldWithoutAValueOfTheSection(t *testing.T) {
	for _, k := range []Component{example(t).environment(t, "prod").component("transit gateway"), example(t).environment(t, "dev").component("alarms")} {
		assert.Regexp(t, `^organization\.yaml:\d+ vpn$|^environments/dev\.yaml:\d+ services\.\w+$`, k.Causes[0].String())
	}
	a, index := reviewedOf(t, "example", "../../config/example")
	index.Values = slices.DeleteFunc(index.Values, func(l config.Line) bool { return l.Path == "vpn.server" })
	r, err := Of(a, index, Bundled(), nil)
	require.NoError(t, err)
	for _, name := range []string{"VPN", "public addresses"} {
		assert.Regexp(t, `^organization\.yaml:\d+ vpn$`, r.environment(t, "shared-services").component(name).Causes[0].String(), name)
	}
}

func TestADefaultIsToldOfAsOne(t *testing.T) {
	stage := example(t).environment(t, "stage").component("interface endpoints")
	assert.Regexp(t, `^environments/stage.yaml:\d+ network.endpoints, by default$`, stage.Causes[0].String())
}

func TestEveryReviewedConfigurationOfRegionsInTheTableHasAPrice(t *testing.T) {
	for name, dir := range map[string]string{
		"choices": "../../test/testdata/configs/choices", "plain": "../../test/testdata/configs/plain",
		"minimal": "../../examples/minimal",
	} {
		a, index := reviewedOf(t, name, dir)
		r, err := Of(a, index, Bundled(), nil)
		require.NoError(t, err, name)
		assert.Positive(t, r.Least)
	}
}

func TestEveryClassOfASmallServerHasAPrice(t *testing.T) {
	for _, class := range slices.Concat(config.BastionClasses, config.VPNClasses) {
		for _, region := range Bundled().Regions {
			_, known := Bundled().Of("ec2/"+class, region)
			assert.True(t, known, "%s in %s", class, region)
		}
	}
}

func TestWhereTheTableLacksAPriceItIsNamedAndNothingIsGuessed(t *testing.T) {
	a := templates(t, one("N", "EC2::NatGateway", ``))
	a.Stacks[0].Region = "eu-north-1"
	r, err := Of(a, config.Index{}, Bundled(), nil)
	assert.Nil(t, r)
	require.ErrorAs(t, err, &Missing{})
	assert.ErrorContains(t, err, "nat/hour in eu-north-1")
	assert.ErrorContains(t, err, "bulkhead price update")
}

// templates writes templates, and reads them as an assembly without a configuration.
func templates(t *testing.T, resources string) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	text := `{"Resources": {` + resources + `}}`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "stack.json"), []byte(text), 0o644))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	for _, stack := range a.Stacks {
		stack.Account, stack.Region, stack.Stage = "111111111111", "eu-west-1", "prod"
	}
	return a
}

func TestATypeThatNobodyClassifiedIsAnErrorThatNamesIt(t *testing.T) {
	_, err := Of(templates(t, `"A": {"Type": "AWS::New::Thing"}`), config.Index{}, Bundled(), nil)
	assert.ErrorContains(t, err, "nobody has said what AWS::New::Thing costs")
}

func TestWhatIsOfAKindThatNobodyPricesIsAnErrorAndNotTheUsualPrice(t *testing.T) {
	database := `"Engine": "postgres", "DBInstanceClass": "db.m7g.large", "AllocatedStorage": "100"`
	member := one("A", "RDS::DBInstance", `"DBClusterIdentifier": {"Ref": "C"}, "Engine": "aurora-mysql", "DBInstanceClass": "db.r7g.large"`)
	for want, resources := range map[string]string{
		"rds/io2-GB-month":     one("D", "RDS::DBInstance", database+`, "StorageType": "io2"`),
		"rds/IOPS-month":       one("D", "RDS::DBInstance", database+`, "Iops": 12000`),
		"rds-oracle/m7g.large": one("D", "RDS::DBInstance", `"Engine": "oracle", "DBInstanceClass": "db.m7g.large"`),
		"aurora-iopt1/r7g":     one("C", "RDS::DBCluster", `"StorageType": "aurora-iopt1"`) + "," + member,
		"ebs/io2-GB-month":     one("V", "EC2::Volume", `"VolumeType": "io2", "Size": 10`),
		"search/gp2-GB-month": one("S", "OpenSearchService::Domain", `"ClusterConfig": {"InstanceType": "r7g.large.search"},
			"EBSOptions": {"EBSEnabled": true, "VolumeType": "gp2", "VolumeSize": 10}`),
	} {
		_, err := Of(templates(t, resources), config.Index{}, Bundled(), nil)
		require.ErrorAs(t, err, &Missing{}, want)
		assert.ErrorContains(t, err, "nobody has said how to price "+want)
		assert.NotContains(t, err.Error(), "price update", "which would not read it")
	}
}

// billed is what a template's resources are billed for, as "item least most".
func billed(t *testing.T, resources string) []string {
	t.Helper()
	r, err := Of(templates(t, resources), config.Index{}, Bundled(), nil)
	require.NoError(t, err, resources)
	var all []string
	for _, e := range r.Environments {
		for _, k := range e.Components {
			for _, c := range k.Charges {
				all = append(all, strings.Join([]string{c.Item, quantity(c, c.Least), quantity(c, c.Most)}, " "))
			}
		}
	}
	slices.Sort(all)
	return all
}

// quantity is how many of an item; of what is billed by the hour, how many all month.
func quantity(c Charge, p Portion) string {
	n := p.Quantity
	if hourly(c.Item) {
		n /= HoursPerMonth
	}
	return strconv.FormatFloat(math.Round(n*1000)/1000, 'f', -1, 64)
}
