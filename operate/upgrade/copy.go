package upgrade

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"bulkhead/internal/aws/rds"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// makeCopy makes the copy with the new version beside the database, and has RDS keep it in step.
func (u *upgrade) makeCopy() Step {
	group := "--target-db-parameter-group-name"
	if u.Aurora {
		group = "--target-db-cluster-parameter-group-name"
	}
	return Step{
		Name:    "copy",
		Who:     Command,
		Timeout: 24 * time.Hour,
		Changes: "a copy of the database and its replicas is made with " + u.Target + ", and kept in step",
		Takes:   "half an hour to hours, by the amount of data; until it is finished, the copy costs as much as the database",
		Back:    "bulkhead upgrade --abandon",
		Hand: hand(u.Region, "rds create-blue-green-deployment --blue-green-deployment-name "+u.deploymentName()+
			" --source "+u.arn()+" --target-engine-version "+u.Target+" "+group+" GROUP"),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.over(u.Target):
				return done("it is over")
			}
			switch v.phase {
			case "":
				return due("there is no copy")
			case copying:
				return waiting(tasks(v.copy))
			case unready:
				return failed(v.id() + " cannot be kept in step: " + aws.ToString(v.copy.StatusDetails))
			case deleting:
				return failed(v.id() + " is being deleted")
			}
			return done(v.id() + " is " + strings.ToLower(v.phase))
		},
		Do: func(ctx context.Context) error {
			name, err := u.newGroup(ctx)
			if err != nil {
				return err
			}
			in := &rds.CreateBlueGreenDeploymentInput{
				BlueGreenDeploymentName: new(
					u.deploymentName(),
				),
				Source:              new(u.arn()),
				TargetEngineVersion: &u.Target,
			}
			if u.Aurora {
				in.TargetDBClusterParameterGroupName = &name
			} else {
				in.TargetDBParameterGroupName = &name
			}
			_, err = u.rds.CreateBlueGreenDeployment(ctx, in)
			return err
		},
	}
}

// tasks tells what RDS does to make the copy.
func tasks(d rds.BlueGreenDeployment) string {
	for _, task := range d.Tasks {
		if status := aws.ToString(task.Status); status == "IN_PROGRESS" || status == "FAILED" {
			return strings.ToLower(aws.ToString(task.Name) + ": " + status)
		}
	}
	return "it is being made"
}

// try is the test that a command or a person makes against the copy.
func (u *upgrade) try() Step {
	step := Step{
		Name: "test", Who: Person, Timeout: 24 * time.Hour,
		Changes: "nothing: the copy is tried; it takes no writes",
		Takes:   "as long as the test",
		Back:    "bulkhead upgrade --abandon",
		Hand:    hand(u.Region, "rds describe-blue-green-deployments"),
	}
	if u.Test != "" {
		step.Who = Command
	}
	step.State = func(ctx context.Context) (State, error) {
		v, err := u.look(ctx)
		switch {
		case err != nil:
			return State{}, err
		case v.phase == switching || v.over(u.Target):
			return done("it is over")
		case v.phase == "":
			return failed("there is no copy")
		case v.id() == u.passed:
			return done("the copy has passed")
		case v.id() == u.Tested:
			return done("somebody has tried the copy")
		}
		copied, err := u.read(ctx, u.placeOf(aws.ToString(v.copy.Target)))
		switch {
		case err != nil:
			return State{}, err
		case u.Test != "":
			return due(copied.host)
		}
		return yours(fmt.Sprintf("try the copy at %s, port %d, and run it again with --tested %s",
			copied.host, copied.port, v.id()))
	}
	step.Do = func(ctx context.Context) error {
		v, err := u.look(ctx)
		if err != nil || v.phase != ready && v.phase != unchanged { // it may be the database by now
			return err
		}
		copied, err := u.read(ctx, u.placeOf(aws.ToString(v.copy.Target)))
		if err != nil {
			return err
		}
		err = u.cloud.Run(ctx, u.Test, []string{
			"BULKHEAD_HOST=" + copied.host, "BULKHEAD_PORT=" + strconv.Itoa(int(copied.port)),
			"BULKHEAD_VERSION=" + copied.version,
		})
		if err != nil {
			return &finalError{fmt.Errorf("the copy has not passed: %w", err)}
		}
		u.passed = v.id()
		return nil
	}
	return step
}

// switchSeconds is how long a switch may take before RDS takes it back.
const switchSeconds = 300

// change lets the database and its copy change places.
func (u *upgrade) change() Step {
	return Step{
		Name:    "switch",
		Who:     Command,
		Timeout: 30 * time.Minute,
		Changes: "the copy takes the name, the address and the place of the database; connections break once",
		Takes:   "usually under a minute (RDS's documentation); after five it is taken back",
		Back: "the database of before has everything up to the switch, and nothing after it: its name ends in -old1," +
			" and it takes no writes until the blue/green deployment is deleted",
		Hand: hand(u.Region, "rds switchover-blue-green-deployment --blue-green-deployment-identifier IDENTIFIER"+
			" --switchover-timeout "+strconv.Itoa(switchSeconds)),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.over(u.Target):
				return done(u.Identifier + " has " + u.Target)
			}
			if v.phase == switching {
				return waiting("they change places")
			}
			_, secret, err := u.secret(ctx)
			switch {
			case err != nil:
				return State{}, err
			case aws.ToBool(secret.RotationEnabled): // somebody else has abandoned the upgrade
				return failed(anotherPassword)
			}
			switch v.phase {
			case ready:
				return due(v.id() + " is in step")
			case unchanged:
				if u.tried {
					return failed("RDS has taken it back: " + aws.ToString(v.copy.StatusDetails))
				}
				return due("RDS has taken it back before: " + aws.ToString(v.copy.StatusDetails))
			}
			return failed("there is no copy that it could change places with")
		},
		Do: func(ctx context.Context) error {
			v, err := u.look(ctx)
			if err != nil {
				return err
			}
			if v.id() == "" || v.id() != u.passed && v.id() != u.Tested {
				return &finalError{errors.New("nobody has tried the copy")}
			}
			_, err = u.rds.SwitchoverBlueGreenDeployment(ctx, &rds.SwitchoverBlueGreenDeploymentInput{
				BlueGreenDeploymentIdentifier: new(v.id()), SwitchoverTimeout: new(int32(switchSeconds)),
			})
			u.tried = u.tried || err == nil
			return err
		},
	}
}
