package evidence

import (
	"os"
	"regexp"
	"slices"
	"testing"

	"bulkhead/assembly"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEachControlOfAStandardHasALineAndNoOtherHasOne(t *testing.T) {
	used := map[string]bool{}
	for _, s := range Standards {
		lines, err := s.lines()
		require.NoError(t, err)
		source, ids := s.source()
		assert.Regexp(t, regexp.MustCompile(`20\d\d-\d\d-\d\d`), source, "%s: as of when were its ids read?", s.Key)
		require.Greater(t, len(ids), 50, s.Key)
		for i, id := range ids {
			assert.Contains(t, lines, id, "%s: say in controls/%s.yaml what %s asks, and who answers", s.Key, s.file, id)
			assert.NotContains(t, ids[i+1:], id, "%s has it twice", s.Key)
		}
		for id, l := range lines {
			assert.Contains(t, ids, id, "%s has no such control", s.Key)
			used[l.Check] = true
		}
	}
	for name := range checks {
		assert.True(t, used[name], "no control asks for the check %s", name)
	}
}

// recorder notes which waivers were needed.
type recorder struct {
	Waivers
	used map[string]bool
}

func (r recorder) Control(id, resource, tier string) (string, bool) {
	reason, waived := r.Waivers.Control(id, resource, tier)
	r.used[id+": "+reason] = true
	return reason, waived
}

func TestEachWaiverOfAControlIsNeededSomewhere(t *testing.T) {
	text, err := os.ReadFile("../../waivers.yaml")
	require.NoError(t, err)
	var list struct {
		Waivers []struct {
			Tool, Reason string
			Rules        []string
		}
	}
	require.NoError(t, yaml.Unmarshal(text, &list))
	r := recorder{accepted(t), map[string]bool{}}
	for _, name := range []string{"example", "choices", "private"} {
		_, err := Judge(ofConfiguration(t, name), r, Standards)
		require.NoError(t, err)
	}
	for _, w := range list.Waivers {
		for _, rule := range w.Rules {
			if w.Tool == "evidence" {
				assert.NotNil(t, checks[rule], "there is no check %s", rule)
				assert.True(t, r.used[rule+": "+w.Reason], "%s: nothing needs the waiver %q", rule, w.Reason)
			}
		}
	}
}

func TestWhatTheOrganizationHasIsNotSaidToBeAbsent(t *testing.T) {
	stands := func(name, id string) Status {
		report, err := Judge(ofConfiguration(t, name), accepted(t), Standards[3:])
		require.NoError(t, err)
		controls := report.Standards[0].Controls
		return controls[slices.IndexFunc(controls, func(c Answer) bool { return c.ID == id })].Status
	}
	for _, id := range []string{"SRA-ACCESSANALYZER-02", "SRA-ORGANIZATIONS-09", "SRA-SECURITYHUB-03", "SRA-SECURITYHUB-11"} {
		assert.Equal(t, Satisfied, stands("private", id), "private: %s", id)
		assert.Equal(t, Unsatisfied, stands("example", id), "example: %s", id)
	}
}

// small is an assembly of one account with these resources.
func small(resources map[string]any) *assembly.Assembly {
	stack := &assembly.Stack{ID: "dev/data-orders", Stage: "dev", Name: "dev-data-orders", Account: "333333333333", Region: "eu-west-1"}
	template := map[string]any{"Resources": resources, "Metadata": map[string]any{"Tier": "development"}}
	return &assembly.Assembly{Stacks: []*assembly.Stack{stack.With(template)}}
}

// answerTo returns the answer to a control of Foundational Security Best Practices.
func answerTo(t *testing.T, a *assembly.Assembly, w Waivers, id string) (Answer, Report) {
	t.Helper()
	report, err := Judge(a, w, Standards[2:3])
	require.NoError(t, err)
	controls := report.Standards[0].Controls
	i := slices.IndexFunc(controls, func(c Answer) bool { return c.ID == id })
	require.GreaterOrEqual(t, i, 0, id)
	return controls[i], report
}

func resource(typ string, properties map[string]any) map[string]any {
	return map[string]any{"Type": typ, "Properties": properties}
}

func TestAResourceThatNoCheckKnowsMakesItsControlsUnjudged(t *testing.T) {
	without, _ := answerTo(t, small(map[string]any{}), nil, "DMS.9")
	assert.Equal(t, Inapplicable, without.Status)
	assert.Equal(t, "no template has AWS::DMS::Endpoint", without.Because)
	with, report := answerTo(t, small(map[string]any{"Move": resource("AWS::DMS::Endpoint", nil)}), nil, "DMS.9")
	assert.Equal(t, Unjudged, with.Status)
	require.NotEmpty(t, with.Other)
	assert.Equal(t, "dev/data-orders/Move", with.Other[0].Resource)
	assert.False(t, report.Clean)
	example := ofConfiguration(t, "example")
	extension := small(map[string]any{"Move": resource("AWS::DMS::Endpoint", nil)}).Stacks[0]
	_, report = answerTo(t, &assembly.Assembly{Stacks: append(slices.Clone(example.Stacks), extension)}, accepted(t), "DMS.9")
	assert.Zero(t, report.Standards[0].Counts[Failing])
	assert.False(t, report.Clean, "an extension that nobody has judged")
	instance, _ := answerTo(t, small(map[string]any{"One": resource("AWS::EC2::Instance", nil)}), nil, "EC2.8")
	assert.Equal(t, Unjudged, instance.Status, "a check that knows launch templates does not answer for instances")
}

func TestAControlIsWaivedOnlyForTheResourcesOfTheWaiver(t *testing.T) {
	plain := resource("AWS::RDS::DBInstance", map[string]any{"DeletionProtection": false})
	a := small(map[string]any{"orders": plain})
	failing, report := answerTo(t, a, nil, "RDS.8")
	assert.Equal(t, Failing, failing.Status)
	assert.False(t, report.Clean)
	waived, _ := answerTo(t, a, accepted(t), "RDS.8")
	assert.Equal(t, Waived, waived.Status)
	require.NotEmpty(t, waived.Other)
	assert.Equal(t, "Development can be taken down.", waived.Other[0].Reason)
	public, _ := answerTo(t, a, accepted(t), "RDS.2")
	assert.Equal(t, Failing, public.Status, "no waiver is about it")
	production := small(map[string]any{"orders": plain})
	production.Stacks[0].Template["Metadata"] = map[string]any{"Tier": "production"}
	protected, _ := answerTo(t, production, accepted(t), "RDS.8")
	assert.Equal(t, Failing, protected.Status)
}

func TestAnAnswerSaysWhereItDiffers(t *testing.T) {
	answer, report := answerTo(t, ofConfiguration(t, "example"), accepted(t), "RDS.8")
	assert.Equal(t, map[string]Status{"dev": Waived, "stage": Satisfied, "prod": Satisfied, "prod-dr": Satisfied}, answer.Stages)
	assert.True(t, report.Standards[0].Enabled)
	assert.Empty(t, report.Unknown)
}

func TestWhatExistedBeforeIsLeftToAPerson(t *testing.T) {
	const id = "vpc-0123456789abcdef0"
	group := map[string]any{"Group": resource("AWS::EC2::SecurityGroup", map[string]any{"VpcId": id})}
	alone, report := answerTo(t, small(group), nil, "EC2.6")
	assert.Equal(t, Person, alone.Status, "there is a VPC, which no template has")
	assert.Equal(t, []string{id}, report.Existing)
	assert.Contains(t, report.Markdown(), "a person has to look at them: "+id)
	beside, report := answerTo(t, ofConfiguration(t, "choices"), accepted(t), "EC2.6")
	assert.NotEmpty(t, beside.Kept)
	assert.Contains(t, beside.Because, id)
	assert.Contains(t, report.Markdown(), "; look at "+id+", which templates do not make")
	none, report := answerTo(t, small(map[string]any{}), nil, "EC2.6")
	assert.Equal(t, Inapplicable, none.Status)
	assert.Contains(t, report.Markdown(), "such as a network or a bucket that existed before, is not judged")
}

func TestStandardsThatAreComparedAndNotAnsweredAreTold(t *testing.T) {
	a := small(map[string]any{"PCI": resource("AWS::SecurityHub::Standard", map[string]any{
		"StandardsArn": "arn:aws:securityhub:eu-west-1::standards/pci-dss/v/4.0.1",
	})})
	_, report := answerTo(t, a, nil, "RDS.8")
	assert.Equal(t, []string{"pci-dss/v/4.0.1"}, report.Unknown)
	assert.False(t, report.Standards[0].Enabled)
	assert.Contains(t, report.Markdown(), "also compares with pci-dss/v/4.0.1, which this page does not answer")
}
