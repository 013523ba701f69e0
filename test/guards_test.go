package test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
)

// guard is a rule that has to know resource types. It returns what breaks it: also every resource of a type that
// internal/facts does not know, so that nothing passes because nobody thought of it.
type guard func(*assembly.Assembly) []string

// judge asks what is wrong with each resource, given what is known of its type. Nothing is "".
func judge(a *assembly.Assembly, wrong func(*assembly.Resource, facts.Resource) string) []string {
	var faults []string
	for _, r := range resourcesOf(a) {
		is, err := facts.Of(r.Type)
		if err != nil {
			faults = append(faults, fmt.Sprintf("%s: %v", r, err))
		} else if fault := wrong(r, is); fault != "" {
			faults = append(faults, fmt.Sprintf("%s %s", r, fault))
		}
	}
	return faults
}

// holds proves that a guard finds nothing in any reviewed template.
func holds(t testing.TB, find guard) {
	t.Helper()
	for _, a := range assemblies(t) {
		for _, fault := range find(a) {
			assert.Fail(t, fault)
		}
	}
}

// count is how many resources of all reviewed templates are so.
func count(t testing.TB, are func(*assembly.Resource, facts.Resource) bool) int {
	t.Helper()
	n := 0
	for _, a := range assemblies(t) {
		judge(a, func(r *assembly.Resource, is facts.Resource) string {
			if are(r, is) {
				n++
			}
			return ""
		})
	}
	return n
}

// at is the value at a path with dots.
func at(r *assembly.Resource, path string) any { return r.Get(strings.Split(path, ".")...) }

// has tells whether a resource has a property, or "Property=value"; none has "".
func has(r *assembly.Resource, property string) bool {
	path, value, exact := strings.Cut(property, "=")
	got := at(r, path)
	return property != "" && got != nil && (!exact || fmt.Sprint(got) == value)
}

// hasAny tells whether a resource has one of the properties.
func hasAny(r *assembly.Resource, properties []string) bool {
	for _, property := range properties {
		if has(r, property) {
			return true
		}
	}
	return false
}

func TestEveryTypeOfOurRegistryOccursInATemplate(t *testing.T) {
	found := map[string]bool{}
	for _, r := range resources(t) {
		found[r.Type] = true
	}
	for _, name := range facts.Types() {
		assert.True(t, found[name], "no template has %s any more: remove it from internal/facts", name)
	}
}

// unseenByVerifiers finds types that verifiers are said to know the schema of, and that have none.
func unseenByVerifiers(a *assembly.Assembly) []string {
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if is.Verifiers.Schema == strings.HasPrefix(r.Type, "Custom::") {
			return "is a custom resource, or it has a schema: say which"
		}
		return ""
	})
}

func TestVerifiersKnowTheSchemaOfAllButCustomResources(t *testing.T) { holds(t, unseenByVerifiers) }

// twice finds what an account may have once in a region and has twice.
func twice(a *assembly.Assembly) []string {
	seen := map[string]string{}
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if is.Scope != facts.OnePerRegion {
			return ""
		}
		kind, _ := r.Get("Type").(string) // an analyzer of an account and one of the organization are two
		where := strings.Join([]string{r.Type, kind, r.Stack.Account, r.Stack.Region}, " ")
		other := seen[where]
		seen[where] = r.Stack.ID
		if other == "" {
			return ""
		}
		return "is there already, in " + other
	})
}

func TestNothingIsSwitchedOnTwiceInARegionOfAnAccount(t *testing.T) { holds(t, twice) }

// taken finds names that belong to an account and that two stacks give, in two regions perhaps: the second deployment
// would fail.
func taken(a *assembly.Assembly) []string {
	seen := map[string]string{}
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		name, literal := at(r, is.Name.Property).(string)
		if is.Scope != facts.Global || is.ARN.Shape == "" || !literal {
			return ""
		}
		what := strings.Join([]string{r.Type, r.Stack.Account, name}, " ")
		other := seen[what]
		seen[what] = r.Stack.ID
		if other == "" {
			return ""
		}
		return "has the name " + name + ", which its account has already, in " + other
	})
}

func TestNoNameOfAnAccountIsTakenInTwoRegions(t *testing.T) {
	holds(t, taken)
	named := func(r *assembly.Resource, is facts.Resource) bool {
		return is.Scope == facts.Global && is.ARN.Shape != "" && has(r, is.Name.Property)
	}
	assert.Greater(t, count(t, named), 100)
}

// reachable finds what has an address and is in no security group, and stores that do not say they are not public.
func reachable(a *assembly.Assembly) []string {
	return judge(a, func(r *assembly.Resource, is facts.Resource) string {
		if is.Network.Kind == facts.InGroups && !has(r, is.Network.Unless) {
			if len(groupsOf(a, r)) == 0 {
				return "is in no security group: " + is.Network.Groups
			}
		}
		for path, want := range is.Network.Closed {
			got := at(r, path)
			if closed, err := json.Marshal(got); err != nil || string(closed) != want {
				return fmt.Sprintf("may be public: %s is %s, not %s", path, closed, want)
			}
		}
		return ""
	})
}

// groupsOf are the security groups that a resource is in.
func groupsOf(a *assembly.Assembly, r *assembly.Resource) []string {
	is, err := facts.Of(r.Type)
	if err != nil || is.Network.Kind != facts.InGroups {
		return nil
	}
	var groups []string
	for _, group := range denoted(a, r.Stack, at(r, is.Network.Groups)) {
		// EKS makes one for the nodes of a cluster.
		if group.Type == "AWS::EC2::SecurityGroup" || group.Type == "AWS::EKS::Cluster" {
			groups = append(groups, group.String())
		}
	}
	return groups
}

func TestWhatHasAnAddressIsInASecurityGroupAndNothingThatHoldsStateIsPublic(t *testing.T) {
	holds(t, reachable)
	assert.Greater(
		t,
		count(t, func(_ *assembly.Resource, is facts.Resource) bool { return len(is.Network.Closed) > 0 }),
		80,
	)
	for _, a := range assemblies(t) {
		for _, bucket := range a.OfType("AWS::S3::Bucket") {
			assert.Nil(t, bucket.Get("AccessControl"), bucket)
		}
	}
}
