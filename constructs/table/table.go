// Package table makes tables that nobody may read or write until a service names them.
package table

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsdynamodb"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// Props is what the configuration says about a table, and what it plugs into.
type Props struct {
	config.Table
	Name      string // on both sides
	Protected bool   // nobody deletes it by mistake
	Key       awskms.IKey
	Replica   *Replica     // nil without a recovery region
	Alerts    alarm.Topics // that alarms tell
}

// Replica is where a table is as well.
type Replica struct {
	Region string
	Key    string // of that region: the ARN of its alias
}

// recoveryDays is how far back a table can be restored, to any second: as far as DynamoDB lets it.
const recoveryDays = 35

// New adds a table to scope, with the replica in the other region: one stack has all of a table. It is kept when its
// stack goes. It has a stream from the beginning, since replicas need one and it cannot be changed once there are any.
func New(scope constructs.Construct, id string, props Props) awsdynamodb.TableV2 {
	scope = constructs.NewConstruct(scope, &id)
	settings := &awsdynamodb.TablePropsV2{
		TableName:          &props.Name,
		PartitionKey:       props.attribute(props.Table.Key),
		SortKey:            props.attribute(props.Sort),
		Billing:            awsdynamodb.Billing_OnDemand(nil),
		DynamoStream:       awsdynamodb.StreamViewType_NEW_AND_OLD_IMAGES,
		DeletionProtection: &props.Protected,
		RemovalPolicy:      awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
		PointInTimeRecoverySpecification: &awsdynamodb.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: new(true),
			RecoveryPeriodInDays:       jsii.Number(recoveryDays),
		},
		GlobalSecondaryIndexes: props.indexes(),
	}
	if props.Expires != "" {
		settings.TimeToLiveAttribute = &props.Expires
	}
	keys := map[string]*string{}
	if r := props.Replica; r != nil {
		keys[r.Region] = &r.Key
		// Not protected: with it, recovery could not be taken out again.
		settings.Replicas = &[]*awsdynamodb.ReplicaTableProps{{Region: &r.Region, DeletionProtection: new(false)}}
	}
	settings.Encryption = awsdynamodb.TableEncryptionV2_CustomerManagedKey(props.Key, &keys)
	made := awsdynamodb.NewTableV2(scope, new("Default"), settings)
	if props.Expiry == config.Disabled {
		// No property of the construct says so, and without the attribute's name DynamoDB is told nothing.
		made.Node().DefaultChild().(awsdynamodb.CfnGlobalTable).
			AddPropertyOverride(new("TimeToLiveSpecification.Enabled"), false)
	}
	if props.TakesOver != "" {
		store.TakeOver(made)
	}
	other := ""
	if props.Replica != nil {
		other = props.Replica.Region
	}
	NewAlarms(scope, props.Name, other, props.Alerts)
	return made
}

// attribute is a key attribute with its type; of no name, nothing.
func (p Props) attribute(name string) *awsdynamodb.Attribute {
	if name == "" {
		return nil
	}
	of := map[config.AttributeType]awsdynamodb.AttributeType{
		config.Number: awsdynamodb.AttributeType_NUMBER,
		config.Binary: awsdynamodb.AttributeType_BINARY,
	}[p.Types[name]]
	if of == "" {
		of = awsdynamodb.AttributeType_STRING
	}
	return &awsdynamodb.Attribute{Name: &name, Type: of}
}

func (p Props) indexes() *[]*awsdynamodb.GlobalSecondaryIndexPropsV2 {
	var all []*awsdynamodb.GlobalSecondaryIndexPropsV2
	for _, name := range slices.Sorted(maps.Keys(p.Indexes)) {
		index := p.Indexes[name]
		projection := awsdynamodb.ProjectionType_ALL
		if index.Attributes == config.KeysAttributes {
			projection = awsdynamodb.ProjectionType_KEYS_ONLY
		}
		all = append(all, &awsdynamodb.GlobalSecondaryIndexPropsV2{
			IndexName:      &name,
			PartitionKey:   p.attribute(index.Key),
			SortKey:        p.attribute(index.Sort),
			ProjectionType: projection,
		})
	}
	return &all
}
