package preflight

import (
	"context"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// anywhere is every address.
const anywhere = "0.0.0.0/0"

// tablesOf are the route tables of the VPC that exists.
func tablesOf(ctx context.Context, v *visit, e config.Environment) ([]look.RouteTable, error) {
	in := look.DescribeRouteTablesInput{Filters: ofVPC(e.Network.Existing.VPC)}
	out, err := ask(ctx, v, look.DescribeRouteTables, in)
	if err != nil {
		return nil, err
	}
	return out.RouteTables, nil
}

// tableOf is the route table of a subnet: its own, or else the main one of the VPC.
func tableOf(tables []look.RouteTable, subnet string) (of look.RouteTable) {
	for _, t := range tables {
		for _, a := range t.Associations {
			if aws.ToString(a.SubnetID) == subnet {
				return t
			}
			if aws.ToBool(a.Main) {
				of = t
			}
		}
	}
	return of
}

// leading is the route of a table to a range, if it has one that works.
func leading(t look.RouteTable, to string) (look.Route, bool) {
	at := slices.IndexFunc(t.Routes, func(r look.Route) bool {
		return aws.ToString(r.DestinationCidrBlock) == to && aws.ToString(r.State) == "active"
	})
	if at < 0 {
		return look.Route{}, false
	}
	return t.Routes[at], true
}

// public tells whether a route leads through an internet gateway, which is a way for public addresses alone.
func public(r look.Route) bool { return strings.HasPrefix(aws.ToString(r.GatewayID), "igw-") }

// tables looks whether subnets have the route tables that the configuration says, the internet reaches the public ones,
// and nothing is in the way of routes that are to come.
func (n Needs) tables(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	there, err := tablesOf(ctx, v, e)
	if err != nil {
		return answer{}, err
	}
	var wrong, mend []string
	for _, t := range tiersOf(e) {
		for i, s := range t.subnets {
			of := tableOf(there, s.Subnet)
			if is := aws.ToString(of.RouteTableID); is != s.RouteTable {
				wrong = append(wrong, fmt.Sprintf("%s has %s, and not %s", s.Subnet, is, s.RouteTable))
				mend = append(mend, fmt.Sprintf("write `network.existing.%s[%d].routeTable: %s` in %s", t.key, i, is, e.Name))
			}
			if route, leads := leading(of, anywhere); t.key == "public" && !(leads && public(route)) {
				wrong = append(wrong, s.Subnet+" is public, and has no route to an internet gateway")
				mend = append(mend, "name a subnet with one under `network.existing.public` of "+e.Name)
			}
		}
	}
	coming, err := toCome(ctx, v, n.routesOf(e))
	if err != nil {
		return answer{}, err
	}
	for _, r := range coming {
		id, to := text(r.Get("RouteTableId")), text(r.Get("DestinationCidrBlock"))
		at := slices.IndexFunc(there, func(t look.RouteTable) bool { return aws.ToString(t.RouteTableID) == id })
		same := func(other look.Route) bool { return aws.ToString(other.DestinationCidrBlock) == to }
		if at >= 0 && slices.ContainsFunc(there[at].Routes, same) {
			wrong = append(wrong, id+" has a route to "+to+" already, where the VPN's is to be")
			mend = append(mend, n.here(e, "aws ec2 delete-route --route-table-id "+id+" --destination-cidr-block "+to))
		}
	}
	return demand(len(wrong) == 0, strings.Join(wrong, "; "), mend...), nil
}

// routesOf are the routes that the environment's templates make.
func (n Needs) routesOf(e config.Environment) (all []*assembly.Resource) {
	for _, stack := range n.Assembly.Stage(e.Name) {
		for _, r := range stack.Resources {
			if r.Type == "AWS::EC2::Route" {
				all = append(all, r)
			}
		}
	}
	return all
}

// endpointsOf are the endpoints of the VPC that exists which answer.
func endpointsOf(ctx context.Context, v *visit, e config.Environment) ([]look.VpcEndpoint, error) {
	out, err := ask(ctx, v, look.DescribeEndpoints, look.DescribeEndpointsInput{Filters: ofVPC(e.Network.Existing.VPC)})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(out.VpcEndpoints),
		func(one look.VpcEndpoint) bool { return !strings.EqualFold(aws.ToString(one.State), "available") }), nil
}

// waysOut looks whether private subnets have a way to the internet, or endpoints of all that is asked there.
func (n Needs) waysOut(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	tables, err := tablesOf(ctx, v, e)
	if err != nil {
		return answer{}, err
	}
	endpoints, err := endpointsOf(ctx, v, e)
	if err != nil {
		return answer{}, err
	}
	var why []string
	for _, s := range e.Network.Existing.Private {
		table := tableOf(tables, s.Subnet)
		route, leads := leading(table, anywhere)
		if leads && !public(route) {
			continue
		}
		lacks := lacking(endpoints, aws.ToString(table.RouteTableID), e)
		if len(lacks) == 0 {
			continue
		}
		how := "has no way to the internet"
		if leads {
			how = "reaches the internet from public addresses alone, which nothing has there"
		}
		why = append(why, fmt.Sprintf("%s %s, and the VPC no endpoints of %s", s.Subnet, how, strings.Join(lacks, ", ")))
	}
	return demand(len(why) == 0, strings.Join(why, "; "),
		"have its owner add a route to a NAT gateway, or these endpoints, with private names"), nil
}

// lacking are the services without an endpoint, of those that an environment asks.
func lacking(endpoints []look.VpcEndpoint, table string, e config.Environment) (all []string) {
	alone := e
	alone.Network.Existing, alone.Network.NAT, alone.Network.Endpoints = nil, config.NATNone, config.EndpointsStandard
	for _, service := range append(alone.InterfaceEndpoints(), "s3") {
		is := slices.ContainsFunc(endpoints, func(one look.VpcEndpoint) bool {
			if !strings.HasSuffix(aws.ToString(one.ServiceName), "."+string(e.Region)+"."+service) {
				return false
			}
			return aws.ToBool(one.PrivateDNSEnabled) || slices.Contains(one.RouteTableIDs, table)
		})
		if !is {
			all = append(all, service)
		}
	}
	return all
}

// policiesOf looks whether endpoints let everybody through, as AWS makes them.
func policiesOf(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	endpoints, err := endpointsOf(ctx, v, e)
	if err != nil {
		return answer{}, err
	}
	var narrow []string
	for _, one := range endpoints {
		if policy := aws.ToString(one.PolicyDocument); policy != "" && !everything(policy) {
			narrow = append(narrow, aws.ToString(one.ID))
		}
	}
	if len(narrow) > 0 {
		return unknown("whether these let the account's roles through, their policies tell, which their owner has written: " +
			strings.Join(narrow, ", ")), nil
	}
	return done, nil
}

// everything tells whether a policy is the one that AWS gives an endpoint.
func everything(policy string) bool {
	var is struct{ Statement []map[string]any }
	err := json.Unmarshal([]byte(policy), &is)
	return err == nil && len(is.Statement) == 1 && reflect.DeepEqual(is.Statement[0],
		map[string]any{"Action": "*", "Effect": "Allow", "Principal": "*", "Resource": "*"})
}

// acls looks whether network ACLs let everything through, as AWS makes them.
func acls(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	out, err := ask(ctx, v, look.DescribeACLs, look.DescribeACLsInput{Filters: ofVPC(e.Network.Existing.VPC)})
	if err != nil {
		return answer{}, err
	}
	var narrow []string
	for _, t := range tiersOf(e) {
		for _, s := range t.subnets {
			at := slices.IndexFunc(out.NetworkACLs, func(acl look.NetworkACL) bool {
				return slices.ContainsFunc(acl.Associations,
					func(a look.ACLAssociation) bool { return aws.ToString(a.SubnetID) == s.Subnet })
			})
			if at < 0 {
				return unknown("AWS tells of no network ACL of " + s.Subnet), nil
			}
			if acl := out.NetworkACLs[at]; !open(acl, true) || !open(acl, false) {
				narrow = append(narrow, aws.ToString(acl.ID))
			}
		}
	}
	if len(narrow) > 0 {
		return unknown("whether these let through what security groups open, and answers on ports 1024 to 65535, their " +
			"rules tell, which their owner has written: " + strings.Join(once(narrow), ", ")), nil
	}
	return done, nil
}

// open tells whether the first rule of a network ACL in a direction lets everything through.
func open(acl look.NetworkACL, out bool) bool {
	var first *look.ACLEntry
	for _, entry := range acl.Entries {
		if entry.CidrBlock == nil || aws.ToBool(entry.Egress) != out { // of IPv6, or of the other direction
			continue
		}
		if first == nil || aws.ToInt32(entry.RuleNumber) < aws.ToInt32(first.RuleNumber) {
			first = &entry
		}
	}
	return first != nil && aws.ToString(first.RuleAction) == "allow" && aws.ToString(first.Protocol) == "-1" &&
		aws.ToString(first.CidrBlock) == anywhere
}
