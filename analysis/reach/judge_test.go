package reach

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// two VPCs that are peers, with a machine in each, and a load balancer that the internet reaches.
const two = `Resources:
  A: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.1.0.0/16}}
  B: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.2.0.0/16}}
  Internet: {Type: AWS::EC2::InternetGateway}
  Attached: {Type: AWS::EC2::VPCGatewayAttachment, Properties: {VpcId: !Ref A, InternetGatewayId: !Ref Internet}}
  Peering: {Type: AWS::EC2::VPCPeeringConnection, Properties: {VpcId: !Ref A, PeerVpcId: !Ref B}}
  InA: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.1.0/24, AvailabilityZone: a}}
  InB: {Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref B, CidrBlock: 10.2.1.0/24, AvailabilityZone: a}}
  TableA: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref A}}
  TableB: {Type: AWS::EC2::RouteTable, Properties: {VpcId: !Ref B}}
  OfA: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref InA, RouteTableId: !Ref TableA}}
  OfB: {Type: AWS::EC2::SubnetRouteTableAssociation, Properties: {SubnetId: !Ref InB, RouteTableId: !Ref TableB}}
  Out: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableA, DestinationCidrBlock: 0.0.0.0/0, GatewayId: !Ref Internet}}
  AtoB: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableA, DestinationCidrBlock: 10.2.0.0/16, VpcPeeringConnectionId: !Ref Peering}}
  BtoA: {Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableB, DestinationCidrBlock: 10.1.0.0/16, VpcPeeringConnectionId: !Ref Peering}}
  Acl: {Type: AWS::EC2::NetworkAcl, Properties: {VpcId: !Ref B}}
  AclOfB: {Type: AWS::EC2::SubnetNetworkAclAssociation, Properties: {SubnetId: !Ref InB, NetworkAclId: !Ref Acl}}
  In1: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, Protocol: 6, PortRange: {From: 25, To: 25}, CidrBlock: 10.1.1.128/25, RuleAction: deny}}
  In2: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 2, Protocol: -1, CidrBlock: 0.0.0.0/0, RuleAction: allow}}
  Answers: {Type: AWS::EC2::NetworkAclEntry, Properties: {NetworkAclId: !Ref Acl, RuleNumber: 1, Protocol: 6, PortRange: {From: 1024, To: 65535}, CidrBlock: 10.1.0.0/16, RuleAction: allow, Egress: true}}
  Clients: {Type: AWS::EC2::SecurityGroup, Properties: {GroupDescription: clients, VpcId: !Ref A}}
  Servers:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: servers
      VpcId: !Ref B
      SecurityGroupEgress: [{CidrIp: 255.255.255.255/32, IpProtocol: icmp, FromPort: 252, ToPort: 86}]
      SecurityGroupIngress:
        - {IpProtocol: tcp, FromPort: 20, ToPort: 30, SourceSecurityGroupId: !Ref Clients}
        - {IpProtocol: udp, FromPort: 53, ToPort: 53, CidrIp: 10.1.0.0/16}
  Doors:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: doors
      VpcId: !Ref A
      SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}]
      SecurityGroupEgress: [{IpProtocol: tcp, FromPort: 8080, ToPort: 8080, CidrIp: 10.0.0.0/8}]
  Client: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref InA, GroupSet: [!Ref Clients]}}
  Door: {Type: AWS::ElasticLoadBalancingV2::LoadBalancer, Properties: {Scheme: internet-facing, Subnets: [!Ref InA], SecurityGroups: [!Ref Doors]}}
`

// server is in a template of its own, so that it has another name.
const server = `Resources:
  Server: {Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !ImportValue InB, GroupSet: [!ImportValue Servers]}}
`

const exports = `Outputs:
  InB: {Value: !Ref InB, Export: {Name: InB}}
  Servers: {Value: !Ref Servers, Export: {Name: Servers}}
`

// behind are pods of the second VPC that an Ingress controller leads requests to.
const behind = `Resources:
  Applier:
    Type: AWS::Lambda::Function
    Properties: {VpcConfig: {SubnetIds: [!ImportValue InB], SecurityGroupIds: [!ImportValue Servers]}}
  Pods:
    Type: Custom::KubernetesObjects
    Properties:
      ServiceToken: !GetAtt Applier.Arn
      Cluster: platform
      Objects:
        - !Join ["", ['{"kind":"SecurityGroupPolicy","spec":{"securityGroups":{"groupIds":["', !ImportValue Servers, '"]}}}']]
        - '{"kind":"Ingress","spec":{"ingressClassName":"traefik"}}'
`

// TestNobodyKnowsWhoReachesPodsBehindAnIngressController: they are not said to be reached, and not proved to be safe.
func TestNobodyKnowsWhoReachesPodsBehindAnIngressController(t *testing.T) {
	ask := func(template string) (*Graph, string) {
		dir := t.TempDir()
		for name, content := range map[string]string{"one": two + exports, "desk": template} {
			require.NoError(t, os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(content), 0o644))
		}
		a, err := assembly.Load(dir)
		require.NoError(t, err)
		n, err := network.Read(a)
		require.NoError(t, err)
		for _, i := range n.Interfaces {
			if i.Kind == "pods" {
				return New(n), i.Name
			}
		}
		require.Fail(t, "there are no pods")
		return nil, ""
	}
	g, pods := ask(behind)
	assert.Equal(t, []string{pods}, g.Unseen())
	answer := g.Ask(Internet, pods, "tcp", 443)
	assert.Equal(t, Unknown, answer.Verdict)
	assert.Equal(t, []string{byIngress(pods)}, answer.Assumptions)
	assert.NotEmpty(t, answer.Blockers, "what is in the way of all else")
	assert.Equal(t, Blocked, g.Ask(Internet, pods, "udp", 443).Verdict, "Ingresses are of HTTP")
	assert.Equal(t, Blocked, g.Ask(pods, Internet, "tcp", 443).Verdict)

	of := func(sentences ...string) []string {
		var problems []string
		for _, b := range g.Check(sentences) {
			if strings.Contains(b.Problem, "Ingress") || strings.Contains(b.Problem, "does not reach") {
				problems = append(problems, b.Problem)
			}
		}
		return problems
	}
	believed := "internet reaches " + pods + " on 443"
	assert.Equal(t, []string{byIngress(pods) + ", and no sentence promises it"}, of())
	assert.Empty(t, of(believed))
	assert.Empty(t, of(believed+" and nothing else"))
	assert.Equal(t, []string{"internet may reach " + pods + ": " + byIngress(pods)}, of("internet reaches nothing", believed))

	g, pods = ask(strings.Replace(behind, "\"kind\":\"Ingress\"", "\"kind\":\"Service\"", 1))
	assert.Empty(t, g.Unseen())
	assert.Equal(t, Blocked, g.Ask(Internet, pods, "tcp", 443).Verdict)
}

// beside are two services in a cluster, whose nodes are of a node group.
const beside = `Resources:
  Cluster: {Type: AWS::EKS::Cluster, Properties: {ResourcesVpcConfig: {SubnetIds: [!ImportValue InB]}}}
  Nodes: {Type: AWS::EKS::Nodegroup, Properties: {ClusterName: !Ref Cluster, Subnets: [!ImportValue InB]}}
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties: {GroupDescription: web, VpcId: !ImportValue OfVPC, SecurityGroupEgress: [{CidrIp: 0.0.0.0/0, IpProtocol: "-1"}]}
Outputs:
  Cluster: {Value: !Ref Cluster, Export: {Name: Cluster}}
  Web: {Value: !Ref Web, Export: {Name: Web}}
`

// pods have one security group, and a policy that admits the network on one port.
func pods(group, port string) string {
	return `Resources:
  Pods:
    Type: Custom::KubernetesObjects
    Properties:
      Cluster: !ImportValue Cluster
      Objects:
        - !Join ["", ['{"kind":"SecurityGroupPolicy","spec":{"securityGroups":{"groupIds":["', !ImportValue ` + group + `, '"]}}}']]
        - '{"kind":"NetworkPolicy","spec":{"ingress":[{"from":[{"ipBlock":{"cidr":"10.2.0.0/16"}}],"ports":[{"port":` + port + `,"protocol":"TCP"}]}]}}'
`
}

// TestNobodyKnowsWhoReachesPodsOnItsNodeWhereGroupsDecideBetweenNodes: such pods are not proved to be apart.
func TestNobodyKnowsWhoReachesPodsOnItsNodeWhereGroupsDecideBetweenNodes(t *testing.T) {
	in := func(cluster string, changes ...string) *Graph {
		dir := t.TempDir()
		vpc := exports + "  OfVPC: {Value: !Ref B, Export: {Name: OfVPC}}\n"
		for name, content := range map[string]string{
			"one": two + vpc, "cluster": cluster, "web": pods("Web", "8080"), "worker": pods("Servers", "9090"),
		} {
			content = strings.NewReplacer(changes...).Replace(content)
			require.NoError(t, os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(content), 0o644))
		}
		a, err := assembly.Load(dir)
		require.NoError(t, err)
		n, err := network.Read(a)
		require.NoError(t, err)
		return New(n)
	}
	g := in(beside)
	web, worker := "web/web", "worker/worker"
	assert.Equal(t, []string{web, worker}, g.Unseen())
	answer := g.Ask(web, worker, "tcp", 9090)
	assert.Equal(t, Unknown, answer.Verdict)
	assert.Equal(t, []string{onNode(web, worker)}, answer.Assumptions)
	assert.NotEmpty(t, answer.Blockers, "what is in the way between nodes")
	assert.Equal(t, Unknown, g.Ask(web, worker, "tcp", 0).Verdict)
	assert.Equal(t, Blocked, g.Ask(web, worker, "tcp", 8080).Verdict, "the policy of the receiver has another port")
	assert.Equal(t, Blocked, g.Ask(web, worker, "udp", 9090).Verdict)
	assert.Equal(t, Blocked, g.Ask(Internet, worker, "tcp", 9090).Verdict)

	of := func(sentences ...string) []string {
		var problems []string
		for _, b := range g.Check(sentences) {
			if strings.Contains(b.Problem, "on one node") || strings.Contains(b.Problem, "does not reach") {
				problems = append(problems, b.Problem)
			}
		}
		return problems
	}
	there, back := web+" reaches "+worker+" on 9090", worker+" reaches "+web+" on 8080"
	assert.Equal(t, []string{
		web + " may reach " + worker + " on 9090: " + onNode(web, worker) + ", and no sentence promises it",
	}, of(back))
	assert.Empty(t, of(there, back))
	assert.Contains(t, of(there, back, worker+" reaches nothing of "+web),
		worker+" may reach "+web+" on tcp 8080: "+onNode(worker, web))
	assert.Empty(t, of(there+" and nothing else of "+worker, back))
	assert.Contains(t, of(there, back, web+" reaches "+worker+" on 8080"), web+" does not reach "+worker+" on tcp 8080")

	g = in(beside, "SecurityGroupIngress:\n", "SecurityGroupIngress:\n        - {IpProtocol: tcp, FromPort: 9090, ToPort: 9090, CidrIp: 10.2.0.0/16}\n")
	assert.Equal(t, Reaches, g.Ask(web, worker, "tcp", 9090).Verdict, "a group lets it in, on any node")
	assert.Equal(t, []string{web}, g.Unseen())

	g = in(strings.Replace(beside, "  Nodes: {Type: AWS::EKS::Nodegroup", "  # Nodes: {Type: AWS::EKS::Nodegroup", 1))
	assert.Empty(t, g.Unseen(), "Auto Mode has groups decide everywhere")
	assert.Equal(t, Blocked, g.Ask(web, worker, "tcp", 9090).Verdict)

	g = in(beside, "      Objects:\n", "      Objects:\n        - "+
		`'{"kind":"Deployment","spec":{"nodeSelector":{"eks.amazonaws.com/compute-type":"auto"}}}'`+"\n")
	assert.Empty(t, g.Unseen(), "pods demand nodes of Auto Mode")
	assert.Equal(t, Blocked, g.Ask(web, worker, "tcp", 9090).Verdict)
}

func graph(t *testing.T, changes ...string) *Graph {
	t.Helper()
	g, err := read(t, changes...)
	require.NoError(t, err)
	return g
}

// read reads the templates with pairs of words exchanged.
func read(t *testing.T, changes ...string) (*Graph, error) {
	t.Helper()
	dir := t.TempDir()
	text := two + exports
	for i := 0; i < len(changes); i += 2 {
		require.Contains(t, text, changes[i])
		text = strings.Replace(text, changes[i], changes[i+1], 1)
	}
	for name, content := range map[string]string{"one": text, "server": server} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".yaml"), []byte(content), 0o644))
	}
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	n, err := network.Read(a)
	return New(n), err
}

const (
	client   = "one/one"
	door     = "one/load-balancer"
	receiver = "server/server"
)

func verdict(g *Graph, from, to, protocol string, port int) string {
	return g.Ask(from, to, protocol, port).Verdict
}

func texts(hops []Hop) string {
	var all []string
	for _, h := range hops {
		all = append(all, h.Kind+": "+h.Text)
	}
	return strings.Join(all, "\n")
}

func TestAPeerIsReachedByAGroupOfTheOtherVPC(t *testing.T) {
	g := graph(t)
	assert.Equal(t, Reaches, verdict(g, client, receiver, "tcp", 22))
	assert.Equal(t, Blocked, verdict(g, client, receiver, "tcp", 31))
	assert.Equal(t, Blocked, verdict(g, receiver, client, "tcp", 22), "nobody lets the server out")
}

func TestARuleForAPartOfASubnetIsTold(t *testing.T) {
	g := graph(t)
	assert.Equal(t, Partly, verdict(g, client, receiver, "tcp", 25), "rule 1 drops what comes from half of the clients")
	g = graph(t, "10.1.1.128/25", "10.1.1.0/24")
	assert.Equal(t, Blocked, verdict(g, client, receiver, "tcp", 25))
	g = graph(t, "RuleNumber: 1, Protocol: 6, PortRange: {From: 25", "RuleNumber: 3, Protocol: 6, PortRange: {From: 25")
	assert.Equal(t, Reaches, verdict(g, client, receiver, "tcp", 25), "a rule before it has decided")
}

func TestAnswersAreJudgedByTheACLAndNotByGroups(t *testing.T) {
	assert.Equal(t, Blocked, verdict(graph(t), client, receiver, "udp", 53), "the ACL lets answers of TCP out only")
	g := graph(t, "From: 1024, To: 65535}, CidrBlock: 10.1.0.0/16", "From: 1024, To: 40000}, CidrBlock: 10.1.0.0/16")
	answer := g.Ask(client, receiver, "tcp", 22)
	assert.Equal(t, Reaches, answer.Verdict)
	assert.Equal(t, []string{"no answer comes to clients that send from port 40001-60999"}, answer.Exceptions)
	g = graph(t, "RouteTableId: !Ref TableB, DestinationCidrBlock: 10.1.0.0/16", "RouteTableId: !Ref TableB, DestinationCidrBlock: 10.9.0.0/16")
	answer = g.Ask(client, receiver, "tcp", 22)
	assert.Equal(t, "route: route table of 10.2.1.0/24: no route to 10.1.1.0/24", texts(answer.Blockers))
	assert.True(t, answer.Blockers[0].Reply)
}

func TestEverythingInTheWayIsTold(t *testing.T) {
	g := graph(t,
		"RouteTableId: !Ref TableA, DestinationCidrBlock: 10.2.0.0/16", "RouteTableId: !Ref TableA, DestinationCidrBlock: 10.8.0.0/16",
		"RuleNumber: 2, Protocol: -1, CidrBlock: 0.0.0.0/0, RuleAction: allow", "RuleNumber: 2, Protocol: -1, CidrBlock: 0.0.0.0/0, RuleAction: deny",
		"GroupDescription: clients, VpcId: !Ref A", "GroupDescription: clients, VpcId: !Ref A, SecurityGroupEgress: [{CidrIp: 10.9.0.0/16, IpProtocol: \"-1\"}]")
	assert.Equal(t, strings.Join([]string{
		"group: security groups of one/one, out",
		"route: route table of 10.1.1.0/24 leads 0.0.0.0/0 to the internet, where private addresses end",
		"ACL: network ACL of 10.2.1.0/24, in",
		"group: security groups of server/server, in", // without a peering, groups are not known
	}, "\n"), texts(g.Ask(client, receiver, "tcp", 22).Blockers))
}

func TestTheInternetReachesWhatHasAPublicAddressARouteAndARule(t *testing.T) {
	assert.Equal(t, Reaches, verdict(graph(t), Internet, door, "tcp", 443))
	assert.Equal(t, Blocked, verdict(graph(t), Internet, door, "tcp", 80))
	for change, blocker := range map[[2]string]string{
		{"internet-facing", "internal"}:             "address: the receiver has no public address",
		{"CidrIp: 0.0.0.0/0", "CidrIp: 10.0.0.0/8"}: "group: security groups of one/load-balancer, in",
		{"RouteTableId: !Ref TableA, DestinationCidrBlock: 0.0.0.0/0", "RouteTableId: !Ref TableA, DestinationCidrBlock: 10.77.0.0/16"}: "route: route table of 10.1.1.0/24: no route to the internet",
	} {
		g := graph(t, change[0], change[1])
		assert.Equal(t, blocker, texts(g.Ask(Internet, door, "tcp", 443).Blockers))
	}
	g := graph(t)
	assert.Equal(t, "address: the sender has no public address", texts(g.Ask(client, Internet, "tcp", 443).Blockers))
}

func TestBlockPublicAccessIsBetweenTheInternetAndWhatIsNotExcluded(t *testing.T) {
	block := func(mode, exclusion string) string {
		text := "Resources:\n  Block: {Type: AWS::EC2::VPCBlockPublicAccessOptions, Properties: {InternetGatewayBlockMode: " + mode + "}}\n"
		if exclusion != "" {
			text += "  Except: {Type: AWS::EC2::VPCBlockPublicAccessExclusion, Properties: {SubnetId: !Ref InA, InternetGatewayExclusionMode: " + exclusion + "}}\n"
		}
		return text
	}
	for _, c := range []struct{ mode, exclusion, verdict string }{
		{"block-bidirectional", "", Blocked},
		{"block-ingress", "", Blocked},
		{"block-bidirectional", "allow-egress", Blocked},
		{"block-bidirectional", "allow-bidirectional", Reaches},
		{"block-ingress", "allow-bidirectional", Reaches},
	} {
		assert.Equal(t, c.verdict, verdict(graph(t, "Resources:\n", block(c.mode, c.exclusion)), Internet, door, "tcp", 443), c)
	}
	assert.Equal(t, Reaches, verdict(graph(t, "Resources:\n", block("block-bidirectional", "")), client, receiver, "tcp", 22), "a peer is no internet")
}

func TestAGroupWithoutARuleForWhatGoesOutLetsEverythingOut(t *testing.T) {
	g := graph(t)
	assert.NotContains(t, texts(g.Ask(client, Internet, "tcp", 9).Blockers), "group")
	g = graph(t, "Resources:\n", "Resources:\n  Rule: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: !Ref Clients, IpProtocol: tcp, FromPort: 443, ToPort: 443, CidrIp: 0.0.0.0/0}}\n")
	assert.Contains(t, texts(g.Ask(client, Internet, "tcp", 9).Blockers), "group: security groups of one/one, out")
}

func TestAnAddressIsJudgedWithoutGroups(t *testing.T) {
	g := graph(t)
	_, err := g.Resolve("10.2.1.7")
	require.NoError(t, err)
	answer := g.Ask(client, "10.2.1.7", "tcp", 22)
	assert.Equal(t, Reaches, answer.Verdict)
	assert.Equal(t, []string{"security groups of what is at 10.2.1.7 are not judged"}, answer.Assumptions)
	_, err = g.Resolve("10.77.1.1")
	require.NoError(t, err)
	assert.Equal(t, Blocked, verdict(g, client, "10.77.1.1", "tcp", 22))
	_, err = g.Resolve("one/two")
	assert.EqualError(t, err, `nothing is called "one/two"; name internet, an environment, an IPv4 address, or one of one/load-balancer, one/one`)
}

func TestAGroupOfNoTemplateHasNobodyOfTheTemplates(t *testing.T) {
	g := graph(t, "SourceSecurityGroupId: !Ref Clients", "SourceSecurityGroupId: sg-0123456789abcdef0")
	assert.Equal(t, "group: security groups of server/server, in", texts(g.Ask(client, receiver, "tcp", 22).Blockers))
	g = graph(t, "Resources:\n", `Resources:
  Theirs: {Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: sg-1, IpProtocol: tcp, FromPort: 9, ToPort: 9, CidrIp: 0.0.0.0/0}}
  Onward: {Type: AWS::EC2::SecurityGroupEgress, Properties: {GroupId: sg-1, IpProtocol: tcp, FromPort: 9, ToPort: 9, CidrIp: 0.0.0.0/0}}
`)
	assert.Equal(t, Reaches, verdict(g, client, receiver, "tcp", 22))
	assert.Equal(t, Blocked, verdict(g, client, receiver, "tcp", 9), "the rule is not of the server's group")
	assert.NotContains(t, texts(g.Ask(client, Internet, "tcp", 10).Blockers), "group", "nor of the client's")
}

func TestWhatMightMatterAndIsNotKnownIsAnError(t *testing.T) {
	for resource, message := range map[string]string{
		"{Type: AWS::NetworkFirewall::Firewall, Properties: {VpcId: !Ref A}}":                                                                  "nobody has classified the type",
		"{Type: AWS::SSM::Association, Properties: {Name: !Ref InA}}":                                                                          "it names one InA (AWS::EC2::Subnet), and reach does not know the type",
		"{Type: AWS::EC2::Route, Properties: {RouteTableId: !Ref TableA, DestinationCidrBlock: 10.5.0.0/16, NetworkInterfaceId: !Ref Client}}": "reach does not know where it leads",
		"{Type: AWS::EC2::Subnet, Properties: {VpcId: !Ref A, CidrBlock: 10.1.2.0/24, Ipv6CidrBlock: \"::/64\"}}":                              "Ipv6CidrBlock: reach knows IPv4 only",
		"{Type: AWS::EC2::NetworkInterface, Properties: {SubnetId: !Ref InA, GroupSet: [!Ref Clients, sg-1]}}":                                 "GroupSet: no template has the rules of sg-1",
		"{Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: other, IpProtocol: tcp, CidrIp: 0.0.0.0/0}}":                             "GroupId: no template has the security group",
		"{Type: AWS::SSM::Parameter, Properties: {Name: /one/vpn/levels, Type: String, Value: none}}":                                          "Value: reach reads the levels of the VPN there",
		"{Type: AWS::EC2::SecurityGroupIngress, Properties: {GroupId: !Ref Doors, IpProtocol: tcp, SourcePrefixListId: pl-1}}":                 "it is neither a range nor a group",
	} {
		_, err := read(t, "Resources:\n", "Resources:\n  Strange: "+resource+"\n")
		assert.ErrorContains(t, err, message)
	}
}

func TestPromisesAreKeptOrTold(t *testing.T) {
	g := graph(t)
	all := []string{
		"internet reaches one/load-balancer on 443 and nothing else",
		"one/one reaches server/server on 20-24, 26-30 and nothing else of internet",
	}
	problems := func(sentences ...string) []string {
		var all []string
		for _, b := range g.Check(sentences) {
			all = append(all, b.Problem)
		}
		return all
	}
	open := problems(all...)
	assert.Contains(t, open, "one/one reaches server/server on 25, and no sentence promises it")
	assert.Contains(t, open, "one/one reaches one/load-balancer on 443, and no sentence promises it")
	assert.NotContains(t, strings.Join(open, "\n"), "internet reaches")

	for sentence, problem := range map[string]string{
		"one/one reaches server/server on 25":                        "one/one reaches server/server on tcp 25 from, or to, some of its addresses only",
		"server/server reaches one/one on 22":                        "server/server does not reach one/one on tcp 22",
		"internet reaches nothing of one":                            "internet reaches one/load-balancer on tcp 443",
		"internet reaches one/load-balancer on 444 and nothing else": "internet does not reach one/load-balancer on tcp 444",
		"internet reaches one/nobody on 444":                         `nothing is called "one/nobody"; name internet, an environment, an IPv4 address, or one of one/load-balancer, one/one`,
		"internet reaches one/one":                                   "the sentence ends where a name, or what is said of it, is missing",
		"internet reaches one/one on the phone":                      `after "on" come ports, such as 443, 1024-2000, udp 53 or every port`,
		"reaches one/one on 1":                                       `before "reaches" is no name`,
	} {
		assert.Equal(t, problem, problems(sentence)[0], sentence)
	}
	kept := func(sentence string) bool {
		for _, b := range g.Check([]string{sentence}) {
			if b.Index >= 0 {
				return false
			}
		}
		return true
	}
	assert.True(t, kept("one/one reaches server/server on 20, 22-24 and 26 and one/load-balancer on 443"))
	assert.True(t, kept("server reaches nothing of one and internet"))
	assert.False(t, kept("one/one reaches server/server on 22 and nothing else of server"))
	assert.False(t, kept("one/one reaches server/server on udp 53"))
}
