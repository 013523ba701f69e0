package backup

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/constructs/securitygroup"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsbackup"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

const (
	testSchedule   = "cron(0 9 ? * MON *)" // UTC; people are at work for what fails
	testStartHours = 8
	testWindowDays = 7  // backups that a test chooses from, the last one of each store
	mostTested     = 30 // stores in a selection
)

// testSite is where databases are restored to for tests: nothing can reach them there, and they reach nothing.
type testSite struct{ subnets, group string }

// newTestSite adds where databases are restored to. AWS Backup would take the default VPC, which accounts do not have.
func newTestSite(scope constructs.Construct, props Props) testSite {
	if len(props.Stores.Instances)+len(props.Stores.Clusters) == 0 {
		return testSite{}
	}
	subnets := awsrds.NewCfnDBSubnetGroup(scope, new("Subnets"), &awsrds.CfnDBSubnetGroupProps{
		DbSubnetGroupDescription: new("isolated subnets for restore tests of " + props.Name),
		SubnetIds:                jsii.AnySlice(props.Vpc.SelectSubnets(props.Subnets).SubnetIds),
	})
	group := securitygroup.New(scope, props.Vpc, "restore tests of "+props.Name)
	return testSite{*subnets.Ref(), *group.SecurityGroupId()}
}

// newTests adds what restores the last backup of each store every week, deletes what was restored, and tells people
// when that fails.
func newTests(scope constructs.Construct, role awsiam.Role, site testSite, props Props) {
	plan := awsbackup.NewCfnRestoreTestingPlan(scope, new("Tests"), &awsbackup.CfnRestoreTestingPlanProps{
		RestoreTestingPlanName: new(strings.ReplaceAll(props.Name, "-", "_")),
		ScheduleExpression:     new(testSchedule),
		StartWindowHours:       jsii.Number(testStartHours),
		RecoveryPointSelection: &awsbackup.CfnRestoreTestingPlan_RestoreTestingRecoveryPointSelectionProperty{
			Algorithm:           new("LATEST_WITHIN_WINDOW"),
			IncludeVaults:       jsii.Strings(props.ARN),
			RecoveryPointTypes:  jsii.Strings("SNAPSHOT", "CONTINUOUS"),
			SelectionWindowDays: jsii.Number(testWindowDays),
		},
	})
	database := map[string]*string{
		"dbSubnetGroupName":   &site.subnets,
		"vpcSecurityGroupIds": new(`["` + site.group + `"]`),
	}
	for _, kind := range []struct {
		name, resourceType string
		stores             []string
		overrides          map[string]*string
	}{
		{"instances", "RDS", props.Stores.Instances, database},
		{"clusters", "Aurora", props.Stores.Clusters, database},
		{"tables", "DynamoDB", props.Stores.Tables, nil},
		{"volumes", "EFS", props.Stores.Volumes, map[string]*string{"kmsKeyId": props.DataKey.KeyArn()}},
		{"buckets", "S3", props.Stores.Buckets, map[string]*string{
			"encryptionType": new("SSE-KMS"), "kmsKey": props.DataKey.KeyArn(),
		}},
	} {
		part := 0
		for stores := range slices.Chunk(kind.stores, mostTested) {
			part++
			name := fmt.Sprintf("%s_%d", kind.name, part)
			selection := &awsbackup.CfnRestoreTestingSelectionProps{
				RestoreTestingPlanName:      plan.Ref(),
				RestoreTestingSelectionName: &name,
				ProtectedResourceType:       &kind.resourceType,
				ProtectedResourceArns:       jsii.Strings(stores...),
				IamRoleArn:                  role.RoleArn(),
			}
			if kind.overrides != nil {
				selection.RestoreMetadataOverrides = &kind.overrides
			}
			awsbackup.NewCfnRestoreTestingSelection(scope, &name, selection)
		}
	}
}
