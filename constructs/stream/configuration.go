package stream

import (
	"strconv"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsmsk"
	"github.com/aws/constructs-go/constructs/v10"
)

// newConfiguration adds the brokers' configuration. A change makes a new
// revision, and MSK restarts the brokers one by one.
func newConfiguration(scope constructs.Construct, props ClusterProps) awsmsk.CfnConfiguration {
	return awsmsk.NewCfnConfiguration(scope, new("Configuration"), &awsmsk.CfnConfigurationProps{
		Name:             &props.Name,
		Description:      new("brokers of " + props.Name),
		ServerProperties: new(serverProperties(props.Stream)),
	})
}

const millisecondsPerHour = 3_600_000

// serverProperties returns those that keep an acknowledged message although a zone is lost: it is
// in two zones at least, and a replica that misses it never becomes the leader.
func serverProperties(s config.Stream) string {
	lines := []string{
		"auto.create.topics.enable=" + strconv.FormatBool(s.AutoCreateTopics == config.Enabled),
		"num.partitions=" + strconv.Itoa(s.Partitions),
		"log.retention.ms=" + strconv.Itoa(s.RetentionHours*millisecondsPerHour),
	}
	if s.Brokers == config.StandardBrokers { // express brokers do the rest by themselves, and let nobody change it
		lines = append(lines, "unclean.leader.election.enable=false")
		lines = append(lines, replication(s)...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// replication puts a replica into each zone. In two zones, demanding both would stop writes when one is lost.
func replication(s config.Stream) []string {
	replicas, inSync := strconv.Itoa(s.Zones), strconv.Itoa(s.Zones-1)
	return []string{
		"default.replication.factor=" + replicas,
		"min.insync.replicas=" + inSync,
		"offsets.topic.replication.factor=" + replicas,
		"transaction.state.log.replication.factor=" + replicas,
		"transaction.state.log.min.isr=" + inSync,
	}
}
