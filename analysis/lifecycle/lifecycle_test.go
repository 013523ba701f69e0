package lifecycle

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// look reads a template of one resource of a type, with properties as JSON, on the day.
func look(t *testing.T, day, typ, properties string) Report {
	t.Helper()
	dir := t.TempDir()
	template := `{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Image": {"Type": "String",
		"Default": "/aws/service/ami-amazon-linux-latest/amzn2-ami-hvm-x86_64-gp2"}},
		"Resources": {"One": {"Type": "` + typ + `", "Properties": ` + properties + `}}}`
	require.NoError(t, os.WriteFile(filepath.Join(dir, "one.json"), []byte(template), 0o644))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	at, err := time.Parse(time.DateOnly, day)
	require.NoError(t, err)
	return Look(a, config.Index{}, at, 180)
}

func TestWhatAResourceRunsOnIsReadAndJudgedByTheDay(t *testing.T) {
	for _, c := range []struct {
		day, typ, properties, product, version string
		state                                  State
	}{
		{"2026-11-29", "AWS::RDS::DBInstance", `{"Engine": "postgres", "EngineVersion": "17.7"}`, "RDS for PostgreSQL", "17.7", Supported},
		{"2026-11-29", "AWS::RDS::DBInstance", `{"Engine": "postgres", "EngineVersion": "14.9"}`, "RDS for PostgreSQL", "14.9", Ending},
		{"2027-02-28", "AWS::RDS::DBInstance", `{"Engine": "postgres", "EngineVersion": "14.9"}`, "RDS for PostgreSQL", "14.9", Ended},
		{"2026-11-29", "AWS::RDS::DBInstance", `{"Engine": "mysql", "EngineVersion": "8.4.6"}`, "RDS for MySQL", "8.4.6", Ended},
		{"2026-11-29", "AWS::RDS::DBInstance", `{"Engine": "mysql", "EngineVersion": "8.4.10"}`, "RDS for MySQL", "8.4.10", Supported},
		{"2026-11-29", "AWS::RDS::DBInstance", `{"Engine": "oracle-ee", "EngineVersion": "19"}`, "oracle-ee", "19", Unknown},
		{"2026-11-29", "AWS::RDS::DBCluster", `{"Engine": "aurora-mysql", "EngineVersion": "8.0.mysql_aurora.3.10.4"}`, "Aurora MySQL", "3.10.4", Supported},
		{"2026-11-29", "AWS::RDS::DBCluster", `{"Engine": "aurora-mysql", "EngineVersion": "5.7.mysql_aurora.2.11.3"}`, "Aurora MySQL", "2.11.3", Ended},
		{"2026-11-29", "AWS::ElastiCache::ReplicationGroup", `{"EngineVersion": "6.2"}`, "ElastiCache for Redis OSS", "6.2", Ending},
		{"2026-11-29", "AWS::ElastiCache::ReplicationGroup", `{"Engine": "valkey", "EngineVersion": "9.0"}`, "ElastiCache for Valkey", "9.0", Supported},
		{"2026-11-29", "AWS::OpenSearchService::Domain", `{"EngineVersion": "OpenSearch_2.9"}`, "OpenSearch Service", "2.9", Ended},
		{"2026-11-29", "AWS::OpenSearchService::Domain", `{"EngineVersion": "Elasticsearch_7.10"}`, "Elasticsearch", "7.10", Unknown},
		{"2026-11-29", "AWS::MSK::Cluster", `{"KafkaVersion": "3.6.0"}`, "Amazon MSK", "3.6.0", Ended},
		{"2026-11-29", "AWS::MSK::Cluster", `{"KafkaVersion": "4.1.x.kraft"}`, "Amazon MSK", "4.1.x.kraft", Supported},
		{"2026-11-29", "AWS::EKS::Cluster", `{"Version": "1.34"}`, "Amazon EKS", "1.34", Ending},
		{"2026-11-29", "AWS::Lambda::Function", `{"Runtime": "nodejs18.x"}`, "AWS Lambda", "nodejs18.x", Ended},
		{"2027-03-03", "AWS::Lambda::Function", `{"Runtime": "nodejs18.x"}`, "AWS Lambda", "nodejs18.x", Refused},
		{"2026-11-29", "AWS::Lambda::Function", `{"Runtime": "rust1.x"}`, "AWS Lambda", "rust1.x", Unknown},
		{"2026-11-29", "AWS::EC2::Instance", `{"ImageId": {"Ref": "Image"}}`, "Amazon Linux", "2", Ended},
		{"2026-11-29", "AWS::EC2::LaunchTemplate", `{"LaunchTemplateData": {"ImageId": "resolve:ssm:/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id"}}`, "Bottlerocket", "aws-ecs-2", Supported},
		{"2026-11-29", "AWS::ElasticLoadBalancingV2::Listener", `{"SslPolicy": "ELBSecurityPolicy-2016-08"}`, "TLS policy", "ELBSecurityPolicy-2016-08", Weak},
		{"2026-11-29", "AWS::ElasticLoadBalancingV2::Listener", `{"SslPolicy": "ELBSecurityPolicy-TLS13-1-1-2021-06"}`, "TLS policy", "ELBSecurityPolicy-TLS13-1-1-2021-06", Weak},
		{"2026-11-29", "AWS::ElasticLoadBalancingV2::Listener", `{"SslPolicy": "ELBSecurityPolicy-TLS13-1-2-2021-06"}`, "TLS policy", "ELBSecurityPolicy-TLS13-1-2-2021-06", Supported},
		{"2026-11-29", "AWS::CloudFront::Distribution", `{"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1"}}}`, "TLS policy", "TLSv1", Weak},
		{"2026-11-29", "AWS::CloudFront::Distribution", `{"DistributionConfig": {"ViewerCertificate": {"MinimumProtocolVersion": "TLSv1.2_2021"}}}`, "TLS policy", "TLSv1.2_2021", Supported},
	} {
		report := look(t, c.day, c.typ, c.properties)
		if assert.Len(t, report.Versions, 1, c.properties) {
			v := report.Versions[0]
			assert.Equal(t, c.product, v.Product, c.properties)
			assert.Equal(t, c.version, v.Version, c.properties)
			assert.Equal(t, c.state, v.State, c.properties)
			assert.Equal(t, !c.state.Bad(), report.Clean, c.properties)
		}
	}
}

func TestWhatSomebodyElseMadeHasNoVersion(t *testing.T) {
	for typ, properties := range map[string]string{
		"AWS::EC2::Instance":    `{"ImageId": "ami-0123456789abcdef0"}`,
		"AWS::RDS::DBInstance":  `{"SourceDBInstanceIdentifier": "one"}`,
		"AWS::Lambda::Function": `{"PackageType": "Image"}`,
		"AWS::SNS::Topic":       `{"SignatureVersion": "2"}`,
	} {
		assert.Empty(t, look(t, "2026-11-29", typ, properties).Versions, typ)
	}
}

func TestDaysAreCountedToTheEnd(t *testing.T) {
	v := look(t, "2027-02-18", "AWS::RDS::DBInstance", `{"Engine": "postgres", "EngineVersion": "14.9"}`).Versions[0]
	assert.Equal(t, 10, v.Days)
	assert.Equal(t, "2027-02-28", v.Ends)
	assert.Equal(t, "2030-02-28", v.Paid)
	v = look(t, "2027-03-02", "AWS::RDS::DBInstance", `{"Engine": "postgres", "EngineVersion": "14.9"}`).Versions[0]
	assert.Equal(t, -2, v.Days)
}

func TestATableThatNobodyHasLookedAtForThreeMonthsIsOld(t *testing.T) {
	assert.False(t, look(t, "2026-12-31", "AWS::SNS::Topic", "{}").Old())
	assert.True(t, look(t, "2027-03-15", "AWS::SNS::Topic", "{}").Old())
}

func TestTheLineOfTheConfigurationIsTheOneOfTheComponent(t *testing.T) {
	index := config.Index{Values: []config.Line{
		{File: "environments/dev.yaml", Line: 3, Path: "databases.people.version", Value: "17.7"},
		{File: "environments/prod.yaml", Line: 4, Path: "databases.people.version", Value: "17.7"},
		{File: "environments/prod.yaml", Line: 5, Path: "databases.orders.name", Value: "17.7"},
		{File: "environments/prod.yaml", Line: 6, Path: "databases.orders.version", Value: "17.7"},
	}}
	r := &assembly.Resource{LogicalID: "Orders", Stack: &assembly.Stack{ID: "prod-dr/data-orders", Stage: "prod-dr"}}
	assert.Equal(t, "environments/prod.yaml:6 databases.orders.version", source(index, r, "17.7"))
	assert.Empty(t, source(index, r, "16.9"))
	r.Stack = &assembly.Stack{ID: "prod-dr-foundation/data-orders", Stage: "prod-dr-foundation"}
	assert.Equal(t, "environments/prod.yaml:6 databases.orders.version", source(index, r, "17.7"))
	for _, other := range []string{"production", "prod-two"} {
		r.Stack = &assembly.Stack{ID: other + "/data-orders", Stage: other}
		assert.Empty(t, source(index, r, "17.7"), other)
	}
}
