package kubernetes

import (
	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// clusterPolicies are AWS's policies of the control plane. EKS registers pods with target groups in either mode, as a
// part of Auto Mode, which wants all of them; security groups of pods on a node group want one more. Sources: the
// Amazon EKS user guide, "Amazon EKS Auto Mode cluster IAM role", and "Configure the Amazon VPC CNI plugin for
// Kubernetes for security groups for Amazon EKS Pods".
func clusterPolicies(mode config.KubernetesMode) []string {
	all := []string{
		"AmazonEKSClusterPolicy", "AmazonEKSComputePolicy", "AmazonEKSBlockStoragePolicy",
		"AmazonEKSLoadBalancingPolicy", "AmazonEKSNetworkingPolicy",
	}
	if mode == config.NodesMode {
		all = append(all, "AmazonEKSVPCResourceController")
	}
	return all
}

// nodePolicies are AWS's policies of nodes. Pods have roles of their own. Sources: the Amazon EKS user guide, "Amazon
// EKS Auto Mode node IAM role", and "Amazon EKS node IAM role".
var nodePolicies = map[config.KubernetesMode][]string{
	config.AutoMode:  {"AmazonEKSWorkerNodeMinimalPolicy", "AmazonEC2ContainerRegistryPullOnly"},
	config.NodesMode: {"AmazonEKSWorkerNodePolicy", "AmazonEC2ContainerRegistryPullOnly"},
}

func managed(names ...string) *[]awsiam.IManagedPolicy {
	var all []awsiam.IManagedPolicy
	for _, name := range names {
		all = append(all, awsiam.ManagedPolicy_FromAwsManagedPolicyName(&name))
	}
	return &all
}

// newClusterRole adds the role of the control plane. In Auto Mode it makes nodes, with our tags and encrypted with our
// key, which AWS's policies do not permit.
func newClusterRole(scope constructs.Construct, props ClusterProps) awsiam.Role {
	role := awsiam.NewRole(scope, new("Role"), &awsiam.RoleProps{
		Description:     new("the control plane of " + props.Name),
		AssumedBy:       awsiam.NewServicePrincipal(new("eks.amazonaws.com"), nil).WithSessionTags(),
		ManagedPolicies: managed(clusterPolicies(props.Mode)...),
	})
	if props.Mode != config.AutoMode {
		return role
	}
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:       new("TaggedNodes"),
		Actions:   jsii.Strings("ec2:CreateFleet", "ec2:CreateLaunchTemplate", "ec2:RunInstances"),
		Resources: jsii.Strings("*"), // nodes, which have no names before they exist
		Conditions: tagged(map[string]string{
			"aws:RequestTag/eks:kubernetes-node-class-name": "*",
			"aws:RequestTag/eks:kubernetes-node-pool-name":  "*",
		}),
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:     new("TaggedVolumes"),
		Actions: jsii.Strings("ec2:CreateVolume", "ec2:CreateSnapshot"),
		Resources: jsii.Strings(
			"arn:aws:ec2:*:*:volume/*",
			"arn:aws:ec2:*:*:snapshot/*",
		),
		Conditions: tagged(nil),
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:       new("TaggedInterfaces"),
		Actions:   jsii.Strings("ec2:CreateNetworkInterface"),
		Resources: jsii.Strings("*"), // they have no names before they exist
		Conditions: tagged(map[string]string{
			"aws:RequestTag/eks:kubernetes-cni-node-name": "*",
		}),
	}))
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: new("Disks"),
		Actions: jsii.Strings(
			"kms:CreateGrant",
			"kms:Decrypt",
			"kms:DescribeKey",
			"kms:Encrypt",
			"kms:GenerateDataKeyWithoutPlaintext",
			"kms:ReEncryptFrom",
			"kms:ReEncryptTo",
		),
		Resources: &[]*string{props.Disks.KeyArn()},
	}))
	return role
}

// tagged is the condition that what is made is the cluster's own. Source: the Amazon EKS user guide, "Custom AWS tags
// for EKS Auto resources".
func tagged(also map[string]string) *map[string]any {
	conditions := map[string]any{"StringEquals": map[string]string{
		"aws:RequestTag/eks:eks-cluster-name": "${aws:PrincipalTag/eks:eks-cluster-name}",
	}}
	if len(also) > 0 {
		conditions["StringLike"] = also
	}
	return &conditions
}

// newNodeRole adds the role of the nodes.
func newNodeRole(scope constructs.Construct, props ClusterProps) awsiam.Role {
	return awsiam.NewRole(scope, new("NodeRole"), &awsiam.RoleProps{
		Description:     new("nodes of " + props.Name),
		AssumedBy:       awsiam.NewServicePrincipal(new("ec2.amazonaws.com"), nil),
		ManagedPolicies: managed(nodePolicies[props.Mode]...),
	})
}

// newPodRole adds the role of pods of an add-on, with policies of AWS's.
func newPodRole(scope constructs.Construct, id, description string, policies ...string) awsiam.Role {
	return awsiam.NewRole(scope, &id, &awsiam.RoleProps{
		Description:     &description,
		AssumedBy:       awsiam.NewServicePrincipal(new("pods.eks.amazonaws.com"), nil).WithSessionTags(),
		ManagedPolicies: managed(policies...),
	})
}

// newObserverRole adds the role of the CloudWatch agent. Unlike by AWS's policy for it, it writes to the log groups of
// its cluster alone, and decides for none how long it is kept. They are there before it, so that it makes none.
func newObserverRole(scope constructs.Construct, props ClusterProps) awsiam.Role {
	role := newPodRole(scope, "ObservationRole", "CloudWatch agent of "+props.Name)
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"cloudwatch:PutMetricData",
			"ec2:DescribeTags",
			"ec2:DescribeVolumes",
			"logs:DescribeLogGroups",
		),
		Resources: jsii.Strings("*"), // they know no resources
	}))
	var groups []*string
	for _, log := range props.Metrics {
		groups = append(groups, log.LogGroupArn()) // ends in :*, its streams
	}
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings(
			"logs:CreateLogStream",
			"logs:DescribeLogStreams",
			"logs:PutLogEvents",
		),
		Resources: &groups,
	}))
	return role
}
