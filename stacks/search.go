package stacks

import (
	"maps"
	"slices"
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/network"
	"bulkhead/constructs/search"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

func (w *workload) newSearch(name string, settings config.Search) store.Store {
	if settings.Hosting == config.OnInstances {
		return w.newSearchOnInstances(name, settings)
	}
	stack := w.newDataStack("Search domain", name)
	w.needRoles(stack)
	label := w.prefix() + "-" + name
	domain := SearchDomain(w.Book, w.Environment, name)
	logs := map[string]awslogs.ILogGroup{}
	for _, kind := range slices.Sorted(maps.Keys(search.Logs)) {
		logs[kind] = w.newLogGroup(stack, name+"-"+kind, w.logName("search/"+name+"/"+kind))
	}
	props := search.DomainProps{
		Search:    settings,
		Name:      domain,
		Label:     label,
		ARN:       domainARN(w.Environment, domain),
		Spread:    settings.Zones(w.Network.Zones),
		Account:   string(w.AccountID),
		Protected: w.Production(),
		Vpc:       w.vpc,
		Subnets:   network.Subnets(network.Data),
		DataKey:   w.base.data,
		SecretKey: w.base.secrets,
		Logs:      logs,
		Ready:     w.searchLogs,
		Alerts:    w.base.alerts,
	}
	if settings.Standby == config.Replica {
		props.Recovery = w.searchRecovery(stack, name)
	}
	made := search.NewDomain(stack, name, props)
	if settings.Standby == config.Replica && w.Side == config.Standby {
		w.newSearchReplication(stack, name, made.Made)
	}
	offer := store.Store{
		Name:  name,
		As:    settings.As,
		Ports: []store.Port{{SecurityGroup: made.SecurityGroup, Number: search.Port}},
		Variables: map[string]string{
			config.Host: made.Host,
			config.Port: strconv.Itoa(search.Port),
			config.URL:  "https://" + made.Host,
		},
	}
	offer.LogIn(made.Secret, *w.base.secrets.KeyArn())
	return offer
}

// SearchDomain is what the search domain of a side with that name is called.
func SearchDomain(book address.Book, e config.Environment, name string) string {
	return address.Short(book.Prefix(e.Name)+"-"+name, address.DomainLength)
}

func domainARN(e config.Environment, domain string) string {
	return "arn:aws:es:" + string(e.Region) + ":" + string(e.AccountID) + ":domain/" + domain
}

// newSearchLogs is the stack of what lets the environment's domains write logs.
func (w *workload) newSearchLogs() constructs.Construct {
	stack := w.newStack("search-logs", stateless, "Leave of search domains to write logs")
	return search.NewLogPolicy(stack, "Policy", search.LogPolicyProps{
		Name:    w.prefix() + "-search",
		Logs:    "arn:aws:logs:" + string(w.Region) + ":" + string(w.AccountID) + ":log-group:" + w.logName("search/*"),
		Domains: domainARN(w.Environment, "*"),
		Account: string(w.AccountID),
	})
}
