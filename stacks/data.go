package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/compute"
	"bulkhead/constructs/database"
	"bulkhead/constructs/network"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

// newData is the stack of an environment's data stores, by the names that services use.
func newData(stage awscdk.Stage, c *config.Config, e config.Environment, base baseline, vpc awsec2.Vpc) map[string]compute.Store {
	stores := map[string]compute.Store{}
	if len(e.Databases) == 0 {
		return stores
	}
	stack := newStack(stage, "data", stateful, "Data stores")
	for _, name := range slices.Sorted(maps.Keys(e.Databases)) {
		stores[name] = newDatabase(stack, c, e, name, base, vpc)
	}
	return stores
}

func newDatabase(stack awscdk.Stack, c *config.Config, e config.Environment, name string, base baseline, vpc awsec2.Vpc) compute.Store {
	settings := e.Databases[name]
	identifier := prefix(c, e) + "-" + name
	var logs []awslogs.LogGroup
	for _, export := range database.LogExports {
		logs = append(logs, newLogGroup(stack, name+"-"+export, database.LogGroupName(identifier, export), e, base))
	}
	postgres := database.NewPostgres(stack, name, database.PostgresProps{
		Database:   settings,
		Identifier: identifier,
		Protected:  e.Production(),
		Vpc:        vpc,
		Subnets:    network.Subnets(network.Data),
		DataKey:    base.data,
		SecretKey:  base.secrets,
		Logs:       logs,
		Alerts:     base.alerts,
	})
	return compute.Store{
		Name:          name,
		Host:          *postgres.Instance.DbInstanceEndpointAddress(),
		Port:          settings.Port(),
		Database:      settings.Name,
		SecurityGroup: postgres.SecurityGroup,
		Secret:        postgres.Secret,
		SecretKey:     *base.secrets.KeyArn(),
	}
}
