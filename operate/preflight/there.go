package preflight

import (
	"context"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// kind is a type of which AWS refuses another one of the same name, or a second one at all.
type kind struct {
	name string
	// taken tells whether one is in the way of a resource of a template, whose stack is not there yet.
	taken func(context.Context, *visit, *assembly.Resource) (bool, error)
	asks  []look.Description
	mend  func(Needs, place) string
	rows  []string
}

// detected makes room in the configuration for what watches the account already.
func detected(d config.Detector) func(Needs, place) string {
	return func(_ Needs, p place) string {
		return fmt.Sprintf("list %s for %s under `detection.elsewhere`, or switch it off there", d, p.account)
	}
}

// someone made it: no command is right for all.
func someone(Needs, place) string {
	return "delete it where nobody needs it; what a first deployment has left behind is in docs/deploy.md, \"When a stack fails\""
}

// singles are what an account has once in a region, or once at all.
var singles = map[string]kind{
	"AWS::Config::ConfigurationRecorder": {
		"recorder of AWS Config",
		func(ctx context.Context, v *visit, _ *assembly.Resource) (bool, error) {
			out, err := ask(ctx, v, look.DescribeRecorders, look.DescribeRecordersInput{})
			return err == nil && len(out.ConfigurationRecorders) > 0, err
		},
		[]look.Description{look.DescribeRecorders.Description},
		detected(config.Recorder), nil,
	},
	"AWS::Config::DeliveryChannel": {
		"delivery channel of AWS Config",
		func(ctx context.Context, v *visit, _ *assembly.Resource) (bool, error) {
			out, err := ask(ctx, v, look.DescribeChannels, look.DescribeChannelsInput{})
			return err == nil && len(out.DeliveryChannels) > 0, err
		},
		[]look.Description{look.DescribeChannels.Description},
		detected(config.Recorder), nil,
	},
	"AWS::GuardDuty::Detector": {
		"detector of GuardDuty",
		func(ctx context.Context, v *visit, _ *assembly.Resource) (bool, error) {
			out, err := ask(ctx, v, look.ListDetectors, look.ListDetectorsInput{})
			return err == nil && len(out.DetectorIDs) > 0, err
		},
		[]look.Description{look.ListDetectors.Description},
		detected(config.GuardDuty), nil,
	},
	"AWS::SecurityHub::Hub": {
		"Security Hub",
		func(ctx context.Context, v *visit, _ *assembly.Resource) (bool, error) {
			_, err := ask(ctx, v, look.DescribeHub, look.DescribeHubInput{})
			if absent(err, "InvalidAccessException", "ResourceNotFoundException") { // it is not switched on
				return false, nil
			}
			return err == nil, err
		},
		[]look.Description{look.DescribeHub.Description},
		detected(config.SecurityHub), nil,
	},
	"AWS::SecurityHub::HubV2": {
		"Security Hub V2",
		func(ctx context.Context, v *visit, _ *assembly.Resource) (bool, error) {
			_, err := ask(ctx, v, look.DescribeHubV2, look.DescribeHubV2Input{})
			if absent(err, "ResourceNotFoundException") { // it is not switched on
				return false, nil
			}
			return err == nil, err
		},
		[]look.Description{look.DescribeHubV2.Description},
		detected(config.SecurityHubV2), nil,
	},
	"AWS::AccessAnalyzer::Analyzer": {
		"analyzer",
		func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
			of := text(r.Get("Type"))
			out, err := ask(ctx, v, look.ListAnalyzers, look.ListAnalyzersInput{Type: &of})
			return err == nil && len(out.Analyzers) > 0, err
		},
		[]look.Description{look.ListAnalyzers.Description},
		detected(config.AccessAnalyzer), nil,
	},
	"AWS::IAM::ServiceLinkedRole": {
		"role of a service",
		func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
			return role(ctx, v, linked[text(r.Get("AWSServiceName"))])
		},
		[]look.Description{look.GetRole.Description},
		func(_ Needs, p place) string {
			return "list it under `existingRoles` of the environment, that of AWS Config under `detection.recorderRoleExists` for " + p.account
		},
		[]string{"an account that has used ECS, or OpenSearch in a VPC, before"},
	},
	"AWS::IAM::OIDCProvider": {
		"provider of tokens",
		func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
			out, err := ask(ctx, v, look.ListOIDCProviders, look.ListOIDCProvidersInput{})
			host := strings.TrimPrefix(text(r.Get("Url")), "https://")
			return err == nil && slices.ContainsFunc(out.OpenIDConnectProviderList, func(p look.Provider) bool {
				return strings.HasSuffix(aws.ToString(p.Arn), ":oidc-provider/"+host)
			}), err
		},
		[]look.Description{look.ListOIDCProviders.Description},
		func(_ Needs, p place) string {
			return "list " + p.account + " under `oidcProviderExists`"
		},
		[]string{"`applications`"},
	},
	"AWS::XRay::TransactionSearchConfig": {
		"Transaction Search",
		func(ctx context.Context, v *visit, _ *assembly.Resource) (bool, error) {
			out, err := ask(ctx, v, look.TraceDestination, look.TraceDestinationInput{})
			return err == nil && aws.ToString(out.Destination) == "CloudWatchLogs", err
		},
		[]look.Description{look.TraceDestination.Description},
		func(n Needs, p place) string {
			return n.in("aws xray update-trace-segment-destination --destination XRay", p.account, p.region)
		},
		[]string{"`tracing` with `exporter: transaction-search`"},
	},
	"AWS::SSM::Document": {
		"preferences of Session Manager",
		func(ctx context.Context, v *visit, r *assembly.Resource) (bool, error) {
			name := text(r.Get("Name"))
			_, err := ask(ctx, v, look.DescribeDocument, look.DescribeDocumentInput{Name: &name})
			if absent(err, "InvalidDocument") {
				return false, nil
			}
			return err == nil, err
		},
		[]look.Description{look.DescribeDocument.Description},
		func(n Needs, p place) string {
			return n.in("aws ssm delete-document --name SSM-SessionManagerRunShell", p.account, p.region)
		},
		[]string{"`settings` with `sessions`"},
	},
}

// unrefused are the types that an account has once in a region, and that take the place of what is there.
var unrefused = map[string]string{
	"AWS::EC2::SnapshotBlockPublicAccess":     "it is a setting, which is overwritten",
	"AWS::EC2::VPCBlockPublicAccessOptions":   "it is a setting, which is overwritten",
	"AWS::ECR::RegistryPolicy":                "it is a setting of the registry, which is overwritten",
	"AWS::ECR::RegistryScanningConfiguration": "it is a setting of the registry, which is overwritten",
	"AWS::ECR::ReplicationConfiguration":      "it is a setting of the registry, which is overwritten",
	"AWS::Oam::Sink":                          "the check sinks asks for it",
	"AWS::SSM::PatchBaseline":                 "AWS lets several have one name",
	"Custom::AccountSettings":                 "our function sets it, whatever it was",
}

// linked are the names of the roles that AWS makes for services, by what CloudFormation calls the service. Source: the
// documentation of each service, "Using service-linked roles".
var linked = map[string]string{
	"config.amazonaws.com":            "AWSServiceRoleForConfig",
	"ecs.amazonaws.com":               "AWSServiceRoleForECS",
	"opensearchservice.amazonaws.com": "AWSServiceRoleForAmazonOpenSearchService",
	"backup.amazonaws.com":            "AWSServiceRoleForBackup",
}

// role tells whether there is a role.
func role(ctx context.Context, v *visit, name string) (bool, error) {
	_, err := ask(ctx, v, look.GetRole, look.GetRoleInput{RoleName: &name})
	if absent(err, "NoSuchEntity") {
		return false, nil
	}
	return err == nil, err
}

// free looks whether something of these kinds is in the way.
func free(kinds map[string]kind) func(Needs) []item {
	return func(n Needs) (all []item) {
		for _, name := range once(keysOf(kinds)) {
			k := kinds[name]
			for _, p := range n.places(name) {
				all = append(all, item{
					p.account, p.region, k.name,
					func(ctx context.Context, v *visit) (answer, error) {
						coming, err := toCome(ctx, v, p.resources)
						if err != nil {
							return answer{}, err
						}
						var there []string
						for _, r := range coming {
							if r.TakesOver {
								continue // it is to be there
							}
							is, err := k.taken(ctx, v, r)
							if err != nil {
								return answer{}, err
							}
							if is {
								there = append(there, known(r))
							}
						}
						return demand(len(there) == 0, "is there already: "+strings.Join(once(there), ", "), k.mend(n, p)), nil
					},
				})
			}
		}
		return all
	}
}

// known is what people know a resource by.
func known(r *assembly.Resource) string {
	for _, property := range []string{
		"BucketName", "TableName", "LogGroupName", "AliasName", "RoleName", "DBInstanceIdentifier", "Name", "AWSServiceName", "Url", "Type",
	} {
		if name := nameIn(r, property); name != "" {
			return name
		}
	}
	return r.LogicalID
}

// unused looks whether anything is in the default VPCs that the deployment removes.
func unused(n Needs) (all []item) {
	for _, p := range n.places("Custom::AccountSettings") {
		if !slices.Contains(n.Organization.Settings.In(p.account), config.DefaultVPC) {
			continue
		}
		keep := kept(p)
		all = append(all, item{p.account, p.region, "default VPC", func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.DescribeVpcs, look.DescribeVpcsInput{})
			if err != nil {
				return answer{}, err
			}
			for _, vpc := range out.Vpcs {
				if !aws.ToBool(vpc.IsDefault) || slices.Contains(keep, aws.ToString(vpc.VpcID)) {
					continue
				}
				in, err := ask(ctx, v, look.DescribeInterfaces, look.DescribeInterfacesInput{
					Filters: []look.Filter{{Name: aws.String("vpc-id"), Values: []string{aws.ToString(vpc.VpcID)}}},
				})
				if err != nil {
					return answer{}, err
				}
				if len(in.NetworkInterfaces) > 0 {
					return missing(fmt.Sprintf("%d network interfaces are in %s", len(in.NetworkInterfaces), aws.ToString(vpc.VpcID)),
						"move what uses it, or list default-vpc for "+p.account+" under `settings.except`"), nil
				}
			}
			return done, nil
		}})
	}
	return all
}

// kept are the VPCs that an environment is in, and that are left where they are, though they are default ones.
func kept(p place) (all []string) {
	for _, r := range p.resources {
		ids, _ := r.Get("KeptVPCs").([]any)
		for _, id := range ids {
			text, _ := id.(string)
			all = append(all, text)
		}
	}
	return all
}

// ranges looks whether a network that is not ours has addresses of one that is to be.
func ranges(n Needs) (all []item) {
	for _, p := range n.places("AWS::EC2::VPC") {
		all = append(all, item{p.account, p.region, "address ranges", func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.DescribeVpcs, look.DescribeVpcsInput{})
			if err != nil {
				return answer{}, err
			}
			for _, vpc := range out.Vpcs {
				there, err := netip.ParsePrefix(aws.ToString(vpc.CidrBlock))
				ours := slices.ContainsFunc(vpc.Tags, func(t look.Tag) bool {
					return aws.ToString(t.Key) == address.OrganizationTag &&
						aws.ToString(t.Value) == n.Organization.Name
				})
				if err != nil || ours || aws.ToBool(vpc.IsDefault) {
					continue
				}
				for _, r := range p.resources {
					if to, err := netip.ParsePrefix(text(r.Get("CidrBlock"))); err == nil && to.Overlaps(there) {
						return missing(fmt.Sprintf("%s has %s, and %s is to have %s", aws.ToString(vpc.VpcID), there, r.Stack.Stage, to),
							"choose another `cidr`, which never changes later, unless the two networks are never to be joined"), nil
					}
				}
			}
			return done, nil
		}})
	}
	return all
}
