package access

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
)

// Graph is who can act as whom in an assembly, and what each may do.
type Graph struct {
	assembly *assembly.Assembly
	model    *iam.Model
	accounts map[string]string          // names, by id
	runsAs   map[string]map[string]bool // what runs as a role, by its ARN: a kind of stack, or an instance
	nodes    []*node                    // by name
	byARN    map[string]*node
	byName   map[string]*node
	anybody  map[string]*node // who administers an account, by its id
	machines []machine        // what runs code as a role
	services map[*node][]string
	buckets  map[string][]string // ARNs, by account
	injected map[string][]secret // into what runs as a role, by its ARN
	targets  []*Target
	fault    error // of the first question that could not be decided
}

// node is somebody who can act.
type node struct {
	Who
	from   *assembly.Resource // nil for who has no principal
	region string
	makes  []string // ARNs of roles that accounts trust by patterns, and that are there when it makes them
	acts   []edge   // that are written by hand
	edges  []edge
	known  bool // edges are
	sets   bool // Identity Center makes the role, and nobody else changes it
	can    map[*Target][]does
}

// question is whether something is allowed on a target.
type question struct {
	target *Target
	verb   Verb
}

// Hop is one step of a path: how somebody comes to act as somebody else, or to do something with a target.
type Hop struct {
	From string   `json:"from"`
	To   string   `json:"to"`
	How  string   `json:"how"`
	By   []string `json:"by"` // the statements that allow it
}

// edge is a hop to somebody whom one acts as.
type edge struct {
	Hop
	to *node
}

// New reads the graph of an assembly. It fails when a policy is not understood, and when it is not said whom an account
// lets deploy.
func New(a *assembly.Assembly, trusted Trusted) (*Graph, error) {
	prepared, err := toolkits(a, trusted)
	if err != nil {
		return nil, err
	}
	whole := &assembly.Assembly{Dir: a.Dir, Stacks: slices.Concat(a.Stacks, prepared, anybody(a, trusted))}
	model, err := iam.New(whole)
	if err != nil {
		return nil, err
	}
	g := &Graph{
		assembly: whole, model: model, accounts: accountNames(a),
		runsAs: map[string]map[string]bool{}, byARN: map[string]*node{}, byName: map[string]*node{},
		anybody: map[string]*node{}, services: map[*node][]string{}, injected: map[string][]secret{},
		buckets: map[string][]string{},
	}
	for _, read := range []func() error{g.readRunning, g.readNodes, g.readMachines, g.readTargets} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	g.readPushes()
	g.readClients()
	slices.SortFunc(g.nodes, func(a, b *node) int { return compare(a.Name, b.Name) })
	return g, nil
}

// readNodes makes a node of each principal, and finds which services may act as it.
func (g *Graph) readNodes() error {
	principals, makes := g.model.Principals(), map[string][]string{}
	for _, arn := range slices.Sorted(maps.Keys(principals)) {
		r := principals[arn]
		if r.Stack.Name == "account" && r.LogicalID != whoever {
			makes[accountOf(arn)] = append(makes[accountOf(arn)], arn)
			continue
		}
		name, kind := g.name(r, arn)
		n := &node{
			Who:    Who{Name: name, Kind: kind, Account: g.accounts[accountOf(arn)], ARN: arn},
			from:   r,
			region: r.Stack.Region,
			sets:   r.Type == "AWS::SSO::Assignment",
			can:    map[*Target][]does{},
		}
		if kind == Account {
			g.anybody[accountOf(arn)] = n
		}
		g.byARN[arn] = n
		if err := g.add(n); err != nil {
			return err
		}
		for _, s := range assembly.Statements(r) {
			if r.Type != "AWS::IAM::Role" || s.Effect != "Allow" {
				continue
			}
			for _, p := range s.Principals {
				if p.Kind != "Service" {
					continue
				}
				service, err := g.model.Text(r.Stack, p.ID)
				if err != nil {
					return err
				}
				if _, known := runs[service]; !known {
					return fmt.Errorf("%s trusts %s: say in analysis/access which calls run something there", r, service)
				}
				g.services[n] = append(g.services[n], service)
			}
		}
	}
	for account, roles := range makes {
		g.anybody[account].makes = roles
	}
	return nil
}

// add gives a node its name, with the region where the name is there already: what an account has in each region.
func (g *Graph) add(n *node) error {
	if other := g.byName[n.Name]; other != nil {
		n.Name += "@" + n.region
	}
	if other := g.byName[n.Name]; other != nil {
		return fmt.Errorf("%s and %s are both called %s", other.ARN, n.ARN, n.Name)
	}
	g.byName[n.Name] = n
	g.nodes = append(g.nodes, n)
	return nil
}

// account is the id of the account that a node is in.
func (n *node) account() string { return accountOf(n.ARN) }

// may decides whether a node may do something, and returns the statements that say so.
func (g *Graph) may(n *node, action, resource string, context map[string][]string) ([]string, bool) {
	return g.mayAs(n, n.ARN, action, resource, context)
}

// mayAs decides it for one of the principals that a node is.
func (g *Graph) mayAs(n *node, as, action, resource string, context map[string][]string) ([]string, bool) {
	if as == "" {
		return nil, false
	}
	request := iam.Request{Principal: as, Action: action, Resource: resource, Context: context, Open: true}
	d, err := g.model.Decide(request)
	if err != nil && g.fault == nil {
		g.fault = fmt.Errorf("whether %s may %s on %s: %w", n.Name, action, resource, err)
	}
	return d.By, d.Allowed
}

// mayAll decides several actions on one resource.
func (g *Graph) mayAll(n *node, actions []string, resource string, context map[string][]string) ([]string, bool) {
	var by []string
	for _, action := range actions {
		statements, allowed := g.may(n, action, resource, context)
		if !allowed {
			return nil, false
		}
		by = append(by, statements...)
	}
	return unique(by), true
}

// mayAny decides whether a node may do something on anything in its account that could be there: it chooses the name.
func (g *Graph) mayAny(n *node, action string) ([]string, bool) {
	granted := g.model.Granted(n.ARN, action)
	if len(granted) == 0 {
		return nil, false
	}
	var resources []string
	if strings.HasPrefix(action, "s3:") {
		resources = g.buckets[n.account()] // their ARNs do not tell whose they are
	} else {
		for _, pattern := range granted {
			if resource := n.example(pattern, action); slices.Contains([]string{"", n.account()}, accountOf(resource)) {
				resources = append(resources, resource) // it makes nothing in other accounts
			}
		}
	}
	for _, resource := range resources {
		if by, allowed := g.may(n, action, resource, nil); allowed {
			return by, true
		}
	}
	return nil, false
}

// mayAnyAll decides whether a node may do all of this on something.
func (g *Graph) mayAnyAll(n *node, actions []string) ([]string, bool) {
	var by []string
	for _, action := range actions {
		statements, allowed := g.mayAny(n, action)
		if !allowed {
			return nil, false
		}
		by = append(by, statements...)
	}
	return unique(by), true
}

// example is an ARN in the node's account that a pattern matches, with a name that nothing else has.
func (n *node) example(pattern, action string) string {
	service, _, _ := strings.Cut(action, ":")
	parts := strings.SplitN(pattern, ":", 6)
	if len(parts) < 6 {
		parts = []string{"arn", "aws", service, n.region, n.account(), "*"}
	}
	for i, whole := range map[int]string{1: "aws", 2: service, 3: n.region, 4: n.account()} {
		if parts[i] != "" && strings.Trim(parts[i], "*?") == "" {
			parts[i] = whole
		}
	}
	return concrete(strings.Join(parts, ":"))
}

// concrete puts something where a pattern has a wildcard or a variable.
func concrete(pattern string) string {
	for {
		before, after, found := strings.Cut(pattern, "${")
		if !found {
			break
		}
		_, after, _ = strings.Cut(after, "}")
		pattern = before + "any" + after
	}
	return strings.NewReplacer("*", "any", "?", "x").Replace(pattern)
}

func unique(all []string) []string {
	var once []string
	for _, text := range all {
		if !slices.Contains(once, text) {
			once = append(once, text)
		}
	}
	return once
}

// find returns the node that a resource's property names by its ARN.
func (g *Graph) find(r *assembly.Resource, path ...string) *node {
	value := r.Get(path...)
	if value == nil {
		return nil
	}
	arn, err := g.model.Text(r.Stack, value)
	if err != nil {
		return nil // a role of somebody else's
	}
	return g.byARN[arn]
}
