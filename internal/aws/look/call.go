package look

import (
	"cmp"
	"context"
	"reflect"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Call is an operation of a service.
type Call[In, Out any] struct{ Description }

// Description is what is known of a call without making it.
type Description struct {
	Service   string // as AWS's SDK calls its package: "ec2"
	Operation string
	Action    string // that allows it, in IAM
	Region    string // where it is signed for, whatever the place; empty for the place's own

	In, Out reflect.Type // structs
	// Ask makes the call with a pointer to an In, and returns a pointer to an Out: the first page.
	Ask func(ctx context.Context, c aws.Config, in any) (any, error)
}

// ID is the name of the call, such as ec2.DescribeVpcs.
func (d Description) ID() string { return d.Service + "." + d.Operation }

var all []Description

// All returns every call.
func All() []Description { return all }

// Do makes the call with the account and the region of config, page after page, and returns all pages as one. A call of
// a service that is in one region is made there.
func (c Call[In, Out]) Do(ctx context.Context, config aws.Config, in In) (*Out, error) {
	first, err := c.page(ctx, config, in)
	if err != nil {
		return nil, err
	}
	for page := first; ; {
		token := next(page)
		if aws.ToString(token) == "" {
			return first, nil
		}
		within(&in, "NextToken", "Marker").Set(reflect.ValueOf(token))
		if page, err = c.page(ctx, config, in); err != nil {
			return nil, err
		}
		for field, more := range reflect.ValueOf(page).Elem().Fields() {
			if more.Kind() == reflect.Slice {
				sum := reflect.ValueOf(first).Elem().FieldByIndex(field.Index)
				sum.Set(reflect.AppendSlice(sum, more))
			}
		}
	}
}

func (c Call[In, Out]) page(ctx context.Context, config aws.Config, in In) (*Out, error) {
	return client.Call[Out](ctx, services[c.Service].client(config), c.Operation, &in)
}

// next is where an answer says that it goes on, or nil.
func next(page any) *string {
	field := within(page, "NextToken", "NextMarker", "Marker")
	if !field.IsValid() {
		return nil
	}
	token, _ := reflect.TypeAssert[*string](field)
	return token
}

// within is the first field of these names that a struct has.
func within(of any, names ...string) reflect.Value {
	for _, name := range names {
		if field := reflect.ValueOf(of).Elem().FieldByName(name); field.IsValid() {
			return field
		}
	}
	return reflect.Value{}
}

// call is an operation that the action of its own name allows, in the service's namespace of IAM.
func call[In, Out any](service, operation string) Call[In, Out] {
	return allowed[In, Out](service, operation, services[service].name+":"+operation)
}

// allowed is an operation that an action of another name allows.
func allowed[In, Out any](service, operation, action string) Call[In, Out] {
	c := Call[In, Out]{Description{
		Service: service, Operation: operation, Action: action, Region: services[service].region,
		In: reflect.TypeFor[In](), Out: reflect.TypeFor[Out](),
	}}
	c.Ask = func(ctx context.Context, config aws.Config, in any) (any, error) {
		return c.page(ctx, config, *in.(*In))
	}
	all = append(all, c.Description)
	return c
}

// service is how one of AWS's is asked.
type service struct {
	id       string // in the SDK's errors
	name     string // in signatures and, before actions, in IAM
	host     string // before the region, where it is not the name
	region   string // of a service that is in one region
	global   bool   // its host has no region
	protocol client.Protocol
}

func (s service) client(c aws.Config) *client.Client {
	c = client.In(c, cmp.Or(s.region, c.Region))
	endpoint := "https://" + cmp.Or(s.host, s.name) + "." + c.Region + ".amazonaws.com"
	if s.global {
		endpoint = "https://" + cmp.Or(s.host, s.name) + ".amazonaws.com"
	}
	return client.New(c, client.Service{
		ID: s.id, Name: s.name, Region: c.Region, Endpoint: endpoint,
		Protocol: s.reads(),
	})
}

// Protocol is how a service writes requests and answers, as AWS calls it.
func Protocol(service string) client.Protocol { return services[service].protocol }

// reads is the protocol, strictly. The answer of a bucket has no body.
func (s service) reads() client.Protocol {
	if s.protocol == (bucket{}) {
		return s.protocol
	}
	return strict{s.protocol}
}
