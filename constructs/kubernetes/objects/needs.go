package objects

// Needs returns what a cluster that something else has made needs to run services: kinds, and objects with at least
// these fields, each with what to do where it is missing. The function that applies objects looks for them before.
// Elastic is the API of bindings, if there are any, and class that of Ingresses, if there are any.
func Needs(elastic, class string) []Object {
	all := []Object{
		{
			"apiVersion": "vpcresources.k8s.aws/v1beta1", "kind": "SecurityGroupPolicy",
			"remedy": "use a cluster of EKS that gives pods security groups",
		},
		{
			"apiVersion": "secrets-store.csi.x-k8s.io/v1", "kind": "SecretProviderClass",
			"remedy": "install the add-on aws-secrets-store-csi-driver-provider",
		},
		{ // which the chart of the driver has where it makes secrets of Kubernetes
			"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
			"metadata": Object{"name": "secretprovidersyncing-role"},
			"remedy":   "set secrets-store-csi-driver.syncSecret.enabled in the add-on aws-secrets-store-csi-driver-provider",
		},
	}
	if class != "" {
		all = append(all, Object{
			"apiVersion": "networking.k8s.io/v1", "kind": "IngressClass", "metadata": Object{"name": class},
			"remedy": "install the Ingress controller, or name another class in kubernetes.existing.ingress",
		})
	}
	if elastic == AutoMode {
		return append(all, Object{
			"apiVersion": AutoMode, "kind": "TargetGroupBinding",
			"remedy": "enable EKS Auto Mode, or set loadBalancing to aws-load-balancer-controller",
		})
	}
	if elastic == LoadBalancerController {
		all = append(all, Object{
			"apiVersion": LoadBalancerController, "kind": "TargetGroupBinding",
			"remedy": "install the AWS Load Balancer Controller, or set loadBalancing to auto-mode",
		})
	}
	return append(all,
		Object{
			"apiVersion": "apps/v1", "kind": "DaemonSet",
			"metadata": Object{"name": "eks-pod-identity-agent", "namespace": "kube-system"},
			"remedy":   "install the add-on eks-pod-identity-agent",
		},
		network("ENABLE_POD_ENI", "true"),
		// Else pods with security groups of their own do not reach the agent that gives them a role.
		network("POD_SECURITY_GROUP_ENFORCING_MODE", "standard"),
		// Else the group of the node, and not their own, decides on what they ask outside of the VPC.
		network("AWS_VPC_K8S_CNI_EXTERNALSNAT", "true"),
	)
}

// network is that the add-on vpc-cni has a setting.
func network(variable, value string) Object {
	container := Object{"name": "aws-node", "env": []any{Object{"name": variable, "value": value}}}
	return Object{
		"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": Object{"name": "aws-node", "namespace": "kube-system"},
		"spec":   Object{"template": Object{"spec": Object{"containers": []any{container}}}},
		"remedy": "set " + variable + " to " + value + " in the add-on vpc-cni",
	}
}
