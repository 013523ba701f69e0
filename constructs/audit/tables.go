package audit

import (
	"bulkhead/config"
	"bulkhead/internal/facts"
)

// tables are those of a region: of everything that is logged there, and of the trails, where they are.
func tables(props AskProps) []table {
	writers := partition{"account", texts(props.Writers)}
	all := []table{
		{
			name: "flows", what: "Flow logs of VPCs", format: parquet, columns: flowLogColumns(),
			bucket: props.Bucket, below: NetworkPrefix + "/AWSLogs/",
			path: "${account}/vpcflowlogs/" + string(props.Region) + "/", partitions: []partition{writers},
		},
		{
			name: "dns", what: "What was asked of the resolvers of VPCs", format: jsonLines, columns: dnsColumns,
			bucket: props.Bucket, below: NetworkPrefix + "/AWSLogs/",
			path: "${account}/vpcdnsquerylogs/${vpc}/", partitions: []partition{writers, {name: "vpc"}},
		},
		{
			name:       "requests",
			what:       "Requests to load balancers",
			format:     lines,
			columns:    requestColumns,
			pattern:    requestPattern,
			bucket:     props.AccessLogs,
			below:      LoadBalancersPrefix + "/AWSLogs/",
			path:       "${account}/elasticloadbalancing/" + string(props.Region) + "/",
			partitions: []partition{writers},
		},
		{
			name: "firewall", what: "What firewalls blocked or counted", format: jsonLines, columns: firewallColumns,
			bucket: props.Firewall, below: "AWSLogs/", path: "${account}/WAFLogs/${scope}/${acl}/",
			partitions: []partition{writers, {"scope", scopes(props)}, {name: "acl"}},
		},
	}
	if props.Trails != "" {
		all = append(all, table{
			name:       "trails",
			what:       "Calls of AWS's APIs in every account and region",
			format:     trailFiles,
			columns:    trailColumns,
			bucket:     props.Trails,
			below:      "AWSLogs/",
			path:       "${account}/CloudTrail/${region}/",
			partitions: []partition{{"account", texts(props.Recorded)}, {"region", facts.Regions()}},
		})
	}
	return all
}

// scopes are what firewalls of the region name their logs after.
func scopes(props AskProps) []string {
	all := []string{string(props.Region)}
	if props.Region == config.SitesRegion {
		all = append(all, "cloudfront")
	}
	return all
}

func texts[T ~string](values []T) []string {
	var all []string
	for _, value := range values {
		all = append(all, string(value))
	}
	return all
}

// trailColumns are those of a record of CloudTrail. What depends on the call is JSON in a text. Sources: the Amazon
// Athena user guide, "Create the table for CloudTrail logs in Athena using partition projection"; the AWS CloudTrail
// user guide, "CloudTrail record contents".
var trailColumns = []column{
	{"eventversion", text},
	{"useridentity", "struct<type:string,principalid:string,arn:string,accountid:string,invokedby:string," +
		"accesskeyid:string,username:string,credentialid:string,identityprovider:string,onbehalfof:struct<userid:string,identitystorearn:string>," +
		"sessioncontext:struct<attributes:struct<mfaauthenticated:string,creationdate:string>," +
		"sessionissuer:struct<type:string,principalid:string,arn:string,accountid:string,username:string>," +
		"sourceidentity:string,assumedroot:string,ec2roledelivery:string,webidfederationdata:struct<federatedprovider:string,attributes:map<string,string>>>>"},
	{"eventtime", text},
	{"eventsource", text},
	{"eventname", text},
	{"awsregion", text},
	{"sourceipaddress", text},
	{"useragent", text},
	{"errorcode", text},
	{"errormessage", text},
	{"requestparameters", text},
	{"responseelements", text},
	{"additionaleventdata", text},
	{"requestid", text},
	{"eventid", text},
	{"readonly", text},
	{"resources", "array<struct<arn:string,accountid:string,type:string>>"},
	{"eventtype", text},
	{"apiversion", text},
	{"managementevent", text},
	{"recipientaccountid", text},
	{"serviceeventdetails", text},
	{"sharedeventid", text},
	{"vpcendpointid", text},
	{"vpcendpointaccountid", text},
	{"eventcategory", text},
	{"addendum", "struct<reason:string,updatedfields:string,originalrequestid:string,originaleventid:string>"},
	{"sessioncredentialfromconsole", text},
	{"edgedevicedetails", text},
	{"tlsdetails", "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string>"},
}

// dnsColumns are those of what a resolver was asked. Sources: the Amazon Athena user guide, "Create the table for
// resolver query logs"; the Amazon Route 53 developer guide, "Values that appear in VPC Resolver query logs".
var dnsColumns = []column{
	{"version", text},
	{"account_id", text},
	{"region", text},
	{"vpc_id", text},
	{"query_timestamp", text},
	{"query_name", text},
	{"query_type", text},
	{"query_class", text},
	{"rcode", text},
	{"answers", "array<struct<rdata:string,type:string,class:string>>"},
	{"srcaddr", text},
	{"srcport", "int"},
	{"transport", text},
	{"srcids", "struct<instance:string,resolver_endpoint:string>"},
	{"firewall_rule_action", text},
	{"firewall_rule_group_id", text},
	{"firewall_domain_list_id", text},
}

// What rules of a firewall found in a request.
const (
	matches = "array<struct<conditiontype:string,sensitivitylevel:string,location:string,matcheddata:array<string>>>"
	puzzle  = "struct<responsecode:string,solvetimestamp:string>"
	rule    = "ruleid:string,action:string"
)

// firewallColumns are those of a request that a firewall blocked or counted. Sources: the Amazon Athena user guide,
// "Create a table for AWS WAF S3 logs in Athena using partition projection"; the AWS WAF developer guide, "Log fields".
var firewallColumns = []column{
	{"timestamp", "bigint"}, // milliseconds
	{"formatversion", "int"},
	{"webaclid", text},
	{"terminatingruleid", text},
	{"terminatingruletype", text},
	{"action", text},
	{"terminatingrulematchdetails", matches},
	{"httpsourcename", text},
	{"httpsourceid", text},
	{
		"rulegrouplist",
		"array<struct<rulegroupid:string,terminatingrule:struct<" + rule + ",rulematchdetails:" + matches + ">," +
			"nonterminatingmatchingrules:array<struct<" + rule + ",overriddenaction:string,rulematchdetails:" + matches +
			",challengeresponse:" + puzzle + ",captcharesponse:" + puzzle + ">>,excludedrules:string>>",
	},
	{
		"ratebasedrulelist",
		"array<struct<ratebasedruleid:string,ratebasedrulename:string,limitkey:string,maxrateallowed:int," +
			"evaluationwindowsec:string,customvalues:array<struct<key:string,name:string,value:string>>>>",
	},
	{"nonterminatingmatchingrules", "array<struct<" + rule + ",rulematchdetails:" + matches +
		",challengeresponse:" + puzzle + ",captcharesponse:" + puzzle + ">>"},
	{"requestheadersinserted", "array<struct<name:string,value:string>>"},
	{"responsecodesent", text},
	{
		"httprequest",
		"struct<clientip:string,country:string,headers:array<struct<name:string,value:string>>,uri:string," +
			"args:string,httpversion:string,httpmethod:string,requestid:string,fragment:string,scheme:string,host:string>",
	},
	{"labels", "array<struct<name:string>>"},
	{"captcharesponse", "struct<responsecode:string,solvetimestamp:string,failurereason:string>"},
	{"challengeresponse", "struct<responsecode:string,solvetimestamp:string,failurereason:string>"},
	{"ja3fingerprint", text},
	{"ja4fingerprint", text},
	{"oversizefields", text},
	{"requestbodysize", "int"},
	{"requestbodysizeinspectedbywaf", "int"},
}
