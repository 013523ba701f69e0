package database

import (
	"maps"
	"strconv"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
)

// major returns what a parameter group's family is named after.
func (p Props) major() string {
	parts := strings.Split(p.Version, ".")
	if p.Engine == config.MySQL {
		return parts[0] + "." + parts[1]
	}
	return parts[0]
}

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
			Version: awsrds.AuroraMysqlEngineVersion_Of(new("8.0.mysql_aurora."+p.Version), new("8.0")),
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
	mysqlParameters = map[string]string{
		"slow_query_log":             "1",
		"long_query_time":            "1", // seconds
		"log_output":                 "FILE",
		"innodb_print_all_deadlocks": "1",
	}
	auditEvents = "CONNECT,QUERY_DCL,QUERY_DDL"
)

// parameters returns those that force TLS, and log what slows the database down.
func (p Props) parameters() map[string]string {
	all := maps.Clone(postgresParameters)
	if p.MySQL() {
		all = maps.Clone(mysqlParameters)
	} else if major, _ := strconv.Atoi(p.major()); major < 18 {
		all["log_connections"] = "1" // from 18 on it takes a list of stages; set it in parameters
	}
	if p.Engine == config.AuroraMySQL {
		all["server_audit_logging"] = "1"
		all["server_audit_events"] = auditEvents
	}
	maps.Copy(all, p.Parameters)
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

func newParameterGroup(scope constructs.Construct, engine awsrds.IEngine, props Props) awsrds.ParameterGroup {
	return awsrds.NewParameterGroup(scope, new("Parameters"), &awsrds.ParameterGroupProps{
		Engine:      engine,
		Description: new("parameters of " + props.Identifier),
		Parameters:  pointers(props.parameters()),
	})
}

// newOptionGroup adds MySQL's audit plugin; other engines need no option group.
func newOptionGroup(scope constructs.Construct, engine awsrds.IInstanceEngine, props Props) awsrds.OptionGroup {
	return awsrds.NewOptionGroup(scope, new("Options"), &awsrds.OptionGroupProps{
		Engine:      engine,
		Description: new("audit log of " + props.Identifier),
		Configurations: &[]*awsrds.OptionConfiguration{{
			Name:     new("MARIADB_AUDIT_PLUGIN"),
			Settings: pointers(map[string]string{"SERVER_AUDIT_EVENTS": auditEvents}),
		}},
	})
}

// insights tells whether the class is large enough for Performance Insights. Source: the RDS user guide.
func (p Props) insights() bool {
	return !p.MySQL() || !strings.HasSuffix(p.Class, ".micro") && !strings.HasSuffix(p.Class, ".small")
}
