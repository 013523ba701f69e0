package evidence

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// Networks and load balancers.
func init() {
	ofTypes("EC2.2", closedByDefault, "AWS::EC2::VPC")
	of("EC2.6", "AWS::EC2::VPC", func(v *view, r *assembly.Resource) string {
		for _, log := range v.referring(r, "AWS::EC2::FlowLog", "ResourceId") {
			if is("TrafficType", "ALL", "REJECT")(v, log) == "" {
				return ""
			}
		}
		return "it has no flow log"
	})
	for name, service := range map[string]string{
		"EC2.10": "ec2", "EC2.55": "ecr.api", "EC2.56": "ecr.dkr", "EC2.57": "ssm", "EC2.58": "ssm-contacts", "EC2.60": "ssm-incidents",
	} {
		of(name, "AWS::EC2::VPC", reachesPrivately(service))
	}
	of("EC2.15", "AWS::EC2::Subnet", isOrAbsent("MapPublicIpOnLaunch", false))
	of("EC2.16", "AWS::EC2::NetworkAcl", func(v *view, r *assembly.Resource) string {
		if len(v.referring(r, "AWS::EC2::SubnetNetworkAclAssociation", "NetworkAclId")) == 0 {
			return "no subnet has it"
		}
		return ""
	})
	of("EC2.21", "AWS::EC2::NetworkAclEntry", adminPortsClosed)
	groups := []string{"AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress"}
	ofTypes("EC2.18", openTo(anywhere, func(from, to int, protocol string) bool {
		return protocol == "-1" || !(protocol == "tcp" && from == to && (from == 80 || from == 443))
	}), groups...)
	ofTypes("EC2.19", openTo(anywhere, covers(20, 21, 22, 23, 25, 110, 135, 143, 445, 1433, 1434, 3000, 3306, 3389,
		4333, 5000, 5432, 5500, 5601, 8080, 8088, 8888, 9200, 9300)), groups...)
	ofTypes("EC2.53", openTo(four, covers(22, 3389)), groups...)
	ofTypes("EC2.54", openTo(six, covers(22, 3389)), groups...)
	ofTypes("CIFS", openTo(anywhere, covers(445)), groups...)
	of("EC2.23", "AWS::EC2::TransitGateway", isOrAbsent("AutoAcceptSharedAttachments", "disable"))
	of("EC2.51", "AWS::EC2::ClientVpnEndpoint", is("ConnectionLogOptions.Enabled", true))
	of("EC2.180", "AWS::EC2::NetworkInterface", isOrAbsent("SourceDestCheck", true))

	application := with("Type", "application")
	balancer := func(name, key string, values ...string) {
		of(name, "AWS::ElasticLoadBalancingV2::LoadBalancer", where(application, attribute(key, values...)))
	}
	balancer("ELB.4", "routing.http.drop_invalid_header_fields.enabled", "true")
	balancer("ELB.5", "access_logs.s3.enabled", "true")
	balancer("ELB.12", "routing.http.desync_mitigation_mode", "defensive", "strictest")
	of("ELB.6", "AWS::ElasticLoadBalancingV2::LoadBalancer", attribute("deletion_protection.enabled", "true"))
	of("ELB.13", "AWS::ElasticLoadBalancingV2::LoadBalancer", members("Subnets", 2))
	const listener = "AWS::ElasticLoadBalancingV2::Listener"
	of("ELB.1", listener, where(with("Protocol", "HTTP"), func(v *view, r *assembly.Resource) string {
		return is("DefaultActions.0.RedirectConfig.Protocol", "HTTPS")(v, r)
	}))
	of("ELB.17", listener, where(with("Protocol", "HTTPS", "TLS"), func(_ *view, r *assembly.Resource) string {
		policy := fmt.Sprint(r.Properties["SslPolicy"])
		modern := strings.HasPrefix(policy, "ELBSecurityPolicy-TLS13-1-2-") || strings.HasPrefix(policy, "ELBSecurityPolicy-TLS13-1-3-")
		if !modern || strings.Contains(policy, "-Ext") {
			return "SslPolicy is " + policy
		}
		return ""
	}))
	of("ELB.18", listener, is("Protocol", "HTTPS", "TLS"))
	of("ELB.16", "AWS::ElasticLoadBalancingV2::LoadBalancer", where(application, func(v *view, r *assembly.Resource) string {
		if len(v.referring(r, "AWS::WAFv2::WebACLAssociation", "ResourceArn")) == 0 {
			return "no web ACL is before it"
		}
		return ""
	}))
	of("Shield.sites", "AWS::CloudFront::Distribution", shielded)
	of("Shield.balancers", "AWS::ElasticLoadBalancingV2::LoadBalancer", where(with("Scheme", "internet-facing"), shielded))
	of("WAF.10", "AWS::WAFv2::WebACL", has("Rules"))
	of("WAF.11", "AWS::WAFv2::WebACL", func(v *view, r *assembly.Resource) string {
		if len(v.referring(r, "AWS::WAFv2::LoggingConfiguration", "ResourceArn")) == 0 {
			return "it logs nothing"
		}
		return ""
	})
	of("WAF.12", "AWS::WAFv2::WebACL", every("Rules", is("VisibilityConfig.CloudWatchMetricsEnabled", true)))
}

// closedByDefault wants the rules of a VPC's default security group removed.
func closedByDefault(v *view, r *assembly.Resource) string {
	if len(v.mentioning(r, "Custom::VpcRestrictDefaultSG")) == 0 {
		return "nothing closes its default security group"
	}
	return ""
}

// reachesPrivately wants an interface endpoint of a service in a VPC.
func reachesPrivately(service string) judge {
	return func(v *view, r *assembly.Resource) string {
		for _, endpoint := range v.referring(r, "AWS::EC2::VPCEndpoint", "VpcId") {
			name := fmt.Sprint(endpoint.Properties["ServiceName"])
			if parts := strings.SplitN(name, ".", 4); len(parts) == 4 && parts[3] == service {
				return ""
			}
		}
		return "it has no endpoint of " + service
	}
}

// Which addresses of the internet a check is about.
const (
	four     = "4"
	six      = "6"
	anywhere = four + six
)

// ours are the widest ranges that the internet does not route.
var ours = []netip.Prefix{
	netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("fc00::/7"),
	netip.MustParsePrefix("fe00::/8"), netip.MustParsePrefix("ff00::/8"),
}

// internet tells whether a range is so much of the internet that it is taken for all: a public one of /8 or wider.
// What a template does not tell is not known, but for the range of a VPC or a subnet.
func (v *view) internet(stack *assembly.Stack, value any) (far, told bool) {
	if value == nil {
		return false, true
	}
	text, literal := value.(string)
	if !literal {
		to, found := v.Resolve(stack, value)
		return false, found && (to.Type == "AWS::EC2::VPC" || to.Type == "AWS::EC2::Subnet")
	}
	block, err := netip.ParsePrefix(text)
	if err != nil {
		return false, false
	}
	within := func(private netip.Prefix) bool {
		return private.Bits() <= block.Bits() && private.Contains(block.Addr())
	}
	return block.Bits() <= 8 && !slices.ContainsFunc(ours, within), true
}

// ports reads what a rule is about; not known where a template does not tell a port or the protocol.
func ports(rule any, fromPath, toPath, protocolPath string) (from, to int, protocol string, known bool) {
	written := assembly.At(rule, protocolPath)
	if _, intrinsic := written.(map[string]any); intrinsic || written == nil {
		return 0, 0, "", false
	}
	protocol = fmt.Sprint(written)
	from, first := number(assembly.At(rule, strings.Split(fromPath, ".")...))
	to, last := number(assembly.At(rule, strings.Split(toPath, ".")...))
	return from, to, protocol, protocol == "-1" || first && last
}

// covers is a condition: the range has one of the ports.
func covers(ports ...int) func(from, to int, protocol string) bool {
	return func(from, to int, protocol string) bool {
		return protocol == "-1" || slices.ContainsFunc(ports, func(port int) bool { return from <= port && port <= to })
	}
}

// openTo wants no rule of a group that admits the internet, by these addresses, to ports that are refused.
func openTo(addresses string, refused func(from, to int, protocol string) bool) judge {
	return func(v *view, r *assembly.Resource) string {
		rules := []any{r.Properties}
		if r.Type == "AWS::EC2::SecurityGroup" {
			rules = assembly.List(r.Properties["SecurityGroupIngress"])
		}
		for _, rule := range rules {
			for _, key := range []string{"CidrIp", "CidrIpv6"} {
				source := assembly.At(rule, key)
				family := four
				if key == "CidrIpv6" || strings.Contains(composed(source), ":") {
					family = six
				}
				if !strings.Contains(addresses, family) {
					continue
				}
				far, told := v.internet(r.Stack, source)
				if !far && told {
					continue
				}
				from, to, protocol, known := ports(rule, "FromPort", "ToPort", "IpProtocol")
				switch {
				case known && !refused(from, to, protocol):
				case !told:
					return key + " is not told by the template"
				case !known:
					return fmt.Sprintf("which ports %v may come to is not told by the template", source)
				default:
					return fmt.Sprintf("%v may come to %s %d to %d", source, protocol, from, to)
				}
			}
		}
		return ""
	}
}

// adminPortsClosed wants no entry that lets the internet come to SSH or RDP.
func adminPortsClosed(v *view, r *assembly.Resource) string {
	if r.Properties["Egress"] == true || r.Properties["RuleAction"] == "deny" {
		return ""
	}
	for _, key := range []string{"CidrBlock", "Ipv6CidrBlock"} {
		far, told := v.internet(r.Stack, r.Properties[key])
		if !far && told {
			continue
		}
		from, to, protocol, known := ports(r.Properties, "PortRange.From", "PortRange.To", "Protocol")
		switch about := protocol == "" || protocol == "-1" || protocol == "6"; {
		case !about || known && protocol != "-1" && !covers(22, 3389)(from, to, protocol):
		case !told:
			return key + " is not told by the template"
		case !known:
			return "which ports the internet may come to is not told by the template"
		default:
			return fmt.Sprintf("the internet may come to ports %d to %d", from, to)
		}
	}
	return ""
}

// attribute wants a load balancer's attribute to have one of some values.
func attribute(key string, values ...string) judge {
	return func(_ *view, r *assembly.Resource) string {
		for _, a := range assembly.List(r.Properties["LoadBalancerAttributes"]) {
			value, _ := assembly.At(a, "Value").(string)
			if assembly.At(a, "Key") == key && slices.Contains(values, value) {
				return ""
			}
		}
		return key + " is not " + strings.Join(values, " or ")
	}
}

// shielded wants a protection of Shield Advanced.
func shielded(v *view, r *assembly.Resource) string {
	for _, protection := range v.byType["AWS::Shield::Protection"] {
		if slices.Contains(assembly.References(protection.Properties), r.LogicalID) && protection.Stack == r.Stack {
			return ""
		}
	}
	return "Shield Advanced does not protect it"
}
