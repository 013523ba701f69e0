package openvpn

import (
	"bulkhead/constructs/openvpn/boot"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsssm"
	"github.com/aws/constructs-go/constructs/v10"
)

// newLevels adds the parameter with the levels. The server reads it every minute: user data would replace the server
// when an environment is added.
func newLevels(scope constructs.Construct, props Props) awsssm.CfnParameter {
	levels := map[string]boot.Level{}
	for name, networks := range props.Reach {
		levels[name] = boot.NewLevel(props.VPN, name, networks)
	}
	return awsssm.NewCfnParameter(scope, new("Levels"), &awsssm.CfnParameterProps{
		Name:        &props.Parameter,
		Description: new("What each level of the VPN reaches, and which addresses its clients have"),
		Type:        new("String"),
		Tier:        new("Advanced"), // 8 KB
		Value:       new(boot.Levels(levels)),
	})
}
