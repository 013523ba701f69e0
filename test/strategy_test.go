package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// only is the one resource of a type in a stack.
func only(t testing.TB, a *assembly.Assembly, stack, resourceType string) *assembly.Resource {
	t.Helper()
	found := ofType(t, a, stack, resourceType)
	require.Len(t, found, 1, "%s: %s", stack, resourceType)
	return found[0]
}

// ofType are the resources of a type in a stack.
func ofType(t testing.TB, a *assembly.Assembly, stack, resourceType string) []*assembly.Resource {
	t.Helper()
	require.NotNil(t, a.Stack(stack), stack)
	var found []*assembly.Resource
	for _, r := range a.Stack(stack).Resources {
		if r.Type == resourceType {
			found = append(found, r)
		}
	}
	return found
}

func TestNewVersionTakesOverAsItsStrategySays(t *testing.T) {
	for service, want := range map[string]map[string]any{
		"shop":    {"Strategy": "BLUE_GREEN", "BakeTimeInMinutes": 15.0},
		"billing": {"Strategy": "CANARY", "BakeTimeInMinutes": 5.0, "CanaryConfiguration": map[string]any{"CanaryPercent": 10.0, "CanaryBakeTimeInMinutes": 5.0}},
		"prices":  {"Strategy": "LINEAR", "BakeTimeInMinutes": 10.0, "LinearConfiguration": map[string]any{"StepPercent": 25.0, "StepBakeTimeInMinutes": 3.0}},
		"feed":    {"Strategy": "ROLLING", "BakeTimeInMinutes": nil},
	} {
		s := only(t, choices(t), "fleet/service-"+service, "AWS::ECS::Service")
		for key, value := range want {
			assert.Equal(t, value, s.Get("DeploymentConfiguration", key), "%s: %s", service, key)
		}
		assert.Nil(t, s.Get("DeploymentController"), "%s: ECS itself deploys", service)
		rolling := want["Strategy"] == "ROLLING"
		assert.Equal(t, map[string]any{"Enable": rolling, "Rollback": rolling}, s.Get("DeploymentConfiguration", "DeploymentCircuitBreaker"), "%s: it is for rolling deployments", service)
		assert.Equal(t, true, s.Get("DeploymentConfiguration", "Alarms", "Rollback"), service)
		undoing := map[string][]string{
			"billing": {"Errors", "Stops"}, "feed": {"Slow", "Unhealthy"}, // as their deployment.rollBackOn says
		}[service]
		if undoing == nil {
			undoing = []string{"Errors", "Slow", "Stops", "Unhealthy"} // and neither CPU nor memory
		}
		var names []string
		for _, name := range list(s.Get("DeploymentConfiguration", "Alarms", "AlarmNames")) {
			names = append(names, name.(string)[strings.LastIndex(name.(string), "-")+1:])
		}
		assert.ElementsMatch(t, undoing, names, service)
	}
}

func TestASecondSetOfTasksWaitsBehindTheSameRule(t *testing.T) {
	for _, service := range []string{"shop", "billing", "prices", "feed"} { // feed is rolling, and may change
		s := only(t, choices(t), "fleet/service-"+service, "AWS::ECS::Service")
		rule := only(t, choices(t), "fleet/service-"+service, "AWS::ElasticLoadBalancingV2::ListenerRule")
		require.Len(t, list(s.Get("LoadBalancers")), 1)
		now := denotes(t, choices(t), s, s.Get("LoadBalancers", "0", "TargetGroupArn"))
		next := denotes(t, choices(t), s, s.Get("LoadBalancers", "0", "AdvancedConfiguration", "AlternateTargetGroupArn"))
		assert.NotEqual(t, now, next)
		assert.Equal(t, now.Properties, next.Properties, "both are alike")
		assert.Equal(t, rule, denotes(t, choices(t), s, s.Get("LoadBalancers", "0", "AdvancedConfiguration", "ProductionListenerRule")))
		weights := map[*assembly.Resource]any{}
		for _, group := range list(rule.Get("Actions", "0", "ForwardConfig", "TargetGroups")) {
			g := group.(map[string]any)
			weights[denotes(t, choices(t), rule, g["TargetGroupArn"])] = g["Weight"]
		}
		assert.Equal(t, map[*assembly.Resource]any{now: 100.0, next: 0.0}, weights)
		role := denotes(t, choices(t), s, s.Get("LoadBalancers", "0", "AdvancedConfiguration", "RoleArn"))
		assert.Contains(t, text(role.Get("AssumeRolePolicyDocument")), `"ecs.amazonaws.com"`)
	}
}

func TestAlarmsWatchBothSetsOfTasks(t *testing.T) {
	for _, service := range []string{"shop", "billing", "prices", "feed"} {
		seen := 0
		for _, alarm := range ofType(t, choices(t), "fleet/service-"+service, "AWS::CloudWatch::Alarm") {
			watched := map[*assembly.Resource]bool{}
			expression := ""
			for _, metric := range list(alarm.Get("Metrics")) {
				metric := metric.(map[string]any)
				if text, ok := metric["Expression"].(string); ok {
					expression = text
				}
				for _, r := range denoted(choices(t), alarm.Stack, metric["MetricStat"]) {
					if r.Type == "AWS::ElasticLoadBalancingV2::TargetGroup" {
						watched[r] = true
						assert.Contains(t, expression, metric["Id"], alarm)
					}
				}
			}
			if len(watched) > 0 {
				seen++
				assert.Len(t, watched, 2, "%s: the next version's tasks are in the other set", alarm)
			}
		}
		assert.Equal(t, 8, seen, "%s: four of them about error budgets", service)
	}
}

func TestSlowStartersAreNotRolledBackDuringTheirGracePeriod(t *testing.T) {
	for _, alarm := range ofType(t, choices(t), "lab/service-api", "AWS::CloudWatch::Alarm") {
		if strings.HasSuffix(alarm.Get("AlarmName").(string), "-Unhealthy") {
			grace := only(t, choices(t), "lab/service-api", "AWS::ECS::Service").Get("HealthCheckGracePeriodSeconds").(float64)
			assert.Greater(t, alarm.Get("DatapointsToAlarm").(float64)*60, grace)
			return
		}
	}
	assert.Fail(t, "no alarm")
}

func TestNoServiceHasADesiredCount(t *testing.T) {
	seen := 0
	for name := range sharedConfigs {
		for _, s := range shared(t, name).OfType("AWS::ECS::Service") {
			seen++
			assert.Nil(t, s.Get("DesiredCount"), "%s: an update would reset what scaling has decided", s)
		}
	}
	assert.Greater(t, seen, 10)
}

func TestServiceScalesAtCertainTimes(t *testing.T) {
	target := only(t, choices(t), "fleet/service-shop", "AWS::ApplicationAutoScaling::ScalableTarget")
	at := map[any]any{}
	for _, action := range list(target.Get("ScheduledActions")) {
		a := action.(map[string]any)
		at[a["Schedule"]] = []any{a["Timezone"], a["ScalableTargetAction"]}
	}
	assert.Equal(t, map[any]any{
		"cron(0 7 ? * MON-FRI *)": []any{"Europe/Dublin", map[string]any{"MinCapacity": 4.0, "MaxCapacity": 16.0}},
		"cron(0 22 * * ? *)":      []any{"UTC", map[string]any{"MinCapacity": 2.0}},
	}, at)
}

func TestNewTasksGetTheirRequestsSlowlyOnRequest(t *testing.T) {
	for _, group := range ofType(t, choices(t), "fleet/service-shop", "AWS::ElasticLoadBalancingV2::TargetGroup") {
		assert.Equal(t, "60", attributes(group.Get("TargetGroupAttributes"))["slow_start.duration_seconds"])
	}
	for _, group := range ofType(t, choices(t), "fleet/service-feed", "AWS::ElasticLoadBalancingV2::TargetGroup") {
		assert.Nil(t, attributes(group.Get("TargetGroupAttributes"))["slow_start.duration_seconds"])
	}
}

func TestEncryptionReachesTheContainerOnRequest(t *testing.T) {
	for service, protocol := range map[string]string{"shop": "HTTPS", "feed": "HTTP"} {
		for _, group := range ofType(t, choices(t), "fleet/service-"+service, "AWS::ElasticLoadBalancingV2::TargetGroup") {
			assert.Equal(t, protocol, group.Get("Protocol"), service)
			if protocol == "HTTPS" {
				assert.Equal(t, "HTTPS", group.Get("HealthCheckProtocol"), service)
			}
		}
	}
}

func TestTracesGoThroughACollectorBesideTheService(t *testing.T) {
	task := only(t, choices(t), "fleet/service-shop", "AWS::ECS::TaskDefinition")
	containers := map[string]map[string]any{}
	for _, c := range list(task.Get("ContainerDefinitions")) {
		containers[c.(map[string]any)["Name"].(string)] = c.(map[string]any)
	}
	require.Contains(t, containers, "collector")
	collector := containers["collector"]
	assert.Equal(t, false, collector["Essential"], "the service goes on without it")
	assert.Equal(t, true, collector["ReadonlyRootFilesystem"])
	assert.Contains(t, text(collector["Environment"]), "AOT_CONFIG_CONTENT")
	assert.Contains(t, text(collector["Environment"]), "https://xray.us-east-1.amazonaws.com/v1/traces")
	assert.Contains(t, text(containers["shop"]["Environment"]), `"Name":"OTEL_EXPORTER_OTLP_ENDPOINT","Value":"http://localhost:4318"`)
	memory := 0.0
	for _, container := range containers {
		memory += container["Memory"].(float64)
	}
	assert.Equal(t, 1024.0, memory, "together they have the task's memory")
	role := denotes(t, choices(t), task, task.Get("TaskRoleArn"))
	var actions []string
	for _, statement := range policiesOf(t, choices(t), role) {
		actions = append(actions, statement.Actions...)
	}
	assert.ElementsMatch(t, []string{"xray:PutTraceSegments", "xray:PutTelemetryRecords", "xray:GetSamplingRules", "xray:GetSamplingTargets"}, actions)
	assert.NotContains(t, text(choices(t).Stack("fleet/service-billing").Template), "AOT_CONFIG_CONTENT", "unless it is disabled")
}

func TestSpansAreSearchedWhereTheCollectorSendsThemToBeAndNowhereElse(t *testing.T) {
	search := "AWS::XRay::TransactionSearchConfig"
	assert.Len(t, choices(t).OfType(search), 1)
	made := one(t, choices(t), "fleet", search)
	require.Len(t, made.DependsOn, 1, "X-Ray may write before it has to")
	policy := made.Stack.Resource(made.DependsOn[0])
	assert.Contains(t, text(policy.Get("PolicyDocument")), "log-group:aws/spans:*")
	assert.Contains(t, text(policy.Get("PolicyDocument")), `aws:SourceAccount`)
}

func TestTracesGoToAThirdPartyWithAKeyThatNobodySees(t *testing.T) {
	for _, side := range []string{"lab", "lab-dr"} {
		task := only(t, choices(t), side+"/service-api", "AWS::ECS::TaskDefinition")
		for _, c := range list(task.Get("ContainerDefinitions")) {
			container := c.(map[string]any)
			if container["Name"] != "collector" {
				assert.NotContains(t, text(container), "OTLP_KEY", "the service need not know it")
				continue
			}
			configuration := text(container["Environment"])
			assert.Contains(t, configuration, "https://otlp.example.net/v2")
			assert.Contains(t, configuration, `\"api-key\": ${env:OTLP_KEY}`)
			assert.NotContains(t, configuration, "awsxray")
			assert.NotContains(t, configuration, "amazonaws.com")
			assert.Contains(t, text(container["Secrets"]), "OTLP_KEY")
		}
		a := choices(t)
		var running, starting []string
		for _, s := range policiesOf(t, a, denotes(t, a, task, task.Get("TaskRoleArn"))) {
			running = append(running, s.Actions...)
		}
		for _, s := range policiesOf(t, a, denotes(t, a, task, task.Get("ExecutionRoleArn"))) {
			starting = append(starting, s.Actions...)
		}
		assert.NotContains(t, running, "xray:PutTraceSegments", "nothing goes to X-Ray")
		assert.Contains(t, starting, "secretsmanager:GetSecretValue")
		assert.Contains(t, starting, "kms:Decrypt")
	}
}

// policiesOf are the statements of a role's inline policies.
func policiesOf(t testing.TB, a *assembly.Assembly, role *assembly.Resource) []assembly.Statement {
	t.Helper()
	var all []assembly.Statement
	for _, r := range role.Stack.Resources {
		if r.Type == "AWS::IAM::Policy" {
			for _, name := range list(r.Get("Roles")) {
				if denotes(t, a, r, name) == role {
					all = append(all, assembly.Statements(r)...)
				}
			}
		}
	}
	return all
}

func TestTasksRunBeforeTheServiceOnAScheduleOrByHand(t *testing.T) {
	stack := "fleet/service-billing"
	tasks := map[string]*assembly.Resource{}
	for _, task := range ofType(t, choices(t), stack, "AWS::ECS::TaskDefinition") {
		tasks[task.Get("Family").(string)] = task
	}
	require.Len(t, tasks, 3)
	var service *assembly.Resource
	for family, task := range tasks {
		if !strings.HasPrefix(family, "choices-") {
			service = task
		}
	}
	require.NotNil(t, service)
	assert.Equal(t, []any{map[string]any{"ContainerName": "migrate", "Condition": "SUCCESS"}}, service.Get("ContainerDefinitions", "0", "DependsOn"))
	assert.Equal(t, false, service.Get("ContainerDefinitions", "1", "Essential"), "it ends before the service starts")
	assert.Equal(t, []any{"./migrate", "up"}, service.Get("ContainerDefinitions", "1", "Command"))
	for _, name := range []string{"invoices", "repair"} {
		task := tasks["choices-fleet-billing-"+name]
		require.NotNil(t, task, name)
		assert.Equal(t, []any{"./" + name}, task.Get("ContainerDefinitions", "0", "Command"))
		assert.Equal(t, service.Get("TaskRoleArn"), task.Get("TaskRoleArn"), "%s may do what the service may", name)
		assert.Equal(t, service.Get("ContainerDefinitions", "0", "Image"), task.Get("ContainerDefinitions", "0", "Image"))
	}

	schedule := only(t, choices(t), stack, "AWS::Scheduler::Schedule")
	assert.Equal(t, "cron(0 3 1 * ? *)", schedule.Get("ScheduleExpression"))
	assert.Equal(t, "Europe/Dublin", schedule.Get("ScheduleExpressionTimezone"))
	assert.Equal(t, tasks["choices-fleet-billing-invoices"], denotes(t, choices(t), schedule, schedule.Get("Target", "EcsParameters", "TaskDefinitionArn")))
	network := schedule.Get("Target", "EcsParameters", "NetworkConfiguration", "AwsvpcConfiguration").(map[string]any)
	assert.Equal(t, "DISABLED", network["AssignPublicIp"])
	for _, subnet := range list(network["Subnets"]) {
		assert.Equal(t, "private", tier(denotes(t, choices(t), schedule, subnet)))
	}
	group := denotes(t, choices(t), schedule, list(network["SecurityGroups"])[0])
	assert.Equal(t, "service billing", group.Get("GroupDescription"))

	instances := only(t, choices(t), "dev-fleet/service-jobs", "AWS::Scheduler::Schedule")
	assert.NotEmpty(t, instances.Get("Target", "EcsParameters", "CapacityProviderStrategy"), "a service on instances has its tasks there too")
}

func TestRunsThatFailRaiseAnAlarm(t *testing.T) {
	stack := "fleet/service-billing"
	queue := only(t, choices(t), stack, "AWS::SQS::Queue")
	schedule := only(t, choices(t), stack, "AWS::Scheduler::Schedule")
	assert.Equal(t, queue, denotes(t, choices(t), schedule, schedule.Get("Target", "DeadLetterConfig", "Arn")), "those that did not start")
	rule := named(t, choices(t), "fleet", "AWS::Events::Rule", "Description", "invoices of service billing ended with a failure")
	assert.Equal(t, queue, denotes(t, choices(t), rule, rule.Get("Targets", "0", "Arn")), "those that ended badly")
	assert.Equal(t, []any{"family:choices-fleet-billing-invoices"}, rule.Get("EventPattern", "detail", "group"))
	either := text(rule.Get("EventPattern", "detail", "$or"))
	assert.Contains(t, either, `{"containers":{"exitCode":[{"anything-but":[0]}]}}`)
	assert.Contains(t, either, `{"stopCode":["TaskFailedToStart"]}`)
	for _, alarm := range ofType(t, choices(t), stack, "AWS::CloudWatch::Alarm") {
		if alarm.Get("Namespace") == "AWS/SQS" {
			assert.Equal(t, queue, denotes(t, choices(t), alarm, alarm.Get("Dimensions", "0", "Value")))
			assert.Len(t, list(alarm.Get("AlarmActions")), 1)
			return
		}
	}
	assert.Fail(t, "no alarm watches the queue")
}
