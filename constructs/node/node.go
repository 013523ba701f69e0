// Package node makes nodes of stores on instances of our own: each is one instance in one zone, with a volume and an
// address that stay when the instance is replaced. It knows nothing of what runs on them.
package node

import (
	"embed"
	"fmt"
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/node/boot"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/server"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsautoscaling"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what nodes are, and what they plug into.
type Props struct {
	Name        string   // of the store, as people call it; physical names begin with it
	Hosts       []string // the name of each node; there are as many nodes, each in a zone of its own
	Class       string
	VolumeGiB   int
	Snapshot    string // that the volume of the first node is made of; empty for none
	Everywhere  bool   // the volumes of all nodes are made of Snapshot
	Order       []int  // in which nodes change, from 0 on; nil for that of Hosts
	Image       Image
	Runs        string                           // the engine and its version, which are a tag; empty for none
	Certificate string                           // ARN of an exportable certificate of ACM for all hosts
	Secrets     map[string]string                // ARNs, by what the boot calls them
	Ports       []int                            // on which nodes talk to each other
	Files       embed.FS                         // what the store adds to the boot
	Settings    func(node int) map[string]string // of the store, from 0 on
	Roles       func(role awsiam.Role)           // is told of each node's role, before Settings; nil where nobody asks
	Vpc         awsec2.IVpc
	Subnets     *awsec2.SubnetSelection // the private tier
	Data        awskms.IKey             // encrypts volumes; must let Auto Scaling use it: see keys.ForInstances
	SecretKey   awskms.IKey
	Sessions    server.Sessions
	Log         awslogs.ILogGroup
	Protected   bool         // volumes stay when their stack goes
	CPUPercent  int          // above which people hear of it
	DiskPercent int          // of the volume, above which people hear of it; 0 for the usual one
	Alerts      alarm.Topics // that alarms tell
}

// Image is what nodes pull.
type Image struct {
	Repository string // ARN
	URI        string // with its tag or digest
	Upstream   bool   // the registry fetches it from outside
}

// Nodes are what was made.
type Nodes struct {
	SecurityGroup awsec2.SecurityGroup // lets nodes talk to each other; who else may, adds rules of its own
	Volumes       []string             // ids
	Addresses     []string             // which the names of the nodes have to lead to
	Groups        []awsautoscaling.AutoScalingGroup
}

const (
	// bootMinutes is how long a node may take until the store is whole on it.
	bootMinutes = 30
	// Namespace is where nodes tell how they are.
	Namespace = "bulkhead/nodes"
	// User is the id of the user that stores run as, of whom the host has no other.
	User = 900
)

// New adds nodes to scope. CloudFormation changes one after the other, and goes on when the store is whole on it.
func New(scope constructs.Construct, id string, props Props) Nodes {
	scope = constructs.NewConstruct(scope, &id)
	made := Nodes{SecurityGroup: newGroup(scope, props)}
	subnets := *props.Vpc.SelectSubnets(props.Subnets).Subnets
	var interfaces []awsec2.CfnNetworkInterface
	var peers []string
	for i, host := range props.Hosts {
		own := awsec2.NewCfnNetworkInterface(scope, new(fmt.Sprintf("Interface%d", i+1)), &awsec2.CfnNetworkInterfaceProps{
			Description: new("node " + strconv.Itoa(i+1) + " of " + props.Name),
			SubnetId:    subnets[i].SubnetId(),
			GroupSet:    &[]any{made.SecurityGroup.SecurityGroupId()},
		})
		address := *own.AttrPrimaryPrivateIpAddress()
		made.Addresses = append(made.Addresses, address)
		interfaces, peers = append(interfaces, own), append(peers, host+"="+address)
	}
	for i := range props.Hosts {
		one := newNode(scope, i, interfaces[i], strings.Join(peers, " "), subnets[i], made.SecurityGroup, props)
		made.Volumes, made.Groups = append(made.Volumes, one.volume), append(made.Groups, one.group)
	}
	order := props.Order
	for i := range props.Hosts {
		if props.Order == nil {
			order = append(order, i)
		}
		if i > 0 {
			made.Groups[order[i]].Node().AddDependency(made.Groups[order[i-1]])
		}
	}
	newAlarms(scope, made, props)
	return made
}

// newGroup lets nodes reach each other, and AWS and packages.
func newGroup(scope constructs.Construct, props Props) awsec2.SecurityGroup {
	group := securitygroup.New(scope, props.Vpc, "nodes of "+props.Name)
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: images, packages and AWS"), nil)
	for _, port := range props.Ports {
		each := awsec2.Port_Tcp(jsii.Number(port))
		group.AddIngressRule(group, each, new("nodes to nodes"), nil)
		group.AddEgressRule(group, each, new("nodes to nodes"), nil)
	}
	return group
}

// node is one of several.
type node struct {
	volume string
	group  awsautoscaling.AutoScalingGroup
}

func newNode(
	scope constructs.Construct, i int, own awsec2.CfnNetworkInterface, peers string, subnet awsec2.ISubnet,
	group awsec2.ISecurityGroup, props Props,
) node {
	volume := newVolume(scope, i, subnet, props)
	scope = constructs.NewConstruct(scope, new(strconv.Itoa(i+1)))
	role := newRole(scope, volume, own, props)
	if props.Roles != nil {
		props.Roles(role)
	}
	data := awsec2.UserData_ForLinux(nil) // complete once the group has a name
	made := server.New(scope, "Instance", server.Props{
		Class:    props.Class,
		Vpc:      props.Vpc,
		Subnets:  &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{subnet}},
		Group:    group,
		Role:     role,
		Key:      props.Data,
		UserData: data,
		Signals:  bootMinutes,
	})
	if props.Runs != "" { // user data alone would not tell anybody that it changes
		awscdk.Tags_Of(made).Add(new(config.EngineTag), &props.Runs, nil)
	}
	stack := awscdk.Stack_Of(scope)
	settings := map[string]string{
		"NODE_REGION":      *stack.Region(),
		"NODE_STACK":       *stack.StackName(),
		"NODE_RESOURCE":    *stack.GetLogicalId(made.Node().DefaultChild().(awscdk.CfnElement)),
		"NODE_STORE":       props.Name,
		"NODE_NUMBER":      strconv.Itoa(i + 1),
		"NODE_NAME":        props.Name + "-" + strconv.Itoa(i+1),
		"NODE_HOST":        props.Hosts[i],
		"NODE_PEERS":       peers,
		"NODE_VOLUME":      *volume.Ref(),
		"NODE_RESTORED":    strconv.FormatBool(props.snapshot(i) != ""),
		"NODE_INTERFACE":   *own.Ref(),
		"NODE_ADDRESS":     *own.AttrPrimaryPrivateIpAddress(),
		"NODE_CERTIFICATE": props.Certificate,
		"NODE_SECRETS":     pairs(props.Secrets),
		"NODE_IMAGE":       props.Image.URI,
		"NODE_USER":        strconv.Itoa(User),
		"NODE_LOGS":        *props.Log.LogGroupName(),
		"NODE_NAMESPACE":   Namespace,
	}
	for name, value := range props.Settings(i) {
		settings[name] = value
	}
	data.AddCommands(new(boot.Script(settings, props.Files)))
	return node{*volume.Ref(), made}
}

// throughput is how many MiB a volume reads or writes in a second: 1 for each GiB, so that a node can load all it has
// before CloudFormation gives up. gp3 has 125 at least, and for the 3000 operations that each has, 750 at most. Source:
// Amazon EBS User Guide, "General Purpose SSD volumes".
func throughput(gib int) int { return max(125, min(gib, 750)) }

// snapshot is what the volume of a node is made of, if it is of anything.
func (p Props) snapshot(i int) string {
	if i > 0 && !p.Everywhere {
		return ""
	}
	return p.Snapshot
}

// newVolume adds the volume of a node. What it was made of stays in the template for as long as it is there.
func newVolume(scope constructs.Construct, i int, subnet awsec2.ISubnet, props Props) awsec2.CfnVolume {
	made := &awsec2.CfnVolumeProps{
		AvailabilityZone: subnet.AvailabilityZone(),
		Size:             jsii.Number(props.VolumeGiB),
		VolumeType:       new("gp3"),
		Throughput:       jsii.Number(throughput(props.VolumeGiB)),
		Encrypted:        new(true),
		KmsKeyId:         props.Data.KeyArn(),
	}
	if snapshot := props.snapshot(i); snapshot != "" {
		made.SnapshotId = &snapshot
	}
	volume := awsec2.NewCfnVolume(scope, new(fmt.Sprintf("Volume%d", i+1)), made)
	removal := awscdk.RemovalPolicy_SNAPSHOT
	if props.Protected {
		removal = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	}
	volume.ApplyRemovalPolicy(removal, nil)
	awscdk.Tags_Of(volume).Add(new("Name"), new(props.Name+"-"+strconv.Itoa(i+1)), nil)
	return volume
}
