package main

import (
	"strings"
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/ec2"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const role = "arn:aws:iam::222222222222:role/private-zone"

func TestAVPCOfAnotherAccountResolvesTheZone(t *testing.T) {
	z := newZone(t)
	for range 2 { // the second finds it associated
		id, _, err := z.resource("vpc-1").create()
		require.NoError(t, err)
		assert.Equal(t, z.id+"/vpc-1", id)
	}
	assert.Equal(t, []string{"vpc-0", "vpc-1"}, z.vpcs)
	assert.Empty(t, z.allowed, "the permission is taken back")
}

func TestTheVPCMayBeNamed(t *testing.T) {
	z := newZone(t)
	_, _, err := z.resource("Name=prod").create()
	assert.EqualError(t, err, "there is no VPC named prod in eu-central-1 for "+role+": deploy its network first")
	want := z.newVPC(t, "prod")
	z.newVPC(t, "test")
	id, _, err := z.resource("Name=prod").create()
	require.NoError(t, err)
	assert.Equal(t, z.id+"/"+want, id)
	require.NoError(t, z.resource("Name=prod").remove(id))
	assert.Equal(t, []string{"vpc-0"}, z.vpcs)
	second := z.newVPC(t, "prod")
	_, _, err = z.resource("Name=prod").create()
	assert.ErrorContains(t, err, "there is more than one VPC named prod")
	assert.ErrorContains(t, err, second)
}

func TestARefusedAssociationIsToldAndItsPermissionTakenBack(t *testing.T) {
	z := newZone(t)
	z.answers["AssociateVPCWithHostedZone"] = func(fake.Call) (any, error) { return nil, fake.Refusal("ConflictingDomainExists") }
	id, _, err := z.resource("vpc-1").create()
	assert.ErrorContains(t, err, "ConflictingDomainExists")
	assert.Empty(t, z.allowed)
	assert.Equal(t, z.id+"/vpc-1", id)
	assert.NoError(t, z.resource("vpc-1").remove(id), "nothing is associated")
}

func TestChangesOfAZoneTakeTurns(t *testing.T) {
	z := newZone(t)
	associate, refused := z.answers["AssociateVPCWithHostedZone"], 0
	z.answers["AssociateVPCWithHostedZone"] = func(call fake.Call) (any, error) {
		if refused++; refused == 1 {
			return nil, fake.Refusal("ConcurrentModification")
		}
		return associate(call)
	}
	_, _, err := z.resource("vpc-1").create()
	require.NoError(t, err)
}

func TestARoleThatIsMissingIsAFault(t *testing.T) {
	z := newZone(t)
	z.answers["AssumeRole"] = func(fake.Call) (any, error) { return nil, fake.Refusal("AccessDenied") }
	_, _, err := z.resource("vpc-1").create()
	assert.ErrorContains(t, err, "cannot assume "+role+", deploy the stack that makes it first")
}

func TestDeletionTakesTheAssociationBack(t *testing.T) {
	z := newZone(t)
	id, _, err := z.resource("vpc-1").create()
	require.NoError(t, err)
	for range 2 { // the second finds nothing associated
		require.NoError(t, z.resource("vpc-1").remove(id))
		assert.Equal(t, []string{"vpc-0"}, z.vpcs)
	}
}

func TestDeletionDoesNotStumbleOverWhatIsGone(t *testing.T) {
	z := newZone(t)
	id, _, err := z.resource("vpc-1").create()
	require.NoError(t, err)
	for _, code := range []string{"VPCAssociationNotFound", "NoSuchHostedZone"} {
		z.answers["DisassociateVPCFromHostedZone"] = func(fake.Call) (any, error) { return nil, fake.Refusal(code) }
		assert.NoError(t, z.resource("vpc-1").remove(id))
	}
	z.answers["DisassociateVPCFromHostedZone"] = func(fake.Call) (any, error) { return nil, fake.Refusal("NotAuthorizedException") }
	assert.ErrorContains(t, z.resource("vpc-1").remove(id), "NotAuthorizedException")
	z.answers["GetHostedZone"] = func(fake.Call) (any, error) { return nil, &types.NoSuchHostedZone{} }
	assert.NoError(t, z.resource("vpc-1").remove(id))
}

// zone is a private zone. moto knows no permissions, and no account besides the zone's that may use them.
type zone struct {
	c       aws.Config
	answers fake.Answers
	id      string
	vpcs    []string // associated
	allowed []string // to be associated
}

func newZone(t *testing.T) *zone {
	t.Helper()
	z := &zone{id: "Z1", vpcs: []string{"vpc-0"}}
	z.answers = fake.Answers{
		"GetHostedZone": func(fake.Call) (any, error) {
			out := &route53.GetHostedZoneOutput{}
			for _, vpc := range z.vpcs {
				out.VPCs = append(out.VPCs, types.VPC{VPCId: &vpc})
			}
			return out, nil
		},
		"CreateVPCAssociationAuthorization": func(call fake.Call) (any, error) {
			z.allowed = append(z.allowed, *call.Input.(*route53.CreateVPCAssociationAuthorizationInput).VPC.VPCId)
			return &route53.CreateVPCAssociationAuthorizationOutput{}, byOwner(call)
		},
		"AssociateVPCWithHostedZone": func(call fake.Call) (any, error) {
			z.vpcs = append(z.vpcs, z.allowed...)
			return &route53.AssociateVPCWithHostedZoneOutput{}, byRole(call)
		},
		"DeleteVPCAssociationAuthorization": func(call fake.Call) (any, error) {
			if len(z.allowed) == 0 {
				return nil, &types.VPCAssociationAuthorizationNotFound{}
			}
			z.allowed = nil
			return &route53.DeleteVPCAssociationAuthorizationOutput{}, byOwner(call)
		},
		"DisassociateVPCFromHostedZone": func(call fake.Call) (any, error) {
			z.vpcs = z.vpcs[:1]
			return &route53.DisassociateVPCFromHostedZoneOutput{}, byOwner(call)
		},
	}
	z.c = start(t, z.answers)
	return z
}

// byOwner refuses who does not come with the credentials of the zone's account, byRole who comes with no others.
func byOwner(call fake.Call) error {
	if !strings.Contains(call.Authorization, "Credential=test/") {
		return fake.Refusal("Fault.OfTheFunction")
	}
	return nil
}

func byRole(call fake.Call) error {
	if byOwner(call) == nil {
		return fake.Refusal("Fault.OfTheFunction")
	}
	return nil
}

// resource lets a VPC of the role's account resolve z.
func (z *zone) resource(vpc string) resource {
	return resource{z.c, "Custom::PrivateZone", map[string]any{"Zone": z.id, "VPC": vpc, "Region": other, "Role": role}}
}

// newVPC is a VPC of that name in the role's account.
func (z *zone) newVPC(t *testing.T, name string) string {
	t.Helper()
	there, err := (function{aws: z.c}).assume(t.Context(), role)
	require.NoError(t, err)
	out, err := (function{aws: there}).ec2(other).CreateVpc(t.Context(), &ec2.CreateVpcInput{
		CidrBlock: new("10.0.0.0/16"),
		TagSpecifications: []ec2.TagSpecification{{
			ResourceType: ec2.ResourceTypeVpc, Tags: []ec2.Tag{{Key: new("Name"), Value: &name}},
		}},
	})
	require.NoError(t, err)
	return *out.Vpc.VpcId
}
