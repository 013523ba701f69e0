package database

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/secret"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
)

// Recovery is how a database is replicated between two regions. Nothing in it but Active follows from which side is
// active: what replicates from where is told by who was made first.
type Recovery struct {
	Side   config.Side
	Active bool           // the side takes writes
	Other  string         // region of the other side
	Global string         // identifier of Aurora's global cluster
	Copies []Copy         // of a database on RDS, in the order in which they are made
	Secret secret.Replica // where the primary's secret is replicated to
	Of     string         // ARN of the replica of the primary's secret; empty in the primary
}

// Copy is a replica on RDS of an instance in the other region.
type Copy struct {
	Generation int // that it is made in
	Identifier string
	Source     string // ARN
}

// standby tells whether the database is a copy from the beginning.
func (p Props) standby() bool { return p.Recovery != nil && p.Recovery.Side == config.Standby }

// Thresholds of the alarms.
const globalLagMillis = 10_000

// newGlobalCluster makes a cluster the first one of a global cluster. Engine and version are the cluster's.
func newGlobalCluster(scope constructs.Construct, cluster awsrds.DatabaseCluster, props Props) {
	global := awsrds.NewCfnGlobalCluster(scope, new("Global"), &awsrds.CfnGlobalClusterProps{
		GlobalClusterIdentifier:   &props.Recovery.Global,
		SourceDbClusterIdentifier: cluster.ClusterIdentifier(),
		DeletionProtection:        &props.Protected,
	})
	keep(props, global)
}

// joinGlobalCluster makes a cluster a secondary of the global cluster, from which it has its data, and its users.
func joinGlobalCluster(cluster awsrds.DatabaseCluster, props Props) {
	joins := resource(cluster).(awsrds.CfnDBCluster)
	joins.SetGlobalClusterIdentifier(&props.Recovery.Global)
	for _, property := range []string{"MasterUsername", "MasterUserPassword", "DatabaseName"} {
		joins.AddPropertyDeletionOverride(&property)
	}
}

// unused stands where CDK wants the password of a database that has its users from another.
func unused() awsrds.Credentials {
	return awsrds.Credentials_FromPassword(new(masterUser), awscdk.SecretValue_UnsafePlainText(new("unused")))
}

// newGlobalAlarm adds what warns of a cluster that falls behind the other region's. Only the side that is behind
// measures it, and either can be.
func newGlobalAlarm(scope constructs.Construct, cluster awsrds.DatabaseCluster, props Props) {
	metric := metrics(map[string]string{
		"DBClusterIdentifier": *cluster.ClusterIdentifier(), "SourceRegion": props.Recovery.Other,
	})("AuroraGlobalDBReplicationLag")
	metric.Statistic = "Maximum"
	newAlarms(scope, props.Identifier, props, []alarm.Props{
		{
			ID:          "GlobalLag",
			Runbook:     "database-region-lag",
			Description: "is more than ten seconds behind the other region, and would lose as much: fewer writes, or a larger class",
			Metric:      metric,
			When:        alarm.Above(globalLagMillis),
			Missing:     alarm.MissingIsFine,
		},
	})
}

// copies are the replicas of the other region's instances, the last one of which counts.
type copies []awsrds.DatabaseInstanceReadReplica

// lead has what uses the database use the last copy: it reads there as well, since what the others are behind, and
// whether they are there, is another matter after each failover.
func (c copies) lead(made Database, props Props) Database {
	for _, replica := range c {
		if made.Host != "" {
			made.Earlier = append(made.Earlier, made.Host)
		}
		made.Host = *replica.DbInstanceEndpointAddress()
	}
	if *props.Replicas > 0 {
		made.ReaderHost = made.Host
	}
	return made
}

// newCopies adds the replicas of the other region's instances. A replica that has been promoted is not made one
// again: CloudFormation cannot, so that every move to the other region has a copy of its own. The one before stays
// until another follows, because services may use it in the meantime.
func newCopies(
	scope constructs.Construct,
	id string,
	group awsec2.ISecurityGroup,
	parameters awsrds.IParameterGroup,
	settings *awsrds.DatabaseInstanceProps,
	props Props,
) copies {
	var all copies
	for _, c := range props.Recovery.Copies {
		generation := strconv.Itoa(c.Generation)
		name, logs, alarms := "Copy"+generation, id+"-"+generation, constructs.Construct(nil)
		if c.Generation == 1 { // it is to the standby what the first instance is to the primary
			name, logs, alarms = "Default", id, scope
		}
		source := awsrds.DatabaseInstance_FromDatabaseInstanceAttributes(
			scope, new(name+"Source"), &awsrds.DatabaseInstanceAttributes{
				InstanceIdentifier:      &c.Source, // its ARN is set below: CDK would make one of this region
				InstanceEndpointAddress: new("unknown"),
				Port:                    settings.Port,
				SecurityGroups:          &[]awsec2.ISecurityGroup{},
			})
		removal := awscdk.RemovalPolicy_DESTROY // RDS takes no last snapshot of a replica
		if props.Protected {
			removal = kept
		}
		copied := copyOf(source, group, parameters, settings, props)
		copied.InstanceIdentifier = &c.Identifier
		copied.MultiAz = settings.MultiAz
		copied.StorageEncryptionKey = props.DataKey
		copied.PreferredMaintenanceWindow = &props.MaintenanceWindow
		copied.DeleteAutomatedBackups = settings.DeleteAutomatedBackups
		copied.DeletionProtection = &props.Protected
		copied.RemovalPolicy = removal
		last := awsrds.NewDatabaseInstanceReadReplica(scope, &name, copied)
		replica := resource(last).(awsrds.CfnDBInstance)
		replica.SetAllowMajorVersionUpgrade(*settings.AllowMajorVersionUpgrade)
		replica.SetSourceDbInstanceIdentifier(&c.Source)
		replica.SetSourceRegion(&props.Recovery.Other)
		replica.AddPropertyDeletionOverride(new("StorageEncrypted")) // RDS refuses it beside a source
		newLogs(last, logs, props.logNames(c.Identifier), props.logExports(), props)
		keep(props, resource(last.Node().FindChild(new("MonitoringRole"))))
		if alarms == nil {
			alarms = last
		}
		newCopyAlarms(alarms, last, c, props)
		all = append(all, last)
	}
	return all
}

// newCopyAlarms adds what warns of a copy that falls behind the other region, or is overloaded. Once it is promoted,
// nothing measures how far it is behind.
func newCopyAlarms(scope constructs.Construct, replica awsrds.DatabaseInstanceReadReplica, made Copy, props Props) {
	identifier := *replica.InstanceIdentifier()
	metric := metrics(map[string]string{"DBInstanceIdentifier": identifier})
	lag := metric("ReplicaLag")
	lag.Statistic = "Maximum"
	newAlarms(scope, made.Identifier, props, append(engineAlarms(metric, props), []alarm.Props{
		{
			ID:          "Lag",
			Runbook:     "database-region-lag",
			Description: "is more than a minute behind the other region, and would lose as much: fewer writes, or a larger class",
			Metric:      lag,
			When:        alarm.Above(lagSeconds),
			Missing:     alarm.MissingIsFine,
		},
		stopped(metric),
		connections(metric, props),
		cpu(metric, props),
		storage(metric, props),
		memory(metric, props),
	}...))
}

// attach has the rotation change the password in the last copy, which takes the writes when its side is active.
func (c copies) attach(secret constructs.IConstruct) {
	attachment := secret.Node().DefaultChild().(awscdk.CfnResource)
	attachment.AddPropertyOverride(new("TargetId"), c[len(c)-1].InstanceIdentifier())
}
