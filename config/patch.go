package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
	"bulkhead/internal/spec"
)

// PatchesFile is the file of a configuration directory that changes single properties of resources.
const PatchesFile = "patches.yaml"

// Patch changes a property of a resource that no key of the configuration is about.
type Patch struct {
	// Resource is the logical id that the resource has in its template.
	Resource string `yaml:"resource" jsonschema:"required"`
	// Type is its type, such as AWS::ECS::Service.
	Type string `yaml:"type" jsonschema:"required"`
	// Property is the way to what changes, with dots. An element of a list is found by one of its values:
	// ContainerDefinitions[Name=web].Cpu.
	Property string `yaml:"property" jsonschema:"required"`
	// Value is what is there instead; keys and values join those that are there. Left out, the property is taken away.
	Value any `yaml:"value"`
	// Reason says why, to whoever finds it.
	Reason string `yaml:"reason" jsonschema:"required"`

	where document.Fault // with no problem yet
}

// Fault returns what is wrong with the patch, where it stands.
func (p Patch) Fault(problem, remedy string) document.Faults {
	fault := p.where
	fault.Problem, fault.Remedy = problem, remedy
	return document.Faults{fault}
}

// patches are those of a configuration by stack, such as prod/service-web.
type patches map[string][]Patch

// Patches returns the patches of a stage by stack.
func (c *Config) Patches(stage string) map[string][]Patch {
	all := map[string][]Patch{}
	for stack, list := range c.Patched {
		if of, id, _ := strings.Cut(stack, "/"); of == stage {
			all[id] = list
		}
	}
	return all
}

// readPatches reads the file, if there is one, and checks what can be told without the templates.
func readPatches(r *document.Reader) patches {
	all := patches{}
	if _, err := fs.Stat(r.FS, PatchesFile); errors.Is(err, fs.ErrNotExist) {
		return all
	}
	at := r.Read(PatchesFile, &all).Root()
	for _, stack := range slices.Sorted(maps.Keys(all)) {
		stage, id, both := strings.Cut(stack, "/")
		at.Key(stack).
			Demand(both && stage != "" && id != "", "names no stack", "write it as plans do, such as prod/service-web")
		seen := map[string]bool{}
		for i, p := range all[stack] {
			here := at.Key(stack).Index(i)
			p.check(here)
			what := p.Resource + " " + p.Property
			here.Key("property").Demand(!seen[what], "is patched twice", "keep one")
			seen[what] = true
			all[stack][i].where = here.Key("resource").Fault("", "")
		}
	}
	return all
}

// promised are properties that other keys or other parts of the configuration answer for.
var promised = []string{"Tags", "TagList", "TagsList", "UserPoolTags"}

// Step is a part of the way to a property: ContainerDefinitions[Name=web] is the element of ContainerDefinitions whose
// Name is web.
type Step struct{ Name, Key, Value string }

// step is how a part of the way to a property is written, and way all of it.
const step = `([A-Za-z0-9_:-]+)(?:\[([A-Za-z0-9_]+)=([^\]]+)\])?`

var (
	steps = regexp.MustCompile(step)
	way   = regexp.MustCompile(`^` + step + `(?:\.` + step + `)*$`)
)

// Steps returns the way to the property.
func (p Patch) Steps() (all []Step) {
	for _, parts := range steps.FindAllStringSubmatch(p.Property, -1) {
		all = append(all, Step{parts[1], parts[2], parts[3]})
	}
	return all
}

func (p Patch) check(at document.Path) {
	if at.Unreadable() || p.Type == "" || p.Property == "" {
		return // reported already
	}
	t, known := spec.Of(p.Type)
	at.Key("type").Demand(known, p.Type+" is no type of CloudFormation", document.Suggest(p.Type, spec.Types()))
	property := at.Key("property")
	property.Demand(way.MatchString(p.Property), fmt.Sprintf("%q is no way to a property", p.Property),
		"write names with dots between them, such as ContainerDefinitions[Name=web].Cpu")
	if property.Unreadable() {
		return
	}
	first := p.Steps()[0].Name
	has := !known || slices.Contains(t.Properties, first)
	property.Demand(has, p.Type+" has no property "+first, document.Suggest(first, t.Properties))
	property.Demand(
		!slices.Contains(promised, first) && first != t.TagProperty,
		"tags are the configuration's",
		"change them under tags",
	)
	at.Key("value").
		Demand(!Imports(p.Value), "imports a value of another stack", "refer to what is in the same template, or write the value")
	at.Key("value").
		Demand(!transforms(p.Value), "is what a macro makes, which no plan and no verifier sees", "write what is to be there")
	checkReason(at.Key("reason"), p.Reason, "say why the property is another one here, for whoever reads it in a year")
}

// Imports tells whether Fn::ImportValue is in a value: what a stack imports decides the order of deployments.
func Imports(value any) bool { return calls(value, "Fn::ImportValue") }

// transforms tells whether a macro is in a value.
func transforms(value any) bool { return calls(value, "Fn::Transform") }

// calls tells whether a function of CloudFormation is in a value.
func calls(value any, function string) bool {
	switch v := value.(type) {
	case map[string]any:
		for key, item := range v {
			if key == function || calls(item, function) {
				return true
			}
		}
	case []any:
		return slices.ContainsFunc(v, func(item any) bool { return calls(item, function) })
	}
	return false
}
