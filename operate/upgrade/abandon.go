package upgrade

import (
	"context"
	"errors"
	"time"

	"bulkhead/internal/aws/rds"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// notChanged refuses to abandon what has been switched.
func (u *upgrade) notChanged() Step {
	return Step{
		Name: "not-switched", Who: Command,
		Changes: "nothing: it looks whether the copy has not become the database",
		Takes:   "seconds",
		Back:    "nothing was changed",
		Hand:    hand(u.Region, "rds describe-blue-green-deployments"),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.over(u.Target), v.phase == switching:
				return failed("the copy has become the database: what was written since is only there")
			}
			return done(u.Identifier + " has " + v.database.version)
		},
	}
}

// copyOf reads the copy that is to be deleted; its place is empty where there is none.
func (u *upgrade) copyOf(ctx context.Context) (v view, copied found, err error) {
	v, err = u.look(ctx)
	if err != nil || v.phase == "" || v.phase == deleting || v.copy.Target == nil {
		return v, copied, err
	}
	if v.phase == switching || v.over(u.Target) {
		return v, copied, &finalError{errors.New("the copy has become the database")}
	}
	copied, err = u.read(ctx, u.placeOf(aws.ToString(v.copy.Target)))
	if _, missing := errors.AsType[*missingError](err); missing {
		return v, found{}, nil // it is not made yet
	}
	if err == nil && copied.identifier == u.Identifier {
		err = &finalError{errors.New(u.Identifier + " is no copy")}
	}
	return v, copied, err
}

// unprotect lets the copy be deleted: it has the protection of the database.
func (u *upgrade) unprotect() Step {
	return Step{
		Name: "unprotect-copy", Who: Command, Timeout: 24 * time.Hour, // it may be being made
		Changes: "the copy is not protected against deletion any more; the database stays so",
		Takes:   "seconds",
		Back:    "none is needed",
		Hand:    hand(u.Region, "rds modify-db-instance --db-instance-identifier COPY --no-deletion-protection"),
		State: func(ctx context.Context) (State, error) {
			v, copied, err := u.copyOf(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.phase == copying:
				return waiting("the copy is being made: " + tasks(v.copy))
			case copied.identifier == "" || !copied.protected:
				return done("it is not protected")
			}
			return due(copied.identifier + " is protected")
		},
		Do: func(ctx context.Context) error {
			_, copied, err := u.copyOf(ctx)
			if err != nil || copied.identifier == "" {
				return err
			}
			if u.Aurora {
				_, err = u.rds.ModifyDBCluster(ctx, &rds.ModifyDBClusterInput{
					DBClusterIdentifier: &copied.identifier, DeletionProtection: new(false),
				})
				return err
			}
			_, err = u.rds.ModifyDBInstance(ctx, &rds.ModifyDBInstanceInput{
				DBInstanceIdentifier: &copied.identifier, DeletionProtection: new(false),
			})
			return err
		},
	}
}

// drop deletes the blue/green deployment and the copy.
func (u *upgrade) drop() Step {
	return Step{
		Name: "drop-copy", Who: Command,
		Changes: "the blue/green deployment is deleted, and the copy; the database stays",
		Takes:   "minutes",
		Back:    "begin the upgrade again",
		Hand: hand(u.Region,
			"rds delete-blue-green-deployment --delete-target --blue-green-deployment-identifier IDENTIFIER"),
		State: func(ctx context.Context) (State, error) {
			v, _, err := u.copyOf(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.phase == "":
				return done("there is no copy")
			case v.phase == deleting:
				return waiting(v.id() + " is being deleted")
			}
			return due(v.id() + " is there")
		},
		Do: func(ctx context.Context) error {
			v, _, err := u.copyOf(ctx)
			if err != nil {
				return err
			}
			_, err = u.rds.DeleteBlueGreenDeployment(ctx, &rds.DeleteBlueGreenDeploymentInput{
				BlueGreenDeploymentIdentifier: new(v.id()), DeleteTarget: new(true),
			})
			return err
		},
	}
}

// rotateAgain begins the rotation again when there is no copy any more.
func (u *upgrade) rotateAgain() Step {
	return Step{
		Name: "rotate-password", Who: Command,
		Changes: "the password is rotated again",
		Takes:   "seconds",
		Back:    "none is needed",
		Hand:    u.rotationHand("rotate-secret --no-rotate-immediately"),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			if err != nil {
				return State{}, err
			}
			if v.phase != "" {
				return failed("there is a copy")
			}
			return u.rotation(ctx)
		},
		Do: u.begin,
	}
}

// unprepare is what the configuration has to say afterwards.
func (u *upgrade) unprepare() Step {
	return Step{
		Name:    "unprepare",
		Who:     Deployment,
		Changes: "the group of the new version goes, and " + u.Parameter + " is as before; the database needs a restart",
		Takes:   "minutes",
		Back:    "none is needed",
		Hand:    []string{"# without upgradeTo"},
		State: func(context.Context) (State, error) {
			if u.Prepares {
				return yours("leave upgradeTo out of the configuration, deploy it, and restart the database")
			}
			return done("the configuration has no upgradeTo")
		},
	}
}
