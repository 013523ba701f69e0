package config

import (
	"fmt"
	"strconv"

	"bulkhead/internal/document"
)

// The layout of a VPC. Its first six 64ths are public subnets, then, from the
// next eighth on, six eighths are private ones, then six 64ths are data
// subnets: one of each for six zones, whether they are used or not, so that a
// zone can be added without moving anything.
const (
	privateBits = 3 // a private subnet is an eighth of the VPC
	publicBits  = 6 // a public subnet is a 64th
	dataBits    = 6 // a data subnet is a 64th

	largestVPC  = 16 // what AWS allows
	smallestVPC = 21 // a public subnet is then a /27, the least that a load balancer takes
)

// What else needs addresses, in each zone. Sources: the AWS user guides of
// Amazon VPC (subnet sizing) and of Application Load Balancers (subnets).
const (
	awsReserved         = 5   // AWS keeps five addresses of each subnet
	loadBalancerMost    = 100 // an Application Load Balancer grows to 100 addresses, over all its zones
	loadBalancerLeast   = 8   // and wants eight free ones in each subnet
	natGateway          = 1
	networkLoadBalancer = 1 // its address in its zone never changes
	vpcLink             = 1
	accelerator         = 1  // Global Accelerator comes in through an interface in each subnet of the load balancer
	privateReserve      = 16 // an internal load balancer (8), transit gateway, functions
	upgradeCopies       = 2  // a blue/green upgrade of a database runs a copy of it
	publicTierName      = "public"
	privateTierName     = "private"
	dataTierName        = "data"
)

// SubnetBits are the mask lengths of the network's subnets: 22, 19 and 22 in a /16.
func (n Network) SubnetBits() (public, private, data int) {
	bits := n.CIDR.Bits()
	return bits + publicBits, bits + privateBits, bits + dataBits
}

// Capacity compares the addresses that one zone's subnet has with those it may need.
type Capacity struct {
	Tier   string // public, private or data
	Bits   int    // the subnet's mask length
	Demand int    // addresses needed at worst: greatest scale, during a deployment, with one zone lost
	Supply int    // addresses that AWS leaves us
}

// Capacity is the address balance of the environment's subnets. A standby has
// the same demand as its primary: after a failover it carries everything.
func (e Environment) Capacity() []Capacity {
	if e.Network.Existing != nil {
		return nil // what its subnets have room for, whoever has made them knows
	}
	public, private, data := e.Network.SubnetBits()
	inPublic, inPrivate, inData := e.Demand()
	return []Capacity{
		{publicTierName, public, inPublic, supply(public)},
		{privateTierName, private, inPrivate, supply(private)},
		{dataTierName, data, inData, supply(data)},
	}
}

// Demand is how many addresses one zone's subnets may need at worst, as [Capacity] says.
func (e Environment) Demand() (public, private, data int) {
	return e.publicDemand(), e.privateDemand(), e.dataDemand()
}

// supply is the number of addresses of a subnet that AWS leaves us.
func supply(bits int) int { return 1<<(32-bits) - awsReserved }

// publicDemand is the load balancer's and NAT's. In production there is room
// for a load balancer at its greatest.
func (e Environment) publicDemand() int {
	balancer := loadBalancerLeast
	if e.Production() {
		balancer = max(balancer, ceilDiv(loadBalancerMost, e.Network.Zones))
	}
	switch e.Front {
	case FrontZonal:
		balancer = networkLoadBalancer
	case FrontAPIGateway:
		balancer = 0
	}
	if e.HasAccelerator() {
		balancer += accelerator
	}
	if e.Network.Existing != nil {
		return balancer // NAT is there
	}
	return balancer + natGateway
}

// privateDemand is the tasks of all services at their greatest scale, surging
// in a deployment, in the zones that are left when one fails, plus endpoints,
// functions and what rotates passwords.
func (e Environment) privateDemand() int {
	tasks := 0
	for _, s := range e.Services {
		tasks += ceilDiv(s.Scaling.Most()*s.Deployment.MaxHealthyPercent, 100)
		for _, t := range s.Tasks {
			if t.Run != BeforeStart {
				tasks++
			}
		}
	}
	if e.Instances != nil {
		tasks += e.Instances.Max // each has an address of its own
	}
	cluster := 0
	if e.Kubernetes != nil {
		cluster = controlPlane + ceilDiv(e.Kubernetes.addresses(), e.Network.Zones-1)
	}
	behind := 0
	if e.Front == FrontZonal ||
		e.Front == FrontAPIGateway { // the load balancer that the front leads to, and the front's own way in
		behind = vpcLink + loadBalancerLeast
		if e.Production() {
			behind = vpcLink + max(loadBalancerLeast, ceilDiv(loadBalancerMost, e.Network.Zones))
		}
	}
	// Each node has an interface of its own and one that stays, in every zone.
	tasks += (e.Network.Zones - 1) * 2 * len(e.hosted())
	own := e.rotations() + e.functionsInNetwork()
	return behind + cluster + ceilDiv(tasks, e.Network.Zones-1) + len(e.InterfaceEndpoints()) + own + privateReserve
}

// rotations is how many functions make the users of databases, and change passwords: of the users and, but on
// instances, of the master user. Each has a group of its own.
func (e Environment) rotations() int {
	n := 0
	for _, d := range e.Databases {
		n++
		if !d.onInstances() {
			n++
		}
	}
	return n
}

// dataDemand is every store's, as if all were in one zone.
func (e Environment) dataDemand() int {
	demand := 0
	for _, s := range e.stores() {
		demand += s.addresses()
	}
	return demand + len(e.startingStreams()) // Lambda's interface beside the brokers
}

// checkCapacity refuses a network whose subnets are too small for what runs in them.
func (e Environment) checkCapacity(at document.Path) {
	bits := 0
	if e.Network.CIDR.IsValid() {
		bits = e.Network.CIDR.Bits()
	}
	if bits < largestVPC || bits > smallestVPC {
		return // reported already
	}
	for _, c := range e.Capacity() {
		at.Demand(c.Demand <= c.Supply,
			fmt.Sprintf("%s is too small: each of %d zones needs up to %d addresses in its %s subnet, a /%d with %d",
				e.Network.CIDR, e.Network.Zones, c.Demand, c.Tier, c.Bits, c.Supply),
			c.remedy(c.Bits-bits))
	}
}

// remedy names the smallest VPC whose subnets, that many bits longer, would do.
func (c Capacity) remedy(longer int) string {
	for vpc := smallestVPC; vpc >= largestVPC; vpc-- {
		if supply(vpc+longer) >= c.Demand {
			return "a /" + strconv.Itoa(vpc) + " would do"
		}
	}
	return "no VPC is large enough; lower scaling.max, or use more zones or another environment"
}

// ceilDiv is a/b rounded up.
func ceilDiv(a, b int) int { return (a + b - 1) / b }
