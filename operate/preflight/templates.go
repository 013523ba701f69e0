package preflight

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// place is a region of an account, with what templates make there of some types.
type place struct {
	account, region string
	resources       []*assembly.Resource
}

// places are those where templates make something of these types, in order.
func (n Needs) places(types ...string) []place {
	names := map[string]string{}
	for name, id := range n.Organization.Accounts {
		names[string(id)] = name
	}
	var all []place
	for _, s := range n.Assembly.Stacks {
		var of []*assembly.Resource
		for _, r := range s.Resources {
			if slices.Contains(types, r.Type) {
				of = append(of, r)
			}
		}
		account := names[s.Account]
		if len(of) == 0 || account == "" {
			continue
		}
		at := slices.IndexFunc(all, func(p place) bool { return p.account == account && p.region == s.Region })
		if at < 0 {
			all = append(all, place{account: account, region: s.Region})
			at = len(all) - 1
		}
		all[at].resources = append(all[at].resources, of...)
	}
	slices.SortFunc(all, func(a, b place) int {
		return cmp.Or(cmp.Compare(a.account, b.account), cmp.Compare(a.region, b.region))
	})
	return all
}

// textIn is a text in a template, with what follows from where its stack is. What only a deployment tells is ${…} in
// it.
func textIn(s *assembly.Stack, value any) string {
	switch v := value.(type) {
	case string:
		return v
	case map[string]any:
		if ref, is := v["Ref"].(string); is {
			switch ref {
			case "AWS::Region":
				return s.Region
			case "AWS::AccountId":
				return s.Account
			case "AWS::URLSuffix":
				return "amazonaws.com"
			case "AWS::Partition":
				return "aws"
			}
			return "${" + ref + "}"
		}
		join := assembly.List(v["Fn::Join"])
		if len(join) != 2 {
			return "${}"
		}
		var parts []string
		for _, part := range assembly.List(join[1]) {
			parts = append(parts, textIn(s, part))
		}
		return strings.Join(parts, text(join[0]))
	}
	return ""
}

// nameIn is a name in a template, or nothing where it is made up in a deployment.
func nameIn(r *assembly.Resource, property string) string {
	name := textIn(r.Stack, r.Get(property))
	if strings.Contains(name, "${") {
		return ""
	}
	return name
}

// text is a text in a template that is written out, or nothing.
func text(value any) string {
	written, _ := value.(string)
	return written
}

// once are texts in order, each once, and no empty one.
func once(all []string) []string {
	set := map[string]bool{}
	for _, one := range all {
		set[one] = true
	}
	delete(set, "")
	return slices.Sorted(maps.Keys(set))
}

// undone are the states of a stack that has nothing yet, or no more.
var undone = []string{
	"REVIEW_IN_PROGRESS", "ROLLBACK_IN_PROGRESS", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED",
	"DELETE_IN_PROGRESS", "DELETE_COMPLETE", "DELETE_FAILED",
}

// deployed tells whether a stack is there.
func deployed(ctx context.Context, v *visit, s *assembly.Stack) (bool, error) {
	out, err := askIn(ctx, v, s.Region, look.DescribeStacks, look.DescribeStacksInput{})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(out.Stacks, func(there look.Stack) bool {
		return aws.ToString(there.StackName) == s.Name && !slices.Contains(undone, aws.ToString(there.StackStatus))
	}), nil
}

// toCome are those of resources whose stacks are not there yet.
func toCome(ctx context.Context, v *visit, resources []*assembly.Resource) ([]*assembly.Resource, error) {
	var all []*assembly.Resource
	for _, r := range resources {
		is, err := deployed(ctx, v, r.Stack)
		if err != nil {
			return nil, err
		}
		if !is {
			all = append(all, r)
		}
	}
	return all, nil
}
