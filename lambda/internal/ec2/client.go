// Package ec2 is what our functions ask of Amazon EC2, in the words of AWS's SDK, whose own package of that name takes
// minutes and gigabytes of memory to compile. Of every input and output it knows the fields that are used.
//
// testdata/wire.json holds what AWS's SDK sends and understands for every call; the module in record writes it.
package ec2

import (
	"context"
	"reflect"

	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Client calls EC2 in a region.
type Client struct{ *client.Client }

// Options are what differs from an [aws.Config].
type Options struct{ Region string }

// NewFromConfig returns a client for the account and the region of c.
func NewFromConfig(c aws.Config, options ...func(*Options)) *Client {
	o := Options{Region: c.Region}
	for _, option := range options {
		option(&o)
	}
	return &Client{client.New(c, client.Service{
		ID:       "EC2",
		Name:     "ec2",
		Region:   o.Region,
		Endpoint: "https://ec2." + o.Region + ".amazonaws.com",
		Protocol: client.Query{Version: "2016-11-15"},
	})}
}

// call asks for an operation.
func call[Out, In any](ctx context.Context, c *Client, operation string, in *In) (*Out, error) {
	return client.Call[Out](ctx, c.Client, operation, in)
}

// describe asks for an operation page by page, and returns them as one: In and Out have a NextToken.
func describe[Out, In any](ctx context.Context, c *Client, operation string, in *In) (*Out, error) {
	var asked In
	if in != nil {
		asked = *in
	}
	token := reflect.ValueOf(&asked).Elem().FieldByName("NextToken")
	all := new(Out)
	for {
		page, err := call[Out](ctx, c, operation, &asked)
		if err != nil {
			return nil, err
		}
		next, _ := reflect.TypeAssert[*string](reflect.ValueOf(page).Elem().FieldByName("NextToken"))
		for field, value := range reflect.ValueOf(page).Elem().Fields() {
			if value.Kind() == reflect.Slice {
				sum := reflect.ValueOf(all).Elem().FieldByIndex(field.Index)
				sum.Set(reflect.AppendSlice(sum, value))
			}
		}
		if aws.ToString(next) == "" {
			return all, nil
		}
		token.Set(reflect.ValueOf(next))
	}
}
