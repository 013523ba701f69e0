package preflight

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/facts"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// addons are what a cluster that exists has to run, and EKS lists where they are add-ons of its own.
var addons = []string{facts.AddonSecrets, facts.AddonMetrics, facts.AddonObservation}

// cluster looks whether clusters that something else has made are as services need them.
func cluster(n Needs) (all []item) {
	for _, e := range n.Environments {
		if e.Kubernetes == nil || e.Kubernetes.Mode != config.ExistingMode {
			continue
		}
		name := e.Kubernetes.Existing.Name
		all = append(all,
			item{e.Account, string(e.Region), "cluster " + name, func(ctx context.Context, v *visit) (answer, error) {
				return n.cluster(ctx, v, e)
			}},
			item{e.Account, string(e.Region), "add-ons of " + name, func(ctx context.Context, v *visit) (answer, error) {
				return n.addons(ctx, v, e)
			}},
		)
	}
	return all
}

// automatic tells whether EKS Auto Mode is on.
func automatic(c *look.Cluster) bool {
	return c.ComputeConfig != nil && aws.ToBool(c.ComputeConfig.Enabled)
}

// describe returns a cluster that exists, or nothing.
func describe(ctx context.Context, v *visit, name string) (*look.Cluster, error) {
	out, err := ask(ctx, v, look.DescribeCluster, look.DescribeClusterInput{Name: &name})
	if absent(err, "ResourceNotFoundException") {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return out.Cluster, nil
}

func (n Needs) cluster(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	x := e.Kubernetes.Existing
	key := "`kubernetes.existing` of " + e.Name
	c, err := describe(ctx, v, x.Name)
	if err != nil {
		return answer{}, err
	}
	if c == nil {
		return missing("there is no such cluster in "+string(e.Region), "write one of these as `name` under "+key+": "+
			n.here(e, "aws eks list-clusters")), nil
	}
	var wrong, mend []string
	add := func(why, how string) { wrong, mend = append(wrong, why), append(mend, how) }
	if status := aws.ToString(c.Status); status != "ACTIVE" {
		add("it is "+status, "have its owner look: "+n.here(e, "aws eks describe-cluster --name "+x.Name))
	}
	if is := aws.ToString(c.ResourcesVpcConfig.ClusterSecurityGroupID); is != x.SecurityGroup {
		add("its security group is "+is, "write `securityGroup: "+is+"` under "+key)
	}
	if !aws.ToBool(c.ResourcesVpcConfig.EndpointPrivateAccess) {
		add("its API has no private endpoint", n.here(e, "aws eks update-cluster-config --name "+x.Name+
			" --resources-vpc-config endpointPrivateAccess=true"))
	}
	if mode := aws.ToString(c.AccessConfig.AuthenticationMode); mode != "API" && mode != "API_AND_CONFIG_MAP" {
		add("it lets in by "+mode+" alone, and access entries do not count", n.here(e,
			"aws eks update-cluster-config --name "+x.Name+
				" --access-config authenticationMode=API_AND_CONFIG_MAP"))
	}
	if x.LoadBalancing == config.LoadBalancingAutoMode {
		version := aws.ToString(c.Version)
		if !automatic(c) || before(version, facts.FirstWithGroupsInAutoMode) {
			add("it is of version "+version+map[bool]string{true: "", false: ", without EKS Auto Mode"}[automatic(c)],
				"have its owner switch Auto Mode on from "+facts.FirstWithGroupsInAutoMode+
					", or install the AWS Load Balancer Controller and set `loadBalancing` under "+key)
		}
	}
	vpc, err := n.vpcOf(ctx, v, e)
	if err != nil {
		return answer{}, err
	}
	if vpc == nil && len(wrong) == 0 {
		return noNetwork(e), nil
	}
	if is := aws.ToString(c.ResourcesVpcConfig.VpcID); vpc != nil && is != aws.ToString(vpc.VpcID) {
		add("it is in "+is+", and "+e.Name+" in "+aws.ToString(vpc.VpcID), "name a cluster of that network under "+key)
	}
	return demand(len(wrong) == 0, strings.Join(wrong, "; "), mend...), nil
}

// addons looks whether EKS lists what pods need.
func (n Needs) addons(ctx context.Context, v *visit, e config.Environment) (answer, error) {
	name := e.Kubernetes.Existing.Name
	c, err := describe(ctx, v, name)
	if err != nil || c == nil {
		return unknown("there is no such cluster"), err
	}
	out, err := ask(ctx, v, look.ListAddons, look.ListAddonsInput{ClusterName: &name})
	if err != nil {
		return answer{}, err
	}
	need := addons
	if !automatic(c) { // which has both by itself
		need = append([]string{facts.AddonIdentity, facts.AddonNetwork}, addons...)
	}
	lacks := slices.DeleteFunc(slices.Clone(need), func(a string) bool { return slices.Contains(out.Addons, a) })
	switch {
	case len(lacks) > 0:
		return unknown("EKS lists no add-on " + strings.Join(lacks, ", ") + ": whether somebody has installed that " +
			"otherwise, the cluster's own API tells, which the deployment asks"), nil
	case !automatic(c):
		return unknown("what " + facts.AddonNetwork + " is set to, the cluster's own API tells, which the deployment " +
			"asks"), nil
	}
	return done, nil
}

// before tells whether a version of Kubernetes is older than another one.
func before(version, other string) bool {
	minor := func(text string) int {
		n, _ := strconv.Atoi(strings.TrimPrefix(text, "1."))
		return n
	}
	return minor(version) < minor(other)
}
