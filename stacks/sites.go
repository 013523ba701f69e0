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
func (w *workload) newSites() awscdk.Stack {
	global := *w // the same environment, with what it has in CloudFront's region
	global.base = w.sitesBaseline()
	w.global = global.base.alerts.Register
	w = &global
	stack := w.newRegionalStack("sites", config.SitesRegion, "Static sites")
	zones := w.newSiteZones(stack)
	acl := firewall.NewWebACL(stack, "Firewall", firewall.WebACLProps{
		Firewall: w.Firewall,
		Scope:    firewall.CloudFront,
		Name:     w.prefix() + "-sites",
		What:     "the static sites of " + w.Name,
		Logs:     "arn:aws:s3:::" + w.FirewallLogsBucket(config.SitesRegion),
		Alerts:   w.base.alerts,
	})
	var log awslogs.LogGroup // of the function that uploads files, for the first site that has any
	for _, name := range slices.Sorted(maps.Keys(w.Sites)) {
		settings := w.Sites[name]
		props := site.Props{
			Site:        settings,
			Label:       w.prefix() + "-" + name,
			Certificate: zones.of(settings).certificate,
			WebACL:      acl,
			Key:         w.base.data,
			Logs:        w.CloudFrontLogsARN(),
			Alerts:      w.base.alerts,
		}
		if settings.Files != "" {
			if log == nil {
				log = w.newLogGroup(stack, "FunctionLogs", w.logName("custom-resources/sites"))
			}
			props.Directory, props.UploadLog = filepath.Join(w.Dir, settings.Files), log
		}
		made := site.New(stack, name, props)
		dns.NewDistributionRecords(
			stack,
			name+"Records",
			zones.of(settings).zone,
			settings.Domain,
			*made.Distribution.DistributionDomainName(),
		)
		if w.Firewall.Shield == config.Enabled {
			firewall.Shield(stack, name+"Shield", props.Label, *made.Distribution.DistributionArn())
		}
		awscdk.NewCfnOutput(
			stack,
			new(name+"Bucket"),
			&awscdk.CfnOutputProps{Description: new("Files of site " + name), Value: made.Bucket.BucketName()},
		)
		awscdk.NewCfnOutput(
			stack,
			new(name+"Distribution"),
			&awscdk.CfnOutputProps{
				Description: new("Distribution of site " + name + ", to be invalidated after an upload"),
				Value:       made.Distribution.DistributionId(),
			},
		)
	}
	if log != nil {
		function.LogAll(stack, log)
	}
	return stack
}
