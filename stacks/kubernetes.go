package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/kubernetes"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newKubernetes is the stack of the environment's cluster, and returns how it is reached.
func (w *workload) newKubernetes() store.Store {
	if w.Kubernetes.Mode == config.ExistingMode {
		return w.newExistingKubernetes()
	}
	stack := w.newStack("kubernetes", stateful, "The Kubernetes cluster, what its pods run on, and its add-ons")
	name := w.prefix()
	props := kubernetes.ClusterProps{
		Kubernetes: *w.Kubernetes,
		Name:       name,
		Vpc:        w.vpc,
		Subnets:    network.Subnets(network.Private),
		Zones:      w.Organization.ZoneNames(w.Region, w.Network.Zones),
		Secrets: keys.New(stack, "Key", keys.Props{
			Alias:       name + "-kubernetes",
			Description: "encrypts secrets of Kubernetes",
			Grantor:     address.ExecutionRoleARN(string(w.AccountID), string(w.Region)),
		}),
		Disks:     w.base.data,
		Log:       w.newLogGroup(stack, "Logs", kubernetes.ControlPlaneLog(name)),
		Applied:   w.newOwnLogGroup(stack, "Applied"),
		Tags:      map[string]string{},
		Protected: w.Production(),
		People:    w.clusterPeople(),
		Alerts:    w.base.alerts,
	}
	if w.Recovery != nil {
		props.Scaler = &kubernetes.ScalerProps{Name: w.Book.Scaler(w.name), Log: w.newOwnLogGroup(stack, "Scaled")}
	}
	for _, of := range kubernetes.Logs {
		log := w.newLogGroup
		if of == kubernetes.Performance {
			log = w.newMetricsLog
		}
		props.Metrics = append(props.Metrics, log(stack, "Insights-"+of, kubernetes.InsightsLog(name, of)))
	}
	for _, tag := range w.tagsOf(w.place) {
		props.Tags[tag[0]] = tag[1]
	}
	cluster := kubernetes.NewCluster(stack, "Cluster", props)
	offer(stack, &cluster.Name, &cluster.Nodes)
	return w.offerKubernetes(stack, cluster)
}

// newExistingKubernetes is the stack of what brings services to a cluster that something else has made, and returns how
// that is reached.
func (w *workload) newExistingKubernetes() store.Store {
	stack := w.newStack("kubernetes", stateless, "What brings services to the Kubernetes cluster")
	return w.offerKubernetes(stack, kubernetes.NewExisting(stack, "Cluster", kubernetes.ExistingProps{
		ExistingCluster: w.Kubernetes.Existing,
		Vpc:             w.vpc,
		Subnets:         network.Subnets(network.Private),
		Applied:         w.newOwnLogGroup(stack, "Applied"),
	}))
}

// offerKubernetes offers a cluster to what runs in it, and to who reaches it.
func (w *workload) offerKubernetes(stack awscdk.Stack, cluster kubernetes.Cluster) store.Store {
	made := store.Store{
		Name:  config.ClusterName,
		Ports: []store.Port{{SecurityGroup: cluster.Group, Number: kubernetes.Port}},
	}
	offer(stack, cluster.Applier.Function.FunctionArn())
	w.cluster = cluster
	offerStore(made)
	return made
}

// clusterPeople are people by what they may do in the cluster.
func (w *workload) clusterPeople() []kubernetes.Person {
	i := w.Organization.Identity
	if i == nil {
		return nil
	}
	var all []kubernetes.Person
	for _, access := range []config.ClusterAccess{config.ViewAccess, config.EditAccess, config.AdminAccess} {
		person := kubernetes.Person{Access: access, Role: w.ClusterRole(w.name, access)}
		for _, role := range config.Roles() {
			if w.Kubernetes.People[role] != access || !i.Grants(role, w.account) {
				continue
			}
			name := w.RoleName(role)
			if i.Provider == config.IdentityCenter {
				name = address.PermissionSetRole(name)
			}
			person.From = append(person.From, address.RoleARN(w.AccountID, name))
		}
		if len(person.From) > 0 {
			all = append(all, person)
		}
	}
	return all
}
