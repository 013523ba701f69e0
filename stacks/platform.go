package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/audit"
	"bulkhead/constructs/compute"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/loadbalancer"
	"bulkhead/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecs"
)

// platform is what services run on and are reached through.
type platform struct {
	cluster  awsecs.Cluster
	balancer loadbalancer.Public
}

// newPlatform is the stack of an environment's cluster, certificates and load balancer.
func newPlatform(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, vpc awsec2.Vpc, zone dns.Zone) platform {
	stack := newStack(stage, "platform", stateless, "Cluster, certificates and load balancer")
	certificates := []awscertificatemanager.ICertificate{dns.NewCertificate(stack, "Certificate", e.Domain, zone.Zone)}
	if e.Primary != nil {
		// After a failover this load balancer answers for the primary's names.
		certificates = append(certificates, dns.NewCertificate(stack, "PrimaryCertificate", e.Primary.Domain, nil))
	}
	return platform{
		cluster: compute.NewCluster(stack, "Cluster", compute.ClusterProps{
			Name:     prefix(c, e),
			Vpc:      vpc,
			Key:      base.logs,
			Sessions: newLogGroup(stack, "Sessions", logName(c, e, "exec-sessions"), e, base),
		}),
		balancer: loadbalancer.NewPublic(stack, "Public", loadbalancer.PublicProps{
			Vpc:          vpc,
			Subnets:      network.Subnets(network.Public),
			Certificates: certificates,
			Logs:         accessLogsBucket(c, e.Region),
			LogsPrefix:   audit.LoadBalancersPrefix,
			Protected:    e.Production(),
			Alerts:       base.alerts,
		}),
	}
}
