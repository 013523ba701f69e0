package audit

import "strings"

// flowLogFields are what flow logs record: the default fields, and those that tell who really talked to whom behind NAT
// and load balancers, and why a packet was dropped. Each has the type that Athena reads it as from Parquet. A field is
// added at the end: what is there already has none. Sources: the Amazon VPC user guide, "Flow log records"; the Amazon
// Athena user guide, "Create tables for flow logs in Apache Parquet format".
var flowLogFields = []column{
	{"version", "int"},
	{"account-id", text},
	{"interface-id", text},
	{"srcaddr", text},
	{"dstaddr", text},
	{"srcport", "int"},
	{"dstport", "int"},
	{"protocol", "bigint"},
	{"packets", "bigint"},
	{"bytes", "bigint"},
	{"start", "bigint"},
	{"end", "bigint"},
	{"action", text},
	{"log-status", text},
	{"vpc-id", text},
	{"subnet-id", text},
	{"instance-id", text},
	{"tcp-flags", "int"},
	{"type", text},
	{"pkt-srcaddr", text},
	{"pkt-dstaddr", text},
	{"region", text},
	{"az-id", text},
	{"pkt-src-aws-service", text},
	{"pkt-dst-aws-service", text},
	{"flow-direction", text},
	{"traffic-path", "int"},
}

// FlowLogFormat returns the format of flow logs that the archive's table reads.
func FlowLogFormat() string {
	var fields []string
	for _, field := range flowLogFields {
		fields = append(fields, "${"+field.name+"}")
	}
	return strings.Join(fields, " ")
}

// flowLogColumns are the columns of flow logs in Parquet, where a hyphen is an underscore.
func flowLogColumns() []column {
	var all []column
	for _, field := range flowLogFields {
		all = append(all, column{strings.ReplaceAll(field.name, "-", "_"), field.kind})
	}
	return all
}
