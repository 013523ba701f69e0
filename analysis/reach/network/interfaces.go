package network

import (
	"encoding/json"
	"maps"
	"net/netip"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bulkhead/assembly"
)

// stage is the stage of a resource's stack.
func stage(resource *assembly.Resource) string {
	if resource.Stack.Stage == "" {
		return resource.Stack.ID
	}
	return resource.Stack.Stage
}

// name is what operators call an interface: its stage, and what they call it in the configuration.
func name(resource *assembly.Resource) string {
	component := strings.TrimPrefix(resource.Stack.ID, resource.Stack.Stage+"/")
	suffix := ""
	switch resource.Type {
	case "AWS::EC2::VPCEndpoint":
		return stage(resource) + "/endpoints"
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		switch {
		case component == "internal":
		case resource.Get("Type") == "network":
			component = "zonal-load-balancer"
		default:
			component = "load-balancer"
		}
	case "AWS::ApiGatewayV2::VpcLink":
		component = "api-gateway"
	case "AWS::SecretsManager::RotationSchedule":
		suffix = "-rotation"
	case "AWS::Backup::RestoreTestingSelection":
		component = "restore-tests"
	case "AWS::EKS::Nodegroup":
		component = "nodes"
	case "AWS::AutoScaling::AutoScalingGroup":
		if component == "platform" {
			component = "instances"
		}
	case "AWS::Lambda::Function":
		called := text(resource.Get("FunctionName"))
		switch _, own, has := strings.Cut(called, "-"+stage(resource)+"-"); {
		case strings.HasPrefix(component, "function-"):
		case has:
			return stage(resource) + "/" + own
		case strings.HasPrefix(component, "data-") && strings.HasPrefix(resource.LogicalID, "UsersFunction"):
			suffix = "-users"
		default:
			suffix = "-function"
		}
	}
	switch {
	case component == "vpn":
		return "vpn" // there is one
	case strings.HasPrefix(component, "proxy-"):
		suffix = "-proxy"
	case strings.HasPrefix(component, "replicator-"):
		suffix = "-replicator"
	}
	for _, prefix := range kinds {
		component = strings.TrimPrefix(component, prefix)
	}
	return stage(resource) + "/" + component + suffix
}

// kinds are the beginnings of the names of stacks that operators leave out.
var kinds = []string{"service-", "data-", "function-", "proxy-", "replicator-"}

// distinguish gives a service and a store of the same name the beginnings of the names of their stacks.
func (r *reader) distinguish() {
	prefix := func(i *Interface) string {
		component := strings.TrimPrefix(i.Resource.Stack.ID, i.Resource.Stack.Stage+"/")
		for _, prefix := range kinds {
			if strings.HasPrefix(component, prefix) {
				return prefix
			}
		}
		return ""
	}
	by := map[string]map[string]bool{}
	for _, i := range r.network.Interfaces {
		if by[i.Name] == nil {
			by[i.Name] = map[string]bool{}
		}
		by[i.Name][prefix(i)] = true
	}
	for _, i := range r.network.Interfaces {
		if p := prefix(i); len(by[i.Name]) > 1 && p != "" {
			stage, component, _ := strings.Cut(i.Name, "/")
			i.Name = stage + "/" + p + component
		}
	}
}

func (r *reader) interfacesOf() {
	for _, stack := range r.assembly.Stacks {
		for _, resource := range stack.Resources {
			if shape, has := shapes[resource.Type]; has {
				r.interfaceOf(resource, shape)
			}
		}
	}
	for _, resource := range r.of("AWS::EC2::ClientVpnTargetNetworkAssociation") {
		if i := r.interfaces[r.one(resource, "ClientVpnEndpointId")]; i != nil {
			i.Subnets = append(i.Subnets, r.subnets[r.one(resource, "SubnetId")])
		}
	}
	for _, resource := range r.of("AWS::EC2::ClientVpnAuthorizationRule") {
		if i := r.interfaces[r.one(resource, "ClientVpnEndpointId")]; i != nil {
			i.Clients.Allowed = append(i.Clients.Allowed, r.prefix(resource, resource.Get("TargetNetworkCidr")))
		}
	}
	for _, resource := range r.of("AWS::EC2::ClientVpnRoute") {
		if i := r.interfaces[r.one(resource, "ClientVpnEndpointId")]; i != nil {
			i.Clients.Routed = append(i.Clients.Routed, r.prefix(resource, resource.Get("DestinationCidrBlock")))
		}
	}
}

// levels reads what the levels of the VPN reach from the parameter that its server reads.
func (r *reader) levels() {
	for _, resource := range r.of("AWS::SSM::Parameter") {
		if !strings.HasSuffix(text(resource.Get("Name")), "/vpn/levels") {
			continue
		}
		var levels map[string]struct{ Routes []string }
		if err := json.Unmarshal([]byte(text(resource.Get("Value"))), &levels); err != nil {
			r.fault(resource, "Value: reach reads the levels of the VPN there: %v", err)
			continue
		}
		for _, server := range r.network.Interfaces {
			if server.Resource.Stack != resource.Stack {
				continue
			}
			for _, name := range slices.Sorted(maps.Keys(levels)) {
				level := Level{Name: name, Resource: resource}
				for _, route := range levels[name].Routes {
					level.Networks = append(level.Networks, r.prefix(resource, route))
				}
				server.Levels = append(server.Levels, level)
			}
		}
	}
}

// elsewhere is the first subnet, written out, that a resource is in: no template has it.
func (r *reader) elsewhere(resource *assembly.Resource, path string) string {
	if path == "" || path == "-" {
		return ""
	}
	values := []any{resource.Get(strings.Split(path, ".")...)}
	for _, target := range r.all(resource.Stack, values[0]) {
		if target.Type == "AWS::RDS::DBSubnetGroup" || target.Type == "AWS::ElastiCache::SubnetGroup" {
			values = append(values, target.Get("SubnetIds"))
		}
	}
	for _, value := range values {
		for _, subnet := range append(assembly.List(value), value) {
			if id := text(subnet); strings.HasPrefix(id, "subnet-") {
				return id
			}
		}
	}
	return ""
}

func (r *reader) interfaceOf(resource *assembly.Resource, shape shape) {
	i := &Interface{Name: name(resource), Kind: shape.kind, Resource: resource}
	add := func(groups ...*assembly.Resource) {
		i.Filtered = i.Filtered || len(groups) > 0
		for _, group := range groups {
			if g := r.groups[group]; g != nil && !slices.Contains(i.Groups, g) {
				i.Groups = append(i.Groups, g)
			}
		}
	}
	below := func(path string) []*assembly.Resource {
		if path == "" {
			return r.all(resource.Stack, resource.Properties)
		}
		return r.all(resource.Stack, resource.Get(strings.Split(path, ".")...))
	}
	for _, target := range below(shape.subnets) {
		if target.Type == "AWS::RDS::DBSubnetGroup" || target.Type == "AWS::ElastiCache::SubnetGroup" {
			for _, subnet := range r.all(target.Stack, target.Get("SubnetIds")) {
				i.add(r.subnets[subnet])
			}
		}
		i.add(r.subnets[target])
	}
	if subnet := r.elsewhere(resource, shape.subnets); subnet != "" && len(i.Subnets) == 0 {
		r.network.Elsewhere[i.Name], r.away[resource] = subnet, true
		r.network.Away = append(r.network.Away, i)
		return
	}
	for _, group := range assembly.List(resource.Get(strings.Split(shape.groups, ".")...)) {
		if strings.HasPrefix(text(group), "sg-") {
			r.fault(resource, "%s: no template has the rules of %s", shape.groups, group)
		}
	}
	for _, target := range below(shape.groups) {
		switch target.Type {
		case "AWS::EC2::SecurityGroup":
			add(target)
		case "AWS::EC2::LaunchTemplate":
			add(r.launched(i, target)...)
		case "AWS::EC2::VPC":
			r.fault(resource, "%s: it is in the VPC's default group, which reach does not know", shape.groups)
		}
	}
	switch resource.Type {
	case "AWS::ECS::Service", "AWS::Lambda::Function", "AWS::Scheduler::Schedule", "AWS::EC2::VPCEndpoint",
		"AWS::SecretsManager::RotationSchedule", "AWS::MSK::Replicator":
		if len(i.Subnets) == 0 {
			return // it is outside of VPCs, or on instances that are interfaces themselves, or a way that routes know
		}
	case "AWS::RDS::DBInstance":
		if resource.Get("DBClusterIdentifier") != nil {
			return // its cluster says where it is
		}
		i.Public = resource.Get("PubliclyAccessible") == true
	case "AWS::RDS::DBProxyEndpoint", "AWS::Backup::RestoreTestingSelection":
		if len(i.Subnets) == 0 {
			return
		}
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		i.Public = resource.Get("Scheme") == "internet-facing"
	case "AWS::EKS::Cluster":
		add(resource)
	case "AWS::EKS::Nodegroup":
		if cluster := r.one(resource, "ClusterName"); cluster != nil && len(i.Groups) == 0 {
			add(cluster)
		}
	case "AWS::ApiGatewayV2::VpcLink":
		i.Front = true
	case "AWS::EC2::ClientVpnEndpoint":
		i.Clients = &ClientVPN{}
	case "AWS::OpenSearchService::Domain":
		if resource.Get("VPCOptions") == nil {
			return
		}
	case "Custom::KubernetesObjects":
		r.pods(resource)
		return
	}
	if len(i.Groups) == 0 && resource.Get("Type") != "network" {
		r.fault(resource, "%s: reach finds none of its security groups", shape.groups)
	}
	if len(i.Subnets) == 0 && shape.subnets != "-" {
		r.fault(resource, "%s: reach finds none of its subnets", shape.subnets)
	}
	r.interfaces[resource] = i
	r.network.Interfaces = append(r.network.Interfaces, i)
}

func (i *Interface) add(subnet *Subnet) {
	if subnet != nil && !slices.Contains(i.Subnets, subnet) {
		i.Subnets = append(i.Subnets, subnet)
	}
}

// launched are the groups of instances of a launch template, which says as well whether they have public addresses.
func (r *reader) launched(i *Interface, template *assembly.Resource) []*assembly.Resource {
	i.Public = template.Get("LaunchTemplateData", "NetworkInterfaces", "0", "AssociatePublicIpAddress") == true
	groups := r.all(template.Stack, template.Get("LaunchTemplateData", "SecurityGroupIds"))
	for n := range assembly.List(template.Get("LaunchTemplateData", "NetworkInterfaces")) {
		groups = append(groups, r.all(template.Stack, template.Get("LaunchTemplateData", "NetworkInterfaces", strconv.Itoa(n), "Groups"))...)
	}
	return groups
}

// pods adds what objects of Kubernetes say about networks: nodes, which have the cluster's own group, and pods that
// have groups of their own. They are in the subnets of their cluster. A cluster of no template has to have the private
// ones of the environment, in which the function is that brings the objects.
func (r *reader) pods(resource *assembly.Resource) {
	var subnets []*assembly.Resource
	elsewhere := ""
	if cluster := r.one(resource, "Cluster"); cluster != nil {
		subnets = r.all(cluster.Stack, cluster.Get("ResourcesVpcConfig", "SubnetIds"))
		elsewhere = r.elsewhere(cluster, "ResourcesVpcConfig.SubnetIds")
	} else if applier := r.one(resource, "ServiceToken"); applier != nil {
		subnets = r.all(applier.Stack, applier.Get("VpcConfig", "SubnetIds"))
		elsewhere = r.elsewhere(applier, "VpcConfig.SubnetIds")
	}
	unseen, automatic := false, false
	var open []int
	for n := range assembly.List(resource.Get("Objects")) {
		said := words(resource.Get("Objects", strconv.Itoa(n)))
		unseen = unseen || strings.Contains(said, `"kind":"Ingress"`)
		automatic = automatic || strings.Contains(said, `"eks.amazonaws.com/compute-type":"auto"`)
		if strings.Contains(said, `"kind":"NetworkPolicy"`) {
			for _, found := range policyPort.FindAllStringSubmatch(said, -1) {
				open = append(open, number(found[1], 0))
			}
		}
	}
	for n := range assembly.List(resource.Get("Objects")) {
		object := resource.Get("Objects", strconv.Itoa(n))
		i := &Interface{Resource: resource, Filtered: true}
		switch said := words(object); {
		case strings.Contains(said, `/v1","kind":"NodeClass"`):
			i.Name, i.Kind = stage(resource)+"/nodes", "instances"
		case strings.Contains(said, `"kind":"SecurityGroupPolicy"`):
			i.Name, i.Kind, i.Unseen = name(resource), "pods", unseen
			if !automatic {
				i.Nodes, i.Open = r.nodes(resource), open
			}
		default:
			continue
		}
		for _, target := range r.all(resource.Stack, object) {
			if group := r.groups[target]; group != nil {
				i.Groups = append(i.Groups, group)
			}
		}
		for _, subnet := range subnets {
			i.add(r.subnets[subnet])
		}
		if len(i.Subnets) == 0 && elsewhere != "" {
			r.network.Elsewhere[i.Name] = elsewhere
			r.network.Away = append(r.network.Away, i)
			continue
		}
		if len(i.Subnets) == 0 {
			r.fault(resource, "Cluster: reach finds none of the subnets of its pods")
		}
		r.network.Interfaces = append(r.network.Interfaces, i)
	}
}

// policyPort is a port of a NetworkPolicy.
var policyPort = regexp.MustCompile(`"port":([0-9]+)`)

// nodes names the nodes that objects of Kubernetes run on, where vpc-cni has groups decide between nodes alone: those
// of a node group, and, since nobody knows better, of a cluster that no template has. On those of Auto Mode, which pods
// may demand in such a cluster, groups always decide.
func (r *reader) nodes(resource *assembly.Resource) string {
	cluster := r.one(resource, "Cluster")
	if cluster == nil {
		return stage(resource) + " " + words(resource.Get("Cluster"))
	}
	for _, group := range r.of("AWS::EKS::Nodegroup") {
		if r.one(group, "ClusterName") == cluster {
			return cluster.Stack.ID
		}
	}
	return ""
}

// words is what is known of a text.
func words(value any) string {
	all := text(value)
	for _, part := range assembly.List(assembly.At(value, "Fn::Join", "1")) {
		all += text(part)
	}
	return all
}

// relays are the listeners of load balancers, of links and of proxies, with what they hand connections to.
func (r *reader) relays() {
	targets := map[*assembly.Resource][]Relay{} // of a target group
	for _, service := range r.of("AWS::ECS::Service") {
		for n := range assembly.List(service.Get("LoadBalancers")) {
			at := func(path ...string) []string { return append([]string{"LoadBalancers", strconv.Itoa(n)}, path...) }
			port := number(service.Get(at("ContainerPort")...), 0)
			for _, path := range [][]string{at("TargetGroupArn"), at("AdvancedConfiguration", "AlternateTargetGroupArn")} {
				if group := r.one(service, path...); group != nil && r.interfaces[service] != nil {
					targets[group] = append(targets[group], Relay{To: r.interfaces[service], ToPort: port})
				}
			}
		}
	}
	for _, object := range r.of("Custom::KubernetesObjects") {
		for n := range assembly.List(object.Get("Objects")) {
			value := object.Get("Objects", strconv.Itoa(n))
			if !strings.Contains(words(value), `"kind":"TargetGroupBinding"`) {
				continue
			}
			for _, group := range r.all(object.Stack, value) {
				for _, pods := range r.network.Interfaces {
					if pods.Resource == object && pods.Kind == "pods" && group.Type == "AWS::ElasticLoadBalancingV2::TargetGroup" {
						targets[group] = append(targets[group], Relay{To: pods, ToPort: number(group.Get("Port"), 0)})
					}
				}
			}
		}
	}
	for _, group := range r.of("AWS::ElasticLoadBalancingV2::TargetGroup") {
		for n := range assembly.List(group.Get("Targets")) {
			if to := r.interfaces[r.one(group, "Targets", strconv.Itoa(n), "Id")]; to != nil {
				port := number(group.Get("Targets", strconv.Itoa(n), "Port"), number(group.Get("Port"), 0))
				targets[group] = append(targets[group], Relay{To: to, ToPort: port, Keeps: group.Get("TargetType") == "alb"})
			}
		}
	}
	for _, typ := range []string{"AWS::ElasticLoadBalancingV2::Listener", "AWS::ElasticLoadBalancingV2::ListenerRule"} {
		for _, resource := range r.of(typ) {
			listener, actions := resource, "DefaultActions"
			if resource.Type == "AWS::ElasticLoadBalancingV2::ListenerRule" {
				listener, actions = r.one(resource, "ListenerArn"), "Actions"
			}
			if listener == nil {
				r.fault(resource, "ListenerArn: no template has the listener")
				continue
			}
			balancer := r.interfaces[r.one(listener, "LoadBalancerArn")]
			if balancer == nil && r.away[r.one(listener, "LoadBalancerArn")] {
				continue
			}
			if balancer == nil {
				r.fault(listener, "LoadBalancerArn: no template has the load balancer")
				continue
			}
			for _, group := range r.all(resource.Stack, resource.Get(actions)) {
				for _, relay := range targets[group] {
					relay.Resource, relay.Port = resource, number(listener.Get("Port"), 0)
					balancer.relay(relay)
				}
			}
		}
	}
	for _, resource := range r.of("AWS::ApiGatewayV2::Integration") {
		link, listener := r.interfaces[r.one(resource, "ConnectionId")], r.one(resource, "IntegrationUri")
		if link == nil || listener == nil {
			continue
		}
		if balancer := r.interfaces[r.one(listener, "LoadBalancerArn")]; balancer != nil {
			link.relay(Relay{Resource: resource, Port: 443, To: balancer, ToPort: number(listener.Get("Port"), 0)})
		}
	}
	for _, resource := range r.of("AWS::RDS::DBProxyTargetGroup") {
		proxy := r.one(resource, "DBProxyName")
		for _, key := range []string{"DBClusterIdentifiers", "DBInstanceIdentifiers"} {
			for _, target := range r.all(resource.Stack, resource.Get(key)) {
				to := r.interfaces[target]
				if to == nil {
					continue
				}
				port := map[string]int{"MYSQL": 3306, "POSTGRESQL": 5432}[text(proxy.Get("EngineFamily"))]
				for _, i := range r.network.Interfaces {
					if i.Resource == proxy || i.Kind == "proxy" && r.one(i.Resource, "DBProxyName") == proxy {
						i.relay(Relay{Resource: resource, Port: port, To: to, ToPort: number(target.Get("Port"), port)})
					}
				}
			}
		}
	}
	for _, resource := range r.of("AWS::GlobalAccelerator::EndpointGroup") {
		for n := range assembly.List(resource.Get("EndpointConfigurations")) {
			if balancer := r.interfaces[r.one(resource, "EndpointConfigurations", strconv.Itoa(n), "EndpointId")]; balancer != nil {
				balancer.Public = true // an accelerator is an address in the internet that leads to it
			}
		}
	}
}

func (i *Interface) relay(relay Relay) {
	for _, other := range i.Relays {
		if other.Port == relay.Port && other.To == relay.To && other.ToPort == relay.ToPort {
			return
		}
	}
	i.Relays = append(i.Relays, relay)
}

// transit is the transit gateway that a value of a resource names, perhaps by a share of another account.
func (r *reader) transit(resource *assembly.Resource, path ...string) *Transit {
	target := r.one(resource, path...)
	if target == nil {
		return nil
	}
	switch target.Type {
	case "Custom::SharedTransitGateway":
		for _, share := range r.of("AWS::RAM::ResourceShare") {
			if share.Get("Name") != target.Get("Share") || share.Stack.Account != target.Get("Owner") ||
				share.Stack.Region != target.Stack.Region {
				continue
			}
			for _, shared := range r.all(share.Stack, share.Get("ResourceArns")) {
				if transit := r.transits[shared]; transit != nil {
					return transit
				}
			}
		}
	case "Custom::TransitGateway":
		for gateway, transit := range r.transits {
			if gateway.Stack.Account == target.Stack.Account && gateway.Stack.Region == target.Get("Region") &&
				tag(gateway, "Name") == target.Get("Name") {
				return transit
			}
		}
	}
	return r.transits[target]
}

func tag(resource *assembly.Resource, key string) string {
	for _, tag := range assembly.List(resource.Get("Tags")) {
		if assembly.At(tag, "Key") == key {
			return text(assembly.At(tag, "Value"))
		}
	}
	return ""
}

func (r *reader) transitGateways() {
	for _, resource := range r.of("AWS::EC2::TransitGateway") {
		transit := &Transit{Resource: resource}
		r.transits[resource] = transit
		r.network.Transits = append(r.network.Transits, transit)
	}
	for _, resource := range r.of("AWS::EC2::TransitGatewayRouteTable") {
		table := &TransitTable{Resource: resource}
		r.transitTables[resource] = table
		if transit := r.transit(resource, "TransitGatewayId"); transit != nil {
			transit.Tables = append(transit.Tables, table)
		}
	}
	for _, resource := range r.of("AWS::EC2::TransitGatewayAttachment") {
		attachment := &Attachment{
			Resource: resource, Transit: r.transit(resource, "TransitGatewayId"), VPC: r.vpcs[r.one(resource, "VpcId")],
		}
		for _, subnet := range r.all(resource.Stack, resource.Get("SubnetIds")) {
			attachment.Subnets = append(attachment.Subnets, r.subnets[subnet])
		}
		r.attach(attachment)
	}
	for _, resource := range r.of("AWS::EC2::TransitGatewayPeeringAttachment") {
		near := &Attachment{Resource: resource, Transit: r.transit(resource, "TransitGatewayId")}
		other := &Attachment{Resource: resource, Transit: r.transit(resource, "PeerTransitGatewayId"), Other: near}
		near.Other = other
		r.attach(near)
		if other.Transit == nil {
			r.fault(resource, "PeerTransitGatewayId: no template has the transit gateway")
			continue
		}
		other.Transit.Attachments = append(other.Transit.Attachments, other)
		r.far[resource] = other
	}
}

func (r *reader) attach(attachment *Attachment) {
	if attachment.Transit == nil {
		r.fault(attachment.Resource, "TransitGatewayId: no template has the transit gateway")
		return
	}
	attachment.Transit.Attachments = append(attachment.Transit.Attachments, attachment)
	r.attachments[attachment.Resource] = attachment
}

// attachment is what a value of a resource names, on the side of the resource's region.
func (r *reader) attachment(resource *assembly.Resource, path ...string) *Attachment {
	target := r.one(resource, path...)
	if target == nil {
		return nil
	}
	switch target.Type {
	case "Custom::TransitGatewayPeering":
		return r.attachment(target, "Attachment")
	case "Custom::TransitGatewayPeered":
		transit := r.transit(target, "TransitGateway")
		for peering, other := range r.far {
			if other.Transit == transit && peering.Stack.Region == target.Get("Region") {
				return other
			}
		}
	}
	return r.attachments[target]
}

func (r *reader) transitRoutes() {
	propagate := func(a *Attachment, table *TransitTable) {
		if a != nil && table != nil && a.VPC != nil {
			table.Routes = append(table.Routes, TransitRoute{Resource: a.Resource, To: a.VPC.Range, Attachment: a})
		}
	}
	for _, resource := range r.of("Custom::TransitGatewayDefaults") {
		transit := r.transit(resource, "TransitGateway")
		if transit == nil {
			continue
		}
		for _, a := range transit.Attachments {
			if a.VPC != nil { // a peering neither announces itself nor is associated by itself
				a.Table = r.transitTables[r.one(resource, "Association")]
				propagate(a, r.transitTables[r.one(resource, "Propagation")])
			}
		}
	}
	for _, resource := range r.of("AWS::EC2::TransitGatewayRouteTablePropagation") {
		propagate(r.attachment(resource, "TransitGatewayAttachmentId"), r.transitTables[r.one(resource, "TransitGatewayRouteTableId")])
	}
	associate := func(resource *assembly.Resource, attachment, table string) {
		if a := r.attachment(resource, attachment); a != nil {
			a.Table = r.transitTables[r.one(resource, table)]
		} else {
			r.fault(resource, "%s: no template has the attachment", attachment)
		}
	}
	for _, resource := range r.of("Custom::TransitGatewayAssociation") {
		associate(resource, "Attachment", "RouteTable")
	}
	for _, resource := range r.of("AWS::EC2::TransitGatewayRouteTableAssociation") {
		associate(resource, "TransitGatewayAttachmentId", "TransitGatewayRouteTableId")
	}
	for _, resource := range r.of("AWS::EC2::TransitGatewayRoute") {
		table := r.transitTables[r.one(resource, "TransitGatewayRouteTableId")]
		route := TransitRoute{Resource: resource, To: r.prefix(resource, resource.Get("DestinationCidrBlock")), Static: true}
		if resource.Get("Blackhole") != true {
			route.Attachment = r.attachment(resource, "TransitGatewayAttachmentId")
			if route.Attachment == nil {
				r.fault(resource, "TransitGatewayAttachmentId: no template has the attachment")
			}
		}
		if table != nil {
			table.Routes = append(table.Routes, route)
		}
	}
	for _, resource := range r.of("Custom::TransitGatewayRoutes") {
		r.led(resource)
	}
}

// led adds the routes that a function makes: each of its networks leads to what an account has attached. Where an
// account has attached nothing, there is no route.
func (r *reader) led(resource *assembly.Resource) {
	transit, table := r.transit(resource, "TransitGateway"), r.transitTables[r.one(resource, "RouteTable")]
	if transit == nil || table == nil {
		r.fault(resource, "no template has its transit gateway and its route table")
		return
	}
	for _, network := range assembly.List(resource.Get("Networks")) {
		account, cidr, _ := strings.Cut(text(network), " ")
		var attached []*Attachment
		for _, a := range transit.Attachments {
			if a.VPC != nil && a.VPC.Resource.Stack.Account == account {
				attached = append(attached, a)
			}
		}
		switch len(attached) {
		case 0:
		case 1:
			table.Routes = append(table.Routes, TransitRoute{
				Resource: resource, To: r.prefix(resource, cidr), Attachment: attached[0], Static: true,
			})
		default:
			r.fault(resource, "Networks: account %s attaches several VPCs, and nobody knows to which %s leads", account, cidr)
		}
	}
}

// In tells whether a range is part of one of some others.
func In(all []netip.Prefix, part netip.Prefix) bool {
	return slices.ContainsFunc(all, func(p netip.Prefix) bool {
		return p.Bits() <= part.Bits() && p.Contains(part.Addr())
	})
}
