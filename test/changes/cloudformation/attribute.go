package cloudformation

import (
	"fmt"
	"strings"

	"bulkhead/internal/spec"
)

// attribute is what Fn::GetAtt returns. It is another value for another resource, and for the same one after a change
// of the properties that it is made of.
func (p *Physical) attribute(name string) (any, error) {
	kind, err := kindOf(p.Type)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(p.Type, "Custom::") {
		t, known := spec.Of(p.Type)
		if !known {
			return nil, fmt.Errorf("the specification has no %s", p.Type)
		}
		if !t.HasAttribute(name) {
			return nil, fmt.Errorf("%s has no attribute %s", p.Type, name)
		}
	}
	if absent := missing[p.Type+"."+name]; absent != nil && absent(p) {
		return nil, fmt.Errorf("%s has no %s as it is configured", p, name)
	}
	version := ""
	for _, property := range kind.Volatile[name] {
		version += "#" + digest(get(p.Properties, property))
	}
	if lists[p.Type+"."+name] {
		return []any{p.ID + "-1" + version, p.ID + "-2" + version}, nil
	}
	switch {
	case name == "Name" && p.Type == "AWS::ECS::Service":
		return p.name(), nil
	case strings.HasSuffix(name, "Arn") || strings.HasSuffix(name, "ARN"):
		if strings.HasPrefix(p.ID, "arn:") {
			return p.ID + version, nil
		}
		service := strings.ToLower(strings.Split(p.Type, "::")[1])
		return "arn:aws:" + service + ":" + p.Region + ":" + p.Account + ":" + short(p.Type) + "/" + p.ID + suffix(name) + version, nil
	case strings.HasSuffix(p.Type, "::"+strings.TrimSuffix(name, "Id")) || name == "Id" || name == "GroupId":
		return p.ID, nil
	}
	return p.ID + "." + name + version, nil
}

// suffix tells two ARNs of one resource apart.
func suffix(name string) string {
	if name == "Arn" || strings.HasSuffix(name, "FunctionARN") {
		return ""
	}
	return "." + name
}

// name is the one that the template gives, or one of CloudFormation's.
func (p *Physical) name() string {
	if kind := kinds[p.Type]; kind.Name != nil && p.Properties[kind.Name.Property] != nil {
		return text(p.Properties[kind.Name.Property])
	}
	return fmt.Sprintf("%s-%s-%d", strings.ReplaceAll(p.Stack, "/", "-"), p.LogicalID, p.serial)
}

// lists are the attributes that are lists.
var lists = map[string]bool{"AWS::Route53::HostedZone.NameServers": true}

// missing are attributes that a resource has only when it is configured so.
var missing = map[string]func(*Physical) bool{
	"AWS::RDS::DBInstance.MasterUserSecret.SecretArn": unmanaged,
	"AWS::RDS::DBCluster.MasterUserSecret.SecretArn":  unmanaged,
}

func unmanaged(p *Physical) bool { return p.Properties["ManageMasterUserPassword"] != true }

// identify gives a resource that was just created its id: its name where Ref returns that.
func identify(p *Physical) {
	kind := kinds[p.Type]
	switch p.Type {
	case "AWS::Events::Rule":
		p.ID = p.name()
		if bus := text(p.Properties["EventBusName"]); bus != "" {
			p.ID = bus + "|" + p.ID
		}
		return
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		p.ID = p.elb("loadbalancer/app/" + fmt.Sprintf("%s/%d", strings.ReplaceAll(p.name(), "/", "-"), p.serial))
		return
	case "AWS::ElasticLoadBalancingV2::Listener":
		p.ID = p.elb(fmt.Sprintf("listener/%s/%d", balancerOf(text(p.Properties["LoadBalancerArn"])), p.serial))
		return
	case "AWS::ElasticLoadBalancingV2::ListenerRule":
		p.ID = p.elb(fmt.Sprintf("listener-rule/%s/%d", balancerOf(text(p.Properties["ListenerArn"])), p.serial))
		return
	case "AWS::ElasticLoadBalancingV2::TargetGroup":
		p.ID = p.elb(fmt.Sprintf("targetgroup/%s/%d", p.name(), p.serial))
		return
	}
	if kind.Name != nil && kind.Name.Ref && p.Properties[kind.Name.Property] != nil {
		p.ID = p.name()
		return
	}
	p.ID = fmt.Sprintf("%s-%s-%s-%d", short(p.Type), strings.ReplaceAll(p.Stack, "/", "-"), p.LogicalID, p.serial)
}

func (p *Physical) elb(rest string) string {
	return "arn:aws:elasticloadbalancing:" + p.Region + ":" + p.Account + ":" + rest
}
