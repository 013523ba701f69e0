package stacks

import (
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/constructs/database"
	"bulkhead/constructs/network"
	"bulkhead/constructs/secret"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// newMaker adds what makes the users of a database to the database's stack, and offers it: it is there before the first
// user, and after the last one.
func (w *workload) newMaker(
	stack awscdk.Stack, name string, settings config.Database, made database.Database, recovery *database.Recovery,
) database.Maker {
	maker := database.NewMaker(stack, "Users", database.MakerProps{
		Settings:   settings,
		Identifier: w.prefix() + "-" + name,
		Host:       made.Host,
		Master:     made.Secret,
		Group:      made.SecurityGroup,
		Vpc:        w.vpc,
		Subnets:    network.Subnets(network.Private),
		SecretKey:  w.base.secrets,
		Tag:        address.StoreTag,
		Value:      w.StoreTagValue(w.Environment, secretOfUser(name, "*")),
		Log:        w.newOwnLogGroup(stack, "UsersLog"),
		Alerts:     w.base.alerts,
		Recovery:   recovery,
	})
	offerReferences(*maker.Function.FunctionArn())
	return maker
}

// newUsers makes a user of a database for each service and function that uses it, each in a stack of its own, which is
// there before the first task, and goes after the last one. It returns the secrets that a proxy has to know.
func (w *workload) newUsers(name string, settings config.Database, maker database.Maker) (logins []string) {
	w.users[name] = map[string]string{}
	users := w.DatabaseUsers(name)
	for _, user := range slices.Sorted(maps.Keys(users)) {
		of := secretOfUser(name, user)
		props := database.UserProps{
			SecretProps: database.SecretProps{
				Database:  w.prefix() + "-" + name,
				User:      user,
				SecretKey: w.base.secrets,
				Replica:   w.labelled(of),
				Replicate: settings.Standby == config.Replica,
			},
			Maker: maker,
			Reads: users[user] == config.Read,
		}
		if settings.Proxy == config.Enabled {
			props.Logins = w.newLogins(of, props.SecretProps)
			logins = append(logins, props.Logins...)
		}
		stack := w.newStack("user-"+of, stateful, "User "+user+" of database "+name)
		if w.finds(props.SecretProps) {
			props.Found = w.findSecrets(stack, props.Replica)[0]
		}
		w.users[name][user] = database.NewUser(stack, "User", props)
		offerReferences(w.users[name][user])
	}
	return logins
}

// newLogins makes the secrets of the two logins of a user. They come and go with the proxy, and so have a stack of
// their own.
func (w *workload) newLogins(of string, props database.SecretProps) (arns []string) {
	stack := w.newStack("logins-"+of, stateful, "What a proxy knows of user "+props.User+" of "+props.Database)
	both := []secret.Replica{w.labelled(of + "--1"), w.labelled(of + "--2")}
	if w.finds(props) {
		arns = w.findSecrets(stack, both...)
	} else {
		for i, replica := range both {
			props.Replica = replica
			arns = append(arns, database.NewLogin(stack, i+1, props))
		}
	}
	offerReferences(arns...)
	return arns
}

// finds tells whether a secret is a replica of the primary's here.
func (w *workload) finds(props database.SecretProps) bool {
	return props.Replicate && w.Side == config.Standby
}

// labelled is how a secret is found by its tag, and where its replica is, should it have one.
func (w *workload) labelled(name string) secret.Replica {
	if w.Other == nil {
		return secret.Replica{Tag: address.StoreTag, TagValue: w.StoreTagValue(w.Environment, name)}
	}
	return w.replica(name)
}

// secretOfUser is what the secret of a user of a database is called, and its stack, as no store is: names have no two
// hyphens in a row.
func secretOfUser(database, user string) string {
	return database + "--" + strings.ReplaceAll(user, "_", "--")
}

// used is a store as a user, such as a service, uses it: to a database, it logs in by itself.
func (w *workload) used(name, user string) store.Store {
	s := w.stores[name]
	if own, is := w.users[name][user]; is {
		s.Variables = maps.Clone(s.Variables)
		s.LogIn(own, *w.base.secrets.KeyArn())
	}
	return s
}
