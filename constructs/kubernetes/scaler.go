package kubernetes

import (
	"bulkhead/config"
	"bulkhead/constructs/function"

	"github.com/aws/aws-cdk-go/awscdk/v2/awseks"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// ScalerProps is what says how many pods of services run, when an environment moves to its other region.
type ScalerProps struct {
	Name string // of the function, which both regions know
	Log  awslogs.ILogGroup
}

// newScaler adds the function that a move asks: the API of a cluster is reached from its VPC alone. It goes the way
// that the applier goes. What it may do in the cluster ends with the services' namespace, and whoever may call it may
// scale services, and no more.
func newScaler(scope constructs.Construct, cluster awseks.CfnCluster, applier Applier, props ClusterProps) {
	handler := function.New(scope, "Scaler", function.Props{
		Name:        "kubernetes",
		Called:      props.Scaler.Name,
		Description: "scales services of cluster " + props.Name + " in a move to the other region",
		Log:         props.Scaler.Log,
		Network:     &function.Network{Vpc: props.Vpc, Subnets: props.Subnets, Group: applier.Group},
		Permissions: findCluster(scope, props.Name),
		Environment: map[string]*string{
			"CLUSTER": &props.Name, "NAMESPACE": new(config.ServicesNamespace),
		},
	})
	newEntry(scope, "ScalerEntry", cluster.Ref(), *handler.Role().RoleArn(), config.EditAccess, config.ServicesNamespace)
}
