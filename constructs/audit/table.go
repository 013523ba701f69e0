package audit

import (
	"strconv"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsglue"
	"github.com/aws/constructs-go/constructs/v10"
)

// column is a column of a table, or a part of the path to its files.
type column struct{ name, kind string }

// text is the type of most columns.
const text = "string"

// table tells Athena how files of one kind are read, and where they are.
type table struct {
	name, what string
	format     format
	columns    []column
	pattern    string // that a line matches, with a group for each column; only where format is lines
	bucket     string // name
	below      string // the prefix that all files have
	path       string // what follows, up to the day; partitions are written ${…}
	partitions []partition
}

// partition is a part of the path to files, which a question can name to read less.
type partition struct {
	name   string
	values []string // all there are; none where each question has to name its own
}

// format is how files are read.
type format struct {
	input, output, library string
}

// Formats. Source: the Amazon Athena user guide, "Query AWS service logs".
var (
	trailFiles = format{
		input:   "com.amazon.emr.cloudtrail.CloudTrailInputFormat",
		output:  "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
		library: "org.apache.hive.hcatalog.data.JsonSerDe",
	}
	parquet = format{
		input:   "org.apache.hadoop.hive.ql.io.parquet.MapredParquetInputFormat",
		output:  "org.apache.hadoop.hive.ql.io.parquet.MapredParquetOutputFormat",
		library: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe",
	}
	jsonLines = format{
		input:   "org.apache.hadoop.mapred.TextInputFormat",
		output:  "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
		library: "org.openx.data.jsonserde.JsonSerDe",
	}
	lines = format{
		input:   "org.apache.hadoop.mapred.TextInputFormat",
		output:  "org.apache.hadoop.hive.ql.io.HiveIgnoreKeyTextOutputFormat",
		library: "org.apache.hadoop.hive.serde2.RegexSerDe",
	}
)

// day is the partition that every table has, such as 2026/11/28, in UTC.
const day = "day"

// newTable adds a table to a database. Athena computes the partitions from the table's own parameters, so nothing has
// to look for new ones. Source: the Amazon Athena user guide, "Use partition projection with Amazon Athena".
func newTable(scope constructs.Construct, account, database string, kept config.Archive, t table) awsglue.CfnTable {
	root := "s3://" + t.bucket + "/" + t.below
	parameters := map[string]any{
		"EXTERNAL":                             "TRUE",
		"projection.enabled":                   "true",
		"projection." + day + ".type":          "date",
		"projection." + day + ".format":        "yyyy/MM/dd",
		"projection." + day + ".range":         "NOW-" + strconv.Itoa(kept.RetentionDays) + "DAYS,NOW",
		"projection." + day + ".interval":      "1",
		"projection." + day + ".interval.unit": "DAYS",
		"storage.location.template":            root + t.path + "${" + day + "}/",
	}
	var keys []any
	for _, p := range t.partitions {
		keys = append(keys, &awsglue.CfnTable_ColumnProperty{Name: &p.name, Type: new(text)})
		if p.values == nil {
			parameters["projection."+p.name+".type"] = "injected"
			continue
		}
		parameters["projection."+p.name+".type"] = "enum"
		parameters["projection."+p.name+".values"] = strings.Join(p.values, ",")
	}
	keys = append(keys, &awsglue.CfnTable_ColumnProperty{Name: new(day), Type: new(text)})
	var columns []any
	for _, c := range t.columns {
		columns = append(columns, &awsglue.CfnTable_ColumnProperty{Name: &c.name, Type: &c.kind})
	}
	reading := map[string]any{"serialization.format": "1"}
	if t.pattern != "" {
		reading["input.regex"] = t.pattern
	}
	return awsglue.NewCfnTable(scope, &t.name, &awsglue.CfnTableProps{
		CatalogId:    &account,
		DatabaseName: &database,
		TableInput: &awsglue.CfnTable_TableInputProperty{
			Name:          &t.name,
			Description:   &t.what,
			TableType:     new("EXTERNAL_TABLE"),
			Parameters:    parameters,
			PartitionKeys: keys,
			StorageDescriptor: &awsglue.CfnTable_StorageDescriptorProperty{
				Columns:      columns,
				Location:     &root,
				InputFormat:  &t.format.input,
				OutputFormat: &t.format.output,
				SerdeInfo: &awsglue.CfnTable_SerdeInfoProperty{
					SerializationLibrary: &t.format.library,
					Parameters:           reading,
				},
			},
		},
	})
}
