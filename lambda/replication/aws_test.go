package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/dynamodb"
	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
)

const (
	primaryARN = "arn:aws:es:eu-west-1:555555555555:domain/acme-prod-products"
	standbyARN = "arn:aws:es:eu-central-1:555555555555:domain/acme-prod-dr-products"
	anotherARN = "arn:aws:es:eu-north-1:555555555555:domain/another"
)

// regions are OpenSearch Service and DynamoDB in two regions, with a domain of ours in each, as its reference has it:
// https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_AddReplicationPeer.html.
type regions struct {
	lacking map[string]bool   // domains that are not there
	roles   map[string]string // of domains, by ARN
	peers   map[string]string
	status  string // of the pair, seen from both
	then    []string
	sees    func(arn, status string) string // what one of them says instead
	records map[string]dynamodb.Item        // by the name of the table
	dead    string                          // a region that does not answer
	refuse  map[string][]string             // codes, by the name of the call, once each
	calls   []string
}

func newRegions() *regions {
	return &regions{
		lacking: map[string]bool{}, roles: map[string]string{}, peers: map[string]string{},
		records: map[string]dynamodb.Item{}, refuse: map[string][]string{},
	}
}

// paired is two domains, of which the first replicates to the second.
func (r *regions) paired(from, to, status string, then ...string) *regions {
	r.roles = map[string]string{from: opensearch.RolePrimary, to: opensearch.RoleSecondary}
	r.peers = map[string]string{from: to, to: from}
	r.status, r.then = status, then
	return r
}

// pass is some time.
func (r *regions) pass() {
	if len(r.peers) == 0 {
		return
	}
	if len(r.then) > 0 {
		r.status, r.then = r.then[0], r.then[1:]
	}
	if r.status == "" {
		r.roles, r.peers = map[string]string{}, map[string]string{}
	}
}

func (r *regions) arn(name string) string {
	for _, arn := range []string{primaryARN, standbyARN} {
		if nameOf(arn) == name {
			return arn
		}
	}
	return ""
}

// asked is a call about a domain, which is known in its own region only.
func (r *regions) asked(call fake.Call, operation, name string) (string, error) {
	arn := r.arn(name)
	if r.dead != "" && strings.Contains(call.Authorization, "/"+r.dead+"/") {
		return "", fake.Refusal("ServiceUnavailable")
	}
	if codes := r.refuse[operation]; len(codes) > 0 {
		r.refuse[operation] = codes[1:]
		return "", fake.Refusal(codes[0])
	}
	if arn == "" || r.lacking[arn] || !strings.Contains(call.Authorization, "/"+regionOf(arn)+"/es/") {
		return "", fake.Refusal(notFound)
	}
	if operation != "DescribeDomainReplication" {
		r.calls = append(r.calls, operation+" "+name)
	}
	return arn, nil
}

func (r *regions) answers() fake.Answers {
	return fake.Answers{
		"DescribeDomainReplication": func(c fake.Call) (any, error) {
			in := c.Input.(*opensearch.DescribeDomainReplicationInput)
			arn, err := r.asked(c, "DescribeDomainReplication", *in.DomainName)
			if err != nil {
				return nil, err
			}
			if arn == standbyARN {
				defer r.pass() // once both have been asked, or nearly so
			}
			out := &opensearch.DescribeDomainReplicationOutput{DomainArn: &arn}
			if peer := r.peers[arn]; peer != "" {
				status := r.status
				if r.sees != nil {
					status = r.sees(arn, status)
				}
				out.Role = new(r.roles[arn])
				out.Peers = []opensearch.ReplicationPeer{
					{PeerDomainArn: &peer, Status: &status, StatusMessage: new("so it is")},
				}
			}
			return out, nil
		},
		"AddReplicationPeer": func(c fake.Call) (any, error) {
			in := c.Input.(*opensearch.AddReplicationPeerInput)
			arn, err := r.asked(c, "AddReplicationPeer", *in.DomainName)
			if err != nil {
				return nil, err
			}
			if r.peers[arn] != "" || r.peers[*in.PeerDomainArn] != "" {
				return nil, fake.Refusal("ValidationException")
			}
			r.paired(arn, *in.PeerDomainArn, opensearch.StatusPendingSetup, r.then...)
			return &opensearch.AddReplicationPeerOutput{Status: &r.status}, nil
		},
		"RemoveReplicationPeer": func(c fake.Call) (any, error) {
			in := c.Input.(*opensearch.RemoveReplicationPeerInput)
			arn, err := r.asked(c, "RemoveReplicationPeer", *in.DomainName)
			if err != nil {
				return nil, err
			}
			if r.peers[arn] != *in.PeerDomainArn {
				return nil, fake.Refusal(notFound)
			}
			r.status, r.then = opensearch.StatusPendingRemoval, append([]string{""}, r.then...)
			return &opensearch.RemoveReplicationPeerOutput{Status: &r.status}, nil
		},
		"GetItem": func(c fake.Call) (any, error) {
			in := c.Input.(*dynamodb.GetItemInput)
			const begins = "arn:aws:dynamodb:REGION:555555555555:table/"
			table := (*in.TableName)[strings.LastIndex(*in.TableName, "/")+1:]
			region := map[string]string{"acme-prod-recovery": "eu-west-1", "acme-prod-dr-recovery": "eu-central-1"}[table]
			if *in.TableName != strings.Replace(begins, "REGION", region, 1)+table || *in.Key["Environment"].S != "prod" ||
				!strings.Contains(c.Authorization, "/"+region+"/dynamodb/") {
				return nil, fake.Refusal(notFound)
			}
			return &dynamodb.GetItemOutput{Item: r.records[table]}, nil
		},
	}
}

var ours = map[string]any{
	"Environment": "prod", "Primary": primaryARN, "Standby": standbyARN,
	"PrimaryTable": "acme-prod-recovery", "StandbyTable": "acme-prod-dr-recovery",
}

// ask asks the function, in the standby's region, for a pair.
func (r *regions) ask(kind cfn.RequestType, id string) (string, error) {
	f := function{
		aws:  r.answers().Alone("eu-central-1"),
		poll: custom.Poll{Every: time.Millisecond, For: 200 * time.Millisecond},
	}
	f.aws.RetryMaxAttempts = 1
	made, _, err := f.types().Handle(context.Background(), cfn.Event{
		RequestType:        kind,
		ResourceType:       "Custom::DomainReplication",
		PhysicalResourceID: id,
		ResourceProperties: ours,
	})
	return made, err
}

func (r *regions) create() error {
	_, err := r.ask(cfn.RequestCreate, "")
	return err
}

func (r *regions) remove() error {
	_, err := r.ask(cfn.RequestDelete, primaryARN+" "+standbyARN)
	return err
}

// moved is that a failover has made a side the active one, as the tables have it.
func (r *regions) moved(table, active, generation string) {
	r.records[table] = dynamodb.Item{"Active": {S: &active}, "Generation": {N: &generation}}
}

func (r *regions) changes() []string { return slices.Clone(r.calls) }
