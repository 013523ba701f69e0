package stacks

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/database"
	"bulkhead/constructs/network"
	"bulkhead/constructs/share"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

func (d dataStack) newDatabase(name string, settings config.Database) share.Store {
	identifier := prefix(d.c, d.e) + "-" + name
	var logs []awslogs.LogGroup
	for _, export := range database.LogExports {
		logs = append(logs, newLogGroup(d.stack, name+"-"+export, database.LogGroupName(identifier, export), d.e, d.base))
	}
	postgres := database.NewPostgres(d.stack, name, database.PostgresProps{
		Database:   settings,
		Identifier: identifier,
		Protected:  d.e.Production(),
		Vpc:        d.vpc,
		Subnets:    network.Subnets(network.Data),
		DataKey:    d.base.data,
		SecretKey:  d.base.secrets,
		Logs:       logs,
		Alerts:     d.base.alerts,
	})
	field := func(name string) share.Secret {
		return share.Secret{ARN: postgres.Secret, Field: name, Key: *d.base.secrets.KeyArn()}
	}
	return share.Store{
		Name:  name,
		Doors: []share.Door{{Group: postgres.SecurityGroup, Port: settings.Port()}},
		Variables: map[string]string{
			config.Host:      *postgres.Instance.DbInstanceEndpointAddress(),
			config.Port:      strconv.Itoa(settings.Port()),
			config.Name:      settings.Name,
			config.SecretARN: postgres.Secret,
		},
		Secrets: map[string]share.Secret{config.Username: field("username"), config.Password: field("password")},
	}
}
