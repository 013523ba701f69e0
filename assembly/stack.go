package assembly

import (
	"maps"
	"slices"
	"strings"
)

// Stack is one CloudFormation template and where it is deployed. What only a
// manifest knows is empty for a template found without one.
type Stack struct {
	ID                    string // stage and stack id, "dev/network"
	Stage                 string // "dev"; empty for a stack outside any stage
	Name                  string // CloudFormation's name of the stack
	Account               string // twelve digits, or "unknown-account"
	Region                string // "eu-west-1", or "unknown-region"
	Path                  string // the template file
	TerminationProtection bool
	DependsOn             []string    // IDs of the stacks of its stage deployed before it
	Resources             []*Resource // sorted by logical id
	Outputs               map[string]Output
	Parameters            map[string]Parameter
	Template              map[string]any // as written, short intrinsics made long
}

// Output is a value a stack publishes.
type Output struct {
	Value  any
	Export string // the name it is exported under; empty if not exported or not a literal
}

// Parameter is a value a stack asks for when it is deployed.
type Parameter struct {
	Type    string
	Default any // nil when there is none
}

// Resource returns the resource with this logical id, or nil.
func (s *Stack) Resource(logicalID string) *Resource {
	i, found := slices.BinarySearchFunc(s.Resources, logicalID, func(r *Resource, id string) int {
		return strings.Compare(r.LogicalID, id)
	})
	if !found {
		return nil
	}
	return s.Resources[i]
}

// Read reads the template at the stack's path.
func (s *Stack) Read() error {
	template, err := readTemplate(s.Path)
	if err != nil {
		return err
	}
	s.fill(template)
	return nil
}

// With returns the stack as it is with another template, such as one whose loops are written out.
func (s *Stack) With(template map[string]any) *Stack {
	other := *s
	other.Resources = nil
	other.fill(template)
	return &other
}

// fill reads the sections of the template into the fields.
func (s *Stack) fill(template map[string]any) {
	s.Template = template
	resources := asMap(template["Resources"])
	for _, id := range slices.Sorted(maps.Keys(resources)) {
		s.Resources = append(s.Resources, newResource(s, id, asMap(resources[id])))
	}
	s.Outputs = map[string]Output{}
	for id, body := range asMap(template["Outputs"]) {
		output := asMap(body)
		s.Outputs[id] = Output{Value: output["Value"], Export: asString(asMap(output["Export"])["Name"])}
	}
	s.Parameters = map[string]Parameter{}
	for id, body := range asMap(template["Parameters"]) {
		parameter := asMap(body)
		s.Parameters[id] = Parameter{Type: asString(parameter["Type"]), Default: parameter["Default"]}
	}
}

// asMap and asString read JSON of unknown shape: what has another type counts
// as absent, because judging templates is the verifiers' work.
func asMap(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func asString(value any) string {
	s, _ := value.(string)
	return s
}
