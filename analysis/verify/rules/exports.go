package rules

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// exported is a name that an output is exported under.
type exported struct {
	stack  *assembly.Stack
	output string
	name   text
}

// exportsOf returns what a stack exports.
func exportsOf(stack *assembly.Stack) []exported {
	var all []exported
	outputs, _ := stack.Template["Outputs"].(map[string]any)
	for _, id := range slices.Sorted(maps.Keys(outputs)) {
		if name := assembly.At(outputs[id], "Export", "Name"); name != nil {
			all = append(all, exported{stack, id, reader{stack: stack}.read(name)})
		}
	}
	return all
}

// place is where names of exports are unique: an account and region, as far as they are known.
func place(stack *assembly.Stack) string { return stack.Account + " " + stack.Region }

// exports looks for two outputs that are exported under one name.
func (c *check) exports() {
	taken := map[string]exported{}
	for _, stack := range c.assembly.Stacks {
		for _, e := range exportsOf(stack) {
			within := placeOf(stack, named{}, e.name.exact)
			other, is := taken[within+"\n"+e.name.text]
			taken[within+"\n"+e.name.text] = e
			if !is || keptApart(stack, e.output, other) {
				continue
			}
			c.fault(Fault{
				Rule: "duplicate-export", Stack: stack, Resource: "Outputs/" + e.output, Path: "Export.Name",
				Message: fmt.Sprintf("%s of %s is exported under the same name; only one can be", other.output, other.stack.ID),
			})
		}
	}
}

func keptApart(stack *assembly.Stack, output string, other exported) bool {
	one, _ := assembly.At(stack.Template, "Outputs", output, "Condition").(string)
	two, _ := assembly.At(other.stack.Template, "Outputs", other.output, "Condition").(string)
	return one != "" && two != "" && one != two
}

// imports looks for imports that no template exports. Where a template exports others of that kind, the name is wrong;
// else somebody else may export it.
func (c *check) imports() {
	byPlace := map[string][]exported{}
	for _, stack := range c.assembly.Stacks {
		byPlace[place(stack)] = append(byPlace[place(stack)], exportsOf(stack)...)
	}
	for _, stack := range c.assembly.Stacks {
		told := map[string]bool{}
		c.each(stack, func(resource string, argument any) {
			name := reader{stack: stack}.read(argument)
			if !name.exact || told[resource+name.text] || served(name.text, byPlace[place(stack)]) {
				return
			}
			told[resource+name.text] = true
			fault := Fault{Rule: "import-without-export", Stack: stack, Resource: resource, Gravity: Unknown}
			fault.Message = fmt.Sprintf("no template here exports %s; it fails unless another stack does", name.text)
			if like := alike(name.text, byPlace[place(stack)]); like != "" {
				fault.Gravity = Refused
				fault.Message = fmt.Sprintf("no template exports %s; %s", name.text, like)
			}
			c.fault(fault)
		})
	}
}

// each calls a function for every Fn::ImportValue of a stack.
func (c *check) each(stack *assembly.Stack, call func(resource string, argument any)) {
	for _, r := range stack.Resources {
		body := assembly.At(stack.Template, "Resources", r.LogicalID)
		importsIn(body, func(argument any) { call(r.LogicalID, argument) })
	}
	outputs, _ := stack.Template["Outputs"].(map[string]any)
	for _, id := range slices.Sorted(maps.Keys(outputs)) {
		importsIn(outputs[id], func(argument any) { call("Outputs/"+id, argument) })
	}
}

func importsIn(value any, call func(any)) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			importsIn(item, call)
		}
	case map[string]any:
		if argument, is := v["Fn::ImportValue"]; is && len(v) == 1 {
			call(argument)
			return
		}
		for _, key := range slices.Sorted(maps.Keys(v)) {
			importsIn(v[key], call)
		}
	}
}

// served tells whether a name may be one of the exports. One that is not known may be it.
func served(name string, exports []exported) bool {
	return slices.ContainsFunc(exports, func(e exported) bool {
		return e.name.exact && e.name.text == name || !e.name.exact && fits(e.name.text, name)
	})
}

// fits tells whether a text with unknown parts may be a name.
func fits(pattern, name string) bool {
	for i, part := range unknownParts.Split(pattern, -1) {
		at := strings.Index(name, part)
		if at < 0 || i == 0 && at > 0 {
			return false
		}
		name = name[at+len(part):]
	}
	return name == "" || strings.HasSuffix(pattern, "}")
}

// alike says of an import which export was probably meant: one that differs in a letter or two, or a template's that
// exports others with the same beginning.
func alike(name string, exports []exported) string {
	for _, e := range exports {
		if e.name.exact && near(name, e.name.text) {
			return fmt.Sprintf("%s exports %s", e.stack.ID, e.name.text)
		}
	}
	end := strings.LastIndexAny(name, ":-/")
	if end < 1 {
		return ""
	}
	for _, e := range exports {
		if e.name.exact && strings.HasPrefix(e.name.text, name[:end+1]) {
			return fmt.Sprintf("%s exports others that begin with %s", e.stack.ID, name[:end+1])
		}
	}
	return ""
}
