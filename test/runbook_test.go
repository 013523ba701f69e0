package test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/constructs/alarm/runbook"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePageOfAlarmsIsWhatTheRunbookSays(t *testing.T) {
	const page = "../" + runbook.Page
	if *update {
		require.NoError(t, os.WriteFile(page, []byte(runbook.Document()), 0o644))
	}
	want, err := os.ReadFile(page)
	require.NoError(t, err)
	assert.Equal(t, string(want), runbook.Document(), "make accept writes it")
}

// described is the text of an alarm: its urgency, a sentence, and where its section is.
var described = regexp.MustCompile(`^(Page|Ticket): [^ ].*\. ` + regexp.QuoteMeta(runbook.Page) + `#([a-z0-9-]+)$`)

// sectionOf is the section that an alarm sends people to.
func sectionOf(t testing.TB, alarm *assembly.Resource) runbook.Section {
	t.Helper()
	said := described.FindStringSubmatch(strings.Join(literals(alarm.Get("AlarmDescription")), ""))
	require.NotNil(t, said, "%s says %v", alarm, alarm.Get("AlarmDescription"))
	section, found := runbook.Of(said[2])
	require.True(t, found, "%s: there is no section %s", alarm, said[2])
	require.Equal(t, string(section.Urgency), said[1], alarm)
	return section
}

func TestEveryAlarmHasItsSectionAndEverySectionAnAlarm(t *testing.T) {
	used := map[string]bool{}
	for _, a := range assemblies(t) {
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			used[sectionOf(t, alarm).Anchor()] = true
		}
	}
	for _, section := range runbook.All() {
		assert.True(t, used[section.Anchor()], "no alarm leads to %s: take it out", section.Anchor())
	}
}

// waits are how sections say how long something lasts before an alarm fires, in seconds.
var waits = map[string]int{
	"a quarter of an hour": 900, "half an hour": 1800, "twenty minutes": 1200, "ten of fifteen minutes": 900,
	"three of five minutes": 300, "the last five minutes": 300, "two days in a row": 2 * 86400, "in ten minutes": 600,
}

func TestAnAlarmFiresAfterAsLongAsItsSectionSays(t *testing.T) {
	used := map[string]bool{}
	for _, a := range assemblies(t) {
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			section := sectionOf(t, alarm)
			for words, seconds := range waits {
				if !strings.Contains(section.Means, words) {
					continue
				}
				used[words] = true
				lasts := period(alarm) * number(alarm.Get("EvaluationPeriods"))
				if strings.Contains(section.Means, words+" and more") {
					assert.GreaterOrEqual(t, lasts, seconds, "%s: %s", alarm, section.Title)
				} else {
					assert.Equal(t, seconds, lasts, "%s: %s says %s", alarm, section.Title, words)
				}
				if few, _, is := strings.Cut(words, " of "); is && strings.HasSuffix(words, "minutes") {
					of := map[string]int{"ten": 600, "three": 180}[few]
					assert.Equal(t, of, period(alarm)*number(alarm.Get("DatapointsToAlarm")), "%s: %s says %s", alarm, section.Title, words)
				}
			}
		}
	}
	for words := range waits {
		assert.True(t, used[words], "no section says %s", words)
	}
}

// period is over how many seconds an alarm measures.
func period(alarm *assembly.Resource) int {
	longest := number(alarm.Get("Period"))
	for _, query := range list(alarm.Get("Metrics")) {
		query := query.(map[string]any)
		stat, _ := query["MetricStat"].(map[string]any)
		longest = max(longest, number(query["Period"]), number(stat["Period"]))
	}
	return longest
}

func number(value any) int {
	n, _ := value.(float64)
	return int(n)
}
