package failover

import (
	"strings"
	"time"

	"bulkhead/internal/aws/elasticache"
	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/aws/rds"
)

// store returns the store with this name, or with this global name.
func (w *world) store(name string) Store {
	for _, s := range w.env.Stores {
		if name != "" && name == s.Global {
			return s
		}
		for _, at := range s.At {
			if name == at || strings.HasSuffix(name, ":cluster:"+at) {
				return s
			}
		}
	}
	panic("there is no store " + name)
}

// begins a change of the role in a store, where nothing else goes on.
func (w *world) begins(s Store, to SideName, code string, takes time.Duration) error {
	if _, busy := w.changing[s.Name]; busy {
		return refuse(code, s.Name+" is being changed")
	}
	if w.writer[s.Name] == to {
		return refuse(code, s.Name+" is there already")
	}
	w.changing[s.Name] = change{to, w.now.Add(takes)}
	return nil
}

// generated is the id that CloudFormation gives to the replication group of a side.
func generated(side SideName) string { return "pr1" + string(side) }

// sideOf is the side that a cluster's ARN or a group's id is of.
func sideOf(s Store, id string) SideName {
	if id == s.At[Standby] || strings.HasSuffix(id, ":cluster:"+s.At[Standby]) {
		return Standby
	}
	return Primary
}

// storeCalls are those of databases, caches and search domains in the region of a side.
func (w *world) storeCalls(side SideName, p *place) calls {
	return calls{
		"DescribeGlobalClusters": to(
			func(in *rds.DescribeGlobalClustersInput) (*rds.DescribeGlobalClustersOutput, error) {
				s := w.store(*in.GlobalClusterIdentifier)
				global := rds.GlobalCluster{GlobalClusterIdentifier: &s.Global, Status: new("available")}
				if c, changing := w.changing[s.Name]; changing {
					global.Status = new("switching-over")
					global.FailoverState = &rds.FailoverState{
						Status:         new("switching-over"),
						ToDbClusterArn: new(string(c.to)),
					}
				}
				for _, one := range []SideName{Primary, Standby} {
					sync := "connected"
					if w.syncing[s.Name] && one != w.writer[s.Name] {
						sync = "pending-resync"
					}
					global.GlobalClusterMembers = append(global.GlobalClusterMembers, rds.GlobalClusterMember{
						DBClusterArn: new(
							"arn:aws:rds:" + w.env.Side(one).Region + ":111122223333:cluster:" + s.At[one],
						),
						IsWriter:              new(w.writer[s.Name] == one),
						SynchronizationStatus: &sync,
					})
				}
				return &rds.DescribeGlobalClustersOutput{GlobalClusters: []rds.GlobalCluster{global}}, nil
			},
		),
		"SwitchoverGlobalCluster": to(
			func(in *rds.SwitchoverGlobalClusterInput) (*rds.SwitchoverGlobalClusterOutput, error) {
				s := w.store(*in.GlobalClusterIdentifier)
				if side != w.writer[s.Name] {
					return nil, refuse("InvalidParameterCombination", "not the region of the writer")
				}
				if w.syncing[s.Name] || w.sides[side.Other()].deaf {
					return nil, refuse("InvalidGlobalClusterStateFault", "not in sync")
				}
				err := w.begins(
					s,
					sideOf(s, *in.TargetDbClusterIdentifier),
					"InvalidGlobalClusterStateFault",
					90*time.Second,
				)
				return &rds.SwitchoverGlobalClusterOutput{}, err
			},
		),
		"FailoverGlobalCluster": to(
			func(in *rds.FailoverGlobalClusterInput) (*rds.FailoverGlobalClusterOutput, error) {
				s := w.store(*in.GlobalClusterIdentifier)
				target := sideOf(s, *in.TargetDbClusterIdentifier)
				if side != target {
					return nil, refuse("InvalidParameterCombination", "not the region of the target")
				}
				if in.AllowDataLoss == nil || !*in.AllowDataLoss {
					return nil, refuse("InvalidParameterCombination", "AllowDataLoss is not set")
				}
				err := w.begins(s, target, "InvalidGlobalClusterStateFault", 2*time.Minute)
				if err == nil {
					lost := w.sides[target.Other()]
					lost.snapshots = append(lost.snapshots, lostWrites+s.At[target.Other()]+"-1")
				}
				return &rds.FailoverGlobalClusterOutput{}, err
			},
		),
		"DescribeDBInstances": to(func(in *rds.DescribeDBInstancesInput) (*rds.DescribeDBInstancesOutput, error) {
			i := p.instances[*in.DBInstanceIdentifier]
			if i == nil {
				return nil, refuse("DBInstanceNotFound", *in.DBInstanceIdentifier)
			}
			return &rds.DescribeDBInstancesOutput{DBInstances: []rds.DBInstance{{
				DBInstanceIdentifier: in.DBInstanceIdentifier, DBInstanceStatus: new(i.status),
				ReadReplicaSourceDBInstanceIdentifier: new(i.source),
			}}}, nil
		}),
		"PromoteReadReplica": to(func(in *rds.PromoteReadReplicaInput) (*rds.PromoteReadReplicaOutput, error) {
			i := p.instances[*in.DBInstanceIdentifier]
			switch {
			case i == nil:
				return nil, refuse("DBInstanceNotFound", *in.DBInstanceIdentifier)
			case i.source == "" || i.status != "available":
				return nil, refuse("InvalidDBInstanceState", *in.DBInstanceIdentifier+" is "+i.status)
			case in.BackupRetentionPeriod == nil:
				w.fault("a replica is promoted without backups")
			}
			i.status, i.until, i.promoted = "modifying", w.now.Add(3*time.Minute), true
			return &rds.PromoteReadReplicaOutput{}, nil
		}),
		"DescribeDBClusterSnapshots": to(func(
			in *rds.DescribeDBClusterSnapshotsInput,
		) (*rds.DescribeDBClusterSnapshotsOutput, error) {
			out := &rds.DescribeDBClusterSnapshotsOutput{}
			for _, id := range p.snapshots {
				out.DBClusterSnapshots = append(
					out.DBClusterSnapshots,
					rds.DBClusterSnapshot{DBClusterSnapshotIdentifier: &id},
				)
			}
			return out, nil
		}),
		"CopyDBClusterSnapshot": to(
			func(in *rds.CopyDBClusterSnapshotInput) (*rds.CopyDBClusterSnapshotOutput, error) {
				p.snapshots = append(p.snapshots, *in.TargetDBClusterSnapshotIdentifier)
				return &rds.CopyDBClusterSnapshotOutput{}, nil
			},
		),
		"DescribeGlobalReplicationGroups": to(func(
			in *elasticache.DescribeGlobalReplicationGroupsInput,
		) (*elasticache.DescribeGlobalReplicationGroupsOutput, error) {
			if *in.GlobalReplicationGroupId != "gxeiz-acme-prod-sessions" {
				return nil, refuse("GlobalReplicationGroupNotFoundFault", *in.GlobalReplicationGroupId)
			}
			s := w.store(*in.GlobalReplicationGroupId)
			group := elasticache.GlobalReplicationGroup{
				GlobalReplicationGroupId: in.GlobalReplicationGroupId,
				Status:                   new("available"),
			}
			if _, changing := w.changing[s.Name]; changing {
				group.Status = new("modifying")
			}
			for _, one := range []SideName{Primary, Standby} {
				role := "SECONDARY"
				if w.writer[s.Name] == one {
					role = "PRIMARY"
				}
				group.Members = append(group.Members, elasticache.GlobalReplicationGroupMember{
					ReplicationGroupId:     new(generated(one)),
					ReplicationGroupRegion: new(w.env.Side(one).Region),
					Role:                   &role,
				})
			}
			return &elasticache.DescribeGlobalReplicationGroupsOutput{
				GlobalReplicationGroups: []elasticache.GlobalReplicationGroup{group},
			}, nil
		}),
		"FailoverGlobalReplicationGroup": to(func(
			in *elasticache.FailoverGlobalReplicationGroupInput,
		) (*elasticache.FailoverGlobalReplicationGroupOutput, error) {
			if *in.GlobalReplicationGroupId != "gxeiz-acme-prod-sessions" {
				return nil, refuse("GlobalReplicationGroupNotFoundFault", *in.GlobalReplicationGroupId)
			}
			s := w.store(*in.GlobalReplicationGroupId)
			target := w.sideIn(*in.PrimaryRegion)
			if *in.PrimaryReplicationGroupId != generated(target) {
				return nil, refuse("InvalidParameterValue", "the group is in another region")
			}
			err := w.begins(s, target, "InvalidGlobalReplicationGroupState", time.Minute)
			return &elasticache.FailoverGlobalReplicationGroupOutput{}, err
		}),
		"DescribeDomainReplication": to(func(
			in *opensearch.DescribeDomainReplicationInput,
		) (*opensearch.DescribeDomainReplicationOutput, error) {
			return w.domain(side, w.store(*in.DomainName)), nil
		}),
		"SwitchoverReplication": to(
			func(in *opensearch.SwitchoverReplicationInput) (*opensearch.SwitchoverReplicationOutput, error) {
				s := w.store(*in.DomainName)
				if w.ejected[s.Name] != "" || w.sides[side.Other()].deaf {
					return nil, refuse("ConflictException", "the primary does not take part")
				}
				return &opensearch.SwitchoverReplicationOutput{}, w.searchTo(side, *in.DomainName, *in.PeerDomainArn)
			},
		),
		"FailoverReplication": to(
			func(in *opensearch.FailoverReplicationInput) (*opensearch.FailoverReplicationOutput, error) {
				if in.AllowDataLoss == nil || !*in.AllowDataLoss {
					return nil, refuse("ValidationException", "AllowDataLoss is not set")
				}
				err := w.searchTo(side, *in.DomainName, *in.PeerDomainArn)
				if err == nil {
					w.ejected[w.store(*in.DomainName).Name] = side.Other()
				}
				return &opensearch.FailoverReplicationOutput{}, err
			},
		),
	}
}

// domain is what the domain of a side says of its replication. One that a disaster has left behind says that it is the
// primary, as it was.
func (w *world) domain(side SideName, s Store) *opensearch.DescribeDomainReplicationOutput {
	role, status := opensearch.RoleSecondary, opensearch.StatusActive
	if w.writer[s.Name] == side || w.ejected[s.Name] == side {
		role = opensearch.RolePrimary
	}
	_, changing := w.changing[s.Name]
	switch {
	case changing && w.ejected[s.Name] != "":
		status = opensearch.StatusFailingOver
	case changing:
		status = opensearch.StatusSwitchingOver
	case w.ejected[s.Name] != "" && !(w.stale && w.ejected[s.Name] == side):
		status = opensearch.StatusEjected
	}
	other := w.env.Side(side.Other())
	return &opensearch.DescribeDomainReplicationOutput{Role: &role, Peers: []opensearch.ReplicationPeer{{
		PeerDomainArn: new("arn:aws:es:" + other.Region + ":111122223333:domain/" + s.At[side.Other()]), Status: &status,
	}}}
}

// searchTo promotes a domain, in its own region.
func (w *world) searchTo(side SideName, domain, peer string) error {
	s := w.store(domain)
	if sideOf(s, domain) != side {
		return refuse("ResourceNotFoundException", domain+" is in another region")
	}
	if !strings.HasSuffix(peer, ":domain/"+s.At[side.Other()]) {
		return refuse("ValidationException", peer+" is not the peer")
	}
	return w.begins(s, side, "ConflictException", 30*time.Second)
}
