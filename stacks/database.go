package stacks

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/database"
	"bulkhead/constructs/network"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
)

func (w *workload) newDatabase(name string, settings config.Database) store.Store {
	stack := w.newDataStack("Database", name)
	recovery := w.databaseRecovery(stack, name, settings)
	made := database.New(stack, name, database.Props{
		Database:   settings,
		Identifier: w.prefix() + "-" + name,
		Protected:  w.Production(),
		Vpc:        w.vpc,
		Subnets:    network.Subnets(network.Data),
		Private:    network.Subnets(network.Private),
		DataKey:    w.base.data,
		SecretKey:  w.base.secrets,
		Alerts:     w.base.alerts,
		Recovery:   recovery,
		Log: func(id, name string) awslogs.LogGroup {
			return w.newLogGroup(stack, id, name)
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
	offer.LogIn(made.Secret, *w.base.secrets.KeyArn())
	if made.ReaderHost != "" {
		offer.Variables[config.ReaderHost] = made.ReaderHost
	}
	return offer
}
