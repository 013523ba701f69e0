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
