package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// offer is something that AWS has or has not in a region.
type offer struct {
	name  string
	zones []string // where it has to be; empty where AWS says nothing of zones
	ask   func(context.Context, *visit) (there bool, zones []string, err error)
}

// offered looks whether the region has what templates of stacks that are to come name.
func offered(types []string, of func(*assembly.Resource) []offer) func(Needs) []item {
	return func(n Needs) (all []item) {
		for _, p := range n.places(types...) {
			offers := map[string]offer{}
			for _, r := range p.resources {
				for _, o := range of(r) {
					offers[o.name] = o
				}
			}
			for _, name := range once(keysOf(offers)) {
				o := offers[name]
				all = append(all, item{
					p.account, p.region, o.name,
					func(ctx context.Context, v *visit) (answer, error) {
						there, zones, err := o.ask(ctx, v)
						switch lacks := slices.DeleteFunc(slices.Clone(o.zones),
							func(z string) bool { return slices.Contains(zones, z) }); {
						case err != nil:
							return answer{}, err
						case !there:
							return missing("AWS does not offer it in "+p.region, "choose another version or class in the configuration"), nil
						case len(lacks) > 0:
							return missing("AWS does not offer it in "+strings.Join(lacks, ", "),
								"list other letters under `regions.zones`, or choose another class"), nil
						}
						return done, nil
					},
				})
			}
		}
		return all
	}
}

func keysOf[V any](m map[string]V) (all []string) {
	for name := range m {
		all = append(all, name)
	}
	return all
}

// databases are the engines of databases, with version and class. Members of a cluster have its version.
func databases(r *assembly.Resource) []offer {
	engine, version, class := text(r.Get("Engine")), text(r.Get("EngineVersion")), text(r.Get("DBInstanceClass"))
	if version == "" {
		for _, other := range r.Stack.Resources {
			if other.Type == "AWS::RDS::DBCluster" {
				version = text(other.Get("EngineVersion"))
			}
		}
	}
	if engine == "" || class == "" { // a replica, which is as its source is
		return nil
	}
	return []offer{{
		strings.Join([]string{engine, version, class}, " "), nil,
		func(ctx context.Context, v *visit) (bool, []string, error) {
			in := look.DescribeOrderableInput{Engine: &engine, DBInstanceClass: &class, Vpc: aws.Bool(true)}
			if version != "" {
				in.EngineVersion = &version
			}
			out, err := ask(ctx, v, look.DescribeOrderable, in)
			return err == nil && len(out.OrderableDBInstanceOptions) > 0, nil, err
		},
	}}
}

// caches are the engines of caches, with version. AWS tells of no classes.
func caches(r *assembly.Resource) []offer {
	engine, version := text(r.Get("Engine")), text(r.Get("EngineVersion"))
	if engine == "" || version == "" {
		return nil
	}
	return []offer{{engine + " " + version, nil, func(ctx context.Context, v *visit) (bool, []string, error) {
		out, err := ask(ctx, v, look.DescribeCaches, look.DescribeCachesInput{Engine: &engine})
		if err != nil {
			return false, nil, err
		}
		return slices.ContainsFunc(out.CacheEngineVersions, func(c look.CacheVersion) bool {
			there := aws.ToString(c.EngineVersion)
			return there == version || strings.HasPrefix(there, version+".")
		}), nil, nil
	}}}
}

// searches are the versions of search domains with each class.
func searches(r *assembly.Resource) (all []offer) {
	version := text(r.Get("EngineVersion"))
	for _, class := range once([]string{
		text(r.Get("ClusterConfig", "InstanceType")), text(r.Get("ClusterConfig", "DedicatedMasterType")),
	}) {
		all = append(all, offer{version + " " + class, nil, func(ctx context.Context, v *visit) (bool, []string, error) {
			out, err := ask(ctx, v, look.ListSearchClasses, look.ListSearchClassesInput{
				EngineVersion: &version, InstanceType: &class, RetrieveAZs: aws.Bool(true),
			})
			return err == nil && slices.ContainsFunc(out.InstanceTypeDetails, func(c look.SearchClass) bool {
				return aws.ToString(c.InstanceType) == class
			}), nil, err
		}})
	}
	return all
}

// streams are the versions of Kafka.
func streams(r *assembly.Resource) []offer {
	version := text(r.Get("KafkaVersion"))
	return []offer{{"Kafka " + version, nil, func(ctx context.Context, v *visit) (bool, []string, error) {
		out, err := ask(ctx, v, look.ListKafkaVersions, look.ListKafkaVersionsInput{})
		return err == nil && slices.ContainsFunc(out.KafkaVersions, func(k look.KafkaVersion) bool {
			return aws.ToString(k.Version) == version && aws.ToString(k.Status) == "ACTIVE"
		}), nil, err
	}}}
}

// clusters are the versions of Kubernetes.
func clusters(r *assembly.Resource) []offer {
	version := text(r.Get("Version"))
	return []offer{{"Kubernetes " + version, nil, func(ctx context.Context, v *visit) (bool, []string, error) {
		out, err := ask(ctx, v, look.DescribeClusters, look.DescribeClustersInput{})
		return err == nil && slices.ContainsFunc(out.ClusterVersions, func(c look.ClusterVersion) bool {
			return aws.ToString(c.ClusterVersion) == version
		}), nil, err
	}}}
}

// instances are the classes of instances. Those of a node of a store are in the zone of its volume, others in any.
func instances(r *assembly.Resource) (all []offer) {
	classes := []string{text(r.Get("LaunchTemplateData", "InstanceType"))}
	for _, class := range assembly.List(r.Get("InstanceTypes")) { // a group of nodes
		classes = append(classes, text(class))
	}
	for _, override := range assembly.List(r.Get("MixedInstancesPolicy", "LaunchTemplate", "Overrides")) {
		classes = append(classes, text(assembly.At(override, "InstanceType")))
	}
	var zones []string
	for _, other := range r.Stack.Resources {
		if other.Type == "AWS::EC2::Volume" {
			zones = append(zones, text(other.Get("AvailabilityZone")))
		}
	}
	zones = once(zones)
	for _, class := range once(classes) {
		name := class
		if len(zones) > 0 {
			name = fmt.Sprintf("%s in %s", class, strings.Join(zones, ", "))
		}
		all = append(all, offer{name, zones, func(ctx context.Context, v *visit) (bool, []string, error) {
			out, err := ask(ctx, v, look.DescribeOfferings, look.DescribeOfferingsInput{
				LocationType: aws.String("availability-zone"),
				Filters:      []look.Filter{{Name: aws.String("instance-type"), Values: []string{class}}},
			})
			if err != nil {
				return false, nil, err
			}
			var there []string
			for _, o := range out.InstanceTypeOfferings {
				if aws.ToString(o.InstanceType) == class {
					there = append(there, aws.ToString(o.Location))
				}
			}
			return len(there) > 0, there, nil
		}})
	}
	return all
}

// endpoints are the services that VPCs have endpoints of, in the zones of the subnets that the endpoint is in.
func endpoints(r *assembly.Resource) []offer {
	service := textIn(r.Stack, r.Get("ServiceName"))
	if text(r.Get("VpcEndpointType")) != "Interface" {
		return nil
	}
	var zones []string
	for _, ref := range assembly.List(r.Get("SubnetIds")) {
		if subnet := r.Stack.Resource(text(assembly.At(ref, "Ref"))); subnet != nil {
			zones = append(zones, text(subnet.Get("AvailabilityZone")))
		}
	}
	return []offer{{service, once(zones), func(ctx context.Context, v *visit) (bool, []string, error) {
		out, err := ask(ctx, v, look.DescribeServices, look.DescribeServicesInput{})
		if err != nil {
			return false, nil, err
		}
		for _, s := range out.ServiceDetails {
			if aws.ToString(s.ServiceName) == service {
				return true, s.AvailabilityZones, nil
			}
		}
		return false, nil, nil
	}}}
}
