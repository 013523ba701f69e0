package plan

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func things(id, kind, properties string) map[string]string {
	return map[string]string{id: thing(kind, properties)}
}

func both(a, b map[string]string) map[string]string {
	all := map[string]string{}
	for id, text := range a {
		all[id] = text
	}
	for id, text := range b {
		all[id] = text
	}
	return all
}

func TestEveryKindOfChangeIsJudgedAsAWSJudgesIt(t *testing.T) {
	// A stack has a resource at least.
	rest := things("Rest", "AWS::SNS::Topic", ``)
	for _, edit := range edits {
		p := compare(t, one(t, both(rest, edit.base)), one(t, both(rest, edit.head)), Options{})
		var want []string
		for _, finding := range edit.want {
			want = append(want, "dev/main/"+finding)
		}
		assert.Equal(t, want, said(p, edit.severity), "%s: %v", edit.name, p.Findings)
		assert.Equal(t, len(said(p, Refused))+len(said(p, State)) > 0, p.Worries(), edit.name)
		for _, f := range p.Findings {
			assert.NotEmpty(t, f.Reason, edit.name)
			assert.NotEmpty(t, f.Way, edit.name)
			assert.False(t, strings.ContainsAny(f.Reason+f.Way, opening+closing), "%s: %s", edit.name, f.Reason)
		}
	}
}

func TestTheSameIsNoChange(t *testing.T) {
	for _, edit := range edits {
		if edit.base == nil {
			continue
		}
		p := compare(t, one(t, edit.base), one(t, edit.base), Options{})
		assert.Empty(t, p.Stacks, edit.name)
		assert.Empty(t, p.Findings, edit.name)
	}
}

func TestWhatIsAllowedByNameIsNoWorry(t *testing.T) {
	base := one(t, things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '100', 'KmsKeyId': 'a'`))
	head := one(t, things("A", "AWS::RDS::DBInstance", `'AllocatedStorage': '100', 'KmsKeyId': 'b'`))
	p := compare(t, base, head, Options{Allow: []string{"dev/main/B"}})
	assert.True(t, p.Worries())
	assert.Equal(t, []string{"dev/main/B"}, p.Unknown, "whoever allows it has mistaken the name")
	p = compare(t, base, head, Options{Allow: []string{"dev/main/A"}})
	assert.Empty(t, p.Unknown)
	assert.False(t, p.Worries())
	assert.True(t, p.Findings[0].Allowed)
	assert.False(t, compare(t, base, head, Options{Allow: []string{"dev/*/*"}}).Worries(), "a pattern")
	assert.True(t, compare(t, base, head, Options{Allow: []string{"dev/*"}}).Worries(), "of which * goes over no slash")
}

// TestAQueryLogThatIsHeldLeadsToThePageOfTheArchive: no key leaves it out, so nobody deploys without it.
func TestAQueryLogThatIsHeldLeadsToThePageOfTheArchive(t *testing.T) {
	log := func(id, archive string) string {
		return one(t, things(id, "AWS::Route53Resolver::ResolverQueryLoggingConfigAssociation",
			`'ResourceId': 'vpc', 'ResolverQueryLogConfigId': '`+archive+`'`))
	}
	for _, head := range []string{log("A", "other"), log("B", "other")} {
		p := compare(t, log("A", "archive"), head, Options{})
		require.NotEmpty(t, said(p, Refused))
		for _, f := range p.Findings {
			if f.Severity == Refused {
				assert.Contains(t, f.Way, "docs/operate/archive.md")
				assert.NotContains(t, f.Way, "deploy twice")
			}
		}
	}
	assert.FileExists(t, "../../docs/operate/archive.md")
}

func TestTheLimitsOfAStackAreKept(t *testing.T) {
	many := map[string]string{}
	for i := range mostResources + 1 {
		many[fmt.Sprint("Topic", i)] = thing("AWS::SNS::Topic", ``)
	}
	p := compare(t, one(t, things("Topic0", "AWS::SNS::Topic", ``)), one(t, many), Options{})
	assert.Equal(t, []string{"dev/main: limit"}, said(p, Refused))
}
