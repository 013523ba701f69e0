package main

import (
	"context"
	"log"

	"bulkhead/internal/aws/ssm"
	"bulkhead/lambda/internal/custom"
)

// release are the properties of Custom::Release: the tag of the image that a service runs is in Parameter, and is First
// until releases change it. The resource's id is the parameter's name. The parameter outlives the resource, so that a
// service that comes back runs what it ran.
type release struct{ Service, Parameter, First string }

// make makes the parameter where there is none.
func (f function) make(ctx context.Context, r release) (string, map[string]any, error) {
	_, err := f.parameters.GetParameter(ctx, &ssm.GetParameterInput{Name: &r.Parameter})
	if !custom.Refused(err, "ParameterNotFound") {
		return r.Parameter, nil, err
	}
	_, err = f.parameters.PutParameter(ctx, &ssm.PutParameterInput{
		Name:        &r.Parameter,
		Value:       &r.First,
		Description: new("tag of the image that " + r.Service + " runs; releases change it"),
		Type:        new("String"),
		Overwrite:   new(false),
	})
	if custom.Refused(err, "ParameterAlreadyExists") {
		err = nil // a release was faster
	} else if err == nil {
		log.Printf("made %s: %s", r.Parameter, r.First)
	}
	return r.Parameter, nil, err
}
