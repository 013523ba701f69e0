package evidence

import (
	"cmp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// A view is an assembly, with what checks look up in it.
type view struct {
	*assembly.Assembly
	places   []place
	byType   map[string][]*assembly.Resource
	existing []string                                    // what named returns
	policies map[*assembly.Resource][]assembly.Statement // of buckets, queues and topics: what their policies say
}

// A place is a region of an account that stacks are in.
type place struct {
	account, region string
	stage           string // the first that is there
}

func (p place) String() string { return strings.TrimSuffix(p.stage+"/"+p.region, "/") }

// organization is the place of what is there once.
var organization = place{stage: "organization"}

func newView(a *assembly.Assembly) *view {
	v := &view{
		Assembly: a, byType: map[string][]*assembly.Resource{}, policies: map[*assembly.Resource][]assembly.Statement{},
	}
	for _, stack := range a.Stacks {
		v.note(place{stack.Account, stack.Region, stack.Stage})
		for _, r := range stack.Resources {
			v.byType[r.Type] = append(v.byType[r.Type], r)
		}
	}
	for _, p := range []struct{ typ, owner string }{
		{"AWS::S3::BucketPolicy", "Bucket"}, {"AWS::SQS::QueuePolicy", "Queues"}, {"AWS::SNS::TopicPolicy", "Topics"},
	} {
		for _, r := range v.byType[p.typ] {
			for _, value := range assembly.List(r.Properties[p.owner]) {
				if owner, found := a.Resolve(r.Stack, value); found {
					v.policies[owner] = append(v.policies[owner], assembly.Statements(r)...)
				}
			}
		}
	}
	return v
}

// note adds a place, or the stage of one that only stacks outside of stages were in.
func (v *view) note(p place) {
	for i, known := range v.places {
		if known.account == p.account && known.region == p.region {
			v.places[i].stage = cmp.Or(known.stage, p.stage)
			return
		}
	}
	v.places = append(v.places, p)
}

// in returns the resources of a type in a place.
func (v *view) in(p place, typ string) []*assembly.Resource {
	var some []*assembly.Resource
	for _, r := range v.byType[typ] {
		if r.Stack.Account == p.account && r.Stack.Region == p.region {
			some = append(some, r)
		}
	}
	return some
}

// apart tells whether a place is somebody else's, but for policies of AWS Organizations: the management account, which
// has what watches it from whoever administers it, and no template tells.
func (v *view) apart(p place) bool {
	found := false
	for _, stack := range v.Stacks {
		if stack.Account != p.account {
			continue
		}
		for _, r := range stack.Resources {
			found = true
			if !strings.HasPrefix(r.Type, "AWS::Organizations::") && r.Type != "AWS::CDK::Metadata" {
				return false
			}
		}
	}
	return found
}

// resolve returns what a property of a resource refers to.
func (v *view) resolve(r *assembly.Resource, path string) *assembly.Resource {
	to, _ := v.Resolve(r.Stack, at(r, path))
	return to
}

// referring returns the resources of a type whose property refers to a resource.
func (v *view) referring(to *assembly.Resource, typ, path string) []*assembly.Resource {
	var some []*assembly.Resource
	for _, r := range v.byType[typ] {
		for _, value := range assembly.List(at(r, path)) {
			if found, ok := v.Resolve(r.Stack, value); ok && found == to {
				some = append(some, r)
			}
		}
	}
	return some
}

// mentioning returns the resources of a type in the same stack that refer to a resource anywhere.
func (v *view) mentioning(to *assembly.Resource, typ string) []*assembly.Resource {
	var some []*assembly.Resource
	for _, r := range to.Stack.Resources {
		if r.Type == typ && slices.Contains(assembly.References(r.Properties), to.LogicalID) {
			some = append(some, r)
		}
	}
	return some
}

// one wants a resource of a type in the place that a judge is satisfied with.
func one(typ string, each judge) func(v *view, p place) ([]*assembly.Resource, string) {
	return func(v *view, p place) (by []*assembly.Resource, problem string) {
		problem = "there is no " + typ
		for _, r := range v.in(p, typ) {
			if wrong := each(v, r); wrong == "" {
				by = append(by, r)
			} else {
				problem = r.LogicalID + ": " + wrong
			}
		}
		if len(by) > 0 {
			problem = ""
		}
		return by, problem
	}
}

// none wants no resource of some types in the place.
func none(types ...string) func(v *view, p place) ([]*assembly.Resource, string) {
	return func(v *view, p place) ([]*assembly.Resource, string) {
		for _, typ := range types {
			if found := v.in(p, typ); len(found) > 0 {
				return nil, "there is " + found[0].LogicalID + ", " + typ
			}
		}
		return nil, ""
	}
}

// setting wants the account's settings to have a value.
func setting(name string, values ...any) func(v *view, p place) ([]*assembly.Resource, string) {
	return one("Custom::AccountSettings", is(name, values...))
}

// exists takes everything.
func exists(*view, *assembly.Resource) string { return "" }
