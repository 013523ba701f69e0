package draw

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
	"bulkhead/config"
)

// The endings of the stages of a standby, as stages are named.
const (
	standbyEnding    = "-dr"
	foundationEnding = "-foundation"
)

// side is one side of an environment, in one region.
type side struct {
	name    string
	home    *assembly.Stack   // of its network
	vpc     *network.VPC      // nil: no template has it
	theirs  string            // then its id
	people  []string          // the load balancers that people of the VPN reach, by name
	stacks  []*assembly.Stack // of its foundation, too
	network *network.Network
	all     *assembly.Assembly
}

// sides are those of all environments, by name. What has a network is one, but for the account that all share: a VPC,
// or a stack for what is ours in a VPC of somebody else.
func sides(a *assembly.Assembly, n *network.Network) []*side {
	var all []*side
	add := func(home *assembly.Stack, vpc *network.VPC, theirs string) {
		stage := stageOf(home)
		is := func(s *side) bool { return vpc == nil && s.name == stage }
		if stage == config.SharedServices || slices.ContainsFunc(all, is) {
			return
		}
		s := &side{name: stage, home: home, vpc: vpc, theirs: theirs, network: n, all: a}
		for _, stack := range a.Stacks {
			if strings.TrimSuffix(stageOf(stack), foundationEnding) == stage {
				s.stacks = append(s.stacks, stack)
			}
		}
		all = append(all, s)
	}
	for _, vpc := range n.VPCs {
		add(vpc.Resource.Stack, vpc, "")
	}
	for _, stack := range a.Stacks {
		if id := theirVPC(stack); id != "" && component(stack) == "network" {
			add(stack, nil, id)
		}
	}
	g := reach.New(n)
	for _, s := range all {
		s.people = s.throughVPN(g)
	}
	slices.SortFunc(all, func(a, b *side) int { return cmp.Compare(a.name, b.name) })
	return all
}

// throughVPN are the side's load balancers that people of the VPN, or of a level of it, reach.
func (s *side) throughVPN(g *reach.Graph) []string {
	var all []string
	for _, i := range s.network.Interfaces {
		if i.Kind != "load balancer" || stageOf(i.Resource.Stack) != s.name {
			continue
		}
		for _, from := range g.Names() {
			is := from == reach.VPN || strings.HasPrefix(from, reach.VPN+"/")
			if is && len(g.Between(from, i.Name)) > 0 && !slices.Contains(all, i.Name) {
				all = append(all, i.Name)
			}
		}
	}
	return all
}

// stageOf is the stage of a stack, which is its own where it is in none.
func stageOf(stack *assembly.Stack) string {
	if stack.Stage == "" {
		return stack.ID
	}
	return stack.Stage
}

// component is what a stack is of its stage.
func component(stack *assembly.Stack) string { return strings.TrimPrefix(stack.ID, stack.Stage+"/") }

// primary is the name of the side that this one is the standby of, or its own.
func (s *side) primary() string { return strings.TrimSuffix(s.name, standbyEnding) }

func (s *side) account() string { return s.home.Account }
func (s *side) region() string  { return s.home.Region }

// theirVPC is the VPC that a stack names and no template has, or "".
func theirVPC(stack *assembly.Stack) string {
	id := ""
	for _, r := range stack.Resources {
		walk(r.Properties, func(value any) {
			if said := text(value); vpcID.MatchString(said) {
				id = said
			}
		})
	}
	return id
}

var vpcID = regexp.MustCompile(`^vpc-[0-9a-f]+$`)

// vpcName says which network a side is in.
func (s *side) vpcName() string {
	if s.vpc == nil {
		return "VPC " + s.theirs + ", of somebody else"
	}
	return "VPC " + s.vpc.Range.String()
}

// subnets are those of the side's VPC that templates have.
func (s *side) subnets() []*network.Subnet {
	if s.vpc == nil {
		return nil
	}
	return s.vpc.Subnets
}

// hasAddress tells whether something of a stack has an address in the VPC, but for functions that look after it.
func (s *side) hasAddress(stack *assembly.Stack) bool {
	away := func(i *network.Interface) bool { return i.Resource.Stack == stack && !helps(i) }
	return slices.ContainsFunc(s.network.Away, away) || len(s.subnetsOf(stack)) > 0
}

// helps tells whether an interface is that of a function which looks after its stack.
func helps(i *network.Interface) bool {
	return i.Kind == "function" && !strings.HasPrefix(component(i.Resource.Stack), "function-")
}

// of are the side's resources of a type, by stack.
func (s *side) of(typ string) []*assembly.Resource {
	var all []*assembly.Resource
	for _, stack := range s.stacks {
		all = append(all, ofType(stack, typ)...)
	}
	return all
}

func ofType(stack *assembly.Stack, typ string) []*assembly.Resource {
	var all []*assembly.Resource
	for _, r := range stack.Resources {
		if r.Type == typ {
			all = append(all, r)
		}
	}
	return all
}

// first is the first resource of a type in a stack, or nil.
func first(stack *assembly.Stack, typ string) *assembly.Resource {
	if all := ofType(stack, typ); len(all) > 0 {
		return all[0]
	}
	return nil
}

// zones are those that interfaces are in, by what is last in their names: a, b, c.
func zones(subnets []*network.Subnet) []string {
	var all []string
	for _, subnet := range subnets {
		zone := subnet.Zone
		if len(zone) > 1 {
			zone = zone[len(zone)-1:]
		}
		if zone != "" && !slices.Contains(all, zone) {
			all = append(all, zone)
		}
	}
	slices.Sort(all)
	return all
}

// tier is that of a subnet: as the CDK calls it, or else by its routes. Public ones lead to the internet gateway.
func tier(subnet *network.Subnet) string {
	for _, tag := range assembly.List(subnet.Resource.Get("Tags")) {
		called := text(assembly.At(tag, "Value"))
		if assembly.At(tag, "Key") == "aws-cdk:subnet-name" && (called == "public" || called == "data") {
			return called
		}
	}
	if subnet.Table != nil {
		for _, route := range subnet.Table.Routes {
			if route.Internet != nil {
				return "public"
			}
		}
	}
	return "private"
}

// subnetsOf are where the interfaces of a stack are, but for those of functions that look after it.
func (s *side) subnetsOf(stack *assembly.Stack) []*network.Subnet {
	var all []*network.Subnet
	for _, i := range s.network.Interfaces {
		if i.Resource.Stack != stack || helps(i) {
			continue
		}
		for _, subnet := range i.Subnets {
			if !slices.Contains(all, subnet) {
				all = append(all, subnet)
			}
		}
	}
	return all
}

// text is a value that is known before the deployment, or "".
func text(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case bool:
		if v {
			return "true"
		}
		return "false"
	case interface{ String() string }:
		return v.String()
	}
	return number(value)
}
