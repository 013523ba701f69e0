// Package serving is what every service has, whatever it runs on: what the configuration says of it and what it plugs
// into, its place at a load balancer, and the alarms and objectives of what its clients notice. It knows nothing of
// what runs containers: constructs/ecs makes tasks of it, and constructs/kubernetes pods.
package serving

import (
	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/securitygroup"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a service, and what it plugs into.
type Props struct {
	config.Service
	Name        string
	ClusterName string             // spelled out: alarms cannot refer to what waits for them
	Resting     bool               // nothing starts its scheduled tasks
	Image       Image              // hides the name of it in the configuration
	Collector   Collector          // runs beside the container when tracing is enabled
	Sidecars    map[string]Sidecar // hides what the configuration says of them
	Vpc         awsec2.IVpc
	Stores      []store.Store // those named in uses
	Alerts      alarm.Topics  // that alarms tell

	Balancer Balancer // where the route is, if there is one
	Login    string   // ARN of the secret that its load balancer logs people in with, if it does
	Hosts    []string // host names of the route; none means any
}

// Image is an image of the organization's registry.
type Image struct {
	Repository string // ARN
	Version    string // tag or digest
	Upstream   bool   // the registry fetches it from outside when it is first pulled
}

// Sidecar is what a sidecar plugs into.
type Sidecar struct {
	Image   Image
	Secrets []store.Store // those that it names
}

// StopSeconds is how long a container has to finish its requests before it is killed.
const StopSeconds = 30

func seconds(n int) awscdk.Duration { return awscdk.Duration_Seconds(jsii.Number(n)) }
func minutes(n int) awscdk.Duration { return awscdk.Duration_Minutes(jsii.Number(n)) }

// NewGroup adds the security group of a service: it is let out to HTTPS, to what it names in egress, and to its stores,
// which let it in.
func NewGroup(scope constructs.Construct, props Props) awsec2.SecurityGroup {
	group := securitygroup.New(scope, props.Vpc, "service "+props.Name)
	group.AddEgressRule(awsec2.Peer_AnyIpv4(), awsec2.Port_HTTPS(), new("HTTPS: images, AWS and other APIs"), nil)
	letOut(group, props.Egress)
	for _, s := range props.Stores {
		s.Connect(scope, group)
	}
	return group
}
