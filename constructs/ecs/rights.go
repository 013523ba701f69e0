package ecs

import (
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/serving"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// rights are what a task may do, and what ECS may do to start it, in a policy for each thing that they are about. A
// thing that a task no longer has takes its policy along when the deployment has ended, because CloudFormation deletes
// last: until then, the tasks of before go on, and can be started again.
type rights struct {
	scope     constructs.Construct
	task      awsiam.Role // of the containers
	execution awsiam.Role // of ECS, which starts them
}

// newRights adds the roles of a task that logs to a group.
func newRights(scope constructs.Construct, id string, log awslogs.ILogGroup) rights {
	scope = constructs.NewConstruct(scope, &id)
	r := rights{scope, newTaskRole(scope, "Task"), newTaskRole(scope, "Execution")}
	r.add("Always", r.execution, store.Permission{
		Actions:   []string{"logs:CreateLogStream", "logs:PutLogEvents"},
		Resources: []string{*log.LogGroupArn()},
	}, store.Permission{
		Actions:   []string{"ecr:GetAuthorizationToken"},
		Resources: []string{"*"}, // it knows no resources
	})
	return r
}

func newTaskRole(scope constructs.Construct, id string) awsiam.Role {
	return awsiam.NewRole(scope, &id, &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(new("ecs-tasks.amazonaws.com"), nil),
	})
}

// lend makes a task of the roles. CDK would put all that ECS may do into one policy, so it may not.
func (r rights) lend(definition *awsecs.TaskDefinitionProps) *awsecs.TaskDefinitionProps {
	definition.TaskRole, definition.ExecutionRole = r.task, r.execution.WithoutPolicyUpdates(nil)
	return definition
}

// add adds a policy of its own to a role, if there is anything in it.
func (r rights) add(id string, role awsiam.Role, permissions ...store.Permission) awsiam.Policy {
	return store.Allow(r.scope, id, role, permissions...)
}

// region is that of the stack.
func (r rights) region() string { return *awscdk.Stack_Of(r.scope).Region() }

// pulls are what pulling an image takes.
var pulls = []string{"ecr:BatchCheckLayerAvailability", "ecr:GetDownloadUrlForLayer", "ecr:BatchGetImage"}

// pull lets ECS pull an image, and have the registry fetch it where it is from outside.
func (r rights) pull(image serving.Image) {
	_, name, _ := strings.Cut(image.Repository, ":repository/")
	id := "Pull-" + name
	if r.scope.Node().TryFindChild(&id) != nil {
		return
	}
	actions := pulls
	if image.Upstream {
		actions = append(slices.Clone(actions), "ecr:BatchImportUpstreamImage", "ecr:CreateRepository")
	}
	r.add(id, r.execution, store.Permission{Actions: actions, Resources: []string{image.Repository}})
}

// use lets a task do what a store in uses permits, and read its secrets. ECS reads them as well, to start the task.
func (r rights) use(s store.Store) {
	s.Use(r.scope, r.task, r.region())
	r.add("Start-"+s.PolicyName(), r.execution, s.Read(r.region())...)
}

// permit lets a task do what its configuration permits it in IAM's words.
func (r rights) permit(permissions []config.Permission) {
	store.PermitEach(r.scope, r.task, permissions)
}

// start lets ECS read a secret for a sidecar, and the task not.
func (r rights) start(sidecar string, s store.Store) {
	name := s.Name
	if s.InParameters() {
		name += "-Parameter"
	}
	r.add("Start-"+sidecar+"-"+name, r.execution, s.Read(r.region())...)
}

// letGuardDutyWatch allows its agent, which GuardDuty adds to Fargate tasks where it monitors what runs, to be pulled
// from AWS's own registry, whose account differs from region to region.
func (r rights) letGuardDutyWatch() {
	r.add("GuardDuty", r.execution, store.Permission{
		Actions:   pulls,
		Resources: []string{"arn:aws:ecr:" + r.region() + ":*:repository/aws-guardduty-agent-fargate"},
	})
}
