package audit

import "strings"

// requestFields are those of a line in the access log of an Application Load Balancer, and the part of the pattern that
// finds each. There is a group for each column, and none besides: where their numbers differ, a line is read as nothing
// at all. Sources: the Amazon Athena user guide, "Create the table for ALB access logs"; the user guide for
// Application Load Balancers, "Access log entries".
var requestFields = []struct {
	column
	pattern string
}{
	{column{"type", text}, `([^ ]*)`},
	{column{"time", text}, ` ([^ ]*)`},
	{column{"elb", text}, ` ([^ ]*)`},
	{column{"client_ip", text}, ` ([^ ]*):`},
	{column{"client_port", "int"}, `([0-9]*)`},
	{column{"target_ip", text}, ` ([^ ]*)[:-]`}, // a hyphen where there was no target
	{column{"target_port", "int"}, `([0-9]*)`},
	{column{"request_processing_time", "double"}, ` ([-.0-9]*)`}, // seconds
	{column{"target_processing_time", "double"}, ` ([-.0-9]*)`},
	{column{"response_processing_time", "double"}, ` ([-.0-9]*)`},
	{column{"elb_status_code", "int"}, ` ([-0-9]*)`},
	{column{"target_status_code", text}, ` ([-0-9]*)`},
	{column{"received_bytes", "bigint"}, ` ([-0-9]*)`},
	{column{"sent_bytes", "bigint"}, ` ([-0-9]*)`},
	{column{"request_verb", text}, ` "([^ ]*)`},
	{column{"request_url", text}, ` (.*)`},
	{column{"request_proto", text}, ` (- |[^ ]*)"`},
	{column{"user_agent", text}, ` "([^"]*)"`},
	{column{"ssl_cipher", text}, ` ([A-Z0-9_-]+)`},
	{column{"ssl_protocol", text}, ` ([A-Za-z0-9.-]*)`},
	{column{"target_group_arn", text}, ` ([^ ]*)`},
	{column{"trace_id", text}, ` "([^"]*)"`},
	{column{"domain_name", text}, ` "([^"]*)"`},
	{column{"chosen_cert_arn", text}, ` "([^"]*)"`},
	{column{"matched_rule_priority", text}, ` ([-.0-9]*)`},
	{column{"request_creation_time", text}, ` ([^ ]*)`},
	{column{"actions_executed", text}, ` "([^"]*)"`},
	{column{"redirect_url", text}, ` "([^"]*)"`},
	{column{"lambda_error_reason", text}, ` "([^ ]*)"`},
	{column{"target_port_list", text}, ` "([^"]*)"`},
	{column{"target_status_code_list", text}, ` "([^"]*)"`},
	{column{"classification", text}, ` "([^ ]*)"`},
	{column{"classification_reason", text}, ` "([^ ]*)"`},
	{column{"conn_trace_id", text}, `(?: ([^ ]*))?`}, // older lines end before
	{column{"transformed_host", text}, `(?: "([^"]*)"`},
	{column{"transformed_uri", text}, ` "([^"]*)"`},
	{column{"request_transform_status", text}, ` "([^"]*)")?`},
}

var (
	requestColumns = columnsOfRequests()
	requestPattern = patternOfRequests() + `(?: .*)?` // what AWS adds at the end is passed over
)

func columnsOfRequests() []column {
	var all []column
	for _, field := range requestFields {
		all = append(all, field.column)
	}
	return all
}

func patternOfRequests() string {
	var pattern strings.Builder
	for _, field := range requestFields {
		pattern.WriteString(field.pattern)
	}
	return pattern.String()
}
