package upgrade

import (
	"context"
	"fmt"
	"strings"

	"bulkhead/internal/aws/kafka"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Cluster is a Kafka cluster of a side of an environment.
type Cluster struct {
	Name    string
	Region  string
	Brokers int
}

func (c Cluster) String() string { return c.Name + " in " + c.Region }

// Stream is what an upgrade has to know of a stream.
type Stream struct {
	Name    string
	Account string
	// Clusters are that of the side that is active, and that of the other one, if there is one.
	Clusters []Cluster
	// Express brokers tell nothing of their partitions: they look after them by themselves.
	Express bool
	// Copies are the clusters that a Replicator writes to. It is called as the cluster is.
	Copies []Cluster
}

// StreamUpgrade is what is to be done to a stream.
type StreamUpgrade struct {
	Stream
	To        string // the version, without ".kraft"
	Committed bool   // the configuration names it
}

// Check tells what makes an upgrade one that no step is known for.
func (u StreamUpgrade) Check() error {
	switch {
	case len(u.Clusters) == 0 || u.Account == "":
		return fmt.Errorf("too little is known of the stream %q", u.Name)
	case u.To == "":
		return fmt.Errorf("%s has to be upgraded to a version", u.Name)
	}
	return nil
}

// StreamSteps returns what takes a stream to another version, in order.
func StreamSteps(u StreamUpgrade, c Cloud) []Step { return newStreamUpgrade(u, c).steps() }

func (u *streamUpgrade) steps() []Step { return timed(u.check(), u.deploy(), u.works()) }

// streamUpgrade is an upgrade and what it is made with.
type streamUpgrade struct {
	StreamUpgrade
	cloud Cloud
}

func newStreamUpgrade(u StreamUpgrade, c Cloud) *streamUpgrade {
	return &streamUpgrade{StreamUpgrade: u, cloud: c}
}

func (u *streamUpgrade) at(c Cluster) *kafka.Client {
	return kafka.NewFromConfig(u.cloud.Config(c.Region))
}

// withoutZooKeeper is how the version of a cluster ends that has none.
const withoutZooKeeper = ".kraft"

// target is the version as AWS calls it.
func (u StreamUpgrade) target() string { return u.To + withoutZooKeeper }

// foundCluster is what a cluster is.
type foundCluster struct {
	Cluster
	arn, state, version string
}

func (f foundCluster) has(u StreamUpgrade) bool { return f.version == u.target() }

// find reads the clusters.
func (u *streamUpgrade) find(ctx context.Context) (all []foundCluster, err error) {
	for _, c := range u.Clusters {
		f, err := u.cluster(ctx, c)
		if err != nil {
			return nil, err
		}
		all = append(all, f)
	}
	return all, nil
}

func (u *streamUpgrade) cluster(ctx context.Context, c Cluster) (f foundCluster, err error) {
	in := &kafka.ListClustersV2Input{ClusterNameFilter: &c.Name} // what the name begins with
	for {
		page, err := u.at(c).ListClustersV2(ctx, in)
		if err != nil {
			return f, err
		}
		for _, one := range page.ClusterInfoList {
			if aws.ToString(one.ClusterName) != c.Name {
				continue
			}
			f = foundCluster{Cluster: c, arn: aws.ToString(one.ClusterArn), state: aws.ToString(one.State)}
			if p := one.Provisioned; p != nil && p.CurrentBrokerSoftwareInfo != nil {
				f.version = aws.ToString(p.CurrentBrokerSoftwareInfo.KafkaVersion)
			}
			return f, nil
		}
		if in.NextToken = more(page.NextToken); in.NextToken == nil {
			return f, &finalError{fmt.Errorf("there is no stream %s", c)}
		}
	}
}

// old are the clusters that do not have the version.
func (u *streamUpgrade) old(all []foundCluster) (names []string) {
	for _, f := range all {
		if !f.has(u.StreamUpgrade) {
			names = append(names, f.String())
		}
	}
	return names
}

// busyCluster tells what a cluster does; nothing when all of them are available.
func busyCluster(all []foundCluster) string {
	for _, f := range all {
		if f.state != "ACTIVE" {
			return f.String() + " is " + strings.ToLower(f.state)
		}
	}
	return ""
}

// copies tells what is wrong with the Replicators.
func (u *streamUpgrade) copies(ctx context.Context) (wrong string, err error) {
	for _, to := range u.Copies {
		state, err := u.replicator(ctx, to)
		if err != nil {
			return "", err
		}
		if state != "RUNNING" {
			return fmt.Sprintf("the Replicator that writes to %s is %s", to, state), nil
		}
	}
	return "", nil
}

// replicator is the state of the Replicator that writes to a cluster.
func (u *streamUpgrade) replicator(ctx context.Context, to Cluster) (string, error) {
	in := &kafka.ListReplicatorsInput{ReplicatorNameFilter: &to.Name} // what the name begins with
	for {
		page, err := u.at(to).ListReplicators(ctx, in)
		if err != nil {
			return "", err
		}
		for _, r := range page.Replicators {
			if aws.ToString(r.ReplicatorName) == to.Name {
				return aws.ToString(r.ReplicatorState), nil
			}
		}
		if in.NextToken = more(page.NextToken); in.NextToken == nil {
			return "not there", nil
		}
	}
}
