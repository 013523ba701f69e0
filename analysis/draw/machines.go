package draw

import (
	"strings"

	"bulkhead/analysis/reach/network"
)

// machines are what services run on, and how the network is connected.
func (e *environment) machines() {
	var last []*card
	add := func(k *card, public bool) {
		if public {
			e.front = append(e.front, k)
		} else {
			last = append(last, k)
		}
	}
	nat := &card{called: "nat", kind: "NAT gateway", icon: "vpc"}
	endpoints := &card{called: "endpoints", kind: "VPC endpoints", icon: "privatelink"}
	interfaces := 0
	var natted, connected []*network.Subnet
	for _, r := range e.of("AWS::EC2::NatGateway") {
		if r.Get("AvailabilityMode") == "regional" { // it goes to each zone that something asks it from
			nat.kind, natted = "regional NAT gateway", e.subnets()
		}
		for _, subnet := range e.vpc.Subnets {
			if target, is := e.all.Resolve(r.Stack, r.Get("SubnetId")); is && target == subnet.Resource {
				natted = append(natted, subnet)
			}
		}
	}
	if n := len(e.of("AWS::EC2::NatGateway")); n > 0 {
		nat.zones, nat.detail = zones(natted), many(n, "gateway")
		add(nat, true)
	}
	for _, i := range e.network.Interfaces {
		if stageOf(i.Resource.Stack) != e.name {
			continue
		}
		public := len(i.Subnets) > 0 && tier(i.Subnets[0]) == "public"
		switch {
		case i.Kind == "endpoint":
			interfaces++
			connected = append(connected, i.Subnets...)
		case i.Kind == "instances" && !holds(i.Resource.Stack):
			kind := "EC2 instances for ECS"
			switch component(i.Resource.Stack) {
			case "kubernetes":
				kind = "EC2 instances for EKS"
			case "bastion":
				kind = "EC2 instance"
			}
			add(&card{
				called: shortName(i), kind: kind, icon: "ec2", zones: zones(i.Subnets), stack: i.Resource.Stack,
			}, public)
		case i.Kind == "control plane":
			add(&card{
				called: "kubernetes", kind: strings.TrimSpace("EKS " + text(i.Resource.Get("Version"))), icon: "eks",
				zones: zones(i.Subnets), stack: i.Resource.Stack,
			}, public)
		}
	}
	var gateways []string
	for _, service := range e.network.Services {
		if strings.HasPrefix(service.Name, e.name+"/") {
			gateways = append(gateways, strings.TrimPrefix(service.Name, e.name+"/"))
		}
	}
	if interfaces > 0 {
		endpoints.detail = many(interfaces, "interface")
		endpoints.zones = zones(connected)
	}
	endpoints.detail = joined(endpoints.detail, strings.Join(gateways, ", "))
	if endpoints.detail != "" {
		add(endpoints, false)
	}
	for _, attachment := range e.of("AWS::EC2::TransitGatewayAttachment") {
		add(&card{called: "transit", kind: "transit gateway attachment", icon: "transit", stack: attachment.Stack}, false)
		break
	}
	e.inner = append(e.inner, last...)
}
