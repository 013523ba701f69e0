package facts

// CommonRules are the rules of AWSManagedRulesCommonRuleSet, as of 2026-11. Source: the AWS WAF developer guide,
// "Baseline rule groups".
var CommonRules = []string{
	"NoUserAgent_HEADER", "UserAgent_BadBots_HEADER",
	"SizeRestrictions_QUERYSTRING", "SizeRestrictions_Cookie_HEADER", "SizeRestrictions_BODY", "SizeRestrictions_URIPATH",
	"EC2MetaDataSSRF_BODY", "EC2MetaDataSSRF_COOKIE", "EC2MetaDataSSRF_URIPATH", "EC2MetaDataSSRF_QUERYARGUMENTS",
	"GenericLFI_QUERYARGUMENTS", "GenericLFI_URIPATH", "GenericLFI_BODY",
	"RestrictedExtensions_URIPATH", "RestrictedExtensions_QUERYARGUMENTS",
	"GenericRFI_QUERYARGUMENTS", "GenericRFI_BODY", "GenericRFI_URIPATH",
	"CrossSiteScripting_COOKIE", "CrossSiteScripting_QUERYARGUMENTS", "CrossSiteScripting_BODY", "CrossSiteScripting_URIPATH",
}
