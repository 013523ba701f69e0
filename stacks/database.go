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
	if settings.Hosting == config.OnInstances {
		return w.newDatabaseOnInstances(name, settings)
	}
	stack := w.newDataStack("Database", name)
	alerts, quiet := w.base.alerts.Quietly()
	props := database.Props{
		Database:   settings,
		Identifier: w.prefix() + "-" + name,
		Protected:  w.Production(),
		Vpc:        w.vpc,
		Subnets:    network.Subnets(network.Data),
		Private:    network.Subnets(network.Private),
		DataKey:    w.base.data,
		SecretKey:  w.base.secrets,
		Alerts:     alerts,
		Recovery:   w.databaseRecovery(stack, name, settings),
		Log: func(id, name string) awslogs.LogGroup {
			return w.newLogGroup(stack, id, name)
		},
	}
	made := database.New(stack, name, props)
	quiet.During(stack, props.Identifier, settings.MaintenanceWindow)
	maker := w.newMaker(stack, name, settings, made, props.Recovery)
	logins := w.newUsers(name, settings, maker)
	offer := w.databaseStore(name, settings, made)
	// The database offers the same whether or not there is a proxy, which can come and go.
	offerStore(offer)
	offerReferences(made.Target.Instance + made.Target.Cluster)
	offerReferences(made.Earlier...)
	offerReferences(made.Secret) // to a proxy
	if settings.Proxy != config.Enabled {
		return offer
	}
	front := w.newStack("proxy-"+name, stateless, "Proxy of database "+name)
	return w.databaseStore(name, settings, database.NewProxy(front, name, made, logins, props))
}

// databaseStore is what follows for a service from naming a database in uses, or the proxy before it, but for how the
// service logs in.
func (w *workload) databaseStore(name string, settings config.Database, made database.Database) store.Store {
	offer := store.Store{
		Name:  name,
		As:    settings.As,
		Ports: []store.Port{{SecurityGroup: made.SecurityGroup, Number: settings.Port()}},
		Variables: map[string]string{
			config.Host: made.Host,
			config.Port: strconv.Itoa(settings.Port()),
			config.Name: settings.Name,
		},
	}
	if made.ReaderHost != "" {
		offer.Variables[config.ReaderHost] = made.ReaderHost
	}
	return offer
}
