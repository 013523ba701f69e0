package upgrade

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/rds"
	"bulkhead/internal/aws/secretsmanager"
)

// offered are the versions that RDS upgrades each version to.
var offered = map[string][]string{
	"17.7": {"17.9", "18.3"}, "8.0.mysql_aurora.3.10.4": {"8.0.mysql_aurora.3.11.1", "8.4.mysql_aurora.8.4.7"},
}

// answers are the calls that a region knows.
func (w *world) answers(region string) calls {
	all := calls{
		"DescribeDBInstances": to(func(in *rds.DescribeDBInstancesInput) (*rds.DescribeDBInstancesOutput, error) {
			d, err := w.find(region, *in.DBInstanceIdentifier, "DBInstanceNotFound", false)
			if err != nil {
				return nil, err
			}
			i := rds.DBInstance{
				DBInstanceIdentifier: in.DBInstanceIdentifier,
				DBInstanceStatus:     new(w.status(d)),
				EngineVersion: new(
					d.version,
				),
				DeletionProtection:    new(d.protected),
				BackupRetentionPeriod: new(d.backups),
				LatestRestorableTime:  new(w.now.Add(-d.restorable)),
				Endpoint: &rds.Endpoint{
					Address: new(*in.DBInstanceIdentifier + "." + region),
					Port:    new(int32(5432)),
				},
				DBParameterGroups: []rds.DBParameterGroupStatus{
					{DBParameterGroupName: new(d.group), ParameterApplyStatus: new(d.parameters)},
				},
				ReadReplicaSourceDBInstanceIdentifier: new(d.source),
				PendingModifiedValues:                 &rds.PendingModifiedValues{},
			}
			if d.pending != "" {
				i.PendingModifiedValues.EngineVersion = new(d.pending)
			}
			if d.waits {
				i.PendingModifiedValues.DBInstanceClass = new("db.m7g.xlarge")
			}
			for _, r := range d.replicas {
				name := r.identifier
				if r.region != region {
					name = "arn:aws:rds:" + r.region + ":" + account + ":db:" + r.identifier
				}
				i.ReadReplicaDBInstanceIdentifiers = append(i.ReadReplicaDBInstanceIdentifiers, name)
			}
			return &rds.DescribeDBInstancesOutput{DBInstances: []rds.DBInstance{i}}, nil
		}),
		"DescribeDBClusters": to(func(in *rds.DescribeDBClustersInput) (*rds.DescribeDBClustersOutput, error) {
			d, err := w.find(region, *in.DBClusterIdentifier, "DBClusterNotFoundFault", true)
			if err != nil {
				return nil, err
			}
			c := rds.DBCluster{
				DBClusterIdentifier:   in.DBClusterIdentifier,
				Status:                new(w.status(d)),
				EngineVersion:         new(d.version),
				DeletionProtection:    new(d.protected),
				BackupRetentionPeriod: new(d.backups),
				LatestRestorableTime: new(
					w.now.Add(-d.restorable),
				),
				Endpoint: new(*in.DBClusterIdentifier + "." + region),
				Port: new(
					int32(3306),
				),
				DBClusterParameterGroup: new(d.group),
				DBClusterMembers: []rds.DBClusterMember{
					{
						DBInstanceIdentifier: new(*in.DBClusterIdentifier + "-1"), IsClusterWriter: new(true),
						DBClusterParameterGroupStatus: new(d.parameters),
					},
					{
						DBInstanceIdentifier: new(*in.DBClusterIdentifier + "-2"), IsClusterWriter: new(false),
						DBClusterParameterGroupStatus: new(d.parameters),
					},
				},
			}
			if d.pending != "" {
				c.PendingModifiedValues = &rds.ClusterPendingModifiedValues{EngineVersion: new(d.pending)}
			}
			return &rds.DescribeDBClustersOutput{DBClusters: []rds.DBCluster{c}}, nil
		}),
		"DescribeGlobalClusters": to(
			func(in *rds.DescribeGlobalClustersInput) (*rds.DescribeGlobalClustersOutput, error) {
				global := rds.GlobalCluster{GlobalClusterIdentifier: in.GlobalClusterIdentifier}
				for at, d := range w.databases {
					global.GlobalClusterMembers = append(global.GlobalClusterMembers, rds.GlobalClusterMember{
						DBClusterArn: new("arn:aws:rds:" + at.region + ":" + account + ":cluster:" + at.identifier),
						IsWriter:     new(d.source == ""),
					})
				}
				return &rds.DescribeGlobalClustersOutput{GlobalClusters: []rds.GlobalCluster{global}}, nil
			}),
		"DescribeDBEngineVersions": to(
			func(in *rds.DescribeDBEngineVersionsInput) (*rds.DescribeDBEngineVersionsOutput, error) {
				version := rds.DBEngineVersion{EngineVersion: in.EngineVersion}
				if in.IncludeAll == nil || !*in.IncludeAll { // RDS creates none of that version any more
					return &rds.DescribeDBEngineVersionsOutput{}, nil
				}
				for _, target := range offered[*in.EngineVersion] {
					version.ValidUpgradeTarget = append(version.ValidUpgradeTarget,
						rds.UpgradeTarget{EngineVersion: new(target)})
				}
				return &rds.DescribeDBEngineVersionsOutput{DBEngineVersions: []rds.DBEngineVersion{version}}, nil
			}),
		"DescribePendingMaintenanceActions": to(func(
			in *rds.DescribePendingMaintenanceActionsInput,
		) (*rds.DescribePendingMaintenanceActionsOutput, error) {
			resource := rds.ResourcePendingMaintenanceActions{
				ResourceIdentifier:              in.ResourceIdentifier,
				PendingMaintenanceActionDetails: []rds.PendingMaintenanceAction{{Action: new("os-upgrade")}},
			}
			if !w.scheduled.IsZero() {
				resource.PendingMaintenanceActionDetails[0].CurrentApplyDate = new(w.scheduled)
			}
			return &rds.DescribePendingMaintenanceActionsOutput{
				PendingMaintenanceActions: []rds.ResourcePendingMaintenanceActions{resource},
			}, nil
		}),
		"ModifyDBInstance": to(func(in *rds.ModifyDBInstanceInput) (*rds.ModifyDBInstanceOutput, error) {
			err := w.modify(region, *in.DBInstanceIdentifier, false, in.EngineVersion, in.DeletionProtection)
			return &rds.ModifyDBInstanceOutput{}, err
		}),
		"ModifyDBCluster": to(func(in *rds.ModifyDBClusterInput) (*rds.ModifyDBClusterOutput, error) {
			err := w.modify(region, *in.DBClusterIdentifier, true, in.EngineVersion, in.DeletionProtection)
			return &rds.ModifyDBClusterOutput{}, err
		}),
	}
	for _, more := range []calls{w.groupCalls(), w.copyCalls(), w.secretCalls()} {
		for name, answer := range more {
			all[name] = answer
		}
	}
	return all
}

// find finds a database of that kind.
func (w *world) find(region, name, code string, cluster bool) (*database, error) {
	d := w.databases[place{region, name}]
	if d == nil || cluster != w.upgrade.Aurora {
		return nil, refuse(code, name)
	}
	for _, c := range w.copies { // they are being renamed
		if _, is := c.members[name]; is && c.status == switching {
			return nil, refuse(code, name)
		}
	}
	return d, nil
}

// modify changes a database as RDS does: it says that it is available for a moment.
func (w *world) modify(region, name string, cluster bool, version *string, protected *bool) error {
	missing, state := "DBInstanceNotFound", "InvalidDBInstanceState"
	if cluster {
		missing, state = "DBClusterNotFoundFault", "InvalidDBClusterStateFault"
	}
	d, err := w.find(region, name, missing, cluster)
	if err != nil {
		return err
	}
	if w.status(d) != "available" {
		return refuse(state, name+" is "+w.status(d))
	}
	if protected != nil {
		if d.written && !*protected {
			w.fault("%s is not protected any more", name)
		}
		d.protected = *protected
	}
	if version == nil || *version == d.version {
		return nil
	}
	if !slices.Contains(offered[d.version], *version) || w.upgrade.Major {
		return refuse("InvalidParameterCombination", d.version+" to "+*version)
	}
	if d.source == "" {
		w.fault("the command upgrades %s, whose version a template says", name)
	}
	if d.doing != "" {
		return nil // it has been told
	}
	for at, other := range w.databases {
		if region == here && d.source != "" && at.region == there && compare(other.version, *version) < 0 {
			w.fault("%s before what follows in the other region", name)
		}
	}
	d.doing, d.next, d.begins, d.ends = "upgrading", *version, w.now.Add(3*time.Minute), w.now.Add(12*time.Minute)
	return nil
}

// groupCalls are those of groups of parameters.
func (w *world) groupCalls() calls {
	value := func(name string) (all []rds.Parameter) {
		for key, value := range w.groups[name] {
			all = append(all, rds.Parameter{ParameterName: &key, ParameterValue: &value})
		}
		return all
	}
	return calls{
		"DescribeDBParameterGroups": to(
			func(in *rds.DescribeDBParameterGroupsInput) (*rds.DescribeDBParameterGroupsOutput, error) {
				out := &rds.DescribeDBParameterGroupsOutput{DBParameterGroups: []rds.DBParameterGroup{
					{DBParameterGroupName: new("old"), Description: new("parameters of acme-prod-orders for 17")},
				}}
				if in.Marker == nil {
					out.Marker = new("2")
				} else if w.newGroup {
					out.DBParameterGroups = []rds.DBParameterGroup{
						{DBParameterGroupName: new("new"), Description: new(w.upgrade.Group)},
					}
				}
				return out, nil
			}),
		"DescribeDBClusterParameterGroups": to(
			func(in *rds.DescribeDBClusterParameterGroupsInput) (*rds.DescribeDBClusterParameterGroupsOutput, error) {
				out := &rds.DescribeDBClusterParameterGroupsOutput{}
				if in.Marker == nil {
					out.Marker = new("2")
				} else if w.newGroup {
					out.DBClusterParameterGroups = []rds.DBClusterParameterGroup{
						{DBClusterParameterGroupName: new("new"), Description: new(w.upgrade.Group)},
					}
				}
				return out, nil
			}),
		"DescribeDBParameters": to(func(in *rds.DescribeDBParametersInput) (*rds.DescribeDBParametersOutput, error) {
			return &rds.DescribeDBParametersOutput{Parameters: value(*in.DBParameterGroupName)}, nil
		}),
		"DescribeDBClusterParameters": to(
			func(in *rds.DescribeDBClusterParametersInput) (*rds.DescribeDBClusterParametersOutput, error) {
				return &rds.DescribeDBClusterParametersOutput{Parameters: value(*in.DBClusterParameterGroupName)}, nil
			}),
	}
}

// copyCalls are those of blue/green deployments.
func (w *world) copyCalls() calls {
	return calls{
		"DescribeBlueGreenDeployments": to(
			func(in *rds.DescribeBlueGreenDeploymentsInput) (*rds.DescribeBlueGreenDeploymentsOutput, error) {
				out := &rds.DescribeBlueGreenDeploymentsOutput{}
				if in.Marker == nil { // of others
					out.Marker = new("2")
					out.BlueGreenDeployments = []rds.BlueGreenDeployment{
						{
							BlueGreenDeploymentName: new(
								"elsewhere",
							),
							Source: new("arn:aws:rds:" + here + ":" + account + ":db:x"),
							Status: new(ready),
						},
					}
					return out, nil
				}
				for _, c := range w.copies {
					out.BlueGreenDeployments = append(out.BlueGreenDeployments, rds.BlueGreenDeployment{
						BlueGreenDeploymentIdentifier: &c.id, BlueGreenDeploymentName: &c.name, Status: new(c.status),
						Source: new(w.arn(c.from)), Target: new(w.arn(c.target)), StatusDetails: &c.details,
					})
				}
				return out, nil
			}),
		"CreateBlueGreenDeployment": to(
			func(in *rds.CreateBlueGreenDeploymentInput) (*rds.CreateBlueGreenDeploymentOutput, error) {
				return &rds.CreateBlueGreenDeploymentOutput{}, w.create(in)
			}),
		"SwitchoverBlueGreenDeployment": to(
			func(in *rds.SwitchoverBlueGreenDeploymentInput) (*rds.SwitchoverBlueGreenDeploymentOutput, error) {
				c := w.copyBy(*in.BlueGreenDeploymentIdentifier)
				switch {
				case c == nil:
					return nil, refuse("BlueGreenDeploymentNotFoundFault", *in.BlueGreenDeploymentIdentifier)
				case c.status != ready && c.status != unchanged:
					return nil, refuse("InvalidBlueGreenDeploymentStateFault", c.status)
				case w.tested != c.id:
					w.fault("they change places, and nobody has tried the copy")
				case c.stale:
					w.fault("the copy may have another password")
				}
				c.status, c.until = switching, w.now.Add(45*time.Second)
				return &rds.SwitchoverBlueGreenDeploymentOutput{}, nil
			}),
		"DeleteBlueGreenDeployment": to(
			func(in *rds.DeleteBlueGreenDeploymentInput) (*rds.DeleteBlueGreenDeploymentOutput, error) {
				return &rds.DeleteBlueGreenDeploymentOutput{}, w.drop(in)
			}),
	}
}

func (w *world) arn(name string) string {
	kind := ":db:"
	if w.upgrade.Aurora {
		kind = ":cluster:"
	}
	return "arn:aws:rds:" + here + ":" + account + kind + name
}

func (w *world) copyBy(id string) *copied {
	for _, c := range w.copies {
		if c.id == id {
			return c
		}
	}
	return nil
}

func (w *world) create(in *rds.CreateBlueGreenDeploymentInput) error {
	name := w.upgrade.Identifier
	d := w.databases[place{here, name}]
	for _, c := range w.copies {
		if c.name == *in.BlueGreenDeploymentName {
			return refuse("BlueGreenDeploymentAlreadyExistsFault", c.name)
		}
	}
	target := in.TargetDBParameterGroupName
	if w.upgrade.Aurora {
		target = in.TargetDBClusterParameterGroupName
	}
	elsewhere := slices.ContainsFunc(d.replicas, func(p place) bool { return p.region != here })
	switch {
	case *in.Source != w.arn(name):
		return refuse("SourceDatabaseNotSupportedFault", *in.Source)
	case w.status(d) != "available":
		return refuse("InvalidDBInstanceState", w.status(d))
	case d.backups == 0,
		elsewhere,
		d.parameters != "in-sync",
		w.groups[d.group][w.upgrade.Parameter] != w.upgrade.Value:
		return refuse("SourceDatabaseNotSupportedFault", "it is not prepared")
	case target == nil || *target != "new" || !w.newGroup:
		return refuse("DBParameterGroupNotFound", fmt.Sprint(target))
	case !slices.Contains(offered[d.version], *in.TargetEngineVersion):
		return refuse("InvalidParameterCombination", *in.TargetEngineVersion)
	case w.rotated.After(w.now):
		w.fault("the copy is made while the password changes")
	}
	w.made++
	c := &copied{
		id: fmt.Sprintf("bgd-%d", w.made), name: *in.BlueGreenDeploymentName, status: copying, from: name,
		until: w.now.Add(40 * time.Minute), members: map[string]string{}, version: *in.TargetEngineVersion,
	}
	for _, at := range append([]place{{here, name}}, d.replicas...) {
		green := fmt.Sprintf("%s-green-%d", at.identifier, w.made)
		c.members[at.identifier] = green
		one := w.add(place{here, green}, c.version)
		one.group, one.protected, one.backups = "new", w.databases[at].protected, w.databases[at].backups
		if at.identifier != name {
			one.source = name
		}
	}
	c.target = c.members[name]
	w.copies = append(w.copies, c)
	return nil
}

func (w *world) drop(in *rds.DeleteBlueGreenDeploymentInput) error {
	c := w.copyBy(*in.BlueGreenDeploymentIdentifier)
	deletes := in.DeleteTarget != nil && *in.DeleteTarget
	switch {
	case c == nil:
		return refuse("BlueGreenDeploymentNotFoundFault", *in.BlueGreenDeploymentIdentifier)
	case c.status == deleting, c.status == switching, c.status == copying:
		return refuse("InvalidBlueGreenDeploymentStateFault", c.status)
	case deletes && c.status == switched:
		return refuse("InvalidParameterCombination", "DeleteTarget")
	case deletes && w.databases[place{here, c.target}].protected:
		return refuse("InvalidParameterCombination", c.target+" is protected")
	case c.status == switched && !w.finish:
		w.fault("the way back is closed, and nobody has said so")
	case !deletes && c.status != switched:
		w.fault("the copy is left")
	}
	c.status, c.until, c.deletesCopies = deleting, w.now.Add(2*time.Minute), deletes
	return nil
}

// secretCalls are those of the secret of the password, and of others whose descriptions begin so.
func (w *world) secretCalls() calls {
	return calls{
		"ListSecrets": to(func(in *secretsmanager.ListSecretsInput) (*secretsmanager.ListSecretsOutput, error) {
			out := &secretsmanager.ListSecretsOutput{}
			if in.NextToken == nil {
				out.NextToken = new("2")
				out.SecretList = []secretsmanager.SecretListEntry{
					{ARN: new("arn:other"), Description: new(w.upgrade.Secret + "-2")},
				}
			} else if strings.HasPrefix(w.upgrade.Secret, in.Filters[0].Values[0]) && *in.SortOrder == "desc" {
				out.SecretList = []secretsmanager.SecretListEntry{
					{ARN: new("arn:password"), Description: &w.upgrade.Secret},
					{ARN: new("arn:before"), Description: &w.upgrade.Secret},
				}
			}
			return out, nil
		}),
		"DescribeSecret": to(
			func(in *secretsmanager.DescribeSecretInput) (*secretsmanager.DescribeSecretOutput, error) {
				if *in.SecretId != "arn:password" {
					w.fault("another secret is looked at")
				}
				stages := map[string][]string{"1": {"AWSCURRENT"}}
				if w.rotated.After(w.now) {
					stages["2"] = []string{"AWSPENDING"}
				}
				return &secretsmanager.DescribeSecretOutput{
					RotationEnabled:    new(w.rotates),
					VersionIdsToStages: stages,
				}, nil
			}),
		"CancelRotateSecret": to(
			func(in *secretsmanager.CancelRotateSecretInput) (*secretsmanager.CancelRotateSecretOutput, error) {
				if w.rotated.After(w.now) {
					w.fault("the password is left between two values")
				}
				w.rotates = false
				return &secretsmanager.CancelRotateSecretOutput{}, nil
			}),
		"RotateSecret": to(func(in *secretsmanager.RotateSecretInput) (*secretsmanager.RotateSecretOutput, error) {
			if n := len(*in.ClientRequestToken); n < 32 || n > 64 {
				return nil, refuse("InvalidParameterException", "the token")
			}
			if in.RotateImmediately == nil || *in.RotateImmediately {
				w.fault("the password changes now")
			}
			w.rotates = true
			return &secretsmanager.RotateSecretOutput{}, nil
		}),
	}
}
