package upgrade

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/cloudwatch"
	"bulkhead/internal/aws/kafka"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// streamWorld are Kafka clusters and their stacks, as strict as MSK and CloudFormation.
type streamWorld struct {
	course
	upgrade  StreamUpgrade             // as it is at first
	clusters map[string]*streamCluster // by region
	version  string                    // as the configuration says
	offered  []string
}

// streamCluster is a cluster, and the Replicator that writes to it.
type streamCluster struct {
	name           string
	version, stack string // what it has, and what its template has said at last
	state, next    string
	ends           time.Time
	catchesUp      time.Time // each partition has its replicas from then on
	replicator     string
}

// newStreamWorld are clusters in so many regions, the second of which gets what is written to the first.
func newStreamWorld(version string, regions ...string) *streamWorld {
	w := &streamWorld{
		course: newCourse(), clusters: map[string]*streamCluster{}, version: version,
		upgrade: StreamUpgrade{Stream: Stream{Name: "events", Account: account}, To: "4.1.x"},
		offered: []string{"4.0.x.kraft", "4.1.x.kraft"},
	}
	for i, region := range regions {
		name := "acme-" + []string{"prod", "prod-dr"}[i] + "-events"
		cluster := Cluster{Name: name, Region: region, Brokers: 3}
		w.upgrade.Clusters = append(w.upgrade.Clusters, cluster)
		w.clusters[region] = &streamCluster{name: name, version: version + ".kraft", stack: version, state: "ACTIVE"}
		if i > 0 {
			w.upgrade.Copies = append(w.upgrade.Copies, cluster)
			w.clusters[region].replicator = "RUNNING"
		}
	}
	return w
}

func (w *streamWorld) steps(c Cloud) []Step {
	u := w.upgrade
	u.Committed = w.version == u.To
	return StreamSteps(u, c)
}

func (w *streamWorld) pass(to time.Time) {
	for _, c := range w.clusters {
		if c.state == "ACTIVE" || c.ends.After(to) {
			continue
		}
		if c.state == "UPDATING" {
			c.version, c.stack, c.catchesUp = c.next+".kraft", c.next, to.Add(20*time.Minute)
		}
		c.state = "ACTIVE"
	}
}

// others deploys, one side after the other.
func (w *streamWorld) others(step, _ string) {
	if step != "deploy" {
		return
	}
	w.version = w.upgrade.To
	for _, region := range slices.Sorted(maps.Keys(w.clusters)) {
		c := w.clusters[region]
		switch {
		case c.stack == w.version:
			continue
		case c.state != "ACTIVE":
			w.fault("a deployment meets a cluster that is %s", c.state)
		case c.version == w.version+".kraft":
			w.fault("CloudFormation asks for an upgrade to what the cluster has")
		case c.catchesUp.After(w.now):
			w.fault("a partition has no replica left while a broker restarts")
		}
		c.state, c.next, c.ends = "UPDATING", w.version, w.now.Add(45*time.Minute)
	}
}

func (w *streamWorld) answers(region string) calls {
	c := w.clusters[region]
	return calls{
		// the clusters whose names begin so, on two pages
		"ListClustersV2": to(func(in *kafka.ListClustersV2Input) (*kafka.ListClustersV2Output, error) {
			if in.NextToken == nil {
				return &kafka.ListClustersV2Output{
					NextToken: new("more"), ClusterInfoList: []kafka.Cluster{{ClusterName: new(c.name + "-old")}},
				}, nil
			}
			if !strings.HasPrefix(c.name, *in.ClusterNameFilter) {
				return &kafka.ListClustersV2Output{}, nil
			}
			one := kafka.Cluster{ClusterName: &c.name, ClusterArn: new("arn:" + c.name), State: &c.state}
			if c.version != "" {
				one.Provisioned = &kafka.Provisioned{
					CurrentBrokerSoftwareInfo: &kafka.BrokerSoftwareInfo{KafkaVersion: &c.version},
				}
			}
			return &kafka.ListClustersV2Output{ClusterInfoList: []kafka.Cluster{one}}, nil
		}),
		"GetCompatibleKafkaVersions": to(
			func(in *kafka.GetCompatibleKafkaVersionsInput) (*kafka.GetCompatibleKafkaVersionsOutput, error) {
				if aws.ToString(in.ClusterArn) != "arn:"+c.name {
					return nil, refuse("NotFoundException", "no such cluster")
				}
				return &kafka.GetCompatibleKafkaVersionsOutput{
					CompatibleKafkaVersions: []kafka.CompatibleKafkaVersion{
						{SourceVersion: &c.version, TargetVersions: w.offered},
					},
				}, nil
			}),
		"ListReplicators": to(func(in *kafka.ListReplicatorsInput) (*kafka.ListReplicatorsOutput, error) {
			out := &kafka.ListReplicatorsOutput{}
			if c.replicator != "" {
				out.Replicators = []kafka.ReplicatorSummary{
					{ReplicatorName: new(c.name + "-old"), ReplicatorState: new("FAILED")},
					{ReplicatorName: &c.name, ReplicatorState: &c.replicator},
				}
			}
			return out, nil
		}),
		"GetMetricStatistics": to(
			func(in *cloudwatch.GetMetricStatisticsInput) (*cloudwatch.GetMetricStatisticsOutput, error) {
				out := &cloudwatch.GetMetricStatisticsOutput{}
				if w.upgrade.Express || *in.Dimensions[0].Value != c.name {
					return out, nil
				}
				lacks := 0.0
				if c.catchesUp.After(w.now) && *in.Dimensions[1].Value == "2" {
					lacks = 7
				}
				out.Datapoints = []cloudwatch.Datapoint{{Maximum: &lacks}, {Maximum: new(0.0)}}
				return out, nil
			}),
	}
}

func (w *streamWorld) upgraded() bool {
	for _, c := range w.clusters {
		if c.version != w.upgrade.To+".kraft" || c.stack != w.upgrade.To ||
			!w.upgrade.Express && c.catchesUp.After(w.now) {
			return false
		}
	}
	return w.version == w.upgrade.To
}

func (w *streamWorld) where() string {
	all := []string{w.version}
	for _, region := range slices.Sorted(maps.Keys(w.clusters)) {
		c := w.clusters[region]
		all = append(all, fmt.Sprint(region, c.version, c.stack, c.state, c.replicator))
	}
	return strings.Join(all, "\n")
}
