package test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mappings calls promise with each mapping of a function that reads in order, and of which store.
func mappings(
	t *testing.T, promise func(a *assembly.Assembly, f functionStack, m *assembly.Resource, topic string),
) {
	t.Helper()
	streams, tables, standbys := 0, 0, 0
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		for _, m := range f.of("AWS::Lambda::EventSourceMapping") {
			topics := list(m.Get("Topics"))
			if len(topics) == 0 && m.Get("StartingPosition") == nil {
				continue // of a queue
			}
			topic := ""
			if len(topics) > 0 {
				require.Len(t, topics, 1, m)
				topic = topics[0].(string)
				streams++
			} else {
				tables++
			}
			if f.environment.Side == config.Standby {
				standbys++
			}
			promise(a, f, m, topic)
		}
	})
	assert.Equal(t, []int{5, 3, 2}, []int{streams, tables, standbys})
}

func TestWhatAFunctionGivesUpOnAmongMessagesAndChangesIsToldToItsQueue(t *testing.T) {
	mappings(t, func(a *assembly.Assembly, f functionStack, m *assembly.Resource, topic string) {
		assert.Same(t, f.dead, denotes(t, a, m, m.Get("DestinationConfig", "OnFailure", "Destination")), m)
		assert.Equal(t, true, m.Get("BisectBatchOnFunctionError"), "one that fails takes no others along: %s", m)
		assert.Equal(t, []any{"ReportBatchItemFailures"}, m.Get("FunctionResponseTypes"), m)
		tries := map[float64]bool{}
		for _, s := range f.On.Streams {
			tries[float64(s.Tries-1)] = topic != "" || tries[float64(s.Tries-1)]
		}
		for _, s := range f.On.Tables {
			tries[float64(s.Tries-1)] = topic == "" || tries[float64(s.Tries-1)]
		}
		assert.True(t, tries[m.Get("MaximumRetryAttempts").(float64)], m)
		watched := map[string]bool{}
		for _, one := range f.of("AWS::CloudWatch::Alarm") {
			name, _ := one.Get("MetricName").(string)
			if name == "PollingErrorCount" && denotes(t, a, one, one.Get("Dimensions", "0", "Value")) != m {
				continue
			}
			watched[name] = true
		}
		if topic != "" {
			assert.True(t, watched["OffsetLag"] && watched["PollingErrorCount"], m)
			assert.Equal(t, []any{"ErrorCount"}, m.Get("MetricsConfig", "Metrics"), m)
		} else {
			assert.True(t, watched["IteratorAge"], m)
		}
	})
}

func TestAFunctionReadsEachTopicWithAGroupOfItsOwnThatBothSidesShare(t *testing.T) {
	seen, sides := map[string]bool{}, map[string]int{}
	for name := range sharedConfigs {
		m := modelOf(t, name)
		mappings(t, func(a *assembly.Assembly, f functionStack, mapping *assembly.Resource, topic string) {
			if topic == "" || a != shared(t, name) {
				return
			}
			group := mapping.Get("AmazonManagedKafkaEventSourceConfig", "ConsumerGroupId").(string)
			assert.True(t, strings.HasSuffix(group, "."+topic), group)
			assert.LessOrEqual(t, len(group), 200)
			place := f.Account + f.Region + group
			assert.False(t, seen[place], "%s is twice in one place", group)
			seen[place] = true
			sides[group]++

			role, err := m.ARN(denotes(t, a, f.function, f.function.Get("Role")))
			require.NoError(t, err)
			cluster := denotes(t, a, mapping, mapping.Get("EventSourceArn"))
			within := "arn:aws:kafka:" + f.Region + ":" + f.Account + ":"
			called := "/" + cluster.Get("ClusterName").(string) + "/uuid/"
			for action, resource := range map[string]string{
				"kafka-cluster:ReadData": "topic" + called + topic, "kafka-cluster:DescribeTopic": "topic" + called + topic,
				"kafka-cluster:AlterGroup": "group" + called + group, "kafka-cluster:DescribeGroup": "group" + called + group,
			} {
				asks := iam.Request{Principal: role, Action: action, Resource: within + resource}
				assert.True(t, decide(t, m, asks).Allowed, "%s %s", action, resource)
				asks.Resource += "-other"
				assert.False(t, decide(t, m, asks).Allowed, "%s %s", action, asks.Resource)
			}
		})
	}
	assert.Contains(t, slices.Collect(maps.Values(sides)), 2)
}

func TestPollersOfFunctionsReachTheBrokersAndQueuesAndNothingElse(t *testing.T) {
	starting := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name := range e.Streams {
			group, _ := frontOf(t, a, e, "stream", name)
			var in, out []string
			for _, kind := range []string{"AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress"} {
				for _, r := range a.OfType(kind) {
					if r.Stack != group.Stack || groupOf(t, a, r) != group || r.Get("Description") == throughVPN {
						continue
					}
					if kind == "AWS::EC2::SecurityGroupIngress" {
						assert.Same(t, group, denotes(t, a, r, r.Get("SourceSecurityGroupId")), r)
						in = append(in, text(r.Get("FromPort"))+"-"+text(r.Get("ToPort")))
						continue
					}
					if cidr := r.Get("CidrIp"); cidr != nil {
						assert.Equal(t, e.Network.CIDR.String(), cidr, "not the internet: %s", r)
					} else {
						assert.Same(t, group, denotes(t, a, r, r.Get("DestinationSecurityGroupId")), r)
					}
					out = append(out, text(r.Get("FromPort"))+"-"+text(r.Get("ToPort")))
				}
			}
			slices.Sort(out)
			if !e.StartsFunctions(name) {
				assert.Empty(t, append(in, out...), "%s of %s", name, e.Name)
				continue
			}
			starting++
			assert.Equal(t, []string{"9098-9098"}, in, "%s of %s", name, e.Name)
			assert.Equal(t, []string{"443-443", "9098-9098"}, out, "%s of %s", name, e.Name)
			assert.Contains(t, endpoints(t, a, e.Name, "Interface"), "sqs", "the brokers' subnets have no other way out")
		}
	})
	assert.Equal(t, 4, starting)
}

func TestPollersOfFunctionsAreProvisionedAndShared(t *testing.T) {
	mappings(t, func(_ *assembly.Assembly, f functionStack, m *assembly.Resource, topic string) {
		if topic == "" {
			assert.Nil(t, m.Get("ProvisionedPollerConfig"), m)
			return
		}
		assert.EqualValues(t, 1, m.Get("ProvisionedPollerConfig", "MinimumPollers"), m)
		assert.EqualValues(t, config.StreamPollers, m.Get("ProvisionedPollerConfig", "MaximumPollers"), m)
		assert.Contains(t, m.Get("ProvisionedPollerConfig", "PollerGroupName"), f.environment.Name, m)
	})
}

func TestAFunctionIsToldOfChangesInItsOwnRegion(t *testing.T) {
	mappings(t, func(a *assembly.Assembly, f functionStack, m *assembly.Resource, topic string) {
		if topic != "" {
			return
		}
		source := denotes(t, a, m, m.Get("EventSourceArn"))
		if f.environment.Side != config.Standby {
			assert.Equal(t, "AWS::DynamoDB::GlobalTable", source.Type, m)
			assert.Equal(t, "NEW_AND_OLD_IMAGES", source.Get("StreamSpecification", "StreamViewType"))
			return
		}
		assert.Equal(t, "Custom::TableChanges", source.Type, "the replica's, of which the primary's stack does not know")
		assert.Same(t, f.Stack, source.Stack)
		primary := named(t, a, f.environment.Other.Name, "AWS::DynamoDB::GlobalTable", "TableName", "choices-portal-visits")
		assert.Contains(t, text(source.Get("Create")), primary.Get("TableName"))
	})
}

func TestOnlyAFunctionMayDoWhatItIsPermitted(t *testing.T) {
	seen := 0
	m := modelOf(t, "choices")
	everyFunction(t, func(a *assembly.Assembly, f functionStack) {
		if a != choices(t) || f.environment.Name != "streams" {
			return
		}
		role, err := m.ARN(denotes(t, a, f.function, f.function.Get("Role")))
		require.NoError(t, err)
		asks := iam.Request{
			Principal: role, Action: "rekognition:DetectLabels", Resource: "arn:aws:rekognition:us-east-1:616161616161:some",
			Context: map[string][]string{"aws:RequestedRegion": {"us-east-1"}},
		}
		permitted := len(f.Permissions) > 0
		assert.Equal(t, permitted, decide(t, m, asks).Allowed, f.ID)
		if !permitted {
			return
		}
		seen++
		asks.Context["aws:RequestedRegion"] = []string{"us-west-2"}
		assert.False(t, decide(t, m, asks).Allowed, f.ID)
	})
	assert.Equal(t, 1, seen)
}
