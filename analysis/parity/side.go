package parity

import (
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// The stages of a standby are called as its primary, with these endings; the foundation holds what the primary
// replicates to.
const (
	standbyEnding    = "-dr"
	foundationEnding = "-foundation"
)

// side is one side of an environment: the stacks of its stages.
type side struct {
	name   string // of the stage that runs the environment's services
	region string
	stages []string
	stacks []*assembly.Stack
	zones  []string // of its subnets, by the subnets' names
	domain string   // of its public zone
	cidr   string   // of its VPC
	labels []label  // of its stacks, those with longer ids before those that begin alike
}

// label is what logical ids of a side have for a stack, and what they have without the side.
type label struct{ own, canonical string }

// newSide gathers the stacks of a side, and what its templates say of the place.
func newSide(a *assembly.Assembly, name string) side {
	s := side{name: name}
	for _, stage := range []string{name + foundationEnding, name} {
		if stacks := a.Stage(stage); len(stacks) > 0 {
			s.stages = append(s.stages, stage)
			s.stacks = append(s.stacks, stacks...)
		}
	}
	longestFirst := func(a, b *assembly.Stack) int { return len(b.ID) - len(a.ID) }
	for _, stack := range slices.SortedStableFunc(slices.Values(s.stacks), longestFirst) {
		s.labels = append(s.labels, label{letters(stack.ID), opening + key(stack) + closing})
	}
	for _, stack := range s.stacks {
		for _, id := range resourceIDs(stack) {
			body := body(stack, id)
			properties := body["Properties"]
			switch body["Type"] {
			case "AWS::EC2::VPC":
				s.cidr, s.region = text(assembly.At(properties, "CidrBlock")), stack.Region
			case "AWS::EC2::Subnet":
				zone := text(assembly.At(properties, "AvailabilityZone"))
				if !slices.Contains(s.zones, zone) {
					s.zones = append(s.zones, zone)
				}
			case "AWS::Route53::HostedZone":
				if assembly.At(properties, "VPCs") == nil {
					s.domain = strings.TrimSuffix(text(assembly.At(properties, "Name")), ".")
				}
			}
		}
	}
	return s
}

// standbys are the stages that are the standby of another one.
func standbys(a *assembly.Assembly) []string {
	var names []string
	for _, stack := range a.Stacks {
		primary, isStandby := strings.CutSuffix(stack.Stage, standbyEnding)
		if isStandby && len(a.Stage(primary)) > 0 && !slices.Contains(names, stack.Stage) {
			names = append(names, stack.Stage)
		}
	}
	return names
}

// has tells whether a stack is of the side.
func (s side) has(stack *assembly.Stack) bool { return slices.Contains(s.stages, stack.Stage) }

// key is what a stack is, on either side: data-orders for prod-dr/data-orders.
func key(stack *assembly.Stack) string {
	_, key, _ := strings.Cut(stack.ID, "/")
	return key
}

// idOf is the id of the side's stack of that name, whether or not it has one.
func (s side) idOf(name string) string {
	for _, stack := range s.stacks {
		if key(stack) == name {
			return stack.ID
		}
	}
	return s.name + "/" + name
}

// canonical is a logical id without what it says of its side: CDK puts the path of a resource into the ids of rules
// between two, and a domain into those of its gateway, each with a hash.
func (s side) canonical(id, kind string) string {
	id = version.ReplaceAllString(id, "$1")
	own := id
	for _, l := range s.labels {
		own = strings.ReplaceAll(own, l.own, l.canonical)
	}
	if s.domain != "" && strings.HasPrefix(kind, "AWS::ApiGatewayV2::") {
		own = strings.ReplaceAll(own, letters(s.domain), opening+"domain"+closing)
	}
	if own == id {
		return id
	}
	return strings.TrimRight(own, "0123456789ABCDEF")
}

// version is the id of a function's version, which CDK ends in a hash of what the function is: that is compared itself.
var version = regexp.MustCompile(`^(.*CurrentVersion[0-9A-F]{8})[0-9a-f]{32}$`)

// letters are the letters and digits of a text, as CDK has it in logical ids.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, text)
}
