package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// functionStack is a function of an environment, with what is around it.
type functionStack struct {
	*assembly.Stack
	config.Function
	environment          config.Environment
	function, live, dead *assembly.Resource // the alias, and the queue of what failed
}

// of are the resources of a type.
func (f functionStack) of(resourceType string) []*assembly.Resource {
	var all []*assembly.Resource
	for _, r := range f.Resources {
		if r.Type == resourceType {
			all = append(all, r)
		}
	}
	return all
}

// everyFunction calls promise with each function of all shared configurations.
func everyFunction(t *testing.T, promise func(a *assembly.Assembly, f functionStack)) {
	t.Helper()
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Functions {
			i := slices.IndexFunc(a.Stacks, func(s *assembly.Stack) bool { return s.ID == e.Name+"/function-"+name })
			require.GreaterOrEqual(t, i, 0, "%s of %s", name, e.Name)
			f := functionStack{Stack: a.Stacks[i], Function: settings, environment: e}
			for found, kind := range map[**assembly.Resource]string{
				&f.function: "AWS::Lambda::Function", &f.live: "AWS::Lambda::Alias", &f.dead: "AWS::SQS::Queue",
			} {
				all := slices.DeleteFunc(f.of(kind), func(r *assembly.Resource) bool {
					return strings.HasPrefix(r.LogicalID, "AWS679") // of CDK's, which finds the stream of a table
				})
				require.Len(t, all, 1, "%s in %s", kind, f.ID)
				*found = all[0]
			}
			seen++
			promise(a, f)
		}
	})
	assert.GreaterOrEqual(t, seen, 16)
}

func TestEverythingCallsTheAliasOfTheVersionThatRuns(t *testing.T) {
	triggers := 0
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		assert.Equal(t, "live", f.live.Get("Name"))
		versions := f.of("AWS::Lambda::Version")
		require.Len(t, versions, 1)
		assert.Same(t, versions[0], denotes(t, a, f.live, f.live.Get("FunctionVersion")), f.ID)
		assert.Same(t, f.function, denotes(t, a, f.live, f.live.Get("FunctionName")), f.ID)
		called := map[string][]string{
			"AWS::Lambda::EventSourceMapping": {"FunctionName"}, "AWS::Lambda::Permission": {"FunctionName"},
			"AWS::Scheduler::Schedule": {"Target", "Arn"}, "AWS::SNS::Subscription": {"Endpoint"}, "AWS::Events::Rule": {"Targets", "0", "Arn"},
			"AWS::ElasticLoadBalancingV2::TargetGroup": {"Targets", "0", "Id"},
		}
		for kind, path := range called {
			for _, r := range f.of(kind) {
				triggers++
				assert.Same(t, f.live, denotes(t, a, r, r.Get(path...)), r)
			}
		}
	})
	assert.Greater(t, triggers, 30)
}

func TestEveryFunctionLogsToAGroupOfItsOwn(t *testing.T) {
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		group := denotes(t, a, f.function, f.function.Get("LoggingConfig", "LogGroup"))
		assert.Same(t, f.Stack, group.Stack)
		assert.EqualValues(t, f.environment.LogRetentionDays, group.Get("RetentionInDays"))
		assert.NotNil(t, group.Get("KmsKeyId"))
		assert.Equal(t, "JSON", f.function.Get("LoggingConfig", "LogFormat"))
	})
}

func TestEventsThatAFunctionCannotDealWithAreKeptAndPeopleHearOfThem(t *testing.T) {
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		async := f.of("AWS::Lambda::EventInvokeConfig")
		require.Len(t, async, 1, f.ID)
		assert.Same(t, f.dead, denotes(t, a, async[0], async[0].Get("DestinationConfig", "OnFailure", "Destination")), f.ID)
		assert.Equal(t, "live", async[0].Get("Qualifier"))
		for _, s := range f.of("AWS::Scheduler::Schedule") {
			assert.Same(t, f.dead, denotes(t, a, s, s.Get("Target", "DeadLetterConfig", "Arn")), s)
		}
		for _, s := range f.of("AWS::SNS::Subscription") {
			assert.Same(t, f.dead, denotes(t, a, s, s.Get("RedrivePolicy", "deadLetterTargetArn")), s)
		}
		for _, r := range f.of("AWS::Events::Rule") {
			assert.Contains(t, text(r.Get("Targets", "0", "DeadLetterConfig", "Arn")), "-undelivered", r)
		}
		assert.NotNil(t, f.dead.Get("KmsMasterKeyId"), "events are data")
		var about []string
		for _, one := range f.of("AWS::CloudWatch::Alarm") {
			if name, single := one.Get("MetricName").(string); single {
				about = append(about, name)
			}
		}
		assert.Subset(t, about, []string{"ApproximateNumberOfMessagesVisible", "Throttles", "Duration", "DestinationDeliveryFailures"}, f.ID)
	})
}

func TestFunctionsAreWatchedForErrorsAndForTheirTimeout(t *testing.T) {
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		failing, slow := 0, 0
		for _, one := range f.of("AWS::CloudWatch::Alarm") {
			if one.Get("MetricName") == "Duration" {
				slow++
				assert.EqualValues(t, f.TimeoutSeconds*1000*f.Alarms.SlowPercent/100, one.Get("Threshold"), one)
			}
			if one.Get("Metrics", "0", "Expression") == "100 * errors / calls" {
				failing++
				assert.EqualValues(t, f.Alarms.ErrorPercent, one.Get("Threshold"), one)
			}
		}
		want := 1
		if f.Gradual() {
			want = 2 // one of the new version
		}
		assert.Equal(t, []int{want, 1}, []int{failing, slow}, f.ID)
	})
}

func TestMessagesThatAFunctionDealtWithDoNotComeAgainWithThoseThatFailed(t *testing.T) {
	mappings := 0
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		for _, m := range f.of("AWS::Lambda::EventSourceMapping") {
			queue := denotes(t, a, m, m.Get("EventSourceArn"))
			if queue.Type != "AWS::SQS::Queue" {
				continue // see function_records_test.go
			}
			mappings++
			assert.Equal(t, []any{"ReportBatchItemFailures"}, m.Get("FunctionResponseTypes"), m)
			assert.GreaterOrEqual(t, queue.Get("VisibilityTimeout"), 6*f.function.Get("Timeout").(float64), m)
			assert.NotNil(t, queue.Get("RedrivePolicy"), queue)
			if most, limited := m.Get("ScalingConfig", "MaximumConcurrency").(float64); limited && f.Concurrency > 0 {
				assert.LessOrEqual(t, most, f.function.Get("ReservedConcurrentExecutions"), m)
			} else {
				assert.Zero(t, f.Concurrency, m)
			}
		}
	})
	assert.GreaterOrEqual(t, mappings, 3)
}

// TestNothingStartsAFunctionByItselfOnTheSideThatIsNotActive: both sides have objects and schedules of the same
// kind, and each is to be dealt with once.
func TestNothingStartsAFunctionByItselfOnTheSideThatIsNotActive(t *testing.T) {
	resting := 0
	everyFunction(t, func(_ *assembly.Assembly, f functionStack) {
		state := "ENABLED"
		if !f.environment.Active {
			state = "DISABLED"
			resting++
		}
		for _, kind := range []string{"AWS::Scheduler::Schedule", "AWS::Events::Rule"} {
			for _, r := range f.of(kind) {
				assert.Equal(t, state, r.Get("State"), r)
			}
		}
		for _, r := range f.of("AWS::Lambda::EventSourceMapping") {
			assert.Equal(t, f.environment.Active, r.Get("Enabled"), r)
		}
	})
	assert.GreaterOrEqual(t, resting, 3)
}

func TestAFunctionIsInTheNetworkForStoresThatAreThereAndOpensNothingElse(t *testing.T) {
	inside := 0
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		if !f.environment.InNetwork(f.Function) {
			assert.Nil(t, f.function.Get("VpcConfig"), f.ID)
			assert.Empty(t, f.of("AWS::EC2::SecurityGroup"), f.ID)
			return
		}
		inside++
		denied := false
		for _, policy := range f.of("AWS::IAM::Policy") {
			for _, s := range assembly.Statements(policy) {
				denied = denied || s.Effect == "Deny" && slices.Contains(s.Actions, "ec2:DeleteNetworkInterface") &&
					strings.Contains(text(s.Condition), "lambda:SourceFunctionArn")
			}
		}
		assert.True(t, denied, "%s: interfaces are Lambda's to make, not the function's", f.ID)
		groups := f.of("AWS::EC2::SecurityGroup")
		require.Len(t, groups, 1, f.ID)
		assert.Empty(t, groups[0].Get("SecurityGroupIngress"), "nothing comes in: %s", f.ID)
		out := list(groups[0].Get("SecurityGroupEgress"))
		require.Len(t, out, 1, f.ID)
		assert.EqualValues(t, 443, out[0].(map[string]any)["ToPort"])
		assert.Len(t, f.of("AWS::EC2::SecurityGroupEgress"), len(f.of("AWS::EC2::SecurityGroupIngress")), "%s: each door has two sides", f.ID)
		for _, subnet := range list(f.function.Get("VpcConfig", "SubnetIds")) {
			if network := f.environment.Network.Existing; network != nil {
				is := func(s config.ExistingSubnet) bool { return s.Subnet == subnet }
				assert.True(t, slices.ContainsFunc(network.Private, is), f.ID)
				continue
			}
			assert.Contains(t, denotes(t, a, f.function, subnet).LogicalID, "private", f.ID)
		}
	})
	assert.GreaterOrEqual(t, inside, 1)
}

func TestFunctionsAreToldAboutTheStoresThatTheyUseAndReadSecretsThemselves(t *testing.T) {
	everyFunction(t, func(_ *assembly.Assembly, f functionStack) {
		told := f.function.Get("Environment", "Variables")
		injected := f.environment.Injected(config.Service{Uses: f.Uses})
		for name := range attributesOf(told) {
			_, own := f.Environment[name]
			assert.True(t, own || injected[name] != "", "%s of %s", name, f.ID)
			assert.NotRegexp(t, "PASSWORD|USERNAME", name, "%s shows it to whoever reads the function", f.ID)
		}
		for variable, store := range injected {
			if f.environment.StoreKinds()[store] == "bucket" {
				assert.Contains(t, attributesOf(told), variable, f.ID)
			}
		}
	})
}

// attributesOf is an object, or nothing.
func attributesOf(value any) map[string]any {
	object, _ := value.(map[string]any)
	return object
}

func TestAGradualFunctionGoesBackWhenItsNewVersionFails(t *testing.T) {
	gradual := map[string]bool{}
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		groups := f.of("AWS::CodeDeploy::DeploymentGroup")
		if !f.Gradual() {
			assert.Empty(t, groups, f.ID)
			assert.Nil(t, f.live.UpdatePolicy, f.ID)
			return
		}
		require.Len(t, groups, 1, f.ID)
		name := groups[0].Get("DeploymentConfigName").(string)
		gradual[name] = true
		update := attributesOf(f.live.UpdatePolicy["CodeDeployLambdaAliasUpdate"])
		assert.Same(t, groups[0], denotes(t, a, f.live, update["DeploymentGroupName"]), f.ID)
		assert.Contains(t, f.live.DependsOn, groups[0].LogicalID)
		watching := denotes(t, a, groups[0], groups[0].Get("AlarmConfiguration", "Alarms", "0", "Name"))
		require.Equal(t, "AWS::CloudWatch::Alarm", watching.Type)
		seen := false
		for _, m := range list(watching.Get("Metrics")) {
			for _, d := range list(assembly.At(m, "MetricStat", "Metric", "Dimensions")) {
				if assembly.At(d, "Name") == "ExecutedVersion" {
					seen = true
					assert.Same(t, f.of("AWS::Lambda::Version")[0], denotes(t, a, watching, assembly.At(d, "Value")), f.ID)
				}
			}
		}
		assert.True(t, seen, "%s: the alarm is about the new version alone", f.ID)
	})
	assert.Equal(t, map[string]bool{
		"CodeDeployDefault.LambdaCanary10Percent10Minutes": true, "CodeDeployDefault.LambdaLinear10PercentEvery1Minute": true,
	}, gradual)
}

func TestConcurrencyThatIsSetAsideCountsAmongTheQuotas(t *testing.T) {
	const calls = "L-B99A9384"
	set, functions := 0, 0
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		if f.Concurrency > 0 {
			set++
			assert.EqualValues(t, f.Concurrency, f.function.Get("ReservedConcurrentExecutions"))
			for _, r := range a.OfType("AWS::Lambda::Function") {
				if r.Stack.Account == f.Account && r.Stack.Region == f.Region {
					functions++
				}
			}
			assert.GreaterOrEqual(t, needed(t, a, f.Account, f.Region, calls), f.Concurrency+functions-1+100, "a hundred have to be left to others")
		}
	})
	assert.Equal(t, 1, set)
}

func TestLambdaPullsImagesForFunctionsOfWorkloadAccountsAlone(t *testing.T) {
	for _, a := range assemblies(t) {
		for _, repository := range a.OfType("AWS::ECR::Repository") {
			admitted := 0
			for _, statement := range list(repository.Get("RepositoryPolicyText", "Statement")) {
				if assembly.At(statement, "Principal", "Service") != "lambda.amazonaws.com" {
					continue
				}
				admitted++
				assert.Equal(t, []any{"ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"}, assembly.At(statement, "Action"))
				sources := list(assembly.At(statement, "Condition", "ArnLike", "aws:SourceArn"))
				assert.NotEmpty(t, sources)
				organization := assembly.At(statement, "Condition", "StringEquals", "aws:SourceOrgID")
				for _, source := range sources {
					account := map[bool]string{false: "[0-9]{12}", true: `\*`}[organization != nil]
					assert.Regexp(t, `^arn:aws:lambda:`+repository.Stack.Region+`:`+account+`:function:\*$`, source)
				}
			}
			assert.Equal(t, 1, admitted, repository)
		}
	}
}
