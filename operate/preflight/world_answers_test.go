package preflight

import (
	"encoding/json"
	"net/url"

	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/fake"
	"bulkhead/operate/bootstrap"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// zones has the organization's own.
func (w *world) zones(fake.Call) (any, error) {
	zone := zoneOf(w.Organization.Domain.Name)
	return &look.ListZonesOutput{HostedZones: []look.HostedZone{*zone.HostedZone}}, nil
}

// ledger is the table that is taken over.
func ledger() *look.DescribeTableOutput {
	attribute := func(name, kind string) look.AttributeDefinition {
		return look.AttributeDefinition{AttributeName: &name, AttributeType: &kind}
	}
	key := func(name, kind string) look.KeyElement { return look.KeyElement{AttributeName: &name, KeyType: &kind} }
	return &look.DescribeTableOutput{Table: &look.Table{
		AttributeDefinitions: []look.AttributeDefinition{attribute("account", "S"), attribute("at", "N"), attribute("shop", "S")},
		KeySchema:            []look.KeyElement{key("account", "HASH"), key("at", "RANGE")},
		GlobalSecondaryIndexes: []look.TableIndex{{
			IndexName: aws.String("by-shop"), KeySchema: []look.KeyElement{key("shop", "HASH")},
			Projection: &look.Projection{ProjectionType: aws.String("ALL")},
		}},
	}}
}

// ledgerIs is a table that differs from it.
func ledgerIs(differs func(*look.Table)) fake.Answers {
	out := ledger()
	differs(out.Table)
	return fake.Answers{"DescribeTable": fixed(out)}
}

// role has those of cdk bootstrap, with whom they let in, those that the configuration says are there, and that of
// AWS Backup.
func (w *world) role(c fake.Call) (any, error) {
	name := aws.ToString(c.Input.(*look.GetRoleInput).RoleName)
	account, _ := whereFrom(c)
	for _, a := range bootstrap.Accounts(w.Book) {
		for _, region := range a.Regions {
			for _, kind := range []string{bootstrap.Deploy, bootstrap.Publish, bootstrap.Lookup} {
				if name == address.BootstrapRole(kind, a.ID, region) {
					return &look.GetRoleOutput{Role: trusting(a.Trusted[kind]...)}, nil
				}
			}
		}
	}
	for _, i := range existing(w.Needs) {
		if i.what == name && i.account == account {
			return &look.GetRoleOutput{Role: trusting()}, nil
		}
	}
	if name == linked["backup.amazonaws.com"] {
		return &look.GetRoleOutput{Role: trusting()}, nil
	}
	return nil, fake.Refusal("NoSuchEntity")
}

func trusting(patterns ...string) *look.Role {
	document, err := json.Marshal(map[string]any{"Statement": []any{
		map[string]any{"Action": "sts:AssumeRole", "Condition": map[string]any{"ArnLike": map[string]any{"aws:PrincipalArn": patterns}}},
	}})
	if err != nil {
		panic(err)
	}
	return &look.Role{Arn: aws.String("arn:role"), AssumeRolePolicyDocument: aws.String(url.QueryEscape(string(document)))}
}

func zonesHere(c fake.Call) (all []string) {
	_, region := whereFrom(c)
	for _, letter := range "abcdef" {
		all = append(all, region+string(letter))
	}
	return all
}

func (w *world) caches(c fake.Call) (any, error) {
	out := &look.DescribeCachesOutput{}
	for _, r := range append(w.Assembly.OfType("AWS::ElastiCache::ReplicationGroup"), w.Assembly.OfType("AWS::ElastiCache::CacheCluster")...) {
		version := text(r.Get("EngineVersion"))
		out.CacheEngineVersions = append(out.CacheEngineVersions, look.CacheVersion{EngineVersion: &version})
	}
	return out, nil
}

func (w *world) kafka(fake.Call) (any, error) {
	out := &look.ListKafkaVersionsOutput{}
	for _, r := range w.Assembly.OfType("AWS::MSK::Cluster") {
		version := text(r.Get("KafkaVersion"))
		out.KafkaVersions = append(out.KafkaVersions, look.KafkaVersion{Version: &version, Status: aws.String("ACTIVE")})
	}
	return out, nil
}

func (w *world) kubernetes(fake.Call) (any, error) {
	out := &look.DescribeClustersOutput{}
	for _, r := range w.Assembly.OfType("AWS::EKS::Cluster") {
		version := text(r.Get("Version"))
		out.ClusterVersions = append(out.ClusterVersions, look.ClusterVersion{ClusterVersion: &version})
	}
	return out, nil
}

func searchClasses(c fake.Call) (any, error) {
	return &look.ListSearchClassesOutput{InstanceTypeDetails: []look.SearchClass{
		{InstanceType: c.Input.(*look.ListSearchClassesInput).InstanceType},
	}}, nil
}

func offerings(c fake.Call) (any, error) {
	out := &look.DescribeOfferingsOutput{}
	class := c.Input.(*look.DescribeOfferingsInput).Filters[0].Values[0]
	for _, zone := range zonesHere(c) {
		out.InstanceTypeOfferings = append(out.InstanceTypeOfferings, look.Offering{
			InstanceType: &class,
			Location:     &zone,
		})
	}
	return out, nil
}

func (w *world) endpoints(c fake.Call) (any, error) {
	out := &look.DescribeServicesOutput{}
	for _, r := range w.Assembly.OfType("AWS::EC2::VPCEndpoint") {
		name := textIn(r.Stack, r.Get("ServiceName"))
		out.ServiceDetails = append(out.ServiceDetails, look.ServiceDetail{
			ServiceName:       &name,
			AvailabilityZones: zonesHere(c),
		})
	}
	return out, nil
}
