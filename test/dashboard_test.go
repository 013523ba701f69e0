package test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/constructs/dashboard"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// page is a dashboard, as CloudWatch draws it.
type page struct {
	*assembly.Resource
	widgets []dashboard.Widget
}

// pagesOf returns the dashboards of an assembly.
func pagesOf(t testing.TB, a *assembly.Assembly) []page {
	t.Helper()
	var all []page
	for _, r := range a.OfType("AWS::CloudWatch::Dashboard") {
		said, literal := r.Get("DashboardBody").(string)
		require.True(t, literal, "%s takes a value of another resource, which could not be replaced any more", r)
		var body struct{ Widgets []dashboard.Widget }
		require.NoError(t, json.Unmarshal([]byte(said), &body))
		all = append(all, page{r, body.Widgets})
	}
	return all
}

// alarmsAt returns the alarms below a path of the properties of a widget.
func alarmsAt(w dashboard.Widget, path ...string) []string {
	var arns []string
	var properties any = w.Properties
	for _, arn := range list(assembly.At(properties, path...)) {
		arns = append(arns, arn.(string))
	}
	return arns
}

func TestEverySideOfAnEnvironmentHasADashboardWhoseNameNoOtherHas(t *testing.T) {
	for _, a := range assemblies(t) {
		names, stages := map[string]bool{}, map[string]bool{}
		for _, p := range pagesOf(t, a) {
			name := p.Stack.Account + " " + p.Get("DashboardName").(string)
			assert.False(t, names[name], "%s: an account has a name once for all its regions", name)
			assert.True(t, strings.HasSuffix(name, "-"+p.Stack.Stage+"-"+p.Stack.Region), name)
			names[name], stages[p.Stack.Stage] = true, true
		}
		for _, cluster := range a.OfType("AWS::ECS::Cluster") {
			assert.True(t, stages[cluster.Stack.Stage], cluster)
		}
	}
}

func TestADashboardTellsTheStateOfEveryAlarmOfItsSide(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, p := range pagesOf(t, a) {
			var want, got []string
			for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
				if sideOf(alarm.Stack.Stage) != p.Stack.Stage {
					continue
				}
				name, named := alarm.Get("AlarmName").(string)
				require.True(t, named, alarm)
				want = append(want, "arn:aws:cloudwatch:"+alarm.Stack.Region+":"+alarm.Stack.Account+":alarm:"+name)
			}
			for _, w := range p.widgets {
				if w.Type == "alarm" {
					some := alarmsAt(w, "alarms")
					assert.LessOrEqual(t, len(some), 100, "a widget shows no more")
					got = append(got, some...)
				}
				for _, arn := range alarmsAt(w, "annotations", "alarms") {
					assert.Contains(t, want, arn, "%s has a graph of no alarm", p)
					assert.Equal(t, strings.Split(arn, ":")[3], w.Properties["region"])
				}
			}
			assert.ElementsMatch(t, want, got, p)
			seen += len(got)
		}
	}
	assert.Greater(t, seen, 500)
}

func TestADashboardIsAGridWithoutOverlapsWithinItsLimits(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, p := range pagesOf(t, a) {
			assert.LessOrEqual(t, len(p.widgets), 500, p)
			taken := map[[2]int]dashboard.Widget{}
			for _, w := range p.widgets {
				assert.True(t, w.X >= 0 && w.Width > 0 && w.Height > 0 && w.X+w.Width <= dashboard.Columns, "%v", w)
				for x := range w.Width {
					for y := range w.Height {
						at := [2]int{w.X + x, w.Y + y}
						assert.NotContains(t, taken, at, "%v is where %v is", w, taken[at])
						taken[at] = w
					}
				}
			}
		}
	}
}

// searched is an expression of a dashboard that searches for metrics: namespace, dimensions and name.
var searched = regexp.MustCompile(`^SEARCH\('\{([^,}]+),([^}]+)\} MetricName="([^"]+)"', '([^']+)', 60\)$`)

func TestEveryMetricOfADashboardIsPublishedWithItsDimensions(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range pagesOf(t, example(t)) {
		for _, w := range p.widgets {
			for _, line := range list(w.Properties["metrics"]) {
				if calculated(t, list(line)) {
					continue
				}
				namespace, name, dimensions, statistic := metricOf(t, list(line))
				seen[namespace+" "+name] = true
				assert.True(t, slices.ContainsFunc(facts.Metrics[namespace][name], func(m facts.Metric) bool {
					return slices.Equal(m.Dimensions, dimensions) && slices.Contains(append(m.Statistics, "Average"), statistic)
				}), "%s: nobody knows %s of %s %s with %v", p, statistic, namespace, name, dimensions)
			}
		}
	}
	assert.Greater(t, len(seen), 6)
}

// budgetLeft is an expression of the metrics beside it in the graph.
var budgetLeft = regexp.MustCompile(`^100 \* \(m\d - [0-9.]+\) / \(100 - [0-9.]+\)$`)

// calculated tells whether a line of a graph is made of others.
func calculated(t testing.TB, line []any) bool {
	t.Helper()
	options := line[len(line)-1].(map[string]any)
	expression, _ := options["expression"].(string)
	return len(line) == 1 && budgetLeft.MatchString(expression)
}

// metricOf returns what one line of a graph is of.
func metricOf(t testing.TB, line []any) (namespace, name string, dimensions []string, statistic string) {
	t.Helper()
	options := line[len(line)-1].(map[string]any)
	if len(line) == 1 {
		found := searched.FindStringSubmatch(options["expression"].(string))
		require.NotNil(t, found, options)
		return found[1], found[3], strings.Split(found[2], ","), found[4]
	}
	for i := 2; i < len(line)-1; i += 2 {
		dimensions = append(dimensions, line[i].(string))
	}
	slices.Sort(dimensions)
	return line[0].(string), line[1].(string), dimensions, options["stat"].(string)
}
