package cloudformation

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// Template is what a stack is to become.
type Template struct {
	Place
	ID, Name  string
	Protected bool
	text      string
	sections  map[string]any
	resources map[string]resource
	order     []string // what is referred to comes first
	needs     map[string][]string
	imports   map[string]bool
}

// resource is one of a template.
type resource struct {
	id, typ                string
	properties             map[string]any
	condition              string
	deletion, replaced     string
	updatePolicy, creation map[string]any
}

// what a template may have at the top.
var sectionsKnown = []string{
	"AWSTemplateFormatVersion", "Description", "Metadata", "Parameters", "Rules", "Mappings", "Conditions", "Transform",
	"Resources", "Outputs",
}

// The transforms whose effect the model knows: this one adds a function that rotates a secret, and nothing that is
// referred to.
const rotationTransform = "AWS::SecretsManager-2024-09-16"

// NewTemplate reads the template of a stack of a cloud assembly. It fails for what the model does not know.
func NewTemplate(s *assembly.Stack) (*Template, error) {
	text, err := json.Marshal(s.Template)
	if err != nil {
		return nil, err
	}
	t := &Template{
		Place: Place{s.Account, s.Region}, ID: s.ID, Name: s.Name, Protected: s.TerminationProtection,
		text: string(text), sections: s.Template, resources: map[string]resource{}, needs: map[string][]string{},
		imports: map[string]bool{},
	}
	for section := range t.sections {
		if !slices.Contains(sectionsKnown, section) {
			return nil, fmt.Errorf("%s: the model knows no section %s", s.ID, section)
		}
	}
	if transform, has := t.sections["Transform"]; has && transform != rotationTransform {
		return nil, fmt.Errorf("%s: the model knows no transform %v", s.ID, transform)
	}
	for id, body := range asMap(t.sections["Resources"]) {
		if err := t.add(id, asMap(body)); err != nil {
			return nil, fmt.Errorf("%s %s: %w", s.ID, id, err)
		}
	}
	if err := t.sort(); err != nil {
		return nil, err
	}
	findImports(t.sections["Resources"], t.imports)
	findImports(t.sections["Outputs"], t.imports)
	return t, nil
}

func (t *Template) add(id string, body map[string]any) error {
	r := resource{
		id: id, typ: asString(body["Type"]), properties: asMap(body["Properties"]),
		condition: asString(body["Condition"]), deletion: asString(body["DeletionPolicy"]),
		replaced: asString(body["UpdateReplacePolicy"]), updatePolicy: asMap(body["UpdatePolicy"]),
		creation: asMap(body["CreationPolicy"]),
	}
	if _, err := kindOf(r.typ); err != nil {
		return err
	}
	needs := map[string]bool{}
	references(body["Properties"], needs)
	switch on := body["DependsOn"].(type) {
	case string:
		needs[on] = true
	case []any:
		for _, other := range on {
			needs[asString(other)] = true
		}
	}
	t.resources[id], t.needs[id] = r, slices.Sorted(maps.Keys(needs))
	return nil
}

// sort orders the resources, and fails for a ring.
func (t *Template) sort() error {
	const visiting, done = 1, 2
	state := map[string]int{}
	var visit func(id string) error
	visit = func(id string) error {
		switch state[id] {
		case visiting:
			return fmt.Errorf("%s: %s depends on itself", t.ID, id)
		case done:
			return nil
		}
		state[id] = visiting
		for _, other := range t.needs[id] {
			if _, isResource := t.resources[other]; !isResource {
				if _, isParameter := asMap(t.sections["Parameters"])[other]; isParameter {
					continue
				}
				return fmt.Errorf("%s: %s refers to %s, which is not there", t.ID, id, other)
			}
			if err := visit(other); err != nil {
				return err
			}
		}
		state[id] = done
		t.order = append(t.order, id)
		return nil
	}
	for _, id := range slices.Sorted(maps.Keys(t.resources)) {
		if err := visit(id); err != nil {
			return err
		}
	}
	return nil
}

// dependsOn tells whether a resource is made after another, because it needs it.
func (t *Template) dependsOn(id, other string) bool {
	return slices.ContainsFunc(t.needs[id], func(direct string) bool {
		return direct == other || t.dependsOn(direct, other)
	})
}

var substitution = regexp.MustCompile(`\$\{([^!}][^}]*)\}`)

// references collects the logical ids that a value refers to.
func references(value any, found map[string]bool) {
	note := func(name string) {
		if !strings.HasPrefix(name, "AWS::") {
			found[name] = true
		}
	}
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			references(item, found)
		}
	case map[string]any:
		if name, ok := v["Ref"].(string); ok && len(v) == 1 {
			note(name)
			return
		}
		if attribute, ok := v["Fn::GetAtt"]; ok && len(v) == 1 {
			name, _ := attributeOf(attribute)
			note(name)
			return
		}
		if text, ok := v["Fn::Sub"].(string); ok {
			for _, match := range substitution.FindAllStringSubmatch(text, -1) {
				name, _, _ := strings.Cut(match[1], ".")
				note(name)
			}
			return
		}
		for _, item := range v {
			references(item, found)
		}
	}
}

// attributeOf are the two parts of what Fn::GetAtt asks for.
func attributeOf(value any) (id, name string) {
	if list, ok := value.([]any); ok && len(list) == 2 {
		return asString(list[0]), asString(list[1])
	}
	id, name, _ = strings.Cut(asString(value), ".")
	return id, name
}

// findImports collects the names that Fn::ImportValue has, which are literals in templates of CDK.
func findImports(value any, found map[string]bool) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			findImports(item, found)
		}
	case map[string]any:
		if name, ok := v["Fn::ImportValue"].(string); ok {
			found[name] = true
		}
		for _, item := range v {
			findImports(item, found)
		}
	}
}

func asMap(value any) map[string]any {
	m, _ := value.(map[string]any)
	return m
}

func asString(value any) string {
	s, _ := value.(string)
	return s
}
