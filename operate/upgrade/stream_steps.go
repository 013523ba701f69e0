package upgrade

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulkhead/internal/aws/cloudwatch"
	"bulkhead/internal/aws/kafka"
)

// check refuses to begin what cannot end, or would stop clients.
func (u *streamUpgrade) check() Step {
	return Step{
		Name:    "check",
		Who:     Command,
		Timeout: 3 * time.Hour,
		Changes: "nothing: it looks whether MSK offers " + u.To + ", and whether each partition has its replicas",
		Takes:   "seconds",
		Back:    "nothing was changed",
		Hand: append(u.each("kafka list-clusters-v2 --cluster-name-filter "),
			hand("REGION", "kafka get-compatible-kafka-versions --cluster-arn ARN")...),
		State: func(ctx context.Context) (State, error) {
			all, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			old := u.old(all)
			if len(old) == 0 {
				return done("each cluster has " + u.To)
			}
			reasons, err := u.reasons(ctx, all)
			switch {
			case err != nil:
				return State{}, err
			case len(reasons) > 0:
				return failed(strings.Join(reasons, "; "))
			case busyCluster(all) != "":
				return waiting(busyCluster(all))
			}
			if missing, err := u.missing(ctx, all); err != nil || missing != "" {
				return State{InProgress, missing}, err
			}
			if len(old) == len(all) { // it begins
				if wrong, err := u.copies(ctx); err != nil || wrong != "" {
					return State{Failed, wrong}, err
				}
			}
			return done("to be upgraded: " + strings.Join(old, ", "))
		},
	}
}

func (u *streamUpgrade) each(command string) (all []string) {
	for _, c := range u.Clusters {
		all = append(all, hand(c.Region, command+c.Name)...)
	}
	return all
}

// reasons are why the clusters cannot be upgraded as they are.
func (u *streamUpgrade) reasons(ctx context.Context, clusters []foundCluster) (all []string, err error) {
	for _, f := range clusters {
		if f.has(u.StreamUpgrade) {
			continue
		}
		out, err := u.at(f.Cluster).GetCompatibleKafkaVersions(ctx,
			&kafka.GetCompatibleKafkaVersionsInput{ClusterArn: &f.arn})
		if err != nil {
			return nil, err
		}
		var offered []string
		for _, versions := range out.CompatibleKafkaVersions {
			offered = append(offered, versions.TargetVersions...)
		}
		switch {
		case f.state == "FAILED" || f.state == "DELETING":
			all = append(all, f.String()+" is "+strings.ToLower(f.state))
		case f.version == "":
			all = append(all, f.String()+" is serverless, and has no version")
		case !strings.HasSuffix(f.version, withoutZooKeeper):
			all = append(
				all,
				fmt.Sprintf("%s has %s, with ZooKeeper, and templates make clusters without", f, f.version),
			)
		case compare(f.version, u.target()) > 0:
			all = append(all, fmt.Sprintf("%s has %s, and a cluster never goes back", f, f.version))
		case !slices.Contains(offered, u.target()):
			all = append(all, fmt.Sprintf("MSK does not upgrade %s from %s to %s, but to %s",
				f, f.version, u.target(), strings.Join(offered, ", ")))
		}
	}
	return all, nil
}

// missing tells of a broker with partitions that lack replicas: clients could neither read nor write some of them while
// another broker restarts.
func (u *streamUpgrade) missing(ctx context.Context, all []foundCluster) (string, error) {
	if u.Express {
		return "", nil
	}
	for _, f := range all {
		for broker := 1; broker <= f.Brokers; broker++ {
			lacks, err := u.underReplicated(ctx, f.Cluster, broker)
			switch {
			case err != nil:
				return "", err
			case lacks > 0:
				return fmt.Sprintf("%g partitions on broker %d of %s lack a replica", lacks, broker, f), nil
			}
		}
	}
	return "", nil
}

// underReplicated is how many partitions of a broker lacked replicas in the last five minutes; none where there are no
// topics, of which MSK tells nothing. Every level of monitoring has it. Source: Amazon MSK developer guide, metrics of
// standard brokers.
func (u *streamUpgrade) underReplicated(ctx context.Context, c Cluster, broker int) (most float64, err error) {
	now := u.cloud.Now().UTC()
	out, err := cloudwatch.NewFromConfig(u.cloud.Config(c.Region)).GetMetricStatistics(ctx,
		&cloudwatch.GetMetricStatisticsInput{
			Namespace: new("AWS/Kafka"), MetricName: new("UnderReplicatedPartitions"),
			Dimensions: []cloudwatch.Dimension{
				{
					Name:  new("Cluster Name"),
					Value: &c.Name,
				},
				{Name: new("Broker ID"), Value: new(strconv.Itoa(broker))},
			},
			StartTime: new(now.Add(-5 * time.Minute).Format(time.RFC3339)), EndTime: new(now.Format(time.RFC3339)),
			Period: new(int32(60)), Statistics: []string{"Maximum"},
		})
	if err != nil {
		return 0, err
	}
	for _, point := range out.Datapoints {
		if point.Maximum != nil {
			most = max(most, *point.Maximum)
		}
	}
	return most, nil
}

// deploy is the deployment that gives the clusters their version.
func (u *streamUpgrade) deploy() Step {
	return Step{
		Name:    "deploy",
		Who:     Deployment,
		Timeout: 24 * time.Hour,
		Changes: "the brokers restart with " + u.To + ", one after the other; nothing else of the stream may change with it",
		Takes:   "about 15 minutes a broker (MSK's documentation)",
		Back:    "none: a cluster never goes back, and has no backups",
		Hand:    []string{"# version: " + u.To},
		State: func(ctx context.Context) (State, error) {
			all, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			old := u.old(all)
			switch {
			case busyCluster(all) != "":
				return waiting(busyCluster(all))
			case len(old) == 0 && u.Committed:
				return done("each cluster has " + u.To)
			case len(old) == 0:
				return yours(toCommit(u.To, "stream"))
			}
			return yours(toDeploy(u.Committed, u.To, "deploy it, with nothing else of the stream"))
		},
	}
}

// works looks at the clusters in their new version.
func (u *streamUpgrade) works() Step {
	return Step{
		Name: "works", Who: Command, Timeout: 6 * time.Hour,
		Changes: "nothing: it looks whether each partition has its replicas again, and is copied",
		Takes:   "minutes: replicas catch up",
		Back:    "as that of the step before",
		Hand:    u.each("kafka list-clusters-v2 --cluster-name-filter "),
		State: func(ctx context.Context) (State, error) {
			all, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			if doing := busyCluster(all); doing != "" {
				return waiting(doing)
			}
			if missing, err := u.missing(ctx, all); err != nil || missing != "" {
				return State{InProgress, missing}, err
			}
			if wrong, err := u.copies(ctx); err != nil || wrong != "" {
				return State{InProgress, wrong}, err
			}
			return done("each cluster works with " + u.To)
		},
	}
}
