package test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// longest is how many characters AWS lets a policy have, by its place in a resource; a number in a place stands for
// any. Sources: the quotas and API references of the services, as of 2026-11.
var longest = map[string]int{
	"AWS::Backup::BackupVault AccessPolicy":                                              20480,
	"AWS::DynamoDB::Table ResourcePolicy.PolicyDocument":                                 20480,
	"AWS::EC2::VPCEndpoint PolicyDocument":                                               20480,
	"AWS::ECR::RegistryPolicy PolicyText":                                                10240,
	"AWS::ECR::Repository RepositoryPolicyText":                                          10240,
	"AWS::ECR::RepositoryCreationTemplate RepositoryPolicy":                              10240,
	"AWS::EFS::FileSystem FileSystemPolicy":                                              20000,
	"AWS::Events::EventBus Policy":                                                       10240,
	"AWS::IAM::ManagedPolicy PolicyDocument":                                             6144,
	"AWS::IAM::Policy PolicyDocument":                                                    10240,
	"AWS::IAM::Role AssumeRolePolicyDocument":                                            2048,
	"AWS::IAM::Role Policies.0.PolicyDocument":                                           10240,
	"AWS::IAM::RolePolicy PolicyDocument":                                                10240,
	"AWS::KMS::Key KeyPolicy":                                                            32768,
	"AWS::Logs::DeliveryDestination DeliveryDestinationPolicy.DeliveryDestinationPolicy": 51200,
	"AWS::Logs::ResourcePolicy PolicyDocument":                                           5120,
	"AWS::Oam::Sink Policy":                                                              5120, // nobody says; that of CloudWatch Logs
	"AWS::OpenSearchService::Domain AccessPolicies":                                      102400,
	"AWS::Organizations::Policy Content":                                                 10240, // and what each type has: guardrails_test.go
	"AWS::S3::BucketPolicy PolicyDocument":                                               20480,
	"AWS::SNS::TopicPolicy PolicyDocument":                                               30720,
	"AWS::MSK::ClusterPolicy Policy":                                                     20480,
	"AWS::SQS::QueuePolicy PolicyDocument":                                               8192,
	"AWS::SSO::PermissionSet InlinePolicy":                                               10240,
	"AWS::SecretsManager::ResourcePolicy ResourcePolicy":                                 20480,
}

// numbers is a number in a place.
var numbers = regexp.MustCompile(`\.[0-9]+\b`)

// policies are the sizes of a resource's policies, by their place in it.
func policies(r *assembly.Resource) map[string]int {
	sizes := map[string]int{}
	for _, s := range assembly.Statements(r) {
		place, _, _ := strings.Cut(s.Path, ".Statement")
		place, _ = strings.CutSuffix(place, ".Statement")
		sizes[place] = deployed(r.Get(strings.Split(place, ".")...))
	}
	return sizes
}

// deployed is how many characters a value has as JSON when it is deployed: what is not known before counts as a long
// ARN.
func deployed(value any) int {
	const unknown = 100
	switch v := value.(type) {
	case map[string]any:
		if len(v) == 1 {
			for name, of := range v {
				switch {
				case name == "Fn::Join":
					size := 2
					for _, part := range list(list(of)[1]) {
						size += deployed(part) - 2 // without quotes
					}
					return size
				case name == "Ref" || strings.HasPrefix(name, "Fn::"):
					return unknown + 2
				}
			}
		}
		size := 2
		for key, of := range v {
			size += len(key) + 4 + deployed(of) // quotes, colon, comma
		}
		return size
	case []any:
		size := 2
		for _, of := range v {
			size += deployed(of) + 1
		}
		return size
	}
	return len(text(value))
}

// fits demands that policies are as short as AWS accepts.
func fits(t *testing.T, a *assembly.Assembly) {
	t.Helper()
	seen := 0
	for _, stack := range a.Stacks {
		for _, r := range stack.Resources {
			for place, size := range policies(r) {
				seen++
				most, known := longest[r.Type+" "+numbers.ReplaceAllString(place, ".0")]
				assert.True(t, known, "%s has a policy under %s: say in longest how long it may be", r, place)
				assert.LessOrEqual(t, size, most, "%s: %s", r, place)
			}
			if r.Type == "AWS::IAM::Role" {
				assert.LessOrEqual(t, inline(a, r), longest["AWS::IAM::Policy PolicyDocument"], "%s: all its policies", r)
			}
		}
	}
	assert.Greater(t, seen, 30)
}

// inline is the size of all policies of a role together, which AWS bounds as it bounds one.
func inline(a *assembly.Assembly, role *assembly.Resource) int {
	size := 0
	for place, one := range policies(role) {
		if strings.HasPrefix(place, "Policies") {
			size += one
		}
	}
	for _, r := range role.Stack.Resources {
		if r.Type == "AWS::IAM::Policy" && slices.Contains(denoted(a, r.Stack, r.Get("Roles")), role) {
			size += deployed(r.Get("PolicyDocument"))
		}
	}
	return size
}

func TestNoPolicyIsLongerThanAWSAccepts(t *testing.T) {
	for _, a := range assemblies(t) {
		fits(t, a)
	}
}

// members is the configuration of an AWS organization with so many environments, each with a standby in another region.
func members(t testing.TB, n int) *config.Config {
	t.Helper()
	dir := t.TempDir()
	organization, err := os.ReadFile(plainDir + "/organization.yaml")
	require.NoError(t, err)
	text, accounts := regexp.MustCompile(`(?s)\nbudgets:.*?\ndefaults:`).ReplaceAllString(string(organization), "\ndefaults:"), ""
	text = strings.NewReplacer("dev, stage, prod", "member1").Replace(text)
	text = strings.Replace(text, "developer: [member1]", "read-only: [member1]", 1)
	text = regexp.MustCompile(`(?m)^        read-only: \[shared-services\]\n`).ReplaceAllString(text, "")
	text = strings.Replace(text, "vpn:\n", "vpn:\n  levels: {everything: [member1]}\n", 1)
	require.NoError(t, os.Mkdir(dir+"/environments", 0o755))
	for i := range n {
		accounts += fmt.Sprintf("  member%d: \"9%011d\"\n", i+1, i+1)
		environment := fmt.Sprintf("tier: development\nwave: %d\nnetwork: {cidr: 10.%d.%d.0/21, endpoints: none}\nrecovery: {region: eu-central-1, cidr: 10.%d.%d.0/21}\n",
			1+i%10/9, i/32, i%32*8, 128+i/32, i%32*8)
		require.NoError(t, os.WriteFile(dir+"/environments/member"+strconv.Itoa(i+1)+".yaml", []byte(environment), 0o644))
	}
	text = regexp.MustCompile(`(?m)^  (dev|stage|prod): "\d+"\n`).ReplaceAllString(text, "")
	text = strings.Replace(text, "accounts:\n", "awsOrganization: {id: o-a1b2c3d4e5}\naccounts:\n"+accounts, 1)
	require.NoError(t, os.WriteFile(dir+"/organization.yaml", []byte(text), 0o644))
	c, err := config.Load(dir)
	require.NoError(t, err)
	return c
}

// own is what an organization with so many members has in accounts of its own.
func own(t testing.TB, n int) *assembly.Assembly {
	t.Helper()
	return once("members", func() *assembly.Assembly {
		c, dir := members(t, n), filepath.Join(scratch, "members")
		all := &assembly.Assembly{Dir: dir}
		for _, stage := range stacks.Stages(c)[:2] {
			out := dir + "/" + stage.Name
			require.NoError(t, kernel.Run(func() {
				stacks.SynthesizeStage(c.View(""), stage, stacks.Options{Outdir: out, Functions: standins()})
			}))
			a, err := assembly.Load(out)
			require.NoError(t, err)
			all.Stacks = append(all.Stacks, a.Stacks...)
		}
		return all
	})
}

// few is just more environments than policies can list the accounts of.
const few = config.MaxEnvironments + 5

func TestManyMembersOfAnAWSOrganizationFitInItsOwnAccounts(t *testing.T) {
	fits(t, own(t, few))
	staysFarFromLimits(t, own(t, few))
}

func TestPoliciesOfAnAWSOrganizationNameNoMember(t *testing.T) {
	member := regexp.MustCompile(`9000000000[0-9]{2}`)
	var named []string
	for _, r := range resourcesOf(own(t, few)) {
		for _, s := range assembly.Statements(r) {
			accounts := member.FindAllString(text([]any{s.Resources, s.Principals, s.Condition}), -1)
			slices.Sort(accounts)
			if len(slices.Compact(accounts)) > 1 {
				named = append(named, r.Type+" "+s.Sid)
				// What lists them has room for as many as there may be.
				for place, size := range policies(r) {
					most := longest[r.Type+" "+numbers.ReplaceAllString(place, ".0")]
					assert.Less(t, size+(config.MaxMembers-few)*len(`"arn:aws:iam::123456789012:root",`), most, r)
				}
			}
		}
	}
	assert.Equal(t, []string{"AWS::S3::BucketPolicy LoadBalancers"}, slices.Compact(named), "load balancers tell no organization")
}

func TestWhatEachEnvironmentHasInSharedServicesIsSpreadSoThatManyMoreHaveRoom(t *testing.T) {
	roles, stacks := map[string]int{}, map[string]bool{}
	for _, stack := range own(t, few).Stage("shared-services") {
		if !strings.HasPrefix(stack.ID, "shared-services/domain-") && !strings.HasPrefix(stack.ID, "shared-services/network-") {
			assert.Less(t, len(stack.Resources), 120, "%s grows with no environment", stack.ID)
			continue
		}
		stacks[stack.ID] = true
		for _, r := range stack.Resources {
			if r.Type == "AWS::IAM::Role" {
				roles[r.Get("RoleName").(string)]++
			}
		}
	}
	assert.Greater(t, len(stacks), 2*14)
	assert.Len(t, roles, 2*2*few, "to delegate and to resolve, for both sides")
	for role, n := range roles {
		assert.Equal(t, 1, n, role)
	}
}

func TestNeighbouringNetworksAreRoutedAsOneWhereThereAreMany(t *testing.T) {
	var routes []string
	for _, stack := range own(t, few).Stage("shared-services") {
		for _, r := range stack.Resources {
			if r.Type == "AWS::EC2::TransitGatewayRoute" && stack.Region == "eu-west-1" {
				routes = append(routes, r.Get("DestinationCidrBlock").(string))
			}
		}
	}
	slices.Sort(routes)
	assert.Equal(t, []string{"10.128.0.0/16", "10.129.0.0/18", "10.129.64.0/19", "10.129.96.0/21"}, routes, "45 of /21, and nothing else")
}
