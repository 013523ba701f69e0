package assembly

import (
	"fmt"
	"strconv"
)

// Resource is one resource of a template.
type Resource struct {
	LogicalID           string
	Type                string
	Properties          map[string]any
	DependsOn           []string       // logical ids
	UpdatePolicy        map[string]any // how an update is done
	DeletionPolicy      string         // "" when not stated
	UpdateReplacePolicy string         // "" when not stated
	TakesOver           bool           // it exists before its stack, which imports it by its name
	Stack               *Stack
}

func newResource(stack *Stack, id string, body map[string]any) *Resource {
	r := &Resource{
		LogicalID:           id,
		Type:                asString(body["Type"]),
		Properties:          asMap(body["Properties"]),
		UpdatePolicy:        asMap(body["UpdatePolicy"]),
		DeletionPolicy:      asString(body["DeletionPolicy"]),
		UpdateReplacePolicy: asString(body["UpdateReplacePolicy"]),
		TakesOver:           At(body, "Metadata", "TakesOver") == true,
		Stack:               stack,
	}
	for _, dependency := range List(body["DependsOn"]) {
		r.DependsOn = append(r.DependsOn, asString(dependency))
	}
	return r
}

// String is the resource's address and type,
// "dev/data Orders1234 (AWS::RDS::DBInstance)".
func (r *Resource) String() string {
	return fmt.Sprintf("%s %s (%s)", r.Stack.ID, r.LogicalID, r.Type)
}

// Get walks the properties: a key for a map, a number for a list. It returns nil
// as soon as there is nothing at the path.
//
//	bucket.Get("LifecycleConfiguration", "Rules", "0", "Status")
func (r *Resource) Get(path ...string) any { return At(r.Properties, path...) }

// At returns what is at a path in a value, as Get does.
func At(value any, path ...string) any {
	for _, step := range path {
		switch v := value.(type) {
		case map[string]any:
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(v) {
				return nil
			}
			value = v[i]
		default:
			return nil
		}
	}
	return value
}

// Number is a number that CloudFormation takes as text too; 0 for anything else.
func Number(value any) float64 {
	switch v := value.(type) {
	case float64:
		return v
	case string:
		n, _ := strconv.ParseFloat(v, 64)
		return n
	}
	return 0
}

// List makes a list of what CloudFormation lets one write as a single value.
func List(value any) []any {
	switch v := value.(type) {
	case nil:
		return nil
	case []any:
		return v
	}
	return []any{value}
}
