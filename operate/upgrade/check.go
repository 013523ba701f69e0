package upgrade

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/rds"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// recent is how old the last moment may be that the database could be restored to.
const recent = time.Hour

// check refuses to begin what cannot end.
func (u *upgrade) check() Step {
	return Step{
		Name: "check", Who: Command, Timeout: 10 * time.Minute,
		Changes: "nothing: it looks whether the database can be upgraded to " + u.Target,
		Takes:   "seconds",
		Back:    "nothing was changed",
		Hand: append(
			hand(
				u.Region,
				"rds describe-db-engine-versions --engine "+u.Engine+" --engine-version VERSION --include-all",
			),
			hand(u.Region, "rds describe-pending-maintenance-actions --resource-identifier "+u.arn())...,
		),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.phase != "":
				return done("it has begun: " + v.id())
			case v.database.version == u.Target:
				return done(u.Identifier + " has " + u.Target)
			}
			reasons, err := u.reasons(ctx, v.database)
			switch {
			case err != nil:
				return State{}, err
			case len(reasons) > 0:
				return failed(strings.Join(reasons, "; "))
			case !v.database.available():
				return waiting(u.Identifier + " is " + v.database.status)
			}
			return done(fmt.Sprintf("%s has %s, and can be upgraded", u.Identifier, v.database.version))
		},
	}
}

// reasons are why the database cannot be upgraded as it is.
func (u *upgrade) reasons(ctx context.Context, d found) (all []string, err error) {
	add := func(wrong bool, format string, args ...any) {
		if wrong {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	offered, err := u.offered(ctx, d.version)
	if err != nil {
		return nil, err
	}
	add(!slices.Contains(offered, u.Target), "RDS does not upgrade %s to %s, but to %s",
		d.version, u.Target, strings.Join(offered, ", "))
	add(d.source != "", "%s follows %s: upgrade that", d.identifier, d.source)
	add(d.backupDays == 0, "it has no automated backups")
	behind := u.cloud.Now().Sub(d.restorable)
	add(
		d.backupDays > 0 && behind > recent,
		"it can only be restored to %s",
		d.restorable.UTC().Format(time.DateTime),
	)
	add(d.waits, "a change waits for the maintenance window")
	add(d.pending != "" && d.pending != u.Target, "version %s waits for the maintenance window", d.pending)
	scheduled, err := u.scheduled(ctx)
	if err != nil {
		return nil, err
	}
	add(len(scheduled) > 0, "maintenance is scheduled: %s", strings.Join(scheduled, ", "))
	if !u.Major {
		return all, nil
	}
	for _, replica := range d.replicas {
		add(replica.region != u.Region,
			"%s in %s follows it, and a blue/green deployment has no replicas in other regions",
			replica.identifier, replica.region)
		if replica.region == u.Region {
			r, err := u.read(ctx, replica)
			if err != nil {
				return nil, err
			}
			add(len(r.replicas) > 0, "%s has replicas of its own", replica.identifier)
		}
	}
	return all, nil
}

// offered are the versions that RDS upgrades a version to.
func (u *upgrade) offered(ctx context.Context, version string) (all []string, err error) {
	out, err := u.rds.DescribeDBEngineVersions(ctx,
		&rds.DescribeDBEngineVersionsInput{Engine: &u.Engine, EngineVersion: &version, IncludeAll: new(true)})
	if err != nil {
		return nil, err
	}
	for _, one := range out.DBEngineVersions {
		for _, target := range one.ValidUpgradeTarget {
			all = append(all, aws.ToString(target.EngineVersion))
		}
	}
	return all, nil
}

// scheduled is the maintenance that has a time.
func (u *upgrade) scheduled(ctx context.Context) (all []string, err error) {
	out, err := u.rds.DescribePendingMaintenanceActions(ctx,
		&rds.DescribePendingMaintenanceActionsInput{ResourceIdentifier: new(u.arn())})
	if err != nil {
		return nil, err
	}
	for _, resource := range out.PendingMaintenanceActions {
		for _, action := range resource.PendingMaintenanceActionDetails {
			if at := aws.ToTime(action.CurrentApplyDate); !at.IsZero() {
				all = append(all, aws.ToString(action.Action)+" at "+at.UTC().Format(time.DateTime))
			}
		}
	}
	return all, nil
}

// works looks at the database in its new version.
func (u *upgrade) works() Step {
	return Step{
		Name: "works", Who: Command,
		Changes: "nothing: it looks whether the database and its replicas are available with " + u.Target,
		Takes:   "seconds",
		Back:    "as that of the step before",
		Hand:    u.describe(),
		State: func(ctx context.Context) (State, error) {
			d, err := u.database(ctx)
			if err != nil {
				return State{}, err
			}
			for _, p := range append([]place{d.place}, d.replicas...) {
				one, err := u.read(ctx, p)
				switch {
				case err != nil:
					return State{}, err
				case !one.available():
					return waiting(p.identifier + " is " + one.status)
				case compare(one.version, u.Target) < 0:
					return waiting(p.identifier + " has " + one.version)
				}
			}
			return done(u.Identifier + " has " + d.version)
		},
	}
}

// describe are the commands that show the database.
func (u *upgrade) describe() []string {
	if u.Aurora {
		return hand(u.Region, "rds describe-db-clusters --db-cluster-identifier "+u.Identifier)
	}
	return hand(u.Region, "rds describe-db-instances --db-instance-identifier "+u.Identifier)
}
