package custom

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"strings"

	"github.com/aws/aws-lambda-go/cfn"
)

// Resource is a type of resource whose properties are the fields of P: strings, or lists of them. A field is required
// unless its tag says omitempty.
type Resource[P any] struct {
	// Apply makes the properties so, for the first time or again, and returns the resource's id and attributes.
	Apply func(context.Context, P) (id string, attributes map[string]any, err error)
	// Remove undoes what Apply did to the resource with that id. Without it, a resource stays as it is.
	Remove func(ctx context.Context, id string, properties P) error
}

// Handle is the resource's answer to one request.
func (r Resource[P]) Handle(ctx context.Context, event cfn.Event) (string, map[string]any, error) {
	properties, err := Decode[P](event.ResourceProperties)
	if event.RequestType == cfn.RequestDelete {
		if err != nil || r.Remove == nil { // with such properties nothing was ever made
			return event.PhysicalResourceID, nil, nil
		}
		return event.PhysicalResourceID, nil, r.Remove(ctx, event.PhysicalResourceID, properties)
	}
	if err != nil {
		return event.PhysicalResourceID, nil, fmt.Errorf("%s: %w", event.ResourceType, err)
	}
	return r.Apply(ctx, properties)
}

// Decode reads properties and refuses those that P does not know.
func Decode[P any](properties map[string]any) (P, error) {
	var p P
	own := maps.Clone(properties)
	delete(own, "ServiceToken") // CloudFormation's, as is the next
	delete(own, "ServiceTimeout")
	text, err := json.Marshal(own)
	if err != nil {
		return p, err
	}
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
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
