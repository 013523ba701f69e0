package test

import (
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// served calls judge with every custom resource of all shared configurations that a function makes, and whether the
// function is ours.
func served(t *testing.T, judge func(a *assembly.Assembly, resource, function *assembly.Resource, ours bool)) {
	t.Helper()
	seen := 0
	for _, a := range assemblies(t) {
		for _, r := range resourcesOf(a) {
			if r.Get("ServiceToken") == nil {
				continue
			}
			seen++
			known, err := facts.Of(r.Type)
			require.NoError(t, err)
			judge(a, r, denotes(t, a, r, r.Get("ServiceToken")), !strings.Contains(known.Verifiers.Why, "CDK"))
		}
	}
	assert.Greater(t, seen, 100)
}

// TestFunctionsOfCustomResourcesKeepTheirIds: CloudFormation refuses to give a custom resource another function, so
// none of these can ever have another logical id.
func TestFunctionsOfCustomResourcesKeepTheirIds(t *testing.T) {
	ids := map[string]string{
		"Custom::AcceleratorListener":        "AcceleratorFunction9B7D9C91",
		"Custom::AccountSettings":            "SettingsFunction532B466E",
		"Custom::BucketReplication":          "AWS679f53fac002430cb0da5b7982bd22872D164C4C",
		"Custom::ReplicatedSecret":           "AWS679f53fac002430cb0da5b7982bd22872D164C4C",
		"Custom::CDKBucketDeployment":        "CustomCDKBucketDeployment8693BB64968944B69AAFB0CC9EB8756C512MiB6723FB92",
		"Custom::CrossAccountZoneDelegation": "CustomCrossAccountZoneDelegationCustomResourceProviderHandler44A84265",
		"Custom::DNSFirewall":                "VpcDnsFirewallFunctionB56216FD",
		"Custom::DatabaseUser":               "UsersFunction614B3C18",
		"Custom::DelegatedDomain":            "DelegatedFunction829A7392",
		"Custom::DomainReplication":          "ReplicationFunction882F7780",
		"Custom::KubernetesObjects":          "ClusterApplierFunction935CE797",
		"Custom::PrivateZone":                "SpokeFunction9EA816DD",
		"Custom::PublicZone":                 "PrimaryZoneFunction1C702961",
		"Custom::Release":                    "ParametersFunction8FC02A4F",
		"Custom::SharedTransitGateway":       "SpokeFunction9EA816DD",
		"Custom::StreamConnectivity":         "ReplicationFunction882F7780",
		"Custom::StreamSource":               "ReplicationFunction882F7780",
		"Custom::TableChanges":               "AWS679f53fac002430cb0da5b7982bd22872D164C4C",
		"Custom::TransitGateway":             "GatewayFunctionB2DE2221",
		"Custom::TransitGatewayAssociation":  "GatewayFunctionB2DE2221",
		"Custom::TransitGatewayDefaults":     "GatewayFunctionB2DE2221",
		"Custom::TransitGatewayPeered":       "GatewayFunctionB2DE2221",
		"Custom::TransitGatewayPeering":      "GatewayFunctionB2DE2221",
		"Custom::TransitGatewayRoutes":       "GatewayFunctionB2DE2221",
		"Custom::VpcRestrictDefaultSG":       "CustomVpcRestrictDefaultSGCustomResourceProviderHandlerDC833E5E",
	}
	served(t, func(_ *assembly.Assembly, r, function *assembly.Resource, _ bool) {
		assert.Equal(t, ids[r.Type], function.LogicalID, r)
	})
}

func TestACustomResourceIsMadeAgainWhenItsFunctionChanges(t *testing.T) {
	served(t, func(_ *assembly.Assembly, r, function *assembly.Resource, ours bool) {
		if ours {
			assert.Equal(t, function.Get("Code", "S3Key"), r.Get("FunctionCode"), r)
		}
	})
}

// TestTheVPNsNetworkIsLookedForAgainWhenItIsAnother: with another range it is another VPC, of the same name.
func TestTheVPNsNetworkIsLookedForAgainWhenItIsAnother(t *testing.T) {
	for _, kind := range []string{"Custom::PrivateZone", "Custom::SharedTransitGateway"} {
		for _, r := range example(t).OfType(kind) {
			assert.Equal(t, vpnRange, r.Get("Revision"), r)
		}
	}
}

// TestNothingRunsAfterItsStackGaveUp: CloudFormation calls functions through Lambda's queue, and sends the deletion of
// what it has given up to wait for.
func TestNothingRunsAfterItsStackGaveUp(t *testing.T) {
	served(t, func(a *assembly.Assembly, r, function *assembly.Resource, ours bool) {
		if !ours {
			return
		}
		var calls *assembly.Resource
		for _, one := range function.Stack.Resources {
			if one.Type == "AWS::Lambda::EventInvokeConfig" && denotes(t, a, one, one.Get("FunctionName")) == function {
				calls = one
			}
		}
		require.NotNil(t, calls, function)
		assert.Zero(t, calls.Get("MaximumRetryAttempts"), calls)
		waits, err := strconv.Atoi(r.Get("ServiceTimeout").(string))
		require.NoError(t, err)
		queued, runs := calls.Get("MaximumEventAgeInSeconds").(float64), function.Get("Timeout").(float64)
		assert.Greater(t, float64(waits), queued+runs, r)
		if r.Stack == function.Stack {
			assert.Contains(t, r.DependsOn, calls.LogicalID, "it is not called before")
		}
	})
}

// TestAFunctionOutlivesWhatItMade: CloudFormation deletes in the reverse order of dependencies, so a function is there,
// with its permissions, until its last resource is gone.
func TestAFunctionOutlivesWhatItMade(t *testing.T) {
	served(t, func(a *assembly.Assembly, r, function *assembly.Resource, ours bool) {
		if r.Stack != function.Stack {
			assert.Contains(t, r.Stack.DependsOn, function.Stack.ID, r)
		}
		if !ours {
			return
		}
		role, policies := denotes(t, a, function, function.Get("Role")), 0
		for _, policy := range function.Stack.Resources {
			if policy.Type != "AWS::IAM::Policy" {
				continue
			}
			for _, one := range list(policy.Get("Roles")) {
				if denotes(t, a, policy, one) == role {
					policies++
					assert.Contains(t, function.DependsOn, policy.LogicalID, function)
				}
			}
		}
		assert.NotZero(t, policies, function)
	})
}
