package upgrade

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bulkhead/internal/aws/rds"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// found is what an instance or a cluster is.
type found struct {
	place
	status, version string
	pending         string   // version that waits for the window
	waits           bool     // something else waits for it
	group           string   // of parameters
	restart         []string // instances that do not work with their parameters yet
	replicas        []place
	source          string // it is a replica of this
	host            string
	port            int32
	backupDays      int32
	restorable      time.Time
	protected       bool
}

func (f found) available() bool { return f.status == "available" }

// missingError is of a database that is not there.
type missingError struct{ place }

func (e *missingError) Error() string {
	return "there is no database " + e.identifier + " in " + e.region + ": a deployment makes it"
}

// read reads an instance, or a cluster of Aurora.
func (u *upgrade) read(ctx context.Context, p place) (found, error) {
	read := u.readInstance
	if u.Aurora {
		read = u.readCluster
	}
	f, err := read(ctx, p)
	f.place = p
	if code := client.Code(err); code == "DBInstanceNotFound" || code == "DBClusterNotFoundFault" {
		err = &missingError{p}
	}
	return f, err
}

func (u *upgrade) readInstance(ctx context.Context, p place) (f found, err error) {
	out, err := u.at(p.region).DescribeDBInstances(ctx,
		&rds.DescribeDBInstancesInput{DBInstanceIdentifier: &p.identifier})
	if err != nil {
		return f, err
	}
	if len(out.DBInstances) != 1 {
		return f, &missingError{p}
	}
	i := out.DBInstances[0]
	f = found{
		status:  aws.ToString(i.DBInstanceStatus),
		version: aws.ToString(i.EngineVersion),
		source: aws.ToString(
			i.ReadReplicaSourceDBInstanceIdentifier,
		),
		backupDays: aws.ToInt32(i.BackupRetentionPeriod),
		restorable: aws.ToTime(i.LatestRestorableTime),
		protected:  aws.ToBool(i.DeletionProtection),
	}
	if i.Endpoint != nil {
		f.host, f.port = aws.ToString(i.Endpoint.Address), aws.ToInt32(i.Endpoint.Port)
	}
	if values := i.PendingModifiedValues; values != nil {
		f.pending = aws.ToString(values.EngineVersion)
		f.waits = values.DBInstanceClass != nil || values.AllocatedStorage != nil
	}
	for _, group := range i.DBParameterGroups {
		f.group = aws.ToString(group.DBParameterGroupName)
		if aws.ToString(group.ParameterApplyStatus) != "in-sync" {
			f.restart = append(f.restart, p.identifier)
		}
	}
	for _, replica := range i.ReadReplicaDBInstanceIdentifiers {
		at := u.placeOf(replica)
		if !strings.Contains(replica, ":") {
			at.region = p.region
		}
		f.replicas = append(f.replicas, at)
	}
	return f, nil
}

func (u *upgrade) readCluster(ctx context.Context, p place) (f found, err error) {
	out, err := u.at(p.region).DescribeDBClusters(ctx,
		&rds.DescribeDBClustersInput{DBClusterIdentifier: &p.identifier})
	if err != nil {
		return f, err
	}
	if len(out.DBClusters) != 1 {
		return f, &missingError{p}
	}
	c := out.DBClusters[0]
	f = found{
		status: aws.ToString(c.Status), version: aws.ToString(c.EngineVersion),
		host: aws.ToString(c.Endpoint), port: aws.ToInt32(c.Port), group: aws.ToString(c.DBClusterParameterGroup),
		backupDays: aws.ToInt32(c.BackupRetentionPeriod), restorable: aws.ToTime(c.LatestRestorableTime),
		protected: aws.ToBool(c.DeletionProtection),
	}
	if values := c.PendingModifiedValues; values != nil {
		f.pending = aws.ToString(values.EngineVersion)
	}
	for _, member := range c.DBClusterMembers {
		if aws.ToString(member.DBClusterParameterGroupStatus) != "in-sync" {
			f.restart = append(f.restart, aws.ToString(member.DBInstanceIdentifier))
		}
	}
	return f, nil
}

// database reads the database itself.
func (u *upgrade) database(ctx context.Context) (found, error) {
	f, err := u.read(ctx, place{u.Region, u.Identifier})
	if err != nil || u.Global == "" {
		return f, err
	}
	out, err := u.rds.DescribeGlobalClusters(ctx,
		&rds.DescribeGlobalClustersInput{GlobalClusterIdentifier: &u.Global})
	if err != nil {
		return f, err
	}
	for _, global := range out.GlobalClusters {
		for _, member := range global.GlobalClusterMembers {
			at := u.placeOf(aws.ToString(member.DBClusterArn))
			switch {
			case !aws.ToBool(member.IsWriter):
				f.replicas = append(f.replicas, at)
			case at != f.place:
				f.source = at.identifier
			}
		}
	}
	return f, nil
}

// deployments reads the blue/green deployment of this upgrade, and another one of the same database.
func (u *upgrade) deployments(ctx context.Context) (ours, other *rds.BlueGreenDeployment, err error) {
	in := &rds.DescribeBlueGreenDeploymentsInput{}
	for {
		page, err := u.rds.DescribeBlueGreenDeployments(ctx, in)
		if err != nil {
			return nil, nil, err
		}
		for _, one := range page.BlueGreenDeployments {
			switch {
			case aws.ToString(one.BlueGreenDeploymentName) == u.deploymentName():
				ours = &one
			case aws.ToString(one.Source) == u.arn():
				other = &one
			}
		}
		if in.Marker = page.Marker; aws.ToString(in.Marker) == "" {
			return ours, other, nil
		}
	}
}

// The statuses of blue/green deployments.
const (
	copying   = "PROVISIONING"
	ready     = "AVAILABLE"
	switching = "SWITCHOVER_IN_PROGRESS"
	switched  = "SWITCHOVER_COMPLETED"
	unready   = "INVALID_CONFIGURATION"
	unchanged = "SWITCHOVER_FAILED"
	deleting  = "DELETING"
)

// view is how far an upgrade with a copy is.
type view struct {
	phase    string // status of the blue/green deployment; empty without one
	copy     rds.BlueGreenDeployment
	database found // not read while they change places
}

// over tells whether the database has the version.
func (v view) over(target string) bool {
	return v.phase == switched || v.phase == "" && v.database.version == target
}

func (v view) id() string { return aws.ToString(v.copy.BlueGreenDeploymentIdentifier) }

// look reads how far the upgrade is.
func (u *upgrade) look(ctx context.Context) (v view, err error) {
	ours, other, err := u.deployments(ctx)
	if err != nil {
		return v, err
	}
	if ours != nil {
		v.copy, v.phase = *ours, aws.ToString(ours.Status)
	} else if other != nil && aws.ToString(other.Status) != switched {
		return v, &finalError{fmt.Errorf("%s has another blue/green deployment: %s",
			u.Identifier, aws.ToString(other.BlueGreenDeploymentName))}
	}
	if v.phase == switching {
		return v, nil
	}
	v.database, err = u.database(ctx)
	return v, err
}

// finalError is one that trying again does not mend.
type finalError struct{ error }

// Unwrap returns what went wrong.
func (e *finalError) Unwrap() error { return e.error }
