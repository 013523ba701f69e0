package test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/constructs/openvpn/boot"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// serverOf is the launch template of the VPN's server.
func serverOf(t testing.TB, a *assembly.Assembly) *assembly.Resource {
	t.Helper()
	return only(t, a, "shared-services/vpn", "AWS::EC2::LaunchTemplate")
}

// userDataOf are the parts of a launch template's user data; what CloudFormation fills in is a reference.
func userDataOf(t testing.TB, template *assembly.Resource) (script string, references []any) {
	t.Helper()
	join := list(template.Get("LaunchTemplateData", "UserData", "Fn::Base64", "Fn::Join"))
	require.Len(t, join, 2)
	for _, part := range list(join[1]) {
		if literal, ok := part.(string); ok {
			script += literal
		} else {
			script += "?"
			references = append(references, part)
		}
	}
	return script, references
}

func TestTheVPNIsTheOnePublicServer(t *testing.T) {
	ports := map[string][]string{"example": {"udp 1194-1194"}, "choices": {"udp 1194-1194", "tcp 443-443"}}
	for name, want := range ports {
		var open []string
		for _, f := range flows(t, shared(t, name), "shared-services", "Ingress") {
			assert.Equal(t, "0.0.0.0/0", f.from)
			open = append(open, f.port)
		}
		assert.ElementsMatch(t, want, open, name)
		data := serverOf(t, shared(t, name)).Get("LaunchTemplateData").(map[string]any)
		assert.Equal(t, map[string]any{"HttpTokens": "required", "HttpPutResponseHopLimit": 1.0}, data["MetadataOptions"])
		assert.NotContains(t, data, "KeyName", "nobody comes through SSH")
		assert.Contains(t, data["ImageId"], "al2023-ami-kernel-default-arm64")
		volume := list(data["BlockDeviceMappings"])[0].(map[string]any)["Ebs"].(map[string]any)
		assert.Equal(t, true, volume["Encrypted"])
	}
	for _, a := range assemblies(t) {
		for _, r := range resourcesOf(a) {
			if r.Get("LaunchTemplateData", "NetworkInterfaces") == nil {
				continue
			}
			for _, network := range list(r.Get("LaunchTemplateData", "NetworkInterfaces")) {
				public := network.(map[string]any)["AssociatePublicIpAddress"] == true
				assert.Equal(t, r.Stack.ID == "shared-services/vpn", public, r)
			}
		}
	}
}

func TestWhatTheServersGroupAdmitsPassesTheNetworkACLToo(t *testing.T) {
	passes := map[string]bool{}
	for _, entry := range in(t, choices(t), "shared-services", "AWS::EC2::NetworkAclEntry") {
		if acl := denotes(
			t,
			choices(t),
			entry,
			entry.Get("NetworkAclId"),
		); strings.HasPrefix(acl.LogicalID, "VpcAclpublic") && entry.Get("Egress") != true &&
			entry.Get("PortRange") != nil {
			protocol := map[any]string{6.0: "tcp", 17.0: "udp"}[entry.Get("Protocol")]
			passes[fmt.Sprintf("%s %s %v-%v", entry.Get("CidrBlock"), protocol, entry.Get("PortRange", "From"), entry.Get("PortRange", "To"))] = true
		}
	}
	for _, f := range flows(t, choices(t), "shared-services", "Ingress") {
		assert.True(t, passes[f.from+" "+f.port], "%s %s, not %v", f.from, f.port, passes)
		number := strings.SplitN(strings.Fields(f.port)[1], "-", 2)[0]
		assert.Contains(t, boot.Body(), "dport "+number, "the server's own firewall")
	}
}

func TestTheVPNsServerReadsItsOwnSecretAndNotTheAuthoritys(t *testing.T) {
	secret := named(t, example(t), "shared-services", "AWS::SecretsManager::Secret", "Name", "acme/vpn/server")
	authority := named(t, example(t), "shared-services", "AWS::SecretsManager::Secret", "Name", "acme/vpn/authority")
	for _, s := range []*assembly.Resource{secret, authority} {
		assert.Nil(t, s.Get("SecretString"), "operators fill it")
		assert.Nil(t, s.Get("GenerateSecretString"), "operators fill it")
		assert.Equal(t, "Retain", s.UpdateReplacePolicy)
		assert.Equal(t, "AWS::KMS::Key", denotes(t, example(t), s, s.Get("KmsKeyId")).Type)
	}
	read := 0
	for _, policy := range ofType(t, example(t), "shared-services/vpn", "AWS::IAM::Policy") {
		for _, s := range assembly.Statements(policy) {
			for _, action := range s.Actions {
				switch {
				case strings.HasPrefix(action, "secretsmanager:"):
					read++
					require.Len(t, s.Resources, 1)
					assert.Equal(t, secret, denotes(t, example(t), policy, s.Resources[0]))
					assert.Equal(t, "secretsmanager:GetSecretValue", action)
				case action == "kms:Decrypt" && s.Condition["StringEquals"] != nil:
					context := s.Condition["StringEquals"].(map[string]any)
					assert.Equal(t, secret, denotes(t, example(t), policy, context["kms:EncryptionContext:SecretARN"]))
					assert.Equal(t, "secretsmanager.eu-west-1.amazonaws.com", context["kms:ViaService"])
				}
			}
		}
	}
	assert.Equal(t, 1, read)
}

func TestTheVPNsServerIsReplacedWithItsAddressAndItsSecret(t *testing.T) {
	for _, name := range []string{"example", "choices"} {
		a := shared(t, name)
		group := only(t, a, "shared-services/vpn", "AWS::AutoScaling::AutoScalingGroup")
		assert.Equal(t, []any{"1", "1"}, []any{group.Get("MinSize"), group.Get("MaxSize")})
		assert.Equal(t, 28*24*3600.0, group.Get("MaxInstanceLifetime"), "OpenVPN and the image are those of four weeks ago at most")
		assert.Len(t, list(group.Get("VPCZoneIdentifier")), 2, "it comes back in another zone")
		script, references := userDataOf(t, serverOf(t, a))
		assert.True(t, strings.HasPrefix(script, "#!/bin/bash\nexport VPN_"), "else cloud-init does not run it")
		assert.True(t, strings.HasSuffix(script, boot.Body()), "the files that the VPN is dialled with")
		set := regexp.MustCompile(`(?m)^export (VPN_[A-Z]+)='(.*)'$`).FindAllStringSubmatch(script, -1)
		settings := map[string]string{}
		for _, s := range set {
			settings[s[1]] = s[2]
		}
		address := only(t, a, "shared-services/vpn", "AWS::EC2::EIP")
		assert.Equal(t, "Retain", address.UpdateReplacePolicy)
		require.Len(t, references, 2)
		assert.Equal(t, address, denotes(t, a, serverOf(t, a), references[0]))
		want := map[string]string{
			"VPN_ADDRESS": "?", "VPN_LOGS": "?", "VPN_REGION": "eu-west-1", "VPN_SECRET": "acme/vpn/server",
			"VPN_CLIENTS": "172.30.16.0/22", "VPN_UDP": "172.30.16.0/22", "VPN_TCP": "", "VPN_LEVELS": "/acme/vpn/levels",
			"VPN_DNS": "172.30.0.2", "VPN_DOMAINS": "example.com", "VPN_MFA": "true",
			"VPN_STACK": "shared-services-vpn", "VPN_RESOURCE": group.LogicalID, "VPN_NAMESPACE": "bulkhead/vpn",
		}
		if name == "choices" {
			assert.Equal(t, []string{"10.251.128.0/17", "true", "10.251.0.0/16", "10.250.0.2"}, []string{settings["VPN_TCP"], settings["VPN_MFA"], settings["VPN_CLIENTS"], settings["VPN_DNS"]})
			continue
		}
		assert.Equal(t, want, settings)
	}
	record := only(t, example(t), "shared-services/vpn", "AWS::Route53::RecordSet")
	assert.Equal(t, "vpn.example.com.", record.Get("Name"))
	assert.Equal(t, only(t, example(t), "shared-services/vpn", "AWS::EC2::EIP"), denotes(t, example(t), record, list(record.Get("ResourceRecords"))[0]))
	assert.Empty(t, maybeIn(choices(t), "shared-services", "AWS::Route53::RecordSet"), "the domain is of another account: an output tells the address")
}

// levelsOf are what the server reads levels from.
func levelsOf(t testing.TB, a *assembly.Assembly) map[string]boot.Level {
	t.Helper()
	parameter := only(t, a, "shared-services/vpn", "AWS::SSM::Parameter")
	value := parameter.Get("Value").(string)
	assert.Less(t, len(value), 8*1024)
	assert.Equal(t, "Advanced", parameter.Get("Tier"))
	var levels map[string]boot.Level
	require.NoError(t, json.Unmarshal([]byte(value), &levels))
	return levels
}

func TestALevelReachesItsEnvironmentsAndHasAddressesOfItsOwn(t *testing.T) {
	assert.Equal(t, map[string]boot.Level{
		"development": {UDP: "172.30.17.0/24", Routes: []string{"10.10.0.0/16", "10.20.0.0/16"}},
		"everything":  {UDP: "172.30.18.0/24", Routes: []string{"10.10.0.0/16", "10.20.0.0/16", "10.30.0.0/16", "10.40.0.0/16"}},
	}, levelsOf(t, example(t)), "prod with its standby")
	assert.Equal(t, boot.Level{UDP: "10.251.64.0/19", TCP: "10.251.192.0/19", Routes: []string{"172.20.0.0/15"}}, levelsOf(t, choices(t))["lab"])
	assert.Equal(t, map[string]boot.Level{
		"dev":   {UDP: "172.30.17.0/24", Routes: []string{"10.10.0.0/16"}},
		"prod":  {UDP: "172.30.18.0/24", Routes: []string{"10.30.0.0/16", "10.40.0.0/16"}},
		"stage": {UDP: "172.30.19.0/24", Routes: []string{"10.20.0.0/16"}},
	}, levelsOf(t, plain(t)), "without levels each environment is one")
}

// TestAnEnvironmentMoreReplacesNoServer: what it is comes from the parameter, which the server reads.
func TestAnEnvironmentMoreReplacesNoServer(t *testing.T) {
	script, _ := userDataOf(t, serverOf(t, example(t)))
	for _, network := range []string{"10.10.", "10.20.", "10.30.", "10.40."} {
		assert.NotContains(t, script, network)
	}
	assert.NotContains(t, script, "everything")
}

func TestTheAuthoritysKeySignsAndNeverLeaves(t *testing.T) {
	key := named(t, example(t), "shared-services", "AWS::KMS::Key", "KeyUsage", "SIGN_VERIFY")
	assert.Equal(t, "ECC_NIST_P384", key.Get("KeySpec"))
	assert.Equal(t, "RetainExceptOnCreate", key.DeletionPolicy)
	alias := named(t, example(t), "shared-services", "AWS::KMS::Alias", "AliasName", "alias/acme-vpn-authority")
	assert.Equal(t, key, denotes(t, example(t), alias, alias.Get("TargetKeyId")))
	for _, action := range mayDo(t, example(t), "shared-services/vpn", "ServerRole") {
		assert.NotEqual(t, "kms:Sign", action, "the server makes no certificates")
	}
}

func TestPeopleHearOfEachUseOfTheAuthority(t *testing.T) {
	sends := ruleOf(t, example(t).Stack("shared-services/account"), "acme-authority")
	assert.Equal(t, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", sends.Get("State"), "both calls only read")
	heard := 0
	for _, rule := range ofType(t, example(t), "security/findings", "AWS::Events::Rule") {
		if reflect.DeepEqual(sends.Get("EventPattern"), rule.Get("EventPattern")) {
			heard++
			assert.Equal(t, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", rule.Get("State"))
		}
	}
	assert.Equal(t, 1, heard)
	assert.Equal(t, []any{"222222222222"}, list(sends.Get("EventPattern", "account")))
	role := named(t, example(t), "shared-services", "AWS::IAM::Role", "RoleName", "acme-vpn-server")
	assert.Equal(t, "shared-services/vpn", role.Stack.ID)
	assert.Contains(t, text(role.Get("AssumeRolePolicyDocument")), "ec2.amazonaws.com")
	const server, somebody = "arn:aws:sts::222222222222:assumed-role/acme-vpn-server/i-1", "arn:aws:sts::222222222222:assumed-role/admin/ana"
	const secret = "arn:aws:secretsmanager:eu-west-1:222222222222:secret:acme/vpn/server-AbCdEf"
	for _, c := range []struct {
		heard                    bool
		service, name, who, from string
		parameter                string
		value                    any
	}{
		{true, "kms", "Sign", somebody, "192.0.2.1", "keyId", "alias/any"},
		{true, "secretsmanager", "BatchGetSecretValue", somebody, "192.0.2.1", "filters", "any"},
		{true, "secretsmanager", "GetSecretValue", somebody, "192.0.2.1", "secretId", "acme/vpn/authority"},
		{true, "secretsmanager", "GetSecretValue", somebody, "192.0.2.1", "secretId", secret},
		{true, "secretsmanager", "GetSecretValue", "arn:aws:iam::222222222222:user/ana", "192.0.2.1", "secretId", "acme/vpn/server"},
		{false, "secretsmanager", "GetSecretValue", server, "192.0.2.1", "secretId", "acme/vpn/server"},
		{false, "secretsmanager", "GetSecretValue", somebody, "192.0.2.1", "secretId", "acme/another"},
		{true, "secretsmanager", "PutSecretValue", server, "192.0.2.1", "secretId", secret},
		{true, "secretsmanager", "PutSecretValue", somebody, "192.0.2.1", "secretId", "acme/vpn/server"},
		{true, "secretsmanager", "UpdateSecret", somebody, "192.0.2.1", "secretId", "acme/vpn/server"},
		{true, "secretsmanager", "UpdateSecretVersionStage", somebody, "192.0.2.1", "secretId", "acme/vpn/server"},
		{true, "secretsmanager", "ReplicateSecretToRegions", somebody, "192.0.2.1", "secretId", "acme/vpn/server"},
		{true, "secretsmanager", "PutResourcePolicy", somebody, "192.0.2.1", "secretId", "acme/vpn/server"},
		{true, "secretsmanager", "DeleteSecret", somebody, "192.0.2.1", "secretId", "acme/vpn/server"},
		{true, "ssm", "PutParameter", somebody, "192.0.2.1", "name", "/acme/vpn/levels"},
		{true, "ssm", "DeleteParameter", somebody, "192.0.2.1", "name", "/acme/vpn/levels"},
		{true, "ssm", "DeleteParameters", somebody, "192.0.2.1", "names", []any{"/other", "/acme/vpn/levels"}},
		{false, "ssm", "PutParameter", somebody, "cloudformation.amazonaws.com", "name", "/acme/vpn/levels"},
		{false, "ssm", "GetParameter", somebody, "192.0.2.1", "name", "/acme/vpn/levels"},
	} {
		event := map[string]any{
			"source": "aws." + c.service, "detail-type": "AWS API Call via CloudTrail", "account": "222222222222",
			"detail": map[string]any{
				"eventSource": c.service + ".amazonaws.com", "eventName": c.name, "sourceIPAddress": c.from,
				"userIdentity": map[string]any{"arn": c.who}, "requestParameters": map[string]any{c.parameter: c.value},
			},
		}
		assert.Equal(t, c.heard, matches(t, sends.Get("EventPattern").(map[string]any), event), "%v", c)
	}
	for _, stack := range example(t).Stage("dev") {
		for _, r := range stack.Resources {
			assert.NotEqual(t, "acme-authority", r.Get("Name"), "other accounts have no authority")
		}
	}
}

func TestUserDataIsWithinItsLimit(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, template := range a.OfType("AWS::EC2::LaunchTemplate") {
			seen++
			const id = 64 // longer than what CloudFormation puts in the place of a reference
			data := template.Get("LaunchTemplateData", "UserData", "Fn::Base64")
			length := len(text(data))
			if literal, is := data.(string); is {
				length = len(literal)
			} else if template.Get("LaunchTemplateData", "UserData", "Fn::Base64", "Fn::Join") != nil {
				script, references := userDataOf(t, template)
				length = len(script) + id*len(references)
			}
			assert.Less(t, length, 16*1024, "%s; AWS counts before base64", template)
			assert.Less(t, base64.StdEncoding.EncodedLen(length), 51200, "CloudFormation's parameters hold as much")
		}
	}
	assert.Greater(t, seen, 2)
}

func TestTheVPNLeadsToEnvironmentsOnly(t *testing.T) {
	out := map[string][]string{}
	for _, f := range flows(t, example(t), "shared-services", "Egress") {
		out[f.port] = append(out[f.port], f.to)
	}
	assert.Equal(t, map[string][]string{
		"tcp 443-443":    {"0.0.0.0/0"},
		"-1 <nil>-<nil>": {"10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16"}, // the gateway knows environments alone
	}, out)
}

func TestPeopleHearWhenTheVPNIsDownOrStale(t *testing.T) {
	missing := map[string]any{}
	for _, alarm := range ofType(t, example(t), "shared-services/vpn", "AWS::CloudWatch::Alarm") {
		missing[alarm.Get("MetricName").(string)] = alarm.Get("TreatMissingData")
		topic := denotes(t, example(t), alarm, list(alarm.Get("AlarmActions"))[0])
		assert.Equal(t, "AWS::SNS::Topic", topic.Type)
	}
	assert.Equal(t, "breaching", missing["Up"], "a server that says nothing is down")
	assert.Equal(t, "breaching", missing["Refreshed"])
	filter := only(t, example(t), "shared-services/vpn", "AWS::Logs::MetricFilter")
	assert.Equal(t, `?"TLS Auth Error" ?"VERIFY ERROR" ?"VERIFY SCRIPT ERROR"`, filter.Get("FilterPattern"))
	assert.Contains(t, missing, list(filter.Get("MetricTransformations"))[0].(map[string]any)["MetricName"])
	told := regexp.MustCompile(`MetricName=([A-Za-z]+),`).FindAllStringSubmatch(boot.Body(), -1)
	require.Len(t, told, 4)
	for _, metric := range told {
		assert.Contains(t, missing, metric[1], "the server tells it")
	}
}

func TestClientVPNLeadsToEnvironmentsOnly(t *testing.T) {
	a := shared(t, "private")
	endpoint := only(t, a, "shared-services/vpn", "AWS::EC2::ClientVpnEndpoint")
	assert.Equal(t, true, endpoint.Get("SplitTunnel"))
	assert.Equal(t, true, endpoint.Get("ConnectionLogOptions", "Enabled"))
	network := one(t, a, "dev-vault", "AWS::EC2::VPC").Get("CidrBlock")
	var may, led []any
	for _, rule := range ofType(t, a, "shared-services/vpn", "AWS::EC2::ClientVpnAuthorizationRule") {
		may = append(may, rule.Get("TargetNetworkCidr"))
	}
	for _, route := range ofType(t, a, "shared-services/vpn", "AWS::EC2::ClientVpnRoute") {
		led = append(led, route.Get("DestinationCidrBlock"))
	}
	assert.ElementsMatch(t, []any{network, one(t, a, "shared-services", "AWS::EC2::VPC").Get("CidrBlock")}, may, "and the resolver")
	assert.Equal(t, []any{network, network}, led, "in each of two zones")
	assert.Empty(t, maybeIn(a, "shared-services", "AWS::EC2::LaunchTemplate"), "no server of ours")
	for _, entry := range in(t, a, "shared-services", "AWS::EC2::NetworkAclEntry") {
		assert.NotEqual(t, 17.0, entry.Get("Protocol"), "no UDP from the internet")
	}
}
