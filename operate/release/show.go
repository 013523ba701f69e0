package release

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/ecs"
	"bulkhead/internal/aws/ssm"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
)

// State is what is meant, what is deployed and what runs of a service. All three are the same when all is well.
type State struct {
	Side     string    `json:"side"`
	Service  string    `json:"service"`
	Meant    string    `json:"meant"`    // by the parameter
	Deployed string    `json:"deployed"` // with the stack
	Stack    string    `json:"stack"`    // its status
	Running  []Running `json:"running"`
	History  []Change  `json:"history"` // the newest first
	Wrong    string    `json:"wrong,omitempty"`
}

// Running is an image that tasks run.
type Running struct {
	Tag    string `json:"tag"`
	Digest string `json:"digest"`
	Tasks  int    `json:"tasks"`
}

// Change is one of the parameter: a release, or one that was taken back.
type Change struct {
	Tag  string    `json:"tag"`
	Who  string    `json:"who"`
	When time.Time `json:"when"`
}

// changes is how many of a service's changes are shown.
const changes = 10

// Show returns the state of a service.
func (c Cloud) Show(ctx context.Context, side Side, s Service) (State, error) {
	state := State{Side: side.Name, Service: s.Name, Running: []Running{}, History: []Change{}}
	err := errors.Join(c.meant(ctx, s, &state), c.running(ctx, side, s, &state))
	if err != nil {
		return state, err
	}
	if state.Deployed, state.Stack, err = c.resolved(ctx, s); err != nil {
		return state, err
	}
	state.Wrong = state.wrong()
	return state, nil
}

// wrong says what differs.
func (s State) wrong() string {
	switch {
	case s.Meant == "" && s.Stack == "":
		return "it has never been deployed"
	case s.Deployed == "":
		return "its stack does not read what is released: deploy the configuration"
	case strings.HasSuffix(s.Stack, "_IN_PROGRESS"):
		return "its stack is being changed"
	case s.Meant != s.Deployed:
		return fmt.Sprintf("%s is meant, and %s was deployed: release the one that should run", s.Meant, s.Deployed)
	}
	for _, r := range s.Running {
		if r.Tag != s.Deployed {
			return fmt.Sprintf(
				"%d tasks run %s, and %s was deployed: see the deployments of the ECS service",
				r.Tasks,
				r.Tag,
				s.Deployed,
			)
		}
	}
	return ""
}

// meant reads the parameter.
func (c Cloud) meant(ctx context.Context, s Service, state *State) error {
	versions, err := history(ctx, c.parameters, s.Parameter)
	if client.Code(err) == "ParameterNotFound" {
		return nil
	}
	for _, p := range slices.Backward(versions) {
		state.History = append(state.History, Change{
			aws.ToString(p.Value),
			who(aws.ToString(p.LastModifiedUser)),
			time.Unix(int64(aws.ToFloat64(p.LastModifiedDate)), 0).UTC(),
		})
	}
	if len(state.History) > 0 {
		state.Meant = state.History[0].Tag
	}
	state.History = state.History[:min(len(state.History), changes)]
	return err
}

// history returns the versions of a parameter that are kept, the last 100, the oldest first.
func history(ctx context.Context, parameters *ssm.Client, name string) (versions []ssm.ParameterHistory, err error) {
	in := &ssm.GetParameterHistoryInput{Name: &name}
	for {
		page, err := parameters.GetParameterHistory(ctx, in)
		if err != nil {
			return nil, err
		}
		versions = append(versions, page.Parameters...)
		if page.NextToken == nil {
			return versions, nil
		}
		in.NextToken = page.NextToken
	}
}

// who is the end of an ARN: the role and the session.
func who(arn string) string {
	_, name, _ := strings.Cut(arn, "/")
	return name
}

// running reads which images the service's tasks run.
func (c Cloud) running(ctx context.Context, side Side, s Service, state *State) error {
	listed, err := c.tasks.ListTasks(ctx, &ecs.ListTasksInput{Cluster: &side.Cluster, ServiceName: &s.Name})
	if code := client.Code(err); code == "ServiceNotFoundException" || code == "ClusterNotFoundException" {
		return nil
	}
	if err != nil || len(listed.TaskArns) == 0 {
		return err
	}
	out, err := c.tasks.DescribeTasks(ctx, &ecs.DescribeTasksInput{Cluster: &side.Cluster, Tasks: listed.TaskArns})
	if err != nil {
		return err
	}
	for _, task := range out.Tasks {
		for _, container := range task.Containers {
			if aws.ToString(container.Name) != s.Name {
				continue
			}
			_, tag, _ := strings.Cut(aws.ToString(container.Image), ":")
			one := Running{Tag: tag, Digest: aws.ToString(container.ImageDigest)}
			i := slices.IndexFunc(
				state.Running,
				func(r Running) bool { return r.Tag == one.Tag && r.Digest == one.Digest },
			)
			if i < 0 {
				i, state.Running = len(state.Running), append(state.Running, one)
			}
			state.Running[i].Tasks++
		}
	}
	return nil
}

// isMissing tells whether CloudFormation says that there is no such stack.
func isMissing(err error) bool {
	var refused smithy.APIError
	return errors.As(err, &refused) && refused.ErrorCode() == "ValidationError" &&
		strings.Contains(refused.ErrorMessage(), "does not exist")
}
