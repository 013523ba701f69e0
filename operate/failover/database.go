package failover

import (
	"context"
	"fmt"
	"strings"

	"bulkhead/internal/aws/rds"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// clusterARN is the ARN of an Aurora cluster at a side.
func (f *failover) clusterARN(s Store, side SideName) string {
	e := f.Environment
	return "arn:aws:rds:" + e.Side(side).Region + ":" + e.Account + ":cluster:" + s.At[side]
}

// promoteAurora makes the other side's cluster the writer of the global cluster.
func (f *failover) promoteAurora(s Store) Step {
	target := f.clusterARN(s, f.To)
	step := Step{
		Changes: "the writer of the Aurora global cluster " + s.Global + " becomes " + s.At[f.To],
		Takes:   "minutes (Aurora's documentation); measured in rehearsals",
		State:   func(ctx context.Context) (State, error) { return f.auroraState(ctx, s, target) },
	}
	names := "--global-cluster-identifier " + s.Global + " --target-db-cluster-identifier " + target
	if f.Mode == Planned {
		step.Hand = hand(f.from().Region, "rds switchover-global-cluster "+names)
		step.Do = func(ctx context.Context) error {
			_, err := f.here().rds.SwitchoverGlobalCluster(ctx, &rds.SwitchoverGlobalClusterInput{
				GlobalClusterIdentifier: &s.Global, TargetDbClusterIdentifier: &target,
			})
			return err
		}
		return step
	}
	step.Hand = hand(f.to().Region, "rds failover-global-cluster --allow-data-loss "+names)
	step.Do = func(ctx context.Context) error {
		_, err := f.there().rds.FailoverGlobalCluster(ctx, &rds.FailoverGlobalClusterInput{
			GlobalClusterIdentifier: &s.Global, TargetDbClusterIdentifier: &target, AllowDataLoss: new(true),
		})
		return err
	}
	return step
}

func (f *failover) auroraState(ctx context.Context, s Store, target string) (State, error) {
	out, err := f.there().rds.DescribeGlobalClusters(
		ctx,
		&rds.DescribeGlobalClustersInput{GlobalClusterIdentifier: &s.Global},
	)
	if err != nil {
		return State{}, err
	}
	if len(out.GlobalClusters) != 1 {
		return failed("there is no global cluster " + s.Global)
	}
	global := out.GlobalClusters[0]
	for _, member := range global.GlobalClusterMembers {
		if aws.ToString(member.DBClusterArn) != target {
			continue
		}
		switch {
		case global.FailoverState != nil && aws.ToString(global.FailoverState.Status) != "":
			return waiting("the writer changes to " + aws.ToString(global.FailoverState.ToDbClusterArn))
		case aws.ToBool(member.IsWriter):
			return done(s.At[f.To] + " is the writer")
		case f.Mode == Planned && aws.ToString(global.Status) != "available":
			return waiting(s.Global + " is " + aws.ToString(global.Status))
		case f.Mode == Planned && aws.ToString(member.SynchronizationStatus) != "connected":
			return waiting(s.At[f.To] + " is not in sync: " + aws.ToString(member.SynchronizationStatus))
		}
		return due(s.At[f.To] + " is a reader")
	}
	return failed(target + " is no member of " + s.Global)
}

// promoteRDS makes an instance of the other side's replica.
func (f *failover) promoteRDS(s Store) Step {
	id := s.At[f.To]
	return Step{
		Changes: "the replica " + id + " becomes an instance of its own; replication ends, and the way back is a new replica",
		Takes:   "minutes (RDS's documentation); measured in rehearsals",
		Hand: append(f.handNote(promotedKey(s), id), hand(f.to().Region, fmt.Sprintf(
			"rds promote-read-replica --db-instance-identifier %s --backup-retention-period %d", id, s.BackupDays))...),
		State: func(ctx context.Context) (State, error) { return f.replicaState(ctx, s) },
		Do: func(ctx context.Context) error {
			// Who was promoted cannot be told from the instance: one that was left behind in an earlier failover has
			// no source either.
			if err := f.note(ctx, promotedKey(s), id); err != nil {
				return err
			}
			_, err := f.there().rds.PromoteReadReplica(ctx, &rds.PromoteReadReplicaInput{
				DBInstanceIdentifier: &id, BackupRetentionPeriod: new(int32(s.BackupDays)),
			})
			return err
		},
	}
}

// promotedBegins begins the attributes of the record that name the instance of a store that was promoted last.
const promotedBegins = "Promoted "

func promotedKey(s Store) string { return promotedBegins + s.Name }

func (f *failover) replicaState(ctx context.Context, s Store) (State, error) {
	id := s.At[f.To]
	out, err := f.there().rds.DescribeDBInstances(ctx, &rds.DescribeDBInstancesInput{DBInstanceIdentifier: &id})
	if client.Code(err) == "DBInstanceNotFound" || err == nil && len(out.DBInstances) != 1 {
		return failed("there is no instance " + id + ": a deployment makes it")
	}
	if err != nil {
		return State{}, err
	}
	instance := out.DBInstances[0]
	status := aws.ToString(instance.DBInstanceStatus)
	if aws.ToString(instance.ReadReplicaSourceDBInstanceIdentifier) != "" {
		if status != "available" {
			return waiting(id + " is " + status)
		}
		return due(id + " is a replica")
	}
	current, err := f.current(ctx)
	if err != nil {
		return State{}, err
	}
	if current.Active != f.To && current.Attributes[promotedKey(s)] != id {
		return failed(
			id + " is no replica of the active side: it was left behind. Deploy with the generation raised," +
				" which makes a new one",
		)
	}
	if status != "available" {
		return waiting(id + " is " + status)
	}
	return done(id + " is an instance of its own")
}

// lostWrites begins the names of the snapshots that Aurora takes of a writer that was failed over without it.
const lostWrites = "rds:unplanned-global-failover-"

// keepLostWrites copies what the side that was left had written and not copied, before Aurora deletes it.
func (f *failover) keepLostWrites(s Store) Step {
	cluster := s.At[f.To.Other()]
	step := Step{
		Name:    "keep-lost-writes-" + s.Name,
		Changes: "Aurora's snapshot of what " + cluster + " had not copied is kept as a snapshot of ours",
		Takes:   "measured; the snapshot appears when the region is back",
		Try:     true,
		Hand: append([]string{
			let("snapshot", f.from().Region, "rds describe-db-cluster-snapshots --db-cluster-identifier "+cluster,
				"DBClusterSnapshots[?starts_with(DBClusterSnapshotIdentifier, '"+lostWrites+
					"')].DBClusterSnapshotIdentifier | [0]"),
		}, hand(f.from().Region, "rds copy-db-cluster-snapshot --source-db-cluster-snapshot-identifier $snapshot"+
			" --copy-tags --target-db-cluster-snapshot-identifier "+cluster+"-lost-writes-${snapshot#"+lostWrites+"}")...),
	}
	step.State = func(ctx context.Context) (State, error) {
		left, seen, err := f.lostWrites(ctx, cluster)
		switch {
		case err != nil:
			return State{}, err
		case seen == 0:
			return later("there is no snapshot of lost writes yet")
		case len(left) > 0:
			return due(left[0] + " expires")
		}
		return done("the snapshots are kept")
	}
	step.Do = func(ctx context.Context) error {
		left, _, err := f.lostWrites(ctx, cluster)
		for _, snapshot := range left {
			if err == nil {
				_, err = f.here().rds.CopyDBClusterSnapshot(ctx, &rds.CopyDBClusterSnapshotInput{
					SourceDBClusterSnapshotIdentifier: &snapshot,
					TargetDBClusterSnapshotIdentifier: new(kept(cluster, snapshot)), CopyTags: new(true),
				})
			}
		}
		return err
	}
	return step
}

// kept is the name of the copy of a snapshot of lost writes.
func kept(cluster, snapshot string) string {
	return cluster + "-lost-writes-" + strings.TrimPrefix(snapshot, lostWrites)
}

// lostWrites returns the snapshots of lost writes that are not kept yet, and how many there are.
func (f *failover) lostWrites(ctx context.Context, cluster string) (left []string, seen int, err error) {
	all := map[string]bool{}
	in := &rds.DescribeDBClusterSnapshotsInput{DBClusterIdentifier: &cluster}
	for {
		page, err := f.here().rds.DescribeDBClusterSnapshots(ctx, in)
		if err != nil {
			return nil, 0, err
		}
		for _, snapshot := range page.DBClusterSnapshots {
			all[aws.ToString(snapshot.DBClusterSnapshotIdentifier)] = true
		}
		if in.Marker = page.Marker; aws.ToString(in.Marker) == "" {
			break
		}
	}
	for id := range all {
		if strings.HasPrefix(id, lostWrites) {
			seen++
			if !all[kept(cluster, id)] {
				left = append(left, id)
			}
		}
	}
	return left, seen, nil
}
