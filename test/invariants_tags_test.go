package test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// madeRaw are resources that CDK makes for its custom resources without a way to tag them.
func madeRaw(r *assembly.Resource) bool { return strings.HasPrefix(r.LogicalID, "Custom") }

// wrongTags finds what takes tags and lacks one, and what is said to take none and has some.
func wrongTags(c *config.Config) guard {
	return func(a *assembly.Assembly) []string {
		return judge(a, func(r *assembly.Resource, is facts.Resource) string {
			if is.Tags.Property == "" {
				if r.Get("Tags") != nil {
					return "takes tags: say so in internal/facts"
				}
				return ""
			}
			if madeRaw(r) {
				return ""
			}
			stage := sideOf(r.Stack.Stage)
			if stage == "" {
				stage = "pipeline"
			}
			own := c.Organization.Tags
			for _, e := range c.Sides() {
				if e.Name == stage {
					own = e.Tags
				}
			}
			tags := tagsOf(r)
			var wrong []string
			for _, tag := range [][2]string{
				{"organization", c.Organization.Name},
				{"environment", stage},
				{"account", r.Stack.Account},
				{"owner", own.Owner},
				{"cost-centre", own.CostCentre},
				{"data-class", string(own.DataClass)},
				{"managed-by", "bulkhead"},
			} {
				if got := tags[tag[0]]; got != tag[1] || got == "" {
					wrong = append(wrong, fmt.Sprintf("%s is %q, not %q", tag[0], got, tag[1]))
				}
			}
			if len(wrong) == 0 {
				return ""
			}
			return "has wrong tags, or none: " + strings.Join(wrong, "; ")
		})
	}
}

func TestEveryResourceThatTakesTagsHasAllOfThem(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		c, err := config.Load(sharedConfigs[name].dir)
		require.NoError(t, err)
		for _, fault := range wrongTags(c)(shared(t, name)) {
			assert.Fail(t, fault)
		}
	}
	tagged := func(_ *assembly.Resource, is facts.Resource) bool { return is.Tags.Property != "" }
	assert.Greater(t, count(t, tagged), 1000)
}

// tagsOf are a resource's tags, in whichever of CloudFormation's ways it has them.
func tagsOf(r *assembly.Resource) map[string]string {
	tags := map[string]string{}
	is, _ := facts.Of(r.Type)
	switch value := at(r, is.Tags.Property).(type) {
	case []any:
		for _, pair := range value {
			if literal, ok := pair.(map[string]any)["Value"].(string); ok {
				tags[pair.(map[string]any)["Key"].(string)] = literal
			}
		}
	case map[string]any:
		for key, literal := range value {
			tags[key], _ = literal.(string)
		}
	}
	return tags
}
