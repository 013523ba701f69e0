package preflight

import (
	"context"
	"errors"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/guardrail"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// switches looks whether the management account has switched on what `bulkhead guardrails --commands` does. Without
// management, the configuration does not know that account, and security is asked: AWS tells accounts that administer
// something for the organization.
func switches(n Needs) (all []item) {
	account := config.Security
	if n.Organization.Management != nil {
		account = Management
	}
	for _, c := range (guardrail.Book{Book: n.Book}).Commands() {
		if c.Args[0] == "ram" && n.Organization.AWSOrganization == nil {
			continue // it is shared by invitations
		}
		root := n.with("$(aws organizations list-roots --query 'Roots[0].Id' --output text", Management) + ")"
		command := n.with(strings.ReplaceAll("aws "+strings.Join(c.Args, " "), "$root", root), Management)
		all = append(all, item{
			account, "", strings.Join(c.Args[:2], " ") + " " + last(c.Args[2:]),
			func(ctx context.Context, v *visit) (answer, error) {
				is, err := switched(ctx, v, c.Args)
				if errors.Is(err, errUnseen) {
					return unknown(unseen), nil
				}
				if err != nil {
					return answer{}, err
				}
				return demand(is, "not done: with it, "+c.Why, command), nil
			},
		})
	}
	return all
}

// last is the last of a command's arguments that tells two of the same operation apart.
func last(args []string) string {
	if len(args) == 0 {
		return ""
	}
	return args[len(args)-1]
}

// after is what follows a flag.
func after(args []string, flag string) string {
	if at := slices.Index(args, flag); at >= 0 && at+1 < len(args) {
		return args[at+1]
	}
	return ""
}

// switched tells whether what a command of the AWS CLI switches on is on.
func switched(ctx context.Context, v *visit, args []string) (bool, error) {
	service := after(args, "--service-principal")
	switch strings.Join(args[:2], " ") {
	case "organizations enable-policy-type":
		out, err := ask(ctx, v, look.ListRoots, look.ListRootsInput{})
		if err != nil {
			return false, err
		}
		return len(out.Roots) > 0 && slices.ContainsFunc(out.Roots[0].PolicyTypes, func(p look.PolicyType) bool {
			return aws.ToString(p.Type) == after(args, "--policy-type") && aws.ToString(p.Status) == "ENABLED"
		}), nil
	case "organizations enable-aws-service-access":
		return works(ctx, v, service)
	case "ram enable-sharing-with-aws-organization":
		return works(ctx, v, "ram.amazonaws.com")
	case "organizations register-delegated-administrator":
		return administers(ctx, v, service, after(args, "--account-id"))
	case "securityhub enable-organization-admin-account": // which makes it AWS Organizations' administrator as well
		return administers(ctx, v, "securityhub.amazonaws.com", after(args, "--admin-account-id"))
	case "iam enable-organizations-root-credentials-management":
		return rooted(ctx, v, "RootCredentialsManagement")
	case "iam enable-organizations-root-sessions":
		return rooted(ctx, v, "RootSessions")
	case "backup update-global-settings":
		out, err := ask(ctx, v, look.GlobalBackup, look.GlobalBackupInput{})
		if err != nil {
			return false, err
		}
		return out.GlobalSettings["isCrossAccountBackupEnabled"] == "true", nil
	}
	return false, errUnseen
}

// administers tells whether an account administers a service for the AWS organization.
func administers(ctx context.Context, v *visit, service, account string) (bool, error) {
	out, err := ask(ctx, v, look.ListDelegated, look.ListDelegatedInput{ServicePrincipal: &service})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(out.DelegatedAdministrators, func(d look.Delegated) bool {
		return aws.ToString(d.ID) == account
	}), nil
}

// unseen is said of a command that has no way to see whether it was done: of none of ours.
const unseen = "bulkhead does not know how to see whether it was done"

var errUnseen = errors.New(unseen)

// works tells whether a service works with the AWS organization.
func works(ctx context.Context, v *visit, service string) (bool, error) {
	out, err := ask(ctx, v, look.ListAccess, look.ListAccessInput{})
	if err != nil {
		return false, err
	}
	return slices.ContainsFunc(out.EnabledServicePrincipals, func(s look.EnabledService) bool {
		return aws.ToString(s.ServicePrincipal) == service
	}), nil
}

// rooted tells whether something is done centrally with the root users of members.
func rooted(ctx context.Context, v *visit, feature string) (bool, error) {
	out, err := ask(ctx, v, look.ListOrganizationsFeatures, look.ListOrganizationsFeaturesInput{})
	if absent(err, "ServiceAccessNotEnabled", "ServiceAccessNotEnabledException") { // that is the first of both commands
		return false, nil
	}
	return err == nil && slices.Contains(out.EnabledFeatures, feature), err
}

// identityCenter is the identity that people have in Identity Center, if they have one.
func (n Needs) identityCenter() *config.Identity {
	if i := n.Organization.Identity; i != nil && i.Provider == config.IdentityCenter {
		return i
	}
	return nil
}

// groups looks whether Identity Center is the one that the configuration names, and has its groups.
func groups(n Needs) (all []item) {
	i := n.identityCenter()
	if i == nil {
		return nil
	}
	region := string(i.Region)
	store := func(ctx context.Context, v *visit) (*string, error) {
		out, err := ask(ctx, v, look.ListInstances, look.ListInstancesInput{})
		if err != nil {
			return nil, err
		}
		for _, one := range out.Instances {
			if aws.ToString(one.InstanceArn) == i.Instance {
				return one.IdentityStoreID, nil
			}
		}
		return nil, nil
	}
	all = append(all, item{config.Security, region, i.Instance, func(ctx context.Context, v *visit) (answer, error) {
		found, err := store(ctx, v)
		return demand(found != nil, "security does not see this instance",
			"switch Identity Center on in the management account, in "+region+", have security administer it, and copy the ARN into `identity.instance`"), err
	}})
	for _, name := range once(keysOf(i.Groups)) {
		id := i.Groups[name].ID
		all = append(all, item{config.Security, region, "group " + name, func(ctx context.Context, v *visit) (answer, error) {
			found, err := store(ctx, v)
			if err != nil || found == nil {
				return unknown("the instance is not there"), err
			}
			_, err = ask(ctx, v, look.DescribeGroup, look.DescribeGroupInput{IdentityStoreID: found, GroupID: &id})
			if absent(err, "ResourceNotFoundException") {
				return missing("there is no group "+id, n.in("aws identitystore create-group --identity-store-id "+*found+
					" --display-name "+name, config.Security, region), "and copy its id into `identity.groups."+name+".id`"), nil
			}
			return done, err
		}})
	}
	return all
}

// copies looks whether security has the role that AWS Backup copies with.
func copies(n Needs) []item {
	if len(n.CopiesRegions()) == 0 {
		return nil
	}
	name := linked["backup.amazonaws.com"]
	return []item{{config.Security, "", name, func(ctx context.Context, v *visit) (answer, error) {
		is, err := role(ctx, v, name)
		return demand(is, "copies of backups fail without it",
			n.with("aws iam create-service-linked-role --aws-service-name backup.amazonaws.com", config.Security)), err
	}}}
}

// optedIn looks whether AWS Backup looks after clusters of Aurora, where there are backups.
func optedIn(n Needs) (all []item) {
	backups := n.places("AWS::Backup::BackupPlan")
	for _, p := range n.places("AWS::RDS::DBCluster") {
		planned := slices.ContainsFunc(backups,
			func(b place) bool { return b.account == p.account && b.region == p.region })
		if !planned {
			continue
		}
		all = append(all, item{p.account, p.region, "AWS Backup for Aurora", func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.RegionBackup, look.RegionBackupInput{})
			if err != nil {
				return answer{}, err
			}
			on, said := out.ResourceTypeOptInPreference["Aurora"]
			return demand(on || !said, "it is switched off: no cluster would be backed up", n.in(
				"aws backup update-region-settings --resource-type-opt-in-preference Aurora=true", p.account, p.region)), nil
		}})
	}
	return all
}
