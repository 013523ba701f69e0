package main

import (
	"context"
	"testing"

	"bulkhead/internal/aws/ssm"
	"bulkhead/internal/fake"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const parameter = "/acme/dev/release/web"

// store is a Parameter Store. What loses comes first in a race: it makes the parameter between two calls.
type store struct {
	values map[string]string
	loses  string
	puts   int
}

// ask has the function answer one request of CloudFormation's.
func (s *store) ask(kind cfn.RequestType, first string) (string, error) {
	answers := fake.Answers{
		"GetParameter": func(c fake.Call) (any, error) {
			value, is := s.values[*c.Input.(*ssm.GetParameterInput).Name]
			if s.loses != "" {
				s.values[parameter] = s.loses
			}
			if !is {
				return nil, fake.Refusal("ParameterNotFound")
			}
			return &ssm.GetParameterOutput{Parameter: &ssm.Parameter{Value: &value}}, nil
		},
		"PutParameter": func(c fake.Call) (any, error) {
			in := c.Input.(*ssm.PutParameterInput)
			s.puts++
			if _, is := s.values[*in.Name]; is && !*in.Overwrite {
				return nil, fake.Refusal("ParameterAlreadyExists")
			}
			s.values[*in.Name] = *in.Value
			return &ssm.PutParameterOutput{}, nil
		},
	}
	types := newFunction(answers.Alone("eu-west-1")).types()
	id, _, err := types.Handle(context.Background(), cfn.Event{
		RequestType: kind, ResourceType: "Custom::Release", PhysicalResourceID: parameter,
		ResourceProperties: map[string]any{"Service": "web", "Parameter": parameter, "First": first},
	})
	return id, err
}

func TestTheParameterIsMadeOnceAndNeverChanged(t *testing.T) {
	s := &store{values: map[string]string{}}
	id, err := s.ask(cfn.RequestCreate, "1.0.0")
	require.NoError(t, err)
	assert.Equal(t, parameter, id)
	assert.Equal(t, "1.0.0", s.values[parameter])

	s.values[parameter] = "2.0.0" // a release
	for _, kind := range []cfn.RequestType{cfn.RequestUpdate, cfn.RequestDelete, cfn.RequestCreate} {
		_, err = s.ask(kind, "1.1.0")
		require.NoError(t, err)
		assert.Equal(t, "2.0.0", s.values[parameter], kind)
	}
	assert.Equal(t, 1, s.puts)
}

func TestAParameterThatSomebodyDeletedIsMadeAgain(t *testing.T) {
	s := &store{values: map[string]string{}}
	_, err := s.ask(cfn.RequestUpdate, "1.1.0")
	require.NoError(t, err)
	assert.Equal(t, "1.1.0", s.values[parameter])
}

func TestAReleaseThatIsFasterStays(t *testing.T) {
	s := &store{values: map[string]string{}, loses: "2.0.0"}
	_, err := s.ask(cfn.RequestCreate, "1.0.0")
	require.NoError(t, err)
	assert.Equal(t, "2.0.0", s.values[parameter])
}
