package database

import (
	"bulkhead/config"
	"bulkhead/constructs/database/boot"
	"bulkhead/constructs/node"
	"bulkhead/constructs/secret"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// InstancesProps is what the configuration says about a database on instances, and what it plugs into.
type InstancesProps struct {
	Settings config.Database
	Nodes    node.Props             // but for what the database knows: secrets, ports and boot
	Address  string                 // the name that leads to the node that takes writes
	Zone     awsroute53.IHostedZone // which has it
}

// OnInstances is what a service needs to use a database on instances.
type OnInstances struct {
	Nodes  node.Nodes
	Secret string // ARN of the secret with username and password
}

// addressSeconds is for how long who looked up the address may keep it. Nodes look as often.
const addressSeconds = 5

// NewOnInstances adds a MySQL database on instances of our own to scope: two nodes in two zones, of which the address
// of the primary leads to one, and the other follows that one. Nodes change before the primary does.
func NewOnInstances(scope constructs.Construct, id string, props InstancesProps) OnInstances {
	scope = constructs.NewConstruct(scope, &id)
	settings, nodes := props.Settings, props.Nodes
	secrets := map[string]string{}
	for _, s := range []struct{ id, name, user, description string }{
		{"LoginSecret", "login", masterUser, "master user of database " + nodes.Name},
		{"RootSecret", "root", "root", "administrator of database " + nodes.Name + ", on its nodes"},
		{"NodeSecret", "node", "node", "nodes of database " + nodes.Name + ", for each other"},
	} {
		secrets[s.name] = *secret.NewPassword(scope, s.id, s.user, s.description, nodes.SecretKey).SecretArn()
	}
	nodes.CPUPercent = settings.Alarms.CPUPercent
	nodes.Secrets = secrets
	nodes.Ports = []int{settings.Port()}
	nodes.Runs = string(settings.Engine) + " " + settings.Version
	nodes.Files = boot.Files
	nodes.Order = []int{2 - settings.Primary, settings.Primary - 1}
	nodes.Everywhere = true // two of one snapshot have nothing to copy from each other
	nodes.Roles = func(role awsiam.Role) { role.AddToPolicy(moves(props)) }
	nodes.Settings = func(i int) map[string]string {
		return map[string]string{
			"STORE_CONFIG":   boot.Config(settings, nodes.Hosts[i], i),
			"STORE_VERSION":  settings.Version,
			"STORE_DATABASE": settings.Name,
			"STORE_LOGIN":    masterUser,
			"STORE_ADDRESS":  props.Address,
			"STORE_ZONE":     *props.Zone.HostedZoneId(),
		}
	}
	made := OnInstances{node.New(scope, "Nodes", nodes), secrets["login"]}
	newAddress(scope, made.Nodes, props)
	newNodeAlarms(scope, props)
	return made
}

// newAddress adds the record that leads to the primary, before there is anybody who looks: that a name is not there,
// name servers remember for longer than where it leads.
func newAddress(scope constructs.Construct, nodes node.Nodes, props InstancesProps) {
	record := awsroute53.NewARecord(scope, new("Primary"), &awsroute53.ARecordProps{
		Zone:       props.Zone,
		RecordName: new(props.Address + "."),
		Target:     awsroute53.RecordTarget_FromIpAddresses(&nodes.Addresses[props.Settings.Primary-1]),
		Ttl:        awscdk.Duration_Seconds(jsii.Number(addressSeconds)),
	})
	for _, group := range nodes.Groups {
		group.Node().AddDependency(record)
	}
}

// moves lets a node lead the address of the primary elsewhere, as somebody does who promotes it there.
func moves(props InstancesProps) awsiam.PolicyStatement {
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("route53:ChangeResourceRecordSets"),
		Resources: &[]*string{props.Zone.HostedZoneArn()},
		Conditions: &map[string]any{"ForAllValues:StringEquals": map[string][]string{
			"route53:ChangeResourceRecordSetsRecordTypes":           {"A"},
			"route53:ChangeResourceRecordSetsActions":               {"UPSERT"},
			"route53:ChangeResourceRecordSetsNormalizedRecordNames": {props.Address},
		}},
	})
}
