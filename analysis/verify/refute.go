package verify

import (
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// ofValues are the rules of CloudFormation Validate about what a value may be: one of a list, of a pattern, of a
// length, of a size, of a format.
var ofValues = regexp.MustCompile(`^[EFW](3030|3031|3033|3034|103\d|11\d\d)$`)

// ofLists are its rules about what is in a list together: it takes every element that conditions choose for one that is
// there, and every parameter for its default.
var ofLists = regexp.MustCompile(`^[EF](3032|3037|3039)$`)

// refute marks findings that are false alarms. CloudFormation Validate judges the default of a parameter also where a
// condition keeps it away: `!If [HasName, !Ref Name, !Ref AWS::NoValue]` with an empty Name. cfn-lint misses in one
// region what it refuses in the others.
func refute(findings []Finding, templates []*template, tools []Tool) {
	byID := map[string]*template{}
	for _, t := range templates {
		byID[t.stack.ID] = t
	}
	linted := map[string]bool{} // templates that cfn-lint has looked at
	for _, tool := range tools {
		for id := range byID {
			linted[id] = linted[id] || tool.Name == cfnLint && tool.Skipped == "" && !tool.Failed
		}
	}
	blamed := map[string]bool{} // what cfn-lint has against properties
	for _, f := range findings {
		if f.Tool == cfnLint && f.Rule == notSeen {
			linted[f.Stack] = false
		}
		if f.Tool == cfnLint && f.Severity == Error {
			blamed[f.Stack+" "+f.Resource] = true
		}
	}
	for i := range findings {
		f := &findings[i]
		t := byID[f.Stack]
		if t != nil && f.Tool == cfnLint && ofReplica(*f, t.stack) {
			f.Refuted = "a replica is encrypted as its source is, and may not say so itself"
		}
		if f.Tool != cloudFormationValidate || f.Path == "" || t == nil {
			continue
		}
		cleared := linted[f.Stack] && !blamed[f.Stack+" "+f.Resource]
		if ofLists.MatchString(f.Rule) && cleared && decides(at(t.expanded(), f.Resource, f.Path)) {
			f.Refuted = byLinter
		}
		if !ofValues.MatchString(f.Rule) {
			continue
		}
		leaves := guardedLeaves(t.expanded(), f.Resource, f.Path)
		switch {
		case len(leaves) == 0:
		case !slices.ContainsFunc(leaves, leaf.reachedByDefault):
			f.Refuted = "a condition keeps the parameter's default away"
		case cleared:
			f.Refuted = byLinter
		}
	}
}

const byLinter = "cfn-lint, which follows conditions, finds nothing here"

// ofReplica tells whether cfn-lint misses what a replica of RDS must not have: CloudFormation refuses StorageEncrypted
// beside a source. cfn-lint 1.51 knows it, but demands it in me-south-1, whose schema it keeps in an older version.
func ofReplica(f Finding, stack *assembly.Stack) bool {
	resource := stack.Resource(f.Resource)
	return f.Rule == "E3003" && strings.Contains(f.Message, "'StorageEncrypted' is a required property") &&
		resource != nil && resource.Type == "AWS::RDS::DBInstance" &&
		resource.Properties["SourceDBInstanceIdentifier"] != nil
}

// at returns the value at a path of a resource, nil when there is none.
func at(stack *assembly.Stack, id, path string) any {
	if resource := stack.Resource(id); resource != nil {
		return assembly.At(resource.Properties, steps(path)...)
	}
	return nil
}

// steps are those of the path of a property.
func steps(path string) []string {
	all := strings.Split(strings.NewReplacer("/", ".", "[", ".", "]", "").Replace(path), ".")
	if all[0] == "Properties" {
		return all[1:]
	}
	return all
}

// decides tells whether a condition decides something in a value.
func decides(value any) bool {
	switch v := value.(type) {
	case []any:
		return slices.ContainsFunc(v, decides)
	case map[string]any:
		for key, item := range v {
			if key == "Fn::If" || decides(item) {
				return true
			}
		}
	}
	return false
}

// leaf is a value that depends on conditions, and what they have to be for it to be taken.
type leaf struct {
	value any
	when  map[string]bool
	stack *assembly.Stack
}

// reachedByDefault tells whether the value is taken, and is one, when no parameter is given.
func (l leaf) reachedByDefault() bool {
	if reference, _ := l.value.(map[string]any); reference["Ref"] == "AWS::NoValue" {
		return false
	}
	for name, wanted := range l.when {
		if is, known := condition(l.stack, map[string]any{"Condition": name}, 0); known && is != wanted {
			return false
		}
	}
	return true
}

// guardedLeaves returns the values at the path of a property below Fn::If. There are none where no condition decides,
// or where nothing below it depends on a parameter: then a finding is about what is written there.
func guardedLeaves(stack *assembly.Stack, id, path string) []leaf {
	resource := stack.Resource(id)
	if resource == nil {
		return nil
	}
	leaves := walk(leaf{resource.Properties, nil, stack}, steps(path), 0)
	guarded, parameters := false, false
	for _, l := range leaves {
		guarded = guarded || len(l.when) > 0
		for _, id := range assembly.References(l.value) {
			_, is := stack.Parameters[id]
			parameters = parameters || is
		}
	}
	if !guarded || !parameters {
		return nil
	}
	return leaves
}

// walk follows a path through conditions.
func walk(at leaf, steps []string, depth int) []leaf {
	const deep = 50
	if node, _ := at.value.(map[string]any); len(node) == 1 && depth < deep {
		if branches, is := node["Fn::If"].([]any); is && len(branches) == 3 {
			name, _ := branches[0].(string)
			var leaves []leaf
			for i, wanted := range []bool{true, false} {
				when := map[string]bool{name: wanted}
				for other, value := range at.when {
					when[other] = value
				}
				leaves = append(leaves, walk(leaf{branches[i+1], when, at.stack}, steps, depth+1)...)
			}
			if len(steps) > 1 && steps[0] == "Fn::If" {
				return leavesOf(at, branches, steps, depth)
			}
			return leaves
		}
	}
	if len(steps) == 0 {
		return []leaf{at}
	}
	next := assembly.At(at.value, steps[0])
	if next == nil {
		return nil
	}
	return walk(leaf{next, at.when, at.stack}, steps[1:], depth+1)
}

// leavesOf follows a path that names the branch of a condition itself: Fn::If.1.
func leavesOf(at leaf, branches []any, steps []string, depth int) []leaf {
	name, _ := branches[0].(string)
	for i, step := range []string{"1", "2"} {
		if steps[1] == step {
			when := map[string]bool{name: i == 0}
			for other, value := range at.when {
				when[other] = value
			}
			return walk(leaf{branches[i+1], when, at.stack}, steps[2:], depth+1)
		}
	}
	return nil
}

// condition returns what a condition is when no parameter is given, and whether that can be told.
func condition(stack *assembly.Stack, value any, depth int) (is, known bool) {
	const deep = 20
	node, _ := value.(map[string]any)
	if len(node) != 1 || depth > deep {
		return false, false
	}
	for function, argument := range node {
		list := assembly.List(argument)
		switch function {
		case "Condition":
			name, _ := argument.(string)
			return condition(stack, assembly.At(stack.Template, "Conditions", name), depth+1)
		case "Fn::Not":
			if len(list) == 1 {
				is, known = condition(stack, list[0], depth+1)
				return !is, known
			}
		case "Fn::Equals":
			if len(list) == 2 {
				a, knowA := byDefault(stack, list[0])
				b, knowB := byDefault(stack, list[1])
				return a == b, knowA && knowB
			}
		case "Fn::And", "Fn::Or":
			return several(stack, function == "Fn::And", list, depth)
		}
	}
	return false, false
}

// several returns what Fn::And and Fn::Or are.
func several(stack *assembly.Stack, all bool, list []any, depth int) (is, known bool) {
	known = len(list) > 0
	for _, item := range list {
		one, sure := condition(stack, item, depth+1)
		if sure && one != all {
			return one, true
		}
		known = known && sure
	}
	return all, known
}

// byDefault returns a text, or the default of a parameter.
func byDefault(stack *assembly.Stack, value any) (string, bool) {
	switch v := value.(type) {
	case string:
		return v, true
	case map[string]any:
		if name, is := v["Ref"].(string); is && len(v) == 1 {
			text, known := stack.Parameters[name].Default.(string)
			return text, known
		}
	}
	return "", false
}
