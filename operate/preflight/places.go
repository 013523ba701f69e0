package preflight

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/guardrail"
	"bulkhead/operate/bootstrap"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// regions looks whether accounts have their regions.
func regions(n Needs) (all []item) {
	for _, a := range bootstrap.Accounts(n.Book) {
		for _, region := range a.Regions {
			all = append(all, item{a.Name, "", region, func(ctx context.Context, v *visit) (answer, error) {
				out, err := ask(ctx, v, look.DescribeRegions, look.DescribeRegionsInput{AllRegions: aws.Bool(true)})
				if err != nil {
					return answer{}, err
				}
				is := slices.ContainsFunc(out.Regions, func(r look.Region) bool {
					return aws.ToString(r.RegionName) == region && aws.ToString(r.OptInStatus) != "not-opted-in"
				})
				command := n.with("aws account enable-region --region-name "+region, a.Name)
				if (guardrail.Book{Book: n.Book}).Keeps(config.GuardMembership) && a.Name != Management {
					command = n.with("aws account enable-region --account-id "+string(a.ID)+" --region-name "+region, Management)
				}
				return demand(is, "the account has not switched the region on", command), nil
			}})
		}
	}
	return all
}

// toolkit is the stack of cdk bootstrap.
const toolkit = "CDKToolkit"

// bootstrapped looks whether accounts are prepared by the template of ours, and for whom.
func bootstrapped(n Needs) (all []item) {
	for _, a := range bootstrap.Accounts(n.Book) {
		for _, region := range a.Regions {
			all = append(all, item{a.Name, region, "stack " + toolkit, func(ctx context.Context, v *visit) (answer, error) {
				return n.bootstrapped(ctx, v, a, region)
			}})
		}
	}
	return all
}

func (n Needs) bootstrapped(ctx context.Context, v *visit, a bootstrap.Account, region string) (answer, error) {
	command := n.with("bin/bulkhead bootstrap "+a.Name+" --run", a.Name)
	out, err := ask(ctx, v, look.DescribeStacks, look.DescribeStacksInput{})
	if err != nil {
		return answer{}, err
	}
	at := slices.IndexFunc(out.Stacks, func(s look.Stack) bool { return aws.ToString(s.StackName) == toolkit })
	if at < 0 {
		return missing("the region is not prepared", command), nil
	}
	stack, version := out.Stacks[at], "none"
	for _, o := range stack.Outputs {
		if aws.ToString(o.OutputKey) == "BootstrapVersion" {
			version = aws.ToString(o.OutputValue)
		}
	}
	ours := slices.ContainsFunc(stack.Parameters, func(p look.Parameter) bool {
		return aws.ToString(p.ParameterKey) == "BootstrapVariant" && aws.ToString(p.ParameterValue) == bootstrap.Variant
	})
	switch {
	case !ours:
		return missing("another bootstrap is there, which trusts whole accounts", command+" --force"), nil
	case version != bootstrap.Version:
		return missing("it is of version "+version+", and this bulkhead's of "+bootstrap.Version, command), nil
	case !aws.ToBool(stack.EnableTerminationProtection):
		return missing("anybody who may can delete it: it has no termination protection", command), nil
	}
	for _, role := range []string{bootstrap.Deploy, bootstrap.Publish, bootstrap.Lookup} {
		trusted, err := trusts(ctx, v, address.BootstrapRole(role, a.ID, region))
		if err != nil {
			return answer{}, err
		}
		want := slices.Sorted(slices.Values(a.Trusted[role]))
		if !slices.Equal(trusted, want) {
			return missing(fmt.Sprintf("the role %s lets in %s, and should %s", role,
				cmp.Or(strings.Join(trusted, ", "), "nobody by name"), strings.Join(want, ", ")), command), nil
		}
	}
	return done, nil
}

// trusts are the patterns of ARNs that a role of cdk bootstrap lets in, in order.
func trusts(ctx context.Context, v *visit, role string) ([]string, error) {
	out, err := ask(ctx, v, look.GetRole, look.GetRoleInput{RoleName: &role})
	if absent(err, "NoSuchEntity") { // somebody has deleted it
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	text, err := url.QueryUnescape(aws.ToString(out.Role.AssumeRolePolicyDocument))
	if err != nil {
		return nil, err
	}
	var document any
	if err := json.Unmarshal([]byte(text), &document); err != nil {
		return nil, fmt.Errorf("who may assume %s cannot be read: %w", role, err)
	}
	var all []string
	for _, statement := range assembly.List(assembly.At(document, "Statement")) {
		for _, pattern := range assembly.List(assembly.At(statement, "Condition", "ArnLike", "aws:PrincipalArn")) {
			all = append(all, fmt.Sprint(pattern))
		}
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

// zones looks whether accounts have the zones of their subnets: what is a in one account may not be there in another.
func zones(n Needs) (all []item) {
	for _, place := range n.places("AWS::EC2::Subnet") {
		var names []string
		for _, r := range place.resources {
			names = append(names, text(r.Get("AvailabilityZone")))
		}
		names = once(names)
		all = append(all, item{
			place.account, place.region, strings.Join(names, ", "),
			func(ctx context.Context, v *visit) (answer, error) {
				out, err := ask(ctx, v, look.DescribeZones, look.DescribeZonesInput{})
				if err != nil {
					return answer{}, err
				}
				var there []string
				for _, z := range out.AvailabilityZones {
					there = append(there, aws.ToString(z.ZoneName))
				}
				lacks := slices.DeleteFunc(slices.Clone(names),
					func(z string) bool { return slices.Contains(there, z) })
				return demand(len(lacks) == 0, "the account has no "+strings.Join(lacks, ", ")+", but "+strings.Join(there, ", "),
					"list the letters of zones that it has under `regions.zones`, for "+place.region), nil
			},
		})
	}
	return all
}
