package price

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// Choice is a part of an environment that a key of the configuration decides, and what the other value of it costs, on
// both sides.
type Choice struct {
	Environment string `json:"environment"`
	Key         string `json:"key"`
	Is          string `json:"is"`
	Other       string `json:"other"`
	More        USD    `json:"more"` // of the other one in a month, at least; negative: it is cheaper
}

// choices are the great ones that the configuration admits, the greatest difference first.
func (m *model) choices() []Choice {
	all := []Choice{}
	add := func(c Choice) {
		same := slot(&all, func(o Choice) bool { return o.Environment == c.Environment && o.Key == c.Key })
		c.More += same.More // both sides, and a replica with its source
		*same = c
	}
	for _, stack := range m.Stacks {
		if stackName(stack) == "network" {
			add(m.nat(stack))
			add(m.endpoints(stack))
		}
	}
	for _, r := range m.OfType("AWS::RDS::DBInstance") {
		standby := r.Get("MultiAZ") == true && r.Get("DBClusterIdentifier") == nil
		if key := m.lines.item(r.Stack); key != "" && standby && !production(r.Stack) {
			add(Choice{m.decider(r.Stack), key + ".multiAZ", "enabled", "disabled", -m.sum(r, "", 0.5)})
		}
	}
	for _, r := range m.OfType("AWS::ElastiCache::ReplicationGroup") {
		replicas, fewest := assembly.Number(r.Get("ReplicasPerNodeGroup")), 0.0
		if production(r.Stack) {
			fewest = 1
		}
		if key := m.lines.item(r.Stack); key != "" && replicas > fewest {
			less := m.sum(r, "", (replicas-fewest)/(1+replicas))
			add(Choice{m.decider(r.Stack), key + ".replicas", text(replicas), text(fewest), -less})
		}
	}
	for _, name := range m.standbys() {
		var less USD
		for _, c := range m.charges {
			if c.environment == name {
				less += c.Least.USD
			}
		}
		add(Choice{strings.TrimSuffix(name, "-dr"), "recovery", name, "none", -less})
	}
	all = slices.DeleteFunc(all, func(c Choice) bool { return c.More == 0 })
	slices.SortStableFunc(all, func(a, b Choice) int { return int(min(max(abs(b.More)-abs(a.More), -1), 1)) })
	return all
}

// production tells whether a stack is of an environment of that tier, which has to survive the loss of a zone.
func production(stack *assembly.Stack) bool {
	metadata, _ := stack.Template["Metadata"].(map[string]any)
	return metadata["Tier"] == string(config.Production)
}

// decider is the environment whose file decides what is in a stack: of a standby, its primary.
func (m *model) decider(stack *assembly.Stack) string {
	return cmp.Or(m.lines.file(stack.Stage), m.environment(stack))
}

func abs(a USD) USD { return max(a, -a) }

func text(n float64) string { return strconv.Itoa(int(n)) }

// sum is the share of what a resource costs at least, of items that begin with prefix.
func (m *model) sum(r *assembly.Resource, prefix string, share float64) USD {
	var sum USD
	for _, c := range m.charges {
		if c.Stack == r.Stack.ID && c.Resource == r.LogicalID && strings.HasPrefix(c.Item, prefix) {
			sum += c.Least.USD
		}
	}
	return USD(float64(sum) * share)
}

// month is what one of an item costs, all month.
func (m *model) month(item, region string) USD {
	p, found := m.table.Of(item, region)
	if !found {
		return 0
	}
	return of(p.USD, HoursPerMonth)
}

// nat compares a NAT gateway in each zone with one for all.
func (m *model) nat(stack *assembly.Stack) Choice {
	gateways, zones := 0, 0
	for _, r := range stack.Resources {
		switch {
		case r.Type == "AWS::EC2::NatGateway" && r.Get("AvailabilityMode") == nil:
			gateways++
		case r.Type == "AWS::EC2::Subnet" && strings.Contains(r.LogicalID, "publicSubnet"):
			zones++
		}
	}
	each := m.month("nat/hour", stack.Region) + m.month("address/hour", stack.Region)
	c := Choice{Environment: m.decider(stack), Key: "network.nat"}
	switch {
	case gateways > 1:
		c.Is, c.Other, c.More = "per-zone", "single", -USD(gateways-1)*each
	case gateways == 1 && zones > 1:
		c.Is, c.Other, c.More = "single", "per-zone", USD(zones-1)*each
	}
	return c
}

// endpoints compares the standard interface endpoints with none. That of SQS is there with both, where it is needed.
// Without a NAT gateway there is no choice.
func (m *model) endpoints(stack *assembly.Stack) Choice {
	c := Choice{Environment: m.decider(stack), Key: "network.endpoints", Is: "none", Other: "standard"}
	zones, nat := 0, false
	for _, r := range stack.Resources {
		service, _ := r.Get("ServiceName").(string)
		switch {
		case r.Type == "AWS::EC2::NatGateway":
			nat = true
		case r.Type == "AWS::EC2::Subnet" && strings.Contains(r.LogicalID, "publicSubnet"):
			zones++
		case r.Type == "AWS::EC2::VPCEndpoint" && !strings.HasSuffix(service, ".sqs"):
			if cost := m.sum(r, "endpoint/", 1); cost > 0 {
				c.Is, c.Other, c.More = "standard", "none", c.More-cost
			}
		}
	}
	if c.Is == "none" {
		c.More = USD(zones*len(config.StandardEndpoints)) * m.month("endpoint/hour", stack.Region)
	}
	if !nat {
		c.More = 0
	}
	return c
}

// standbys are the environments that are one of another, sorted.
func (m *model) standbys() []string {
	var all []string
	for _, c := range m.charges {
		name, is := strings.CutSuffix(c.environment, "-dr")
		if is && len(m.lines[c.environment]) == 0 && len(m.lines[name]) > 0 {
			all = append(all, c.environment)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
