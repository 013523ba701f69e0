package database

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
)

// A group of parameters or options is for one major version, and has a logical id of its own for each. So the next
// version's can be there before the database moves to it, and the older one goes after.

// upgraded returns what the database is to be in its next major version.
func (p Props) upgraded() Props {
	p.Version, p.UpgradeTo = p.UpgradeTo, ""
	return p
}

// ofMajor returns a construct id for the major version, without dots.
func (p Props) ofMajor(id string) string { return id + strings.ReplaceAll(p.major(), ".", "") }

// newInstanceParameters adds the parameters of an instance, and those of its next major version.
func newInstanceParameters(scope constructs.Construct, props Props) awsrds.ParameterGroup {
	if props.Upgrading() {
		newInstanceParameters(scope, props.upgraded())
	}
	group := newParameters(scope, props.instanceEngine(), props)
	group.BindToInstance(&awsrds.ParameterGroupInstanceBindOptions{})
	keep(props, resource(group))
	return group
}

// newClusterParameters adds the parameters of a cluster, and those of its next major version.
func newClusterParameters(scope constructs.Construct, props Props) awsrds.ParameterGroup {
	if props.Upgrading() {
		newClusterParameters(scope, props.upgraded())
	}
	group := newParameters(scope, props.clusterEngine(), props)
	group.BindToCluster(&awsrds.ParameterGroupClusterBindOptions{})
	keep(props, resource(group))
	return group
}

func newParameters(scope constructs.Construct, engine awsrds.IEngine, props Props) awsrds.ParameterGroup {
	return awsrds.NewParameterGroup(scope, new(props.ofMajor("Parameters")), &awsrds.ParameterGroupProps{
		Engine:      engine,
		Description: new("parameters of " + props.Identifier + " for " + props.major()),
		Parameters:  pointers(props.parameters()),
	})
}

// newOptions adds MySQL's audit plugin; other engines need no option group. It is kept in development, too: the last
// snapshot uses it.
func newOptions(scope constructs.Construct, props Props) awsrds.OptionGroup {
	if props.Upgrading() {
		newOptions(scope, props.upgraded())
	}
	group := awsrds.NewOptionGroup(scope, new(props.ofMajor("Options")), &awsrds.OptionGroupProps{
		Engine:      props.instanceEngine(),
		Description: new("audit log of " + props.Identifier + " for " + props.major()),
		Configurations: &[]*awsrds.OptionConfiguration{{
			Name:     new("MARIADB_AUDIT_PLUGIN"),
			Settings: pointers(map[string]string{"SERVER_AUDIT_EVENTS": auditEvents}),
		}},
	})
	resource(group).ApplyRemovalPolicy(kept, nil)
	return group
}
