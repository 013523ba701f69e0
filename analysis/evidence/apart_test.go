package evidence

import (
	"fmt"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheManagementAccountIsAPersonsAsLongAsTemplatesMakePoliciesThereAlone: what watches it is not ours, so it neither
// fails nor counts as kept. What else fails, fails.
func TestTheManagementAccountIsAPersonsAsLongAsTemplatesMakePoliciesThereAlone(t *testing.T) {
	a, err := reviewed.Read("../../test/testdata/templates/private")
	require.NoError(t, err)
	of := func() map[string]Answer {
		report, err := Judge(a, accepted(t), Standards)
		require.NoError(t, err)
		answers := map[string]Answer{}
		for _, s := range report.Standards {
			for _, answer := range s.Controls {
				answers[s.Key+" "+answer.ID] = answer
			}
		}
		return answers
	}
	answers := of()
	for _, id := range []string{
		"cis-5.0 3.1", "cis-5.0 3.3", "cis-5.0 4.16", "cis-5.0 4.3", "fsbp CloudTrail.1", "fsbp Config.1", "sra SRA-CONFIG-01",
	} {
		assert.Equal(t, Person, answers[id].Status, id)
		assert.Equal(t, Person, answers[id].Stages["management"], id)
		assert.Equal(t, Satisfied, answers[id].Stages["security"], id)
		assert.Contains(t, answers[id].Because, "look at management/", id)
	}
	assert.Equal(t, Failing, answers["fsbp GuardDuty.1"].Status, "this configuration leaves it out elsewhere, too")
	for id, answer := range answers {
		assert.NotContains(t, fmt.Sprint(answer.Other), "management/", id)
	}

	for _, stack := range a.Stacks {
		if stack.Stage == "management" {
			stack.Resources = append(stack.Resources, &assembly.Resource{LogicalID: "More", Type: "AWS::SNS::Topic", Stack: stack})
		}
	}
	more := of()["fsbp CloudTrail.1"]
	assert.Equal(t, Failing, more.Status)
	assert.True(t, strings.HasPrefix(more.Other[0].Resource, "management/"), "%v", more.Other)
}

// TestNoReasonNamesAPrice: prices are in the table of prices, which says as of when.
func TestNoReasonNamesAPrice(t *testing.T) {
	for _, s := range Standards {
		lines, err := s.lines()
		require.NoError(t, err)
		for id, l := range lines {
			assert.NotRegexp(t, `(?i)\btimes (as|more)\b|\bor so\b|\bdear|\bUSD\b|\$\d`, l.Absent+l.Never+l.Person, "%s %s", s.Key, id)
		}
	}
}
