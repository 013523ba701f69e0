package custom

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"strings"

	"github.com/aws/aws-lambda-go/cfn"
)

// Resource is a type of resource whose properties are the fields of P: strings, or lists of them. A field is required
// unless its tag says omitempty.
type Resource[P any] struct {
	// Apply makes the properties so, for the first time or again, and returns the resource's id and attributes.
	Apply func(context.Context, P) (id string, attributes map[string]any, err error)
	// Again makes them so where the resource with that id is there. Without it, Apply does.
	Again func(ctx context.Context, id string, properties P) (string, map[string]any, error)
	// Remove undoes what Apply did to the resource with that id. Without it, a resource stays as it is.
	Remove func(ctx context.Context, id string, properties P) error
}

// Handle is the resource's answer to one request.
func (r Resource[P]) Handle(ctx context.Context, event cfn.Event) (string, map[string]any, error) {
	if event.RequestType == cfn.RequestDelete {
		return event.PhysicalResourceID, nil, r.remove(ctx, event)
	}
	properties, err := Decode[P](event.ResourceProperties)
	if err != nil {
		return event.PhysicalResourceID, nil, fmt.Errorf("%s: %w", event.ResourceType, err)
	}
	if r.Again != nil && event.RequestType == cfn.RequestUpdate {
		return r.Again(ctx, event.PhysicalResourceID, properties)
	}
	return r.Apply(ctx, properties)
}

// remove undoes what Apply did. Its properties may be those of an older version: what this one does not know says
// nothing about how to undo it, but without what it needs it fails, since nobody would undo it later.
func (r Resource[P]) remove(ctx context.Context, event cfn.Event) error {
	if r.Remove == nil || NeverMade(event) {
		return nil
	}
	properties, err := decode[P](event.ResourceProperties, false)
	if err != nil {
		return fmt.Errorf("%s %s: %w: undo it by hand, and delete the stack again retaining the resource",
			event.ResourceType, event.PhysicalResourceID, err)
	}
	return r.Remove(ctx, event.PhysicalResourceID, properties)
}

// fallback is an id that cfn.LambdaWrap gives to what Apply gave none: that of the request.
var fallback = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// NeverMade tells whether a resource is deleted because its creation failed before anything was made.
func NeverMade(event cfn.Event) bool { return fallback.MatchString(event.PhysicalResourceID) }

// notOurs are properties that say nothing to a function: CloudFormation's own, and those that change when the function,
// or what it looks for, does, so that CloudFormation asks again.
var notOurs = []string{"ServiceToken", "ServiceTimeout", "FunctionCode", "Revision"}

// Decode reads properties and refuses those that P does not know.
func Decode[P any](properties map[string]any) (P, error) { return decode[P](properties, true) }

// Old reads properties that may be those of an older version: what this one does not know of them is passed over.
func Old[P any](properties map[string]any) (P, error) { return decode[P](properties, false) }

// decode reads properties. Strictly, it refuses those that P does not know.
func decode[P any](properties map[string]any, strictly bool) (P, error) {
	var p P
	own := maps.Clone(properties)
	for _, name := range notOurs {
		delete(own, name)
	}
	text, err := json.Marshal(own)
	if err != nil {
		return p, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	if strictly {
		decoder.DisallowUnknownFields()
	}
	if err := decoder.Decode(&p); err != nil {
		return p, err
	}
	for field, value := range reflect.ValueOf(p).Fields() {
		if value.IsZero() && !strings.Contains(field.Tag.Get("json"), "omitempty") {
			return p, fmt.Errorf("property %s is missing", field.Name)
		}
	}
	return p, nil
}
