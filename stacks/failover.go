package stacks

import (
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/recovery"
	"bulkhead/internal/address"
	"bulkhead/operate/failover"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/jsii-runtime-go"
)

// newRecord is the stack of the table that says which side of an environment is active.
func (w *workload) newRecord() {
	stack := w.newStack("record", stateful, "Which side of the environment is active, and who changes that")
	recovery.NewTable(stack, "Record", w.recordName(), w.base.data, w.Production())
}

func (w *workload) recordName() string { return w.prefix() + "-recovery" }

// newFailover is the stack of the state machine that makes this side the active one.
func (w *workload) newFailover() {
	stack := w.newStack("failover", stateless, "What makes this side of the environment the active one")
	to, primary := failover.Primary, w.Environment
	if w.Side == config.Standby {
		to, primary = failover.Standby, *w.Other
	}
	e := DescribeRecovery(w.Config, primary)
	recovery.NewMachine(stack, "Failover", recovery.MachineProps{
		Name:        w.prefix() + "-failover",
		Definition:  func(function string) ([]byte, error) { return failover.Definition(e, to, function) },
		Permissions: w.movePermissions(e),
		Log: func(id, name string) awslogs.LogGroup {
			return w.newLogGroup(stack, id, name)
		},
		Alerts: w.base.alerts,
	})
}

// movePermissions are what the steps of a move ask and change, of both sides: see lambda/failover.
func (w *workload) movePermissions(e failover.Environment) []awsiam.PolicyStatement {
	account := string(w.AccountID)
	sides := []failover.Side{e.Primary, e.Standby}
	each := func(service, resource string) (all []string) {
		for _, side := range sides {
			all = append(all, "arn:aws:"+service+":"+side.Region+":"+account+":"+resource+side.Prefix)
		}
		return all
	}
	ending := func(arns []string, end string) []string {
		all := slices.Clone(arns)
		for i := range all {
			all[i] += end
		}
		return all
	}
	allow := func(resources []string, actions ...string) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: jsii.Strings(resources...),
		})
	}
	global := "arn:aws:rds::" + account + ":global-cluster:" + e.Primary.Prefix + "-*"
	clusters := ending(each("rds", "cluster:"), "-*")
	instances := ending(each("rds", "db:"), "-*")
	var snapshots []string
	for _, side := range sides {
		snapshots = append(snapshots, "arn:aws:rds:"+side.Region+":"+account+":cluster-snapshot:*")
	}
	all := []awsiam.PolicyStatement{
		// These know no resource, or are asked before one is known.
		allow(
			[]string{"*"},
			"rds:DescribeGlobalClusters",
			"elasticache:DescribeGlobalReplicationGroups",
			"kafka:ListReplicators",
			"cloudwatch:GetMetricStatistics",
			"application-autoscaling:DescribeScalableTargets",
			"elasticloadbalancing:DescribeLoadBalancers",
			"elasticloadbalancing:DescribeTags",
			"elasticloadbalancing:DescribeListeners",
			"elasticloadbalancing:DescribeRules",
			"globalaccelerator:ListAccelerators",
			"globalaccelerator:ListListeners",
			"globalaccelerator:ListEndpointGroups",
			"secretsmanager:ListSecrets",
		),
		allow(append([]string{global}, clusters...), "rds:SwitchoverGlobalCluster", "rds:FailoverGlobalCluster"),
		allow(instances, "rds:DescribeDBInstances", "rds:PromoteReadReplica"),
		allow(append(snapshots, clusters...), "rds:DescribeDBClusterSnapshots", "rds:CopyDBClusterSnapshot"),
		// The ids of replication groups are CloudFormation's. Only those of our global datastores can be meant.
		allow(append(
			inEach(sides, "elasticache", account, "replicationgroup:*"),
			"arn:aws:elasticache::"+account+":globalreplicationgroup:*"+e.Primary.Prefix+"-*",
		), "elasticache:FailoverGlobalReplicationGroup"),
		allow(
			ending(each("es", "domain/"), "*"),
			"es:DescribeDomainReplication",
			"es:SwitchoverReplication",
			"es:FailoverReplication",
		),
		allow(ending(each("ecs", "service/"), "/*"), "ecs:DescribeServices", "ecs:UpdateService"),
		allow(scalableTargets(sides, account), "application-autoscaling:RegisterScalableTarget"),
		allow(listenerRules(sides, account), "elasticloadbalancing:ModifyRule"),
		allow(ending(each("dynamodb", "table/"), "-recovery"), "dynamodb:GetItem", "dynamodb:UpdateItem"),
		allow(
			[]string{"arn:aws:globalaccelerator::" + account + ":accelerator/*"},
			"globalaccelerator:UpdateEndpointGroup",
		),
		useOfKeys(sides, account),
	}
	return append(all, endRotation(e)...)
}

// endRotation lets the steps end the rotation of the passwords of stores, whose secrets have names that AWS chooses.
func endRotation(e failover.Environment) []awsiam.PolicyStatement {
	var tags []string
	for _, s := range e.Stores {
		if s.SecretTag != "" {
			tags = append(tags, s.SecretTag)
		}
	}
	if len(tags) == 0 {
		return nil
	}
	return []awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("secretsmanager:DescribeSecret", "secretsmanager:CancelRotateSecret"),
		Resources: jsii.Strings(
			inEach([]failover.Side{e.Primary}, "secretsmanager", e.Account, "secret:*")...,
		),
		Conditions: &map[string]any{"StringEquals": map[string]any{"aws:ResourceTag/" + address.StoreTag: tags}},
	})}
}

// useOfKeys lets the steps use the keys of both sides' data through the table and snapshots, not by themselves. Their
// ids are not known in the other region; their aliases are.
func useOfKeys(sides []failover.Side, account string) awsiam.PolicyStatement {
	var keys, services, aliases []string
	for _, side := range sides {
		keys = append(keys, "arn:aws:kms:"+side.Region+":"+account+":key/*")
		aliases = append(aliases, "alias/"+side.Prefix+"-data")
		services = append(services, "dynamodb."+side.Region+".amazonaws.com", "rds."+side.Region+".amazonaws.com")
	}
	return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"kms:Decrypt",
			"kms:Encrypt",
			"kms:GenerateDataKey",
			"kms:ReEncryptFrom",
			"kms:ReEncryptTo",
			"kms:DescribeKey",
			"kms:CreateGrant",
		),
		Resources: jsii.Strings(keys...),
		Conditions: &map[string]any{
			"StringEquals":             map[string]any{"kms:ViaService": services},
			"ForAnyValue:StringEquals": map[string]any{"kms:ResourceAliases": aliases},
		},
	})
}

// inEach is a resource in each region, which knows no names of ours.
func inEach(sides []failover.Side, service, account, resource string) (all []string) {
	for _, side := range sides {
		all = append(all, "arn:aws:"+service+":"+side.Region+":"+account+":"+resource)
	}
	return all
}

// scalableTargets are those of all services: Application Auto Scaling gives them ids of its own.
func scalableTargets(sides []failover.Side, account string) (all []string) {
	for _, side := range sides {
		all = append(all, "arn:aws:application-autoscaling:"+side.Region+":"+account+":scalable-target/*")
	}
	return all
}

// listenerRules are those of all load balancers for HTTP: their names are CloudFormation's.
func listenerRules(sides []failover.Side, account string) (all []string) {
	for _, side := range sides {
		all = append(all, "arn:aws:elasticloadbalancing:"+side.Region+":"+account+":listener-rule/app/*")
	}
	return all
}
