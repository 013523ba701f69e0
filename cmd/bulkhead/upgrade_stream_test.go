package main

import (
	"encoding/json"
	"os"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/internal/aws/cloudwatch"
	"bulkhead/internal/aws/kafka"
	"bulkhead/internal/fake"
	"bulkhead/operate/upgrade"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// clusters is an MSK whose clusters have that version; other calls are answered by nobody.
func clusters(version string) *upgrade.Cloud {
	answers := fake.Answers{
		"ListClustersV2": func(call fake.Call) (any, error) {
			return &kafka.ListClustersV2Output{ClusterInfoList: []kafka.Cluster{
				{
					ClusterName: call.Input.(*kafka.ListClustersV2Input).ClusterNameFilter,
					ClusterArn:  new("arn"),
					State:       new("ACTIVE"),
					Provisioned: &kafka.Provisioned{
						CurrentBrokerSoftwareInfo: &kafka.BrokerSoftwareInfo{KafkaVersion: new(version + ".kraft")},
					},
				},
			}}, nil
		},
		"ListReplicators": func(call fake.Call) (any, error) {
			return &kafka.ListReplicatorsOutput{Replicators: []kafka.ReplicatorSummary{
				{
					ReplicatorName:  call.Input.(*kafka.ListReplicatorsInput).ReplicatorNameFilter,
					ReplicatorState: new("RUNNING"),
				},
			}}, nil
		},
		"GetMetricStatistics": func(fake.Call) (any, error) { return &cloudwatch.GetMetricStatisticsOutput{}, nil },
	}
	return &upgrade.Cloud{Now: time.Now, Config: answers.Alone}
}

func TestAnUpgradeOfAStreamSaysWhatIsWhose(t *testing.T) {
	u := upgrading{to: "4.1.x", cloud: clusters("4.1.x"), dryRun: true, json: true}
	said, err := u.typed(t, "prod/events", "")
	require.NoError(t, err, said)
	var result shownUpgrade
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.Equal(t, "prod/events", result.Store)
	assert.Equal(t, kindStream, result.Kind)
	require.Len(t, result.Steps, 3)
	assert.Equal(t, upgrade.Deployment, result.Steps[1].Who)
	for _, step := range result.Steps {
		assert.Equal(t, upgrade.Done, step.Status, step.Detail)
	}
}

func TestAWrongUpgradeOfAStreamIsRefused(t *testing.T) {
	_, err := upgrading{to: "4.1.x", cloud: clusters("4.1.x"), finish: true}.typed(t, "prod/events", "")
	assert.ErrorContains(t, err, "are of databases")
	_, err = upgrading{to: "4.2.x", cloud: clusters("4.1.x")}.typed(t, "prod/events", "")
	assert.ErrorContains(t, err, "4.2.x is no version of Kafka that is offered for standard brokers")
}

func TestAnUpgradeKnowsTheClustersAndReplicatorsAsTheTemplatesCallThem(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	read := func(name string) string {
		template, err := os.ReadFile("../../test/testdata/templates/example/" + name + ".json")
		require.NoError(t, err)
		return string(template)
	}
	e, err := sideOf(c, "prod")
	require.NoError(t, err)
	one, err := describeStreamUpgrade(c, e, "events", "4.1.x")
	require.NoError(t, err)
	require.NoError(t, one.Check())
	assert.True(t, one.Committed)
	require.Len(t, one.Clusters, 2)
	for i, of := range []string{"prod", "prod-dr"} {
		assert.Contains(t, read(of+"-data-events"), `"ClusterName": "`+one.Clusters[i].Name+`"`)
		assert.Contains(t, read(of+"-data-events"), `"KafkaVersion": "4.1.x.kraft"`)
	}
	require.Len(t, one.Copies, 1)
	assert.Equal(t, one.Clusters[1], one.Copies[0])
	assert.Contains(t, read("prod-dr-replicator-events"), `"ReplicatorName": "`+one.Copies[0].Name+`"`)
	assert.NotContains(t, read("prod-replicator-events"), `"ReplicatorName"`)

	e.Active, e.Other.Active = false, true
	one, err = describeStreamUpgrade(c, e, "events", "4.1.x")
	require.NoError(t, err)
	assert.Len(t, one.Copies, 2, "while the standby is active, the primary gets what is written there")
}
