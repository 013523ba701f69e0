package failover

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"bulkhead/internal/aws/cloudwatch"
	"bulkhead/internal/aws/kafka"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// catchUp are the steps that wait until the other side has what was written before the services stopped. Where AWS
// waits itself, in a switchover, there is none.
func (f *failover) catchUp() (steps []Step) {
	for _, s := range f.Environment.Stores {
		step := Step{Name: "catch-up-" + s.Name, Takes: "measured in rehearsals: it goes by what is written"}
		id := s.At[f.To]
		switch s.Kind {
		case RDS:
			step.Changes = "nothing: it waits until the replica " + id + " has what was written"
			step.Hand = f.metricByHand("AWS/RDS", "ReplicaLag", "DBInstanceIdentifier", id, "Maximum")
			step.State = func(ctx context.Context) (State, error) { return f.replicaLag(ctx, s) }
		case Stream:
			step.Changes = "nothing: it waits until the Replicator " + id + " has copied what was written"
			step.Hand = f.metricByHand("AWS/Kafka", "MessageLag", "ReplicatorName", id, "Sum")
			step.State = func(ctx context.Context) (State, error) { return f.messageLag(ctx, id) }
		default:
			continue
		}
		steps = append(steps, step)
	}
	return steps
}

func (f *failover) metricByHand(namespace, name, dimension, value, statistic string) []string {
	return hand(f.to().Region, "cloudwatch get-metric-statistics --namespace "+namespace+" --metric-name "+name+
		" --dimensions Name="+dimension+",Value="+value+" --statistics "+statistic+
		" --period 60 --start-time $(date -u -d '5 minutes ago' +%FT%TZ) --end-time $(date -u +%FT%TZ)")
}

// replicaLag is done when the replica has what was written before the step began.
func (f *failover) replicaLag(ctx context.Context, s Store) (State, error) {
	if promoted, err := f.replicaState(ctx, s); err == nil && promoted.Status == Done {
		return promoted, nil
	}
	at, lag, known, err := f.metric(ctx, "AWS/RDS", "ReplicaLag", "DBInstanceIdentifier", s.At[f.To], "Maximum")
	switch since := sinceOf(ctx); {
	case err != nil:
		return State{}, err
	case !known:
		return waiting("its lag is not known yet")
	case lag < 0:
		return waiting("replication has stopped")
	case since.IsZero() || at.Before(since):
		return waiting(fmt.Sprintf("it lagged by %g seconds", lag))
	case lag > at.Sub(since).Seconds(): // a replica without writes lags, too: behind the last write
		return waiting(fmt.Sprintf("it lags by %g seconds", lag))
	}
	return done("it has what was written")
}

// untouched tells whether a move away from the side that is moved to was ended before it got far: nothing works on the
// other side until all of its stores are promoted.
func (f *failover) untouched(ctx context.Context) (bool, error) {
	current, err := f.current(ctx)
	if err != nil || current.Active != f.To {
		return false, err
	}
	away := *f
	away.To = f.To.Other()
	for _, step := range away.promote() {
		if state, err := step.State(ctx); err != nil || state.Status != Done {
			return err == nil, err
		}
	}
	return false, nil
}

// messageLag is done when the Replicator had nothing to copy after the step began.
func (f *failover) messageLag(ctx context.Context, name string) (State, error) {
	if moved, err := f.moved(ctx); err != nil || moved {
		return State{Done, "the other side is active"}, err
	}
	state, err := f.replicator(ctx, name)
	switch {
	case err != nil:
		return State{}, err
	case state == "":
		if untouched, err := f.untouched(ctx); err != nil || untouched {
			return State{Done, "nothing was written on the side that is left"}, err
		}
		return failed("there is no Replicator " + name + ": a deployment makes it that knows which side is active")
	case state == "FAILED", state == "DELETING":
		return failed("the Replicator " + name + " is " + state + ": deploy again when it is gone")
	case state != "RUNNING":
		return waiting(name + " is " + state)
	}
	at, lag, known, err := f.metric(ctx, "AWS/Kafka", "MessageLag", "ReplicatorName", name, "Sum")
	switch since := sinceOf(ctx); {
	case err != nil:
		return State{}, err
	case !known || since.IsZero() || at.Before(since):
		return waiting("its lag is not known yet")
	case lag > 0:
		return waiting(fmt.Sprintf("%g messages are to be copied", lag))
	}
	return done("everything is copied")
}

// replicator returns the state of a Replicator into the region that is moved to, or nothing.
func (f *failover) replicator(ctx context.Context, name string) (string, error) {
	in := &kafka.ListReplicatorsInput{ReplicatorNameFilter: &name} // what the name begins with
	for {
		page, err := f.there().kafka.ListReplicators(ctx, in)
		if err != nil {
			return "", err
		}
		for _, r := range page.Replicators {
			if aws.ToString(r.ReplicatorName) == name {
				return aws.ToString(r.ReplicatorState), nil
			}
		}
		if in.NextToken = page.NextToken; aws.ToString(in.NextToken) == "" {
			return "", nil
		}
	}
}

// metric returns the newest value of a metric in the last five minutes, and the minute that it is of.
func (f *failover) metric(
	ctx context.Context, namespace, name, dimension, value, statistic string,
) (at time.Time, newest float64, known bool, err error) {
	now := f.cloud.Now()
	out, err := f.there().cloudwatch.GetMetricStatistics(ctx, &cloudwatch.GetMetricStatisticsInput{
		Namespace: &namespace, MetricName: &name,
		Dimensions: []cloudwatch.Dimension{{Name: &dimension, Value: &value}},
		StartTime:  new(now.Add(-5 * time.Minute).UTC().Format(time.RFC3339)),
		EndTime:    new(now.UTC().Format(time.RFC3339)),
		Period:     new(int32(60)), Statistics: []string{statistic},
	})
	if err != nil {
		return at, 0, false, err
	}
	for _, point := range out.Datapoints {
		begins, err := time.Parse(time.RFC3339, point.Timestamp)
		if err != nil {
			return at, 0, false, fmt.Errorf("the time of a datapoint is %s", strconv.Quote(point.Timestamp))
		}
		read := point.Maximum
		if statistic == "Sum" {
			read = point.Sum
		}
		if read != nil && !begins.Before(at) {
			at, newest, known = begins, *read, true
		}
	}
	return at, newest, known, nil
}

// since is the key of when a step began.
type since struct{}

// sinceOf returns when the step began, or nothing where states are only read.
func sinceOf(ctx context.Context) time.Time {
	t, _ := ctx.Value(since{}).(time.Time)
	return t
}
