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
	made := database.NewDatabase(d.stack, name, database.Props{
		Database:   settings,
		Identifier: prefix(d.c, d.e) + "-" + name,
		Protected:  d.e.Production(),
		Vpc:        d.vpc,
		Subnets:    network.Subnets(network.Data),
		Private:    network.Subnets(network.Private),
		DataKey:    d.base.data,
		SecretKey:  d.base.secrets,
		Alerts:     d.base.alerts,
		Log: func(id, name string) awslogs.LogGroup {
			return newLogGroup(d.stack, id, name, d.e, d.base)
		},
	})
	field := func(name string) share.Secret {
		return share.Secret{ARN: made.Secret, Field: name, Key: *d.base.secrets.KeyArn()}
	}
	store := share.Store{
		Name:  name,
		Doors: []share.Door{{Group: made.SecurityGroup, Port: settings.Port()}},
		Variables: map[string]string{
			config.Host:      made.Host,
			config.Port:      strconv.Itoa(settings.Port()),
			config.Name:      settings.Name,
			config.SecretARN: made.Secret,
		},
		Secrets: map[string]share.Secret{config.Username: field("username"), config.Password: field("password")},
	}
	if made.ReaderHost != "" {
		store.Variables[config.ReaderHost] = made.ReaderHost
	}
	return store
}
