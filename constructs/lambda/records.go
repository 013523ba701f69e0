package lambda

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslambda"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Stream is a stream that starts a function.
type Stream struct {
	ARN     string // of its cluster
	Topics  string // ARN of its topics, up to the name of one
	Groups  string // ARN of its consumer groups, up to the name of one
	Group   string // what the name of the function's consumer group in a topic begins with, the same on both sides
	Pollers string // that all functions of a network share
}

// Table is a table that starts a function.
type Table struct {
	ARN     string           // of the table
	Changes string           // ARN of its stream
	Key     store.Permission // to use its key through DynamoDB
}

// allowReading lets Lambda read, as the function, what it is started by. Sources: the AWS Lambda developer guide,
// "Configuring Lambda permissions for Amazon MSK event source mappings" and "Process DynamoDB records with Lambda".
func (f function) allowReading(scope constructs.Construct) {
	for _, name := range sorted(f.props.On.Streams) {
		s := f.props.Streams[name]
		var topics, groups []string
		for _, topic := range f.props.On.Streams[name].Topics {
			topics, groups = append(topics, s.Topics+topic), append(groups, s.Groups+s.Group+topic)
		}
		store.Allow(scope, "Read-"+name, f.role, store.Permission{
			Actions: []string{
				"kafka:DescribeClusterV2", "kafka:GetBootstrapBrokers",
				"kafka-cluster:Connect", "kafka-cluster:DescribeClusterDynamicConfiguration",
			},
			Resources: []string{s.ARN},
		}, store.Permission{
			Actions:   []string{"kafka-cluster:DescribeTopic", "kafka-cluster:ReadData"},
			Resources: topics,
		}, store.Permission{
			Actions:   []string{"kafka-cluster:AlterGroup", "kafka-cluster:DescribeGroup"},
			Resources: groups,
		})
	}
	if len(f.props.On.Streams) > 0 {
		f.allowInterfaces(scope, "Pollers", pollers)
	}
	for _, name := range sorted(f.props.On.Tables) {
		t := f.props.Tables[name]
		store.Allow(scope, "Read-"+name, f.role, store.Permission{
			Actions:   []string{"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"},
			Resources: []string{t.ARN + "/stream/*"},
		}, store.Permission{
			Actions:   []string{"dynamodb:ListStreams"},
			Resources: []string{"*"}, // it knows no resources
		}, t.Key)
	}
}

// pollers are the permissions of what reads a stream for a function, from the subnets of the brokers.
var pollers = []string{
	"ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
	"ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs",
}

// startingPositions are what Lambda calls them.
var startingPositions = map[config.StartingPosition]string{
	config.FromOldest: "TRIM_HORIZON", config.FromLatest: "LATEST",
}

// onRecords returns a mapping of what is read in order. A batch that fails is divided, until what fails is alone; after
// so many tries the function's queue is told where it is, and what comes after it has its turn.
func (f function) onRecords(
	source string, start config.StartingPosition, batch, window, tries int,
) *awslambda.CfnEventSourceMappingProps {
	return &awslambda.CfnEventSourceMappingProps{
		EventSourceArn:                 &source,
		FunctionName:                   f.target(),
		Enabled:                        !f.props.Resting,
		StartingPosition:               new(startingPositions[start]),
		BatchSize:                      jsii.Number(batch),
		MaximumBatchingWindowInSeconds: jsii.Number(window),
		MaximumRetryAttempts:           jsii.Number(tries - 1),
		BisectBatchOnFunctionError:     true,
		FunctionResponseTypes:          jsii.Strings("ReportBatchItemFailures"),
		DestinationConfig: &awslambda.CfnEventSourceMapping_DestinationConfigProperty{
			OnFailure: &awslambda.CfnEventSourceMapping_OnFailureProperty{Destination: f.failed.QueueArn()},
		},
	}
}

// kafka is what a mapping says of a stream.
type kafka = awslambda.CfnEventSourceMapping_AmazonManagedKafkaEventSourceConfigProperty

// onStream has the function get the messages of a topic. Lambda's pollers are provisioned: they alone call a function
// without a way out of the brokers' subnets, and give up on a message.
func (f function) onStream(name, topic string, t config.StreamTrigger) {
	s := f.props.Streams[name]
	mapping := f.onRecords(s.ARN, t.Start, t.Batch, t.WindowSeconds, t.Tries)
	mapping.Topics = jsii.Strings(topic)
	mapping.AmazonManagedKafkaEventSourceConfig = &kafka{ConsumerGroupId: new(s.Group + topic)}
	mapping.ProvisionedPollerConfig = &awslambda.CfnEventSourceMapping_ProvisionedPollerConfigProperty{
		MinimumPollers: jsii.Number(1), MaximumPollers: jsii.Number(config.StreamPollers), PollerGroupName: &s.Pollers,
	}
	mapping.MetricsConfig = &awslambda.CfnEventSourceMapping_MetricsConfigProperty{Metrics: jsii.Strings("ErrorCount")}
	scope := constructs.NewConstruct(f.stream(name), &topic)
	made := awslambda.NewCfnEventSourceMapping(scope, new("Mapping"), mapping)
	alarm.New(scope, alarm.Props{
		ID: "Unread",
		Description: "Function " + f.props.Name + " gets no messages of topic " + topic + " of " + name +
			": Lambda cannot read it.",
		Metric:     metric("PollingErrorCount", "Sum", map[string]string{"EventSourceMappingUUID": *made.Ref()}),
		When:       alarm.Above(0),
		Periods:    3,
		Datapoints: 3,
		Missing:    alarm.MissingIsFine,
		Runbook:    "function-stream-unread",
		Tell:       f.props.Alerts,
	})
}

// stream returns what all of a stream is below, so that its name and a topic's cannot be taken for another's.
func (f function) stream(name string) constructs.Construct {
	id := "Stream-" + name
	if made := f.scope.Node().TryFindChild(&id); made != nil {
		return made.(constructs.Construct)
	}
	return constructs.NewConstruct(f.scope, &id)
}

// onTable has the function be told of the changes of a table.
func (f function) onTable(name string, t config.TableTrigger) {
	mapping := f.onRecords(f.props.Tables[name].Changes, t.Start, t.Batch, t.WindowSeconds, t.Tries)
	mapping.ParallelizationFactor = jsii.Number(t.Parallel)
	awslambda.NewCfnEventSourceMapping(f.scope, new("Table-"+name), mapping)
}
