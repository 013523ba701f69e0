package objects

import "strings"

// network returns who reaches the service, and which security groups it has.
func (w Workload) network() []Object {
	var from []any
	for _, cidr := range w.From {
		from = append(from, Object{"ipBlock": Object{"cidr": cidr}})
	}
	var all []Object
	if from != nil {
		all = append(all, w.object("networking.k8s.io/v1", "NetworkPolicy", w.Name, Object{"spec": Object{
			"podSelector": Object{"matchLabels": w.selector()},
			"policyTypes": []any{"Ingress"},
			"ingress": []any{Object{
				"from": from, "ports": []any{Object{"protocol": "TCP", "port": w.Port}},
			}},
		}}))
	}
	if len(w.SecurityGroups) > 0 {
		all = append(all, w.object("vpcresources.k8s.aws/v1beta1", "SecurityGroupPolicy", w.Name, Object{"spec": Object{
			"podSelector":    Object{"matchLabels": Object{nameLabel: w.Name}},
			"securityGroups": Object{"groupIds": list(w.SecurityGroups)},
		}}))
	}
	return all
}

// targets returns what registers the pods with target groups, or leads requests of a controller to them. It says
// nothing of who may connect: security groups are the stacks'.
func (w Workload) targets() []Object {
	if !w.routed() {
		return nil
	}
	all := []Object{w.object("v1", "Service", w.Name, Object{"spec": Object{
		"type": "ClusterIP", "selector": w.selector(),
		"ports": []any{Object{"name": "app", "port": w.Port, "targetPort": "app", "protocol": "TCP"}},
	}})}
	for _, t := range w.Targets {
		all = append(all, w.object(w.Elastic, "TargetGroupBinding", w.of(t.Name), Object{"spec": Object{
			"serviceRef": Object{"name": w.Name, "port": w.Port}, "targetGroupARN": t.ARN, "targetType": "ip",
			// Others keep their targets there, such as the tasks of a service that moves here from ECS, or back.
			"multiClusterTargetGroup": true,
		}}))
	}
	if w.Ingress != nil {
		all = append(all, w.ingress())
	}
	return all
}

// ingress returns what the controller of the class reads. It says no TLS: which certificate a host has, and where HTTPS
// ends, is the controller's.
func (w Workload) ingress() Object {
	kind, path := "Exact", w.Ingress.Path
	if base, begins := strings.CutSuffix(path, "/*"); begins {
		kind, path = "Prefix", base
		if base == "" {
			path = "/"
		}
	}
	var rules []any
	for _, host := range w.Ingress.Hosts {
		rules = append(rules, Object{"host": host, "http": Object{"paths": []any{Object{
			"path": path, "pathType": kind,
			"backend": Object{"service": Object{"name": w.Name, "port": Object{"number": w.Port}}},
		}}}})
	}
	return w.object("networking.k8s.io/v1", "Ingress", w.Name, Object{"spec": Object{
		"ingressClassName": w.Ingress.Class, "rules": rules,
	}})
}

// Namespace returns the namespace of services, which admits no pod that could harm its node, and where nobody reaches
// anybody unless a policy says so. The load balancer's controller, whose API is named, if there is one, has pods there
// wait until their targets are healthy.
func Namespace(name, elastic string) []Object {
	labels := Object{managedByLabel: "bulkhead"}
	for _, mode := range []string{"enforce", "audit", "warn"} {
		labels["pod-security.kubernetes.io/"+mode] = "restricted"
		labels["pod-security.kubernetes.io/"+mode+"-version"] = "latest"
	}
	if api, _, named := strings.Cut(elastic, "/"); named {
		labels[api+"/pod-readiness-gate-inject"] = "enabled"
	}
	return []Object{
		{"apiVersion": "v1", "kind": "Namespace", "metadata": Object{"name": name, "labels": labels}},
		{
			"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy",
			"metadata": Object{
				"name": "nobody", "namespace": name, "labels": Object{managedByLabel: "bulkhead"},
			},
			"spec": Object{"podSelector": Object{}, "policyTypes": []any{"Ingress"}},
		},
	}
}
