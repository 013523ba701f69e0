package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"bulkhead/internal/aws/secretsmanager"
	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// world is a database, and the secrets of who logs in to it.
type world struct {
	*running
	function *function
	secrets  map[string]*secret // by ARN
	replicas []string           // ARNs of those that are
}

// secret is one of AWS Secrets Manager.
type secret struct {
	values  map[string]string   // by the version's id
	stages  map[string][]string // by the same
	tags    []secretsmanager.Tag
	rotates *bool
}

func newWorld(t *testing.T, r *running) *world {
	t.Helper()
	w := &world{running: r, secrets: map[string]*secret{}}
	w.keep("arn:master", login{"bulkhead", r.master})
	w.function = newFunction(w.answers().Alone("eu-west-1"), r.database, "arn:master")
	w.function.poll = custom.Poll{Every: 10 * time.Millisecond, For: time.Minute}
	return w
}

// keep makes a secret, as CloudFormation does.
func (w *world) keep(arn string, l login) {
	text, err := json.Marshal(l)
	if err != nil {
		panic(err)
	}
	w.secrets[arn] = &secret{values: map[string]string{"first": string(text)}, stages: map[string][]string{"first": {current}}}
}

// of is the login that is current in a user's secret.
func (w *world) of(t *testing.T, user string) login {
	t.Helper()
	l, err := w.function.login(t.Context(), "arn:"+user, current, "")
	require.NoError(t, err)
	return l
}

// answers are those of AWS Secrets Manager.
func (w *world) answers() fake.Answers {
	return fake.Answers{
		"GetSecretValue": func(call fake.Call) (any, error) {
			in := call.Input.(*secretsmanager.GetSecretValueInput)
			s := w.secrets[*in.SecretId]
			for id, stages := range s.stages {
				if slices.Contains(stages, *in.VersionStage) && (in.VersionId == nil || *in.VersionId == id) {
					if text, there := s.values[id]; there {
						return &secretsmanager.GetSecretValueOutput{SecretString: &text}, nil
					}
				}
			}
			return nil, fake.Refusal("ResourceNotFoundException")
		},
		"PutSecretValue": func(call fake.Call) (any, error) {
			in := call.Input.(*secretsmanager.PutSecretValueInput)
			s, id := w.secrets[*in.SecretId], *in.ClientRequestToken
			if len(id) < 32 || len(id) > 64 || slices.Contains(w.replicas, *in.SecretId) {
				return nil, fake.Refusal("InvalidParameterException")
			}
			if was, there := s.values[id]; there {
				if was != *in.SecretString {
					return nil, fake.Refusal("ResourceExistsException")
				}
				return &secretsmanager.PutSecretValueOutput{}, nil
			}
			s.values[id] = *in.SecretString
			for _, stage := range in.VersionStages {
				s.move(stage, id)
			}
			return &secretsmanager.PutSecretValueOutput{}, nil
		},
		"DescribeSecret": func(call fake.Call) (any, error) {
			id := *call.Input.(*secretsmanager.DescribeSecretInput).SecretId
			s := w.secrets[id]
			out := &secretsmanager.DescribeSecretOutput{
				VersionIdsToStages: maps.Clone(s.stages), Tags: s.tags, RotationEnabled: s.rotates,
			}
			if slices.Contains(w.replicas, id) {
				out.PrimaryRegion = new("eu-central-1")
			}
			return out, nil
		},
		"UpdateSecretVersionStage": func(call fake.Call) (any, error) {
			in := call.Input.(*secretsmanager.UpdateSecretVersionStageInput)
			s := w.secrets[*in.SecretId]
			if !slices.Contains(s.stages[aws.ToString(in.RemoveFromVersionId)], *in.VersionStage) {
				return nil, fake.Refusal("InvalidParameterException")
			}
			s.move(*in.VersionStage, *in.MoveToVersionId)
			return &secretsmanager.UpdateSecretVersionStageOutput{}, nil
		},
	}
}

// move moves a label to a version. With what is current, what was current is labelled as well.
func (s *secret) move(stage, id string) {
	for version, stages := range s.stages {
		if !slices.Contains(stages, stage) {
			continue
		}
		s.stages[version] = slices.DeleteFunc(stages, func(one string) bool { return one == stage })
		if stage == current && version != id {
			s.move(previous, version)
		}
	}
	s.stages[id] = append(s.stages[id], stage)
}

// ask has the function do what CloudFormation asks about a user.
func (w *world) ask(kind cfn.RequestType, name string, rights rights, more map[string]any) error {
	properties := map[string]any{
		"ServiceToken": "arn", "FunctionCode": "code", "User": name, "Rights": string(rights), "Secret": "arn:" + name, "Active": "true",
	}
	maps.Copy(properties, more)
	id, _, err := w.function.types().Handle(context.Background(), cfn.Event{
		RequestType: kind, ResourceType: "Custom::DatabaseUser", PhysicalResourceID: name, ResourceProperties: properties,
	})
	if err == nil && id != name {
		return fmt.Errorf("the id is %s", id)
	}
	return err
}

// user makes a user, with a secret if there is none, and returns its login.
func (w *world) user(t *testing.T, name string, rights rights) login {
	t.Helper()
	if w.secrets["arn:"+name] == nil {
		w.keep("arn:"+name, login{name + "_1", random()})
	}
	require.NoError(t, w.ask(cfn.RequestCreate, name, rights, nil))
	return w.of(t, name)
}

// rotate rotates a user's secret as Secrets Manager does, each step twice.
func (w *world) rotate(t *testing.T, name string) login {
	t.Helper()
	token := random()
	w.secrets["arn:"+name].move(pending, token)
	for _, step := range []string{"createSecret", "setSecret", "testSecret", "finishSecret"} {
		for range 2 {
			event, err := json.Marshal(map[string]string{
				"Step": step, "SecretId": "arn:" + name, "ClientRequestToken": token, "RotationToken": "x",
			})
			require.NoError(t, err)
			_, err = w.function.handle(t.Context(), event)
			require.NoError(t, err, step)
		}
	}
	return w.of(t, name)
}

// may demands that a session does what a statement says.
func may(t *testing.T, session *sql.DB, statement string) {
	t.Helper()
	_, err := session.ExecContext(t.Context(), statement)
	require.NoError(t, err, statement)
}

// mayNot demands that the database refuses a session what a statement says.
func mayNot(t *testing.T, session *sql.DB, statement string) {
	t.Helper()
	_, err := session.ExecContext(t.Context(), statement)
	require.Error(t, err, statement)
	assert.Regexp(t, `denied|must be|Access|[Oo]nly`, err.Error(), statement)
}
