package upgrade

import (
	"context"
	"fmt"
	"strings"

	"bulkhead/internal/aws/rds"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// prepare is the deployment that brings the groups of the new major version.
func (u *upgrade) prepare() Step {
	return Step{
		Name: "prepare", Who: Deployment,
		Changes: "the group of parameters of the new version is added, and " + u.Parameter + " is set to " + u.Value,
		Takes:   "minutes",
		Back:    "leave upgradeTo out, and deploy",
		Hand:    []string{"# upgradeTo: " + quoted(u.To)},
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			if err != nil || v.phase != "" || v.over(u.Target) {
				return State{Done, "it is over"}, err
			}
			group, err := u.newGroup(ctx)
			if err != nil {
				return State{}, err
			}
			value, err := u.parameter(ctx, v.database.group)
			switch {
			case err != nil:
				return State{}, err
			case group != "" && value == u.Value:
				return done(group + " is there, and " + u.Parameter + " is " + value)
			case u.Prepares:
				return yours("the configuration has upgradeTo: " + quoted(u.To) + "; deploy it")
			}
			return yours("write upgradeTo: " + quoted(u.To) + " beside the version, and deploy it")
		},
	}
}

// newGroup is the name of the group of parameters of the new major version; empty where there is none.
func (u *upgrade) newGroup(ctx context.Context) (name string, err error) {
	if u.Aurora {
		in := &rds.DescribeDBClusterParameterGroupsInput{}
		for {
			page, err := u.rds.DescribeDBClusterParameterGroups(ctx, in)
			if err != nil {
				return "", err
			}
			for _, group := range page.DBClusterParameterGroups {
				if aws.ToString(group.Description) == u.Group {
					return aws.ToString(group.DBClusterParameterGroupName), nil
				}
			}
			if in.Marker = page.Marker; aws.ToString(in.Marker) == "" {
				return "", nil
			}
		}
	}
	in := &rds.DescribeDBParameterGroupsInput{}
	for {
		page, err := u.rds.DescribeDBParameterGroups(ctx, in)
		if err != nil {
			return "", err
		}
		for _, group := range page.DBParameterGroups {
			if aws.ToString(group.Description) == u.Group {
				return aws.ToString(group.DBParameterGroupName), nil
			}
		}
		if in.Marker = page.Marker; aws.ToString(in.Marker) == "" {
			return "", nil
		}
	}
}

// parameter is what a group says that the database is told before it is copied.
func (u *upgrade) parameter(ctx context.Context, group string) (value string, err error) {
	marker := new("")
	for {
		var all []rds.Parameter
		if u.Aurora {
			page, err := u.rds.DescribeDBClusterParameters(ctx, &rds.DescribeDBClusterParametersInput{
				DBClusterParameterGroupName: &group, Source: new("user"), Marker: more(marker),
			})
			if err != nil {
				return "", err
			}
			all, marker = page.Parameters, page.Marker
		} else {
			page, err := u.rds.DescribeDBParameters(ctx, &rds.DescribeDBParametersInput{
				DBParameterGroupName: &group, Source: new("user"), Marker: more(marker),
			})
			if err != nil {
				return "", err
			}
			all, marker = page.Parameters, page.Marker
		}
		for _, one := range all {
			if aws.ToString(one.ParameterName) == u.Parameter {
				return aws.ToString(one.ParameterValue), nil
			}
		}
		if more(marker) == nil {
			return "", nil
		}
	}
}

// more is a marker that leads on, or nothing.
func more(marker *string) *string {
	if aws.ToString(marker) == "" {
		return nil
	}
	return marker
}

// restart is what a person does after the preparation: RDS takes a static parameter in a restart, and does not restart
// by itself.
func (u *upgrade) restart() Step {
	return Step{
		Name: "restart", Who: Person,
		Changes: "the database restarts, and takes " + u.Parameter,
		Takes:   "a minute or two",
		Back:    "leave upgradeTo out, deploy, and restart it again",
		Hand:    hand(u.Region, "rds reboot-db-instance --db-instance-identifier INSTANCE"),
		State: func(ctx context.Context) (State, error) {
			v, err := u.look(ctx)
			switch {
			case err != nil:
				return State{}, err
			case v.phase != "" || v.over(u.Target):
				return done("it is over")
			case !v.database.available():
				return waiting(u.Identifier + " is " + v.database.status)
			case len(v.database.restart) > 0:
				return yours(
					fmt.Sprintf("restart %s, readers before the writer", strings.Join(v.database.restart, ", ")),
				)
			}
			return done("it works with its parameters")
		},
	}
}
