package stacks

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/document"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
)

// CheckPatches returns what is wrong when patches are of stages that there are not.
func CheckPatches(c *config.Config) error {
	var stages []string
	for _, s := range Stages(c) {
		stages = append(stages, s.Name)
	}
	var all document.Faults
	for _, stack := range slices.Sorted(maps.Keys(c.Patched)) {
		if stage, _, _ := strings.Cut(stack, "/"); !slices.Contains(stages, stage) && len(c.Patched[stack]) > 0 {
			all = append(all, c.Patched[stack][0].Fault("there is no stage "+stage, document.Suggest(stage, stages))...)
		}
	}
	if len(all) == 0 {
		return nil
	}
	return all.Sorted()
}

// resource is what a template says of a resource.
type resource struct {
	Type       string
	Properties map[string]any
}

// unpatched returns what a stage is without its patches: the resources of each stack that has some.
func (o organization) unpatched(
	s Stage,
	options Options,
	patches map[string][]config.Patch,
) map[string]map[string]resource {
	if len(patches) == 0 {
		return nil
	}
	dir, err := os.MkdirTemp("", "bulkhead-unpatched-")
	must(err)
	defer os.RemoveAll(dir)
	stage := s.build(o, o.newApp(Options{Outdir: dir, Functions: options.Functions}))
	made := stage.Synth(nil)
	all := map[string]map[string]resource{}
	for _, id := range slices.Sorted(maps.Keys(patches)) {
		stack := stackOf(stage, id, patches[id][0])
		text, err := os.ReadFile(*made.GetStackArtifact(stack.ArtifactId()).TemplateFullPath())
		must(err)
		var template struct{ Resources map[string]resource }
		must(json.Unmarshal(text, &template))
		all[id] = template.Resources
	}
	return all
}

// stackOf returns the stack of a stage that a patch is of, and panics with the patch's fault when there is none.
func stackOf(stage awscdk.Stage, id string, p config.Patch) awscdk.Stack {
	var there []string
	for _, child := range *stage.Node().Children() {
		if *child.Node().Id() == id {
			return child.(awscdk.Stack)
		}
		there = append(there, *child.Node().Id())
	}
	panic(p.Fault("there is no stack "+id, document.Suggest(id, there)))
}

// patch changes single properties of a stage's resources, before its templates are written. It panics with the fault of
// a patch that changes nothing.
func patch(stage awscdk.Stage, patches map[string][]config.Patch, unpatched map[string]map[string]resource) {
	for _, id := range slices.Sorted(maps.Keys(patches)) {
		stack := stackOf(stage, id, patches[id][0])
		made := resourcesOf(stack)
		for _, p := range patches[id] {
			path, err := pathOf(p, unpatched[id])
			must(err)
			if p.Value == nil {
				made[p.Resource].AddPropertyDeletionOverride(&path)
				continue
			}
			made[p.Resource].AddPropertyOverride(&path, p.Value)
		}
	}
}

// resourcesOf returns the resources of a stack by their logical ids.
func resourcesOf(stack awscdk.Stack) map[string]awscdk.CfnResource {
	all := map[string]awscdk.CfnResource{}
	for _, c := range *stack.Node().FindAll(constructs.ConstructOrder_PREORDER) {
		if *awscdk.CfnResource_IsCfnResource(c) {
			resource := c.(awscdk.CfnResource)
			all[*stack.GetLogicalId(resource)] = resource
		}
	}
	return all
}

// pathOf returns the way to what a patch changes, as CDK writes it, or what is wrong when there is nothing to change.
func pathOf(p config.Patch, resources map[string]resource) (string, error) {
	there, found := resources[p.Resource]
	if !found {
		return "", p.Fault(
			"there is no "+p.Resource,
			document.Suggest(p.Resource, slices.Sorted(maps.Keys(resources))),
		)
	}
	if there.Type != p.Type {
		return "", p.Fault(p.Resource+" is of type "+there.Type, "say so under type, or name another resource")
	}
	path, was, err := find(there.Properties, p.Steps())
	switch {
	case err != nil:
		return "", p.Fault(err.Error(), "look at the resource in its template")
	case config.Imports(was):
		return "", p.Fault(p.Property+" imports a value of another stack", "leave it, or change what is below it")
	case p.Value == nil && was == nil:
		return "", p.Fault(p.Property+" is not there", "take the patch out")
	case reflect.DeepEqual(number(p.Value), number(was)):
		return "", p.Fault(p.Property+" is so already", "take the patch out")
	}
	return path, nil
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// find follows a path through properties, and returns it as CDK writes it, with what is there; nil when that is not
// there. What it would be in has to be.
func find(properties map[string]any, steps []config.Step) (path string, value any, err error) {
	value = properties
	var way []string
	for _, step := range steps {
		parent, isMap := value.(map[string]any)
		if !isMap {
			return "", nil, fmt.Errorf("there is no %s", strings.Join(way, "."))
		}
		way, value = append(way, step.Name), parent[step.Name]
		if step.Key == "" {
			continue
		}
		list, _ := value.([]any)
		i := slices.IndexFunc(list, func(item any) bool {
			one, isMap := item.(map[string]any)
			return isMap && fmt.Sprint(one[step.Key]) == step.Value
		})
		if i < 0 {
			return "", nil, fmt.Errorf("no element of %s has %s %s", strings.Join(way, "."), step.Key, step.Value)
		}
		way, value = append(way, strconv.Itoa(i)), list[i]
	}
	return strings.Join(way, "."), value, nil
}

// number returns a whole number as JSON has it.
func number(value any) any {
	if n, isInt := value.(int); isInt {
		return float64(n)
	}
	return value
}
