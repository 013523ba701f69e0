package failover

import (
	"errors"
	"fmt"
)

// Environment is an environment with two sides, as far as a failover has to know it.
type Environment struct {
	Name         string    `json:"name"`
	Organization string    `json:"organization"`
	Account      string    `json:"account"`
	Domain       string    `json:"domain"` // what clients ask for, whichever side is active
	Gate         string    `json:"gate"`   // a name that leads to the load balancer of the active side
	Traffic      Traffic   `json:"traffic"`
	Accelerator  string    `json:"accelerator,omitempty"` // its name
	Active       SideName  `json:"active"`                // as the configuration says
	Generation   int       `json:"generation"`            // as the configuration says: one more with every failover
	Primary      Side      `json:"primary"`
	Standby      Side      `json:"standby"`
	Stores       []Store   `json:"stores"`
	Services     []Service `json:"services"`
	// Alone are the stores that only the side has where they were made: the other one has an empty one, or none.
	Alone []string `json:"-"`
}

// SideName is which side it is. Who was made first never changes; who is active does.
type SideName string

// The sides.
const (
	Primary SideName = "primary"
	Standby SideName = "standby"
)

// Other is the other side.
func (s SideName) Other() SideName {
	if s == Primary {
		return Standby
	}
	return Primary
}

// Traffic is what leads clients to the active side.
type Traffic string

// The kinds of traffic.
const (
	AcceleratorAndDNS Traffic = "accelerator-and-dns"
	DNS               Traffic = "dns"
)

// Side is one of the two regions of an environment.
type Side struct {
	Stage  string   `json:"stage"` // of its stacks: "prod-dr"
	Region string   `json:"region"`
	Domain string   `json:"domain"`           // of its load balancer, whichever side is active
	Front  string   `json:"front"`            // a name that leads to it, whichever side is active
	Prefix string   `json:"prefix"`           // of its physical names; the name of its ECS cluster
	Table  string   `json:"table"`            // of the lock and the record
	Scaler string   `json:"scaler,omitempty"` // the function that scales services in its Kubernetes cluster
	Probes []string `json:"probes"`           // URLs that answer 200 when its services work
}

// RecordARN is the ARN of the record of a side: another account, such as the pipeline's, reads it by that alone.
func (e Environment) RecordARN(side SideName) string {
	at := e.Side(side)
	return "arn:aws:dynamodb:" + at.Region + ":" + e.Account + ":table/" + at.Table
}

// Kind is a kind of store.
type Kind string

// The kinds of stores.
const (
	Aurora Kind = "aurora"
	RDS    Kind = "rds" // a replica in the other region
	Cache  Kind = "cache"
	Search Kind = "search"
	Stream Kind = "stream"
	Bucket Kind = "bucket"
	Table  Kind = "table"
	Secret Kind = "secret"
)

// Store is something that holds data and has to be at both sides.
type Store struct {
	Kind Kind   `json:"kind"`
	Name string `json:"name"`
	// Global is the name of Aurora's global cluster, or the id of a cache's global datastore.
	Global string `json:"global,omitempty"`
	// At is what the store is called at each side: of the cluster, instance or domain; of a stream, the Replicator into
	// that side. Replication groups of caches have ids of CloudFormation's.
	At map[SideName]string `json:"at"`
	// SecretTag is what the secret of the password is tagged with, where it is rotated.
	SecretTag string `json:"secretTag,omitempty"`
	// BackupDays is how long backups of an RDS replica are kept once it is promoted.
	BackupDays int `json:"backupDays,omitempty"`
}

// Service is a service and how many of its tasks or pods run.
type Service struct {
	Name      string `json:"name"`
	Active    Scale  `json:"active"`
	Inactive  Scale  `json:"inactive"`
	Scheduled bool   `json:"scheduled,omitempty"` // schedules change its scale where it is active
	Pods      bool   `json:"pods,omitempty"`      // it runs in the side's Kubernetes cluster, not on ECS
}

// one is what the service runs as.
func (s Service) one() string {
	if s.Pods {
		return "pod"
	}
	return "task"
}

// Scale is the least and the greatest number of tasks.
type Scale struct {
	Min int32 `json:"min"`
	Max int32 `json:"max"`
}

// Side returns a side by its name.
func (e Environment) Side(name SideName) Side {
	if name == Standby {
		return e.Standby
	}
	return e.Primary
}

// Mode is how a side is left.
type Mode string

// The modes.
const (
	Planned  Mode = "planned"  // the side that is left takes part, and nothing is lost
	Disaster Mode = "disaster" // it does not answer, and what was not copied in time is lost
)

// Move is an environment, the side that it moves to, and how.
type Move struct {
	Environment Environment `json:"environment"`
	To          SideName    `json:"to"`
	Mode        Mode        `json:"mode"`
}

// Check tells what makes the move impossible to describe.
func (m Move) Check() error {
	e := m.Environment
	if m.To != Primary && m.To != Standby {
		return fmt.Errorf("%q is no side: primary or standby", m.To)
	}
	if m.Mode != Planned && m.Mode != Disaster {
		return fmt.Errorf("%q is no mode: planned or disaster", m.Mode)
	}
	if e.Traffic != AcceleratorAndDNS && e.Traffic != DNS {
		return fmt.Errorf("%q is no traffic: accelerator-and-dns or dns", e.Traffic)
	}
	if e.Traffic == AcceleratorAndDNS && e.Accelerator == "" {
		return errors.New("the accelerator has no name")
	}
	if e.Gate == "" {
		return errors.New("no name leads to the gate")
	}
	if e.Primary.Region == "" || e.Primary.Region == e.Standby.Region {
		return errors.New("the sides have to be in two regions")
	}
	for _, s := range e.Services {
		if s.Pods && (e.Primary.Scaler == "" || e.Standby.Scaler == "") {
			return fmt.Errorf("nothing scales the pods of %s", s.Name)
		}
	}
	for _, s := range e.Stores {
		if _, known := promotions[s.Kind]; !known {
			return fmt.Errorf("%s is of a kind that no step is known for: %q", s.Name, s.Kind)
		}
	}
	return nil
}

// Lost are the stores of which a disaster may lose what was written last.
func (m Move) Lost() (names []string) {
	for _, s := range m.Environment.Stores {
		if s.Kind != Secret {
			names = append(names, s.Name)
		}
	}
	return names
}

func (m Move) to() Side   { return m.Environment.Side(m.To) }
func (m Move) from() Side { return m.Environment.Side(m.To.Other()) }
