// Package openvpn makes an OpenVPN server, which people connect to. Package operate/vpn fills its secrets.
package openvpn

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/openvpn/boot"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/server"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssecretsmanager"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about the server, and what it plugs into.
type Props struct {
	config.VPN
	Authority     string                     // name of the secret with the certificate authority
	SigningKey    string                     // alias of the key that the authority signs with
	Secret        string                     // name of the secret with what the server is
	Role          string                     // name of the server's role
	Parameter     string                     // name of the parameter with what levels reach
	Domain        string                     // that clients look names up in first
	Reach         map[string][]config.Prefix // what profiles of each level reach
	Vpc           awsec2.IVpc
	Subnets       *awsec2.SubnetSelection // the public tier
	Secrets, Data awskms.IKey             // encrypt secrets, and the volume: see keys.ForInstances
	Sessions      server.Sessions
	Log           awslogs.ILogGroup
	Alerts        alarm.Topics // that alarms tell
}

const (
	// bootMinutes is how long the server may take until it listens.
	bootMinutes = 10
	// namespace is where the server tells how it is.
	namespace = "bulkhead/vpn"
	// lifetimeDays is when Auto Scaling replaces it, with the newest OpenVPN and image of that day.
	lifetimeDays = 28
)

// New adds the server: one instance, which Auto Scaling replaces when it fails or is four weeks old, with an address
// that stays. All that it is comes from its user data, a secret and a parameter. It returns the address.
func New(scope constructs.Construct, id string, props Props) string {
	scope = constructs.NewConstruct(scope, &id)
	keys.NewSigning(scope, "Key", keys.Props{Alias: props.SigningKey, Description: "signs the certificates of the VPN"})
	newSecret(scope, "Authority", props.Authority, props.Secrets,
		"The VPN's certificate authority but for its key, and who has a certificate; bulkhead vpn fills it")
	secret := newSecret(scope, "Secret", props.Secret, props.Secrets,
		"What the VPN's server is; bulkhead vpn fills it")
	levels := newLevels(scope, props)
	address := awsec2.NewCfnEIP(scope, new("Address"), &awsec2.CfnEIPProps{Domain: new("vpc")})
	address.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)

	data := awsec2.UserData_ForLinux(nil) // complete once the group has a name
	group := server.New(scope, "Instance", server.Props{
		Class:    props.Class,
		Vpc:      props.Vpc,
		Subnets:  props.Subnets,
		Group:    newGroup(scope, props),
		Role:     newRole(scope, props, secret, levels, address),
		Key:      props.Data,
		UserData: data,
		Public:   true, // until it has taken its own address, which takes one
		Signals:  bootMinutes,
		Lifetime: lifetimeDays,
	})
	tcp := "" // no server there
	if clients := props.TCPClients(); clients.IsValid() {
		tcp = clients.String()
	}
	stack := awscdk.Stack_Of(scope)
	data.AddCommands(new(boot.Script(map[string]string{
		"VPN_REGION":    *stack.Region(),
		"VPN_SECRET":    *secret.Name(),
		"VPN_ADDRESS":   *address.AttrAllocationId(),
		"VPN_LEVELS":    *levels.Name(),
		"VPN_CLIENTS":   props.Clients.String(),
		"VPN_UDP":       props.UDPClients().String(),
		"VPN_DNS":       props.Resolver().String(),
		"VPN_DOMAINS":   props.Domain,
		"VPN_TCP":       tcp,
		"VPN_MFA":       strconv.FormatBool(props.MFA == config.MFATOTP),
		"VPN_STACK":     *stack.StackName(),
		"VPN_RESOURCE":  *stack.GetLogicalId(group.Node().DefaultChild().(awscdk.CfnElement)),
		"VPN_NAMESPACE": namespace,
		"VPN_LOGS":      *props.Log.LogGroupName(),
	})))
	newAlarms(scope, group, props.Log, props.Alerts)
	return *address.AttrPublicIp()
}

// newSecret adds a secret without a value, which an operator's command gives it.
func newSecret(
	scope constructs.Construct, id, name string, key awskms.IKey, description string,
) awssecretsmanager.CfnSecret {
	secret := awssecretsmanager.NewCfnSecret(scope, &id, &awssecretsmanager.CfnSecretProps{
		Name:        &name,
		Description: &description,
		KmsKeyId:    key.KeyArn(),
	})
	secret.ApplyRemovalPolicy(awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE, nil)
	return secret
}

// newGroup lets the internet reach the VPN's ports, and the server AWS, packages and environments, whose own groups say
// what is open to it.
func newGroup(scope constructs.Construct, props Props) awsec2.SecurityGroup {
	group := securitygroup.New(scope, props.Vpc, "server of the VPN")
	group.AddIngressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_Udp(jsii.Number(config.VPNPort)), new("OpenVPN"), nil)
	if props.TCP == config.Enabled {
		group.AddIngressRule(
			awsec2.Peer_AnyIpv4(),
			awsec2.Port_Tcp(jsii.Number(config.VPNTCPPort)),
			new("OpenVPN where UDP is blocked"),
			nil,
		)
	}
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: packages and AWS"), nil)
	for _, network := range config.PrivateRanges() {
		group.AddEgressRule(awsec2.Peer_Ipv4(&network), awsec2.Port_AllTraffic(), new("environments"), nil)
	}
	return group
}
