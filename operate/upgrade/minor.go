package upgrade

import (
	"context"
	"fmt"
	"time"

	"bulkhead/internal/aws/rds"
)

// followers upgrades what follows the database, one after the other. Templates do not say the versions of replicas,
// and those of Aurora's secondary clusters follow in the next deployment.
func (u *upgrade) followers() Step {
	step := Step{
		Name:    "followers",
		Who:     Command,
		Timeout: 12 * time.Hour,
		Changes: "replicas, those in other regions first, get " + u.Target + " one after the other; each is away meanwhile",
		Takes:   "minutes for each (RDS's documentation)",
		Back:    "none: a replica does not go back; the database has its version still",
	}
	step.Hand = hand("REGION", "rds modify-db-instance --db-instance-identifier REPLICA --apply-immediately"+
		" --engine-version "+u.Target)
	if u.Aurora {
		step.Hand = hand("REGION", "rds modify-db-cluster --db-cluster-identifier SECONDARY --apply-immediately"+
			" --engine-version "+u.Target)
	}
	step.State = func(ctx context.Context) (State, error) {
		next, state, err := u.follower(ctx)
		if err != nil || state.Status != "" {
			return state, err
		}
		return due(fmt.Sprintf("%s has %s", next.identifier, next.version))
	}
	step.Do = func(ctx context.Context) error {
		next, state, err := u.follower(ctx)
		if err != nil || state.Status != "" {
			return err
		}
		if u.Aurora {
			_, err = u.at(next.region).ModifyDBCluster(ctx, &rds.ModifyDBClusterInput{
				DBClusterIdentifier: &next.identifier, EngineVersion: &u.Target, ApplyImmediately: new(true),
			})
			return err
		}
		_, err = u.at(next.region).ModifyDBInstance(ctx, &rds.ModifyDBInstanceInput{
			DBInstanceIdentifier: &next.identifier, EngineVersion: &u.Target, ApplyImmediately: new(true),
		})
		return err
	}
	return step
}

// follower is the replica whose turn it is. With a state, none is to be changed now.
func (u *upgrade) follower(ctx context.Context) (next found, state State, err error) {
	d, err := u.database(ctx)
	if err != nil {
		return next, state, err
	}
	var all []place
	for _, elsewhere := range []bool{true, false} {
		for _, p := range d.replicas {
			if (p.region != u.Region) == elsewhere {
				all = append(all, p)
			}
		}
	}
	older := false
	for _, p := range all {
		one, err := u.read(ctx, p)
		if err != nil {
			return next, state, err
		}
		if !one.available() {
			state, _ = waiting(p.identifier + " is " + one.status)
			return next, state, nil
		}
		if !older && compare(one.version, u.Target) < 0 {
			next, older = one, true
		}
	}
	if !older {
		state, _ = done(fmt.Sprintf("%d of %d have %s", len(all), len(all), u.Target))
	}
	return next, state, nil
}

// deploy is the deployment that gives the database its version.
func (u *upgrade) deploy() Step {
	return Step{
		Name:    "deploy",
		Who:     Deployment,
		Changes: "the database gets " + u.Target + ", and is away meanwhile; with apply: window, RDS waits for the window",
		Takes:   "minutes (RDS's documentation)",
		Back:    "none but a restore",
		Hand:    []string{"# version: " + quoted(u.To)},
		State: func(ctx context.Context) (State, error) {
			d, err := u.database(ctx)
			switch {
			case err != nil:
				return State{}, err
			case d.status == "upgrading":
				return waiting(u.Identifier + " is upgrading")
			case compare(d.version, u.Target) >= 0 && u.Committed:
				return done(u.Identifier + " has " + d.version)
			case compare(d.version, u.Target) >= 0:
				return yours(toCommit(quoted(u.To), "database"))
			case d.pending == u.Target:
				return yours("it is deployed, and RDS waits for the maintenance window")
			}
			return yours(toDeploy(u.Committed, quoted(u.To), "deploy it"))
		},
	}
}

// toDeploy tells what is to be done for a version that the configuration names, or does not name yet.
func toDeploy(committed bool, version, deploy string) string {
	if committed {
		return "the configuration has version: " + version + "; " + deploy
	}
	return "write version: " + version + " into the configuration, and " + deploy
}

// toCommit tells that the configuration has to follow a store.
func toCommit(version, store string) string {
	return "write version: " + version + " into the configuration, as the " + store + " has it already"
}

func quoted(version string) string { return `"` + version + `"` }
