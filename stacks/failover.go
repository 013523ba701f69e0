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
	recovery.NewTable(stack, "Record", w.RecordTable(w.Name), w.base.data, w.Production(),
		string(w.Organization.Accounts[config.SharedServices]))
}

// newFailover is the stack of the state machine that makes this side the active one.
func (w *workload) newFailover() {
	stack := w.newStack("failover", stateless, "What makes this side of the environment the active one")
	to := failover.Primary
	if w.Side == config.Standby {
		to = failover.Standby
	}
	e := DescribeRecovery(w.Config, address.PrimaryOf(w.Environment))
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
	ours := func(service, before, after string) (all []string) { // with the prefix of each side in their names
		for _, side := range sides {
			all = append(all, inEach([]failover.Side{side}, service, account, before+side.Prefix+after)...)
		}
		return all
	}
	allow := func(resources []string, actions ...string) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Actions: jsii.Strings(actions...), Resources: jsii.Strings(resources...),
		})
	}
	global := "arn:aws:rds::" + account + ":global-cluster:" + e.Primary.Prefix + "-*"
	clusters := ours("rds", "cluster:", "-*")
	instances := ours("rds", "db:", "-*")
	snapshots := inEach(sides, "rds", account, "cluster-snapshot:*")
	var records []string
	for _, side := range sides {
		records = append(records, "arn:aws:dynamodb:"+side.Region+":"+account+":table/"+side.Table)
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
			ours("es", "domain/", "*"),
			"es:DescribeDomainReplication",
			"es:SwitchoverReplication",
			"es:FailoverReplication",
		),
		allow(ours("ecs", "service/", "/*"), "ecs:DescribeServices", "ecs:UpdateService"),
		allow(
			inEach(sides, "application-autoscaling", account, "scalable-target/*"),
			"application-autoscaling:RegisterScalableTarget",
		),
		allow(
			inEach(sides, "elasticloadbalancing", account, "listener-rule/app/*"),
			"elasticloadbalancing:ModifyRule",
		),
		allow(records, "dynamodb:GetItem", "dynamodb:UpdateItem"),
		allow(
			[]string{"arn:aws:globalaccelerator::" + account + ":accelerator/*"},
			"globalaccelerator:ListTagsForResource",
			"globalaccelerator:UpdateEndpointGroup",
		),
		useOfKeys(sides, account),
	}
	all = append(all, w.scalePods()...)
	return append(all, endRotation(e)...)
}

// scalePods lets the steps have services of both sides' clusters scaled, if any runs there.
func (w *workload) scalePods() []awsiam.PolicyStatement {
	if !w.RunsPods() {
		return nil
	}
	var functions []string
	for _, side := range []config.Environment{w.Environment, *w.Other} {
		functions = append(functions, w.ScalerARN(side))
	}
	slices.Sort(functions)
	return []awsiam.PolicyStatement{awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("lambda:InvokeFunction"), Resources: jsii.Strings(functions...),
	})}
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
	var services, aliases []string
	for _, side := range sides {
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
		Resources: jsii.Strings(inEach(sides, "kms", account, "key/*")...),
		Conditions: &map[string]any{
			"StringEquals":             map[string]any{"kms:ViaService": services},
			"ForAnyValue:StringEquals": map[string]any{"kms:ResourceAliases": aliases},
		},
	})
}

// inEach is a resource in the region of each side, with an id that AWS chose.
func inEach(sides []failover.Side, service, account, resource string) (all []string) {
	for _, side := range sides {
		all = append(all, "arn:aws:"+service+":"+side.Region+":"+account+":"+resource)
	}
	return all
}
