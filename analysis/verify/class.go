package verify

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// The classes of a finding: what becomes of a template that is deployed as it is.
const (
	Refused  = "refused"  // CloudFormation or a service refuses it, or it fails on the way
	Insecure = "insecure" // it works, and lets in or shows what it should not
	Unseen   = "unseen"   // nobody can tell, because a tool could not look
	Style    = "style"    // it works, and somebody would have it otherwise
)

// Classes are all of them, the gravest first.
var Classes = []string{Refused, Insecure, Unseen, Style}

// ParseClasses reads a list of classes, separated by commas: those whose findings fail a verification.
func ParseClasses(text string) ([]string, error) {
	var classes []string
	for _, class := range strings.Split(text, ",") {
		class = strings.TrimSpace(class)
		switch {
		case class == "all":
			classes = append(classes, Classes...)
		case class == "none":
		case slices.Contains(Classes, class):
			classes = append(classes, class)
		default:
			return nil, fmt.Errorf("%q is no class of findings; choose of %s, all, none", class, strings.Join(Classes, ", "))
		}
	}
	return classes, nil
}

// classOfLint returns the class of a finding of cfn-lint. Its errors are what AWS refuses but for a few; its warnings
// are advice but for a few.
func classOfLint(rule, severity string) string {
	switch rule {
	case "E0002", "E0003": // a rule of it failed; its configuration is wrong
		return Unseen
	case "E1029", // ${…} without Fn::Sub, which AWS takes for text
		"E3028", "E4001", "E4002": // metadata that nobody but tools reads
		return Style
	case "W1011", "W2010", "W2501", // secrets that can be read
		"W3045", "W3663": // access lists of buckets; a service that anybody's account may use
		return Insecure
	}
	if severity == Error {
		return Refused
	}
	return Style
}

// classOfValidate returns the class of a finding of CloudFormation Validate.
func classOfValidate(severity, category string) string {
	switch {
	case category == "Security":
		return Insecure
	case severity == Error:
		return Refused
	}
	return Style
}

// operational are the controls of Control Tower that are about how a resource is run, not about who can reach it or
// read what it holds: availability, backups, logs, upgrades, tags; and those that ask for one lock more where there is
// one: keys of one's own, logins by IAM, containers that write nothing.
var operational = regexp.MustCompile(`multi(ple)?_az|backup|retention|fault_tolerance|deletion_protection|failover|` +
	`cross_zone|copy_tags|nitro|monitoring|tracing|xray|default_ports|default_admin|default_db_name|lifecycle|` +
	`event_notifications|healthcheck|health_reporting|pitr|versioning|object_lock|backtracking|deployment_mode|insights|` +
	`draining|instance_type|not_empty|default_root_object|memory_hard_limit|latest_platform|dlq|subnet_group|` +
	`managed_updates|alarm_action|root_directory|multiple_eni|keyspec|minor_version|version_upgrade|` +
	`launch_template_check|inside_vpc|deployed_in_vpc|logging|log_configuration|logs_|audit_log|rule_group_associated|` +
	`tag_immutability|kms_check|kms_key_check|log_group_encrypted|iam_(database_)?auth|readonly|nonroot|` +
	`acm_certificate_required`)

func classOfGuard(rule string) string {
	if operational.MatchString(rule) {
		return Style
	}
	return Insecure
}

// classOfNag returns the class of a finding of CDK Nag, whose packs are about security.
func classOfNag(severity string) string {
	if severity == Warning {
		return Style
	}
	return Insecure
}
