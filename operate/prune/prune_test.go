package prune

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// environment is dev with a network that a store and a service import from, and a service that stays.
func environment() world {
	w := world{}
	r := w.at("333", home)
	r.add("dev", "network", []string{"vpc"}, nil, nil)
	r.add("dev", "data-orders", []string{"host", "group"}, []string{"vpc"}, nil)
	r.add("dev", "service-web", nil, []string{"vpc", "host", "group"}, nil)
	return w
}

func TestStacksThatTheConfigurationNamesAreNotListed(t *testing.T) {
	w := environment()
	assert.Empty(t, w.search(t, "dev-network", "dev-data-orders", "dev-service-web").Stacks)
}

func TestOnlyStacksOfTheOrganizationAreListed(t *testing.T) {
	w := environment()
	w.at("333", home).add("dev", "legacy", nil, nil, nil).Tags[0].Value = new("another")
	w.at("333", home).add("dev", "somebodys", nil, nil, nil).Tags = nil
	assert.Equal(t, []string{"dev-service-web"}, names(w.search(t, "dev-network", "dev-data-orders").Stacks))
}

func TestWhatImportsIsDeletedBeforeWhatExports(t *testing.T) {
	w := environment()
	w.at("333", home).stacks[2].CreationTime = new(day0.AddDate(0, 0, -1)) // made again under an older stack, say
	l := w.search(t)
	assert.Equal(t, []string{"dev-service-web", "dev-data-orders", "dev-network"}, names(l.Stacks))
	o := quickly.Delete(t.Context(), l.Stacks)
	assert.Empty(t, o.Failed)
	assert.Equal(t, []string{"dev-service-web", "dev-data-orders", "dev-network"}, o.Deleted)
	assert.Empty(t, w.search(t).Stacks)
}

func TestEnvironmentsAreDeletedBeforeWhatTheyShareAndTheYoungestFirst(t *testing.T) {
	w := world{}
	w.at("111", home).add("security", "archive", nil, nil, nil)
	w.at("222", home).add("shared-services", "transit", nil, nil, nil)
	w.at("222", "us-east-1").add("shared-services", "transit-us-east-1", nil, nil, nil)
	w.at("333", home).add("dev", "protection", nil, nil, nil)
	w.at("333", home).add("dev", "transit", nil, nil, nil)
	assert.Equal(t, []string{
		"dev-transit", "dev-protection", "shared-services-transit", "shared-services-transit-us-east-1", "security-archive",
	}, names(w.search(t).Stacks))
}

func TestWhatAStackThatStaysImportsIsHeldAndNotTouched(t *testing.T) {
	w := environment()
	l := w.search(t, "dev-service-web")
	require.Equal(t, []string{"dev-data-orders", "dev-network"}, names(l.Stacks))
	assert.Equal(t, []string{"dev-service-web"}, l.Stacks[0].HeldBy)
	assert.Equal(t, []string{"dev-data-orders", "dev-service-web"}, l.Stacks[1].HeldBy, "what is held holds")
	w.at("333", home).stacks[1].EnableTerminationProtection = aws.Bool(true)
	assert.Len(t, quickly.Delete(t.Context(), l.Stacks).Failed, 2)
	assert.Empty(t, w.at("333", home).calls)
}

func TestTerminationProtectionIsTakenFromWhatIsDeletedAndJustBefore(t *testing.T) {
	w := environment()
	for _, s := range w.at("333", home).stacks {
		s.EnableTerminationProtection = aws.Bool(true)
	}
	l := w.search(t, "dev-network", "dev-data-orders")
	assert.True(t, l.Stacks[0].Protected)
	assert.Empty(t, w.at("333", home).calls, "a list changes nothing")
	assert.Empty(t, quickly.Delete(t.Context(), l.Stacks).Failed)
	assert.Equal(t, []string{"unprotect dev-service-web", "delete dev-service-web"}, w.at("333", home).calls)
}

func TestAFailedFirstDeploymentIsDeletedThoughTheConfigurationNamesIt(t *testing.T) {
	w := environment()
	w.at("333", home).stacks[2].StackStatus = types.StackStatusRollbackComplete
	l := w.search(t, "dev-network", "dev-data-orders", "dev-service-web")
	require.Equal(t, []string{"dev-service-web"}, names(l.Stacks))
	assert.Equal(t, Failed, l.Stacks[0].Reason)
	assert.Empty(t, quickly.Delete(t.Context(), l.Stacks).Failed)
}

func TestAStageCanBeDeletedWhileTheConfigurationNamesIt(t *testing.T) {
	w := environment()
	w.at("333", home).add("dev-dr", "network", nil, nil, nil)
	search := searchFor("dev-network", "dev-data-orders", "dev-service-web", "dev-dr-network")
	search.Stages = []string{"dev"}
	l, err := Find(t.Context(), w.clouds(), search)
	require.NoError(t, err)
	assert.Equal(t, []string{"dev-service-web", "dev-data-orders", "dev-network"}, names(l.Stacks))
	assert.Equal(t, Asked, l.Stacks[0].Reason)
}

// TestWhatFailsKeepsOnlyWhatItImportsFrom walks a failure, and a second try.
func TestWhatFailsKeepsOnlyWhatItImportsFrom(t *testing.T) {
	w := environment()
	r := w.at("333", home)
	r.add("dev", "edge", nil, nil, nil)
	data := r.stacks[1]
	data.template = map[string]any{"Resources": map[string]any{"Group": map[string]any{"Type": "AWS::EC2::SecurityGroup"}}}
	data.stuck = map[string]string{"Group": "resource sg-1 has a dependent object"}
	o := quickly.Delete(t.Context(), w.search(t).Stacks)
	assert.Equal(t, []string{"dev-edge", "dev-service-web"}, o.Deleted)
	require.Len(t, o.Failed, 2)
	assert.Equal(t, "dev-data-orders", o.Failed[0].Stack)
	assert.Contains(t, o.Failed[0].Why, "AWS::EC2::SecurityGroup physical-Group: resource sg-1 has a dependent object")
	assert.Equal(t, Failure{"dev-network", "dev-data-orders imports what it exports, and stays"}, o.Failed[1])

	data.stuck = nil
	o = quickly.Delete(t.Context(), w.search(t).Stacks)
	assert.Equal(t, []string{"dev-data-orders", "dev-network"}, o.Deleted)
}

// TestWhatTheLastSnapshotNeedsIsLeftBehind: RDS keeps an option group for as long as there is a snapshot with it.
func TestWhatTheLastSnapshotNeedsIsLeftBehind(t *testing.T) {
	w := world{}
	d := w.at("333", home).add("dev", "data-orders", nil, nil, map[string]any{
		"Options": map[string]any{"Type": "AWS::RDS::OptionGroup"}, "Db": map[string]any{"Type": "AWS::RDS::DBInstance"},
	})
	d.stuck = map[string]string{"Options": "The option group is in use by a snapshot"}
	o := quickly.Delete(t.Context(), w.search(t).Stacks)
	assert.Equal(t, []string{"dev-data-orders"}, o.Deleted)
	assert.Equal(t, []string{"Options"}, d.retained)
}

func TestAnInterruptionLeavesTheRestAloneAndTheNextRunWaitsForWhatWasBegun(t *testing.T) {
	w := environment()
	r := w.at("333", home)
	r.stacks[2].slow = 1 << 30
	ctx, interrupt := context.WithCancel(t.Context())
	d := Deletion{Every: time.Millisecond, Tell: func(_ *Stack, what string) {
		if what == "is being deleted" {
			interrupt()
		}
	}}
	o := d.Delete(ctx, w.search(t).Stacks)
	assert.Empty(t, o.Deleted)
	assert.Len(t, o.Failed, 3)
	assert.Contains(t, o.Failed[0].Why, "interrupted")

	r.stacks[2].slow = 2
	o = quickly.Delete(t.Context(), w.search(t).Stacks)
	assert.Equal(t, []string{"dev-service-web", "dev-data-orders", "dev-network"}, o.Deleted)
	assert.Equal(t, []string{"delete dev-service-web", "delete dev-data-orders", "delete dev-network"}, r.calls, "once each")
}

func TestARegionThatTheConfigurationNamesMustBeLookedInto(t *testing.T) {
	w := environment()
	w.at("333", "us-east-1").denied = errors.New("not enabled")
	l := w.search(t)
	assert.Equal(t, []Skip{{"333", "us-east-1", "not enabled"}}, l.Skipped)
	w.at("333", home).denied = errors.New("AccessDenied")
	_, err := Find(t.Context(), w.clouds(), searchFor())
	assert.EqualError(t, err, "dev (333) in eu-west-1: AccessDenied")
}

func TestTheListTellsWhatIsKeptLostAndInTheWay(t *testing.T) {
	w := world{}
	r := w.at("333", home)
	r.foreign = []Foreign{
		{"GuardDuty", "arn:aws:ec2:eu-west-1:333:vpc-endpoint/vpce-1"},
		{"Global Accelerator", "arn:aws:ec2:eu-west-1:333:security-group/sg-1"},
	}
	resources := map[string]any{
		"Kept": map[string]any{
			"Type": "AWS::Logs::LogGroup", "DeletionPolicy": "RetainExceptOnCreate",
			"Properties": map[string]any{"LogGroupName": "/acme/dev/flow-logs"},
		},
		"Key":      map[string]any{"Type": "AWS::KMS::Key", "DeletionPolicy": "Retain"},
		"Last":     map[string]any{"Type": "AWS::ElastiCache::ReplicationGroup", "DeletionPolicy": "Snapshot"},
		"Database": map[string]any{"Type": "AWS::RDS::DBInstance", "Properties": map[string]any{"DeletionProtection": true}},
		"Brokers":  map[string]any{"Type": "AWS::MSK::Cluster", "DeletionPolicy": "Delete"},
		"Bucket":   map[string]any{"Type": "AWS::S3::Bucket"},
		"Vpc":      map[string]any{"Type": "AWS::EC2::VPC"},
		"Balancer": map[string]any{"Type": "AWS::ElasticLoadBalancingV2::LoadBalancer", "Properties": map[string]any{
			"LoadBalancerAttributes": []any{map[string]any{"Key": "deletion_protection.enabled", "Value": "true"}},
		}},
		"Delegation": map[string]any{"Type": "Custom::CrossAccountZoneDelegation", "Properties": map[string]any{
			"AssumeRoleArn": "arn:aws:iam::222:role/acme-delegate-dev",
		}},
	}
	r.add("dev", "all", nil, nil, resources)
	l := w.search(t)
	assert.Equal(t, []Kept{
		{"AWS::Logs::LogGroup", "/acme/dev/flow-logs", "333", home}, {"AWS::KMS::Key", "physical-Key", "333", home},
	}, l.Kept)
	s := l.Stacks[0]
	assert.Equal(t, []string{"AWS::MSK::Cluster physical-Brokers", "AWS::S3::Bucket physical-Bucket"}, s.Lost)
	assert.Equal(t, []string{"AWS::RDS::DBInstance physical-Database", "AWS::ElastiCache::ReplicationGroup physical-Last"}, s.Snapshots)
	var blocks, warnings []string
	for _, b := range s.Blocks {
		blocks = append(blocks, b.What)
	}
	for _, b := range s.Warnings {
		warnings = append(warnings, b.What)
	}
	assert.Equal(t, []string{
		"AWS::ElasticLoadBalancingV2::LoadBalancer physical-Balancer has deletion protection",
		"AWS::RDS::DBInstance physical-Database has deletion protection",
		"the role that takes the zone's NS record out of the parent zone is gone: arn:aws:iam::222:role/acme-delegate-dev",
	}, blocks)
	assert.Equal(t, []string{
		"AWS::S3::Bucket physical-Bucket is deleted only if it is empty",
		"GuardDuty has put something into a network of the region: arn:aws:ec2:eu-west-1:333:vpc-endpoint/vpce-1",
		"Global Accelerator has put something into a network of the region: arn:aws:ec2:eu-west-1:333:security-group/sg-1",
	}, warnings)
	assert.NotEmpty(t, quickly.Delete(t.Context(), l.Stacks).Failed)
	assert.Empty(t, r.calls, "AWS would have deleted half of it")

	search := searchFor()
	search.Roles = map[string]bool{"arn:aws:iam::222:role/acme-delegate-dev": true}
	l, err := Find(t.Context(), w.clouds(), search)
	require.NoError(t, err)
	assert.Len(t, l.Stacks[0].Blocks, 2, "while the role is there, the record is taken out")
}
