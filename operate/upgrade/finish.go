package upgrade

import (
	"context"
	"errors"

	"bulkhead/internal/aws/rds"
)

// commit is what the configuration has to say afterwards.
func (u *upgrade) commit() Step {
	return Step{
		Name: "commit", Who: Deployment,
		Changes: "the template says what the database has already: its version and its group",
		Takes:   "minutes",
		Back:    "as that of the switch",
		Hand:    []string{"# version: " + quoted(u.To) + ", without upgradeTo"},
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			switch {
			case err != nil:
				return State{}, err
			case !v.over(u.Target):
				return failed(errNotYet.Error())
			case u.Committed && !u.Prepares:
				return done("the configuration has version: " + quoted(u.To))
			}
			if older, err := u.twin(ctx); older != "" || err != nil {
				return State{
					Yours,
					"upgrade " + older + " in " + u.TwinRegion + " as well, up to this step: the configuration" +
						" is about both",
				}, err
			}
			return yours(
				"write version: " + quoted(u.To) + " into the configuration, without upgradeTo, and deploy it;" +
					" allow it by name, since the plan does not know of the switch",
			)
		},
	}
}

// twin is the database of its own in the other region, where it has an older version.
func (u *upgrade) twin(ctx context.Context) (older string, err error) {
	if u.Twin == "" {
		return "", nil
	}
	d, err := u.read(ctx, place{u.TwinRegion, u.Twin})
	if _, missing := errors.AsType[*missingError](err); missing || err == nil && compare(d.version, u.Target) >= 0 {
		return "", nil
	}
	return u.Twin, err
}

// forget deletes the blue/green deployment, and neither of its databases.
func (u *upgrade) forget() Step {
	return Step{
		Name:    "forget",
		Who:     Command,
		Changes: "the blue/green deployment is deleted, and no database; that of before takes writes again, and nobody's",
		Takes:   "minutes",
		Back:    "none: nothing is left to go back to but the database of before",
		Hand:    hand(u.Region, "rds delete-blue-green-deployment --blue-green-deployment-identifier IDENTIFIER"),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.phase == "" && v.over(u.Target):
				return done("it is gone")
			case v.phase == deleting:
				return waiting(v.id() + " is being deleted")
			case v.phase != switched:
				return failed(errNotYet.Error())
			case !u.Finish:
				return yours("run it again with --finish when the database of before is not needed any more")
			}
			return due(v.id() + " is there")
		},
		Do: func(ctx context.Context) error {
			v, err := u.look(ctx)
			if err != nil {
				return err
			}
			_, err = u.rds.DeleteBlueGreenDeployment(ctx,
				&rds.DeleteBlueGreenDeploymentInput{BlueGreenDeploymentIdentifier: new(v.id())})
			return err
		},
	}
}

// left tells of the database of before, which a person deletes.
func (u *upgrade) left() Step {
	old := place{u.Region, u.Identifier + "-old1"}
	kind := "instance"
	if u.Aurora {
		kind = "cluster"
	}
	name := " --db-" + kind + "-identifier " + old.identifier
	final := " --final-db-snapshot-identifier " + old.identifier
	return Step{
		Name: "left", Who: Person,
		Changes: "the database of before is deleted; the command never deletes one",
		Takes:   "minutes; until then it costs what it has cost",
		Back:    "a restore of its last snapshot",
		Hand: append(
			hand(u.Region, "rds modify-db-"+kind+name+" --no-deletion-protection"),
			hand(u.Region, "rds delete-db-"+kind+name+final)...,
		),
		State: func(ctx context.Context) (State, error) {
			_, err := u.read(ctx, old)
			if _, missing := errors.AsType[*missingError](err); missing {
				return done("nothing is left")
			}
			if err != nil {
				return State{}, err
			}
			return done(old.identifier + " is there, and costs what it has cost: delete it")
		},
	}
}
