package stacks

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/database"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

func (d *dataStack) newDatabase(name string, settings config.Database) store.Store {
	made := database.New(d.stack(), name, database.Props{
		Database:   settings,
		Identifier: d.prefix() + "-" + name,
		Protected:  d.Production(),
		Vpc:        d.vpc,
		Subnets:    network.Subnets(network.Data),
		Private:    network.Subnets(network.Private),
		DataKey:    d.base.data,
		SecretKey:  d.base.secrets,
		Alerts:     d.base.alerts,
		Log: func(id, name string) awslogs.LogGroup {
			return d.newLogGroup(d.stack(), id, name)
		},
	})
	offer := store.Store{
		Name:  name,
		Ports: []store.Port{{SecurityGroup: made.SecurityGroup, Number: settings.Port()}},
		Variables: map[string]string{
			config.Host: made.Host,
			config.Port: strconv.Itoa(settings.Port()),
			config.Name: settings.Name,
		},
	}
	offer.LogIn(made.Secret, *d.base.secrets.KeyArn())
	if made.ReaderHost != "" {
		offer.Variables[config.ReaderHost] = made.ReaderHost
	}
	return offer
}
