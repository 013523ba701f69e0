package audit

import (
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everything is what can be asked where the trails are and CloudFront logs.
func everything() []table {
	account := []config.AccountID{"111111111111"}
	return tables(AskProps{Region: config.SitesRegion, Writers: account, Recorded: account, Trails: "trails"})
}

func tableNamed(t *testing.T, name string) table {
	t.Helper()
	for _, table := range everything() {
		if table.name == name {
			return table
		}
	}
	t.Fatal("there is no table " + name)
	return table{}
}

// kind is a type of Hive's.
type kind struct {
	name   string
	fields map[string]kind // of a struct; of an array or a map, what is in it under ""
}

// parseKind reads a type, such as array<struct<name:string>>.
func parseKind(t *testing.T, text string) kind {
	t.Helper()
	k, rest := readKind(t, text)
	require.Empty(t, rest, text)
	return k
}

func readKind(t *testing.T, text string) (kind, string) {
	t.Helper()
	end := strings.IndexAny(text, "<>,")
	if end < 0 {
		end = len(text)
	}
	k, rest := kind{name: text[:end]}, text[end:]
	require.Contains(t, []string{"string", "int", "bigint", "double", "struct", "array", "map"}, k.name)
	if !strings.HasPrefix(rest, "<") {
		return k, rest
	}
	k.fields = map[string]kind{}
	for more := true; more; more = rest[0] == ',' {
		rest = rest[1:] // < or ,
		field := ""
		if k.name == "struct" {
			field, rest, _ = strings.Cut(rest, ":")
			require.Regexp(t, `^[a-z0-9_]+$`, field)
		}
		k.fields[field], rest = readKind(t, rest)
	}
	require.True(t, strings.HasPrefix(rest, ">"), text)
	return k, rest[1:]
}

// unread are the parts of a JSON value that a column of the kind does not show.
func unread(at string, k kind, value any) []string {
	if value == nil || k.name == "string" { // which shows JSON as it is
		return nil
	}
	var all []string
	switch v := value.(type) {
	case float64:
		if k.name == "double" || (k.name == "int" || k.name == "bigint") && v == float64(int64(v)) {
			return nil
		}
	case string:
		if _, err := strconv.ParseFloat(v, 64); err == nil && k.fields == nil {
			return nil
		}
	case []any:
		if k.name == "array" {
			for _, element := range v {
				all = append(all, unread(at+"[]", k.fields[""], element)...)
			}
			return all
		}
	case map[string]any:
		if k.name == "map" {
			return nil
		}
		if k.name == "struct" {
			for name, inner := range v {
				field, known := k.fields[strings.ToLower(name)]
				if !known {
					all = append(all, at+"."+name)
					continue
				}
				all = append(all, unread(at+"."+name, field, inner)...)
			}
			return all
		}
	}
	return []string{fmt.Sprintf("%s: %v is no %s", at, value, k.name)}
}

// row is a table's columns as one struct.
func row(t *testing.T, table table) kind {
	t.Helper()
	all := kind{name: "struct", fields: map[string]kind{}}
	for _, c := range table.columns {
		require.NotContains(t, all.fields, c.name)
		all.fields[c.name] = parseKind(t, c.kind)
	}
	return all
}

func TestTablesShowEveryFieldOfARecord(t *testing.T) {
	for _, name := range []string{"trails", "dns", "firewall"} {
		file, err := os.ReadFile("testdata/" + name + ".json")
		require.NoError(t, err)
		var records []map[string]any
		require.NoError(t, json.Unmarshal(file, &records))
		shown := map[string]bool{}
		columns := row(t, tableNamed(t, name))
		for _, record := range records {
			assert.Empty(t, unread(name, columns, any(record)))
			for field := range record {
				shown[strings.ToLower(field)] = true
			}
		}
		for column := range columns.fields {
			assert.True(t, shown[column], "%s: no record has %s, or it is written otherwise", name, column)
		}
	}
}

func TestAWrongTypeOfAColumnIsFound(t *testing.T) {
	k := parseKind(t, "struct<a:int,b:array<struct<c:string>>,d:map<string,string>>")
	for _, bad := range []string{`{"x": 1}`, `{"a": "x"}`, `{"a": 1.5}`, `{"b": {"c": ""}}`, `{"b": [{"C": 1, "d": 1}]}`, `{"a": {}}`} {
		var value any
		require.NoError(t, json.Unmarshal([]byte(bad), &value))
		assert.Len(t, unread("", k, value), 1, bad)
	}
	assert.Empty(
		t,
		unread("", k, map[string]any{"A": "1", "B": []any{map[string]any{"C": 1.0}}, "d": map[string]any{"x": "y"}}),
	)
}

func TestRequestsToLoadBalancersAreReadFieldByField(t *testing.T) {
	table := tableNamed(t, "requests")
	pattern := regexp.MustCompile("^(?:" + table.pattern + ")$")
	require.Equal(t, len(table.columns), pattern.NumSubexp(), "where they differ, Athena shows nothing at all")
	file, err := os.ReadFile("testdata/requests.log")
	require.NoError(t, err)
	lines := strings.Split(strings.TrimSpace(string(file)), "\n")
	want := []map[string]string{
		{
			"type":                     "https",
			"client_ip":                "203.0.113.9",
			"client_port":              "2817",
			"target_ip":                "10.16.4.7",
			"target_port":              "8080",
			"request_processing_time":  "0.086",
			"elb_status_code":          "200",
			"sent_bytes":               "57",
			"request_verb":             "GET",
			"request_url":              "https://shop.example.com:443/orders?q=a b",
			"request_proto":            "HTTP/1.1",
			"ssl_protocol":             "TLSv1.2",
			"domain_name":              "shop.example.com",
			"matched_rule_priority":    "1",
			"actions_executed":         "waf,authenticate,forward",
			"user_agent":               `curl/8.9.0 (x86 \x22y\x22)`,
			"conn_trace_id":            "TID_0123456789abcdef",
			"transformed_host":         "m.example.com",
			"transformed_uri":          "-",
			"request_transform_status": "TransformSuccess",
		},
		{
			"type":                     "h2",
			"redirect_url":             "https://shop.example.com:443/",
			"target_port_list":         "10.16.4.7:8080 10.16.5.8:8080",
			"target_status_code_list":  "200 502",
			"request_transform_status": "-",
		},
		{
			"target_ip":              "",
			"target_port":            "",
			"target_processing_time": "-1",
			"elb_status_code":        "403",
			"target_status_code":     "-",
			"lambda_error_reason":    "WAFDisconnect",
			"classification":         "Ambiguous",
			"classification_reason":  "UndefinedContentLengthSemantics",
			"conn_trace_id":          "",
			"transformed_host":       "",
		},
		{
			"elb_status_code":  "400",
			"request_verb":     "-",
			"request_url":      "http://shop.example.com:443-",
			"request_proto":    "-",
			"ssl_cipher":       "-",
			"conn_trace_id":    "TID_0123456789abcdef",
			"transformed_host": "",
		},
	}
	require.Len(t, lines, len(want))
	for i, line := range lines {
		groups := pattern.FindStringSubmatch(line)
		require.NotNil(t, groups, line)
		got := map[string]string{}
		for n, c := range table.columns {
			got[c.name] = groups[n+1]
			if value := groups[n+1]; c.kind != "string" && value != "" && value != "-" {
				_, err := strconv.ParseFloat(value, 64)
				assert.NoError(t, err, c.name)
			}
		}
		for name, value := range want[i] {
			assert.Equal(t, value, got[name], "%s of %s", name, line)
		}
	}
}

// flow is a record in the order of our format, as a flow log writes it as text.
const flow = "5 555555555555 eni-0123456789abcdef0 10.16.4.7 203.0.113.9 43416 443 6 9 5001 1796000000 1796000060 ACCEPT OK " +
	"vpc-0123456789abcdef0 subnet-0123456789abcdef0 i-0123456789abcdef0 19 IPv4 10.16.4.7 203.0.113.9 eu-west-1 euw1-az1 " +
	"- S3 egress 8"

func TestFlowLogsHaveWhatTheirTableReads(t *testing.T) {
	fields, values := strings.Fields(FlowLogFormat()), strings.Fields(flow)
	columns := tableNamed(t, "flows").columns
	require.Len(t, fields, len(columns))
	require.Len(t, values, len(columns))
	for i, c := range columns {
		assert.Equal(t, "${"+strings.ReplaceAll(c.name, "_", "-")+"}", fields[i])
		if c.kind != text {
			_, err := strconv.ParseInt(values[i], 10, 64)
			assert.NoError(t, err, c.name)
		}
	}
	assert.Equal(t, parquet, tableNamed(t, "flows").format)
}

// paths are where AWS delivers: an example of each table's files. Sources: the user guides of Amazon VPC ("Flow log
// files") and of Application Load Balancers ("Access log files"), the developer guides of AWS WAF ("Sending protection
// pack (web ACL) traffic logs to an Amazon S3 bucket") and of Amazon Route 53 ("AWS resources that you can send VPC
// Resolver query logs to"), and the CloudTrail user guide ("Finding your CloudTrail log files").
var paths = map[string]string{
	"flows":    "s3://%s/network/AWSLogs/555555555555/vpcflowlogs/us-east-1/2026/11/28/09/555555555555_vpcflowlogs_us-east-1_fl-0123_20261128T0905Z_01ab.log.parquet",
	"dns":      "s3://%s/network/AWSLogs/555555555555/vpcdnsquerylogs/vpc-0123456789abcdef0/2026/11/28/vpc-0123_vpcdnsquerylogs_555555555555_20261128T0910Z_01ab.log.gz",
	"requests": "s3://%s/load-balancers/AWSLogs/555555555555/elasticloadbalancing/us-east-1/2026/11/28/555555555555_elasticloadbalancing_us-east-1_app.prod.0123_20261128T0905Z_203.0.113.9_01ab.log.gz",
	"firewall": "s3://%s/AWSLogs/555555555555/WAFLogs/cloudfront/Firewall-01ab/2026/11/28/09/05/555555555555_waflogs_cloudfront_Firewall-01ab_20261128T0905Z_01ab.log.gz",
	"trails":   "s3://%s/AWSLogs/555555555555/CloudTrail/eu-west-1/2026/11/28/555555555555_CloudTrail_eu-west-1_20261128T0905Z_01ab.json.gz",
}

func TestTablesAreWhereAWSDelivers(t *testing.T) {
	values := map[string]string{
		"account": "555555555555", "vpc": "vpc-0123456789abcdef0", "scope": "cloudfront", "acl": "Firewall-01ab",
		"region": "eu-west-1", "day": "2026/11/28",
	}
	for _, table := range everything() {
		path := "s3://%s/" + table.below + table.path + "${day}/"
		names := []string{}
		for _, p := range table.partitions {
			names = append(names, p.name)
			require.Contains(t, path, "${"+p.name+"}", table.name)
			assert.NotContains(t, row(t, table).fields, p.name, "a partition cannot have the name of a column")
		}
		for name, value := range values {
			used := strings.Contains(path, "${"+name+"}")
			assert.Equal(t, used, slices.Contains(append(names, "day"), name), "%s %s", table.name, name)
			path = strings.ReplaceAll(path, "${"+name+"}", value)
		}
		assert.True(
			t,
			strings.HasPrefix(paths[table.name], path),
			"%s is at %s, not %s",
			table.name,
			paths[table.name],
			path,
		)
	}
}
