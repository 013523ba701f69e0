// Package network reads the networks of an assembly: what has an address, where it is, and everything on the way that
// decides whether a packet arrives. It takes templates apart and judges nothing.
package network

import (
	"net/netip"

	"bulkhead/assembly"
)

// Network is all networks of an assembly, across accounts and regions.
type Network struct {
	VPCs       []*VPC
	Interfaces []*Interface // by name
	Services   []*Service   // by name
	Transits   []*Transit
	// Elsewhere are interfaces in networks that no template has, by name, with a subnet of it: nobody knows the ways
	// there.
	Elsewhere map[string]string
	// Existing are stores that something else has made, by name, with why nobody knows who reaches them.
	Existing map[string]string
	// Ranges are those of networks that something else has made, with whose they are.
	Ranges map[netip.Prefix]string
	// Away are the same as Elsewhere, with what their templates say: they have no subnets here.
	Away []*Interface
}

// VPC is a network of its own.
type VPC struct {
	Resource *assembly.Resource
	Range    netip.Prefix
	Subnets  []*Subnet
	Internet *assembly.Resource // its internet gateway, or nil
	Block    string             // the mode of VPC Block Public Access in its account and region, or ""
	Excluded string             // the mode that the whole VPC is excluded with, or ""
}

// Subnet is a part of a VPC in one zone.
type Subnet struct {
	Resource *assembly.Resource
	VPC      *VPC
	Range    netip.Prefix
	Zone     string
	Table    *Table // nil: the VPC's main one, which knows the way inside only
	ACL      *ACL   // nil: the VPC's default one, which admits everything
	Excluded string // the mode that it is excluded from VPC Block Public Access with, or ""
}

// Table is a route table. The way inside the VPC goes without saying.
type Table struct {
	Resource *assembly.Resource
	Routes   []*Route
}

// Route leads to exactly one of its targets.
type Route struct {
	Resource *assembly.Resource
	To       netip.Prefix
	Internet *assembly.Resource
	NAT      *NAT
	Transit  *Transit
	Peer     *VPC
}

// NAT is a NAT gateway.
type NAT struct {
	Resource *assembly.Resource
	VPC      *VPC
	Subnet   *Subnet // nil: a regional one, which AWS keeps outside of subnets
}

// ACL is a network ACL, whose rules are in the order of their numbers.
type ACL struct {
	Resource *assembly.Resource
	In, Out  []Entry
}

// Entry is a rule of a network ACL. Ports are those that a packet goes to.
type Entry struct {
	Resource *assembly.Resource
	Number   int
	Allow    bool
	Protocol string // tcp, udp, icmp or -1
	Range    netip.Prefix
	From, To int
}

// Group is a security group.
type Group struct {
	Resource *assembly.Resource // nil: no template has it
	In, Out  []Rule
	All      bool // no rule was written for what goes out, so AWS lets everything out
}

// Rule is a rule of a security group. Either Range or Group is the other side.
type Rule struct {
	Resource *assembly.Resource
	Protocol string // tcp, udp, icmp or -1
	From, To int
	Range    netip.Prefix
	Group    *Group
	Service  *Service // of a prefix list
}

// Interface is everything of one kind that has the same groups: tasks of a service, nodes of a database.
type Interface struct {
	Name     string // what operators call it: prod/orders
	Kind     string
	Resource *assembly.Resource
	Subnets  []*Subnet
	Groups   []*Group
	Filtered bool       // it has groups; else nothing filters what it gets
	Public   bool       // it has a public address
	Unseen   bool       // an Ingress controller, which no template has, hands requests to it, from nobody knows whom
	Nodes    string     // of pods: whose nodes they share, on which no group decides; "" where groups do
	Open     []int      // of pods: the ports that policies let anybody on their node come to
	Front    bool       // AWS hands requests from the internet to it, whatever its groups say
	Relays   []Relay    // what it hands on
	Clients  *ClientVPN // who comes through it
	Levels   []Level    // of who comes through it, by name
}

// Relay is a port of a load balancer, a link or a proxy, and what it hands connections to.
type Relay struct {
	Resource *assembly.Resource // a listener, for example
	Port     int
	To       *Interface
	ToPort   int
	Keeps    bool // what it hands on has the address of the client
}

// ClientVPN is where the endpoint lets its clients go.
type ClientVPN struct {
	Allowed, Routed []netip.Prefix
}

// Level is some of those who come through a server of ours, with its address, and the networks that its firewall lets
// them through to.
type Level struct {
	Name     string
	Resource *assembly.Resource
	Networks []netip.Prefix
}

// Service is a service of AWS behind a gateway endpoint.
type Service struct {
	Name     string // prod/s3
	Resource *assembly.Resource
	VPC      *VPC
	Tables   []*Table // that lead to it
}

// Transit is a transit gateway.
type Transit struct {
	Resource    *assembly.Resource
	Attachments []*Attachment
	Tables      []*TransitTable
}

// Attachment is where a VPC, or another transit gateway, is attached to a transit gateway.
type Attachment struct {
	Resource *assembly.Resource
	Transit  *Transit
	VPC      *VPC
	Subnets  []*Subnet
	Other    *Attachment   // the other side of a peering
	Table    *TransitTable // that routes what comes in here; nil: none, so that everything is dropped
}

// TransitTable is a route table of a transit gateway.
type TransitTable struct {
	Resource *assembly.Resource
	Routes   []TransitRoute
}

// TransitRoute leads to an attachment, or, without one, nowhere.
type TransitRoute struct {
	Resource   *assembly.Resource // the route, or the attachment that announces itself
	To         netip.Prefix
	Attachment *Attachment
	Static     bool
}
