package objects

// Needs returns what a cluster that something else has made needs to run services: kinds, and objects with at least
// these fields, or with other ones, each with what to do where it is missing. The function that applies objects looks
// for them before. Elastic is the API of bindings, if there are any, and class that of Ingresses, if there are any.
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
		network(withVariable("containers", "aws-node", "ENABLE_POD_ENI", "true"), nil,
			"set ENABLE_POD_ENI to true in the add-on vpc-cni"),
		network( // or the kubelet reaches no pod with security groups of its own by TCP, and none becomes ready
			withVariable("initContainers", "aws-vpc-cni-init", "DISABLE_TCP_EARLY_DEMUX", "true"),
			withVariable("containers", "aws-node", "POD_SECURITY_GROUP_ENFORCING_MODE", "standard"),
			"set DISABLE_TCP_EARLY_DEMUX to true for init in the add-on vpc-cni, or POD_SECURITY_GROUP_ENFORCING_MODE to standard"),
	)
}

// network is that the add-on vpc-cni has a setting, or another one.
func network(with, or Object, remedy string) Object {
	o := Object{
		"apiVersion": "apps/v1", "kind": "DaemonSet", "metadata": Object{"name": "aws-node", "namespace": "kube-system"},
		"spec": with, "remedy": remedy,
	}
	if or != nil {
		o["or"] = Object{"spec": or}
	}
	return o
}

// withVariable is a variable of a container of pods.
func withVariable(kind, container, variable, value string) Object {
	return Object{"template": Object{"spec": Object{kind: []any{Object{
		"name": container, "env": []any{Object{"name": variable, "value": value}},
	}}}}}
}
