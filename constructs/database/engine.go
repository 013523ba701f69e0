package database

import (
	"maps"
	"strconv"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
)

// major returns what a parameter group's family is named after.
func (p Props) major() string { return p.Engine.Major(p.Version) }

// instanceEngine returns the engine of a database on RDS.
func (p Props) instanceEngine() awsrds.IInstanceEngine {
	if p.MySQL() {
		return awsrds.DatabaseInstanceEngine_Mysql(&awsrds.MySqlInstanceEngineProps{
			Version: awsrds.MysqlEngineVersion_Of(&p.Version, new(p.major())),
		})
	}
	return awsrds.DatabaseInstanceEngine_Postgres(&awsrds.PostgresInstanceEngineProps{
		Version: awsrds.PostgresEngineVersion_Of(&p.Version, new(p.major()), nil),
	})
}

// clusterEngine returns the engine of an Aurora cluster.
func (p Props) clusterEngine() awsrds.IClusterEngine {
	if p.MySQL() {
		return awsrds.DatabaseClusterEngine_AuroraMysql(&awsrds.AuroraMysqlClusterEngineProps{
			// AWS names the MySQL version that it is compatible with first.
			Version: awsrds.AuroraMysqlEngineVersion_Of(new(p.major()+".mysql_aurora."+p.Version), new(p.major())),
		})
	}
	return awsrds.DatabaseClusterEngine_AuroraPostgres(&awsrds.AuroraPostgresClusterEngineProps{
		Version: awsrds.AuroraPostgresEngineVersion_Of(&p.Version, new(p.major()), nil),
	})
}

// logExports returns the logs that the engine exports to CloudWatch.
func (p Props) logExports() []string {
	switch {
	case p.MySQL():
		return []string{"audit", "error", "slowquery"}
	case p.Aurora():
		return []string{"postgresql"}
	}
	return []string{"postgresql", "upgrade"}
}

// logNames returns where RDS writes the exported logs of an instance or cluster.
func (p Props) logNames(identifier string) map[string]string {
	kind := "instance"
	if p.Aurora() {
		kind = "cluster"
	}
	all := map[string]string{}
	for _, export := range p.logExports() {
		all[export] = "/aws/rds/" + kind + "/" + identifier + "/" + export
	}
	return all
}

// What is logged by default: what slows a database down, and who comes and goes.
var (
	postgresParameters = map[string]string{
		"log_disconnections":          "1",
		"log_lock_waits":              "1",
		"log_min_duration_statement":  "1000",  // milliseconds
		"log_temp_files":              "1024",  // kB
		"log_autovacuum_min_duration": "10000", // milliseconds
	}
	// closedParameters keep values out of PostgreSQL's log: those of parameters of statements, those in the details of
	// an error, and the statement that led to one. Text in a statement that was slow stays, for the few who read it.
	closedParameters = map[string]string{
		"log_error_verbosity":               "terse",
		"log_min_error_statement":           "panic",
		"log_parameter_max_length":          "0",
		"log_parameter_max_length_on_error": "0",
	}
	mysqlParameters = map[string]string{
		"slow_query_log":             "1",
		"long_query_time":            "1", // seconds
		"log_output":                 "FILE",
		"innodb_print_all_deadlocks": "1",
	}
	auditEvents = "CONNECT,QUERY_DCL,QUERY_DDL"
)

// parameters returns those that force TLS, log what slows the database down, keep values of data out of production's
// log and, before another major version, write what a blue/green deployment replicates. RDS for MySQL writes it by
// default, in a form that is not always safe.
func (p Props) parameters() map[string]string {
	all := maps.Clone(postgresParameters)
	if p.MySQL() {
		all = maps.Clone(mysqlParameters)
	} else if major, _ := strconv.Atoi(p.major()); major < 18 {
		all["log_connections"] = "1" // from 18 on it takes a list of stages; set it in parameters
	}
	if p.Protected && !p.MySQL() {
		maps.Copy(all, closedParameters)
	}
	if p.Engine == config.AuroraMySQL {
		all["server_audit_logging"] = "1"
		all["server_audit_events"] = auditEvents
	}
	maps.Copy(all, p.Parameters)
	if p.Upgrading() && p.MySQL() {
		all["binlog_format"] = "ROW"
	} else if p.Upgrading() {
		all["rds.logical_replication"] = "1"
	}
	if p.MySQL() {
		all["require_secure_transport"] = "ON"
		if !p.Aurora() {
			all["require_secure_transport"] = "1"
		}
	} else {
		all["rds.force_ssl"] = "1"
	}
	return all
}

// insights tells whether the class is large enough for Performance Insights. Source: the RDS user guide.
func (p Props) insights() bool {
	return !p.MySQL() || !strings.HasSuffix(p.Class, ".micro") && !strings.HasSuffix(p.Class, ".small")
}
