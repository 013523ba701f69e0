package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/store"
	"bulkhead/constructs/table"
	"bulkhead/internal/address"

	"github.com/aws/constructs-go/constructs/v10"
)

// newTable makes a table, with its replica in the recovery region. The standby finds the replica there under the same
// name, and has alarms of its own.
func (w *workload) newTable(name string, settings config.Table) store.Store {
	stack := w.newDataStack("Table", name)
	full := w.FullTableName(name)
	arn := address.TableARN(w.Environment, full)
	if w.Side == config.Standby {
		table.NewAlarms(constructs.NewConstruct(stack, &name), full, string(w.Other.Region), w.base.alerts)
	} else {
		props := table.Props{
			Table:     settings,
			Name:      full,
			Protected: w.Production(),
			Key:       w.base.data,
			Alerts:    w.base.alerts,
		}
		if w.Other != nil {
			props.Replica = &table.Replica{Region: string(w.Other.Region), Key: w.KeyAliasARN(*w.Other, "data")}
		}
		made := table.New(stack, name, props)
		full, arn = *made.TableName(), *made.TableArn()
		w.changes[name] = *made.TableStreamArn()
		offer(stack, made.TableStreamArn())
	}
	return store.Store{
		Name:      name,
		Variables: map[string]string{config.TableName: full},
		Permissions: []store.Permission{
			{Actions: tableActions, Resources: []string{arn, arn + "/index/*"}},
			{
				Actions:    tableKeyActions,
				Resources:  []string{*w.base.data.KeyArn()},
				Conditions: w.throughData("dynamodb").Conditions,
			},
		},
	}
}

// tableActions read, write and delete items; they change no table.
var tableActions = []string{
	"dynamodb:DescribeTable", "dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query", "dynamodb:Scan",
	"dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem", "dynamodb:BatchWriteItem",
	"dynamodb:ConditionCheckItem",
}

// tableKeyActions are what DynamoDB does with the key for who asks it. Source: Amazon DynamoDB developer guide, "How
// DynamoDB uses AWS KMS".
var tableKeyActions = []string{
	"kms:Decrypt", "kms:DescribeKey", "kms:Encrypt", "kms:GenerateDataKey", "kms:ReEncryptFrom", "kms:ReEncryptTo",
}
