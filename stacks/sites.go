package stacks

import (
	"maps"
	"path/filepath"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/dns"
	"bulkhead/constructs/firewall"
	"bulkhead/constructs/function"
	"bulkhead/constructs/site"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

// newSites is the stack of an environment's static sites. It is in us-east-1, where CloudFront looks for certificates
// and firewalls, and knows the environment's zone by name: no value crosses regions.
func newSites(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, p platform) {
	base = sitesBaseline(stage, c, e, base)
	stack := newRegionalStack(stage, "sites", config.SitesRegion, "Static sites")
	// The platform's certificate has the same names, and so put the record in place that this one is validated by.
	stack.AddStackDependency(p.stack, nil)
	certificate := dns.NewCertificate(stack, "Certificate", e.Domain, nil, base.alerts)
	acl := firewall.NewWebACL(stack, "Firewall", firewall.WebACLProps{
		Firewall: e.Firewall,
		Scope:    firewall.CloudFront,
		Name:     prefix(c, e.Name) + "-sites",
		What:     "the static sites of " + e.Name,
		Logs:     "arn:aws:s3:::" + firewallLogsBucket(c, config.SitesRegion),
		Alerts:   base.alerts,
	})
	var log awslogs.LogGroup // of the function that uploads files, for the first site that has any
	for _, name := range slices.Sorted(maps.Keys(e.Sites)) {
		settings := e.Sites[name]
		props := site.Props{
			Site:        settings,
			Label:       prefix(c, e.Name) + "-" + name,
			Certificate: certificate,
			WebACL:      acl,
			Key:         base.data,
			Logs:        cloudFrontLogsARN(c),
			Alerts:      base.alerts,
		}
		if settings.Files != "" {
			if log == nil {
				log = newLogGroup(stack, "FunctionLogs", logName(c, e.Name, "custom-resources/sites"), e, base)
			}
			props.Directory, props.UploadLog = filepath.Join(c.Dir, settings.Files), log
		}
		made := site.New(stack, name, props)
		dns.NewDistributionRecords(stack, name+"Records", e.Domain, settings.Domain, *made.Distribution.DistributionDomainName())
		if e.Firewall.Shield == config.Enabled {
			firewall.Shield(stack, name+"Shield", props.Label, *made.Distribution.DistributionArn())
		}
		awscdk.NewCfnOutput(stack, new(name+"Bucket"), &awscdk.CfnOutputProps{Description: new("Files of site " + name), Value: made.Bucket.BucketName()})
		awscdk.NewCfnOutput(stack, new(name+"Distribution"), &awscdk.CfnOutputProps{Description: new("Distribution of site " + name + ", to be invalidated after an upload"), Value: made.Distribution.DistributionId()})
	}
	if log != nil {
		function.LogAll(stack, log)
	}
}
