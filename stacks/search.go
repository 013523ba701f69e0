package stacks

import (
	"maps"
	"slices"
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/network"
	"bulkhead/constructs/search"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
)

// domainLength is how long the name of a search domain may be.
const domainLength = 28

func (d *dataStack) newSearch(name string, settings config.Search) store.Store {
	label := prefix(d.c, d.e.Name) + "-" + name
	domain := short(label, domainLength)
	logs := map[string]awslogs.ILogGroup{}
	for _, kind := range slices.Sorted(maps.Keys(search.Logs)) {
		logs[kind] = newLogGroup(d.stack(), name+"-"+kind, logName(d.c, d.e.Name, "search/"+name+"/"+kind), d.e, d.base)
	}
	made := search.NewDomain(d.stack(), name, search.DomainProps{
		Search:    settings,
		Name:      domain,
		Label:     label,
		ARN:       d.domain(domain),
		Spread:    settings.Zones(d.e.Network.Zones),
		Account:   string(d.e.AccountID),
		Protected: d.e.Production(),
		Vpc:       d.vpc,
		Subnets:   network.Subnets(network.Data),
		DataKey:   d.base.data,
		SecretKey: d.base.secrets,
		Logs:      logs,
		Ready:     d.searchPrerequisites(),
		Alerts:    d.base.alerts,
	})
	offer := store.Store{
		Name:  name,
		Doors: []store.Door{{Group: made.SecurityGroup, Port: search.Port}},
		Variables: map[string]string{
			config.Host: made.Host,
			config.Port: strconv.Itoa(search.Port),
			config.URL:  "https://" + made.Host,
		},
	}
	offer.LogIn(made.Secret, *d.base.secrets.KeyArn())
	return offer
}

func (d *dataStack) domain(name string) string {
	return "arn:aws:es:" + string(d.e.Region) + ":" + string(d.e.AccountID) + ":domain/" + name
}

// searchPrerequisites is what the environment's domains share, made for the first of them. The role is the account's,
// so the recovery environment, which is in the same account, has it already.
func (d *dataStack) searchPrerequisites() constructs.Construct {
	const id = "Search"
	if made := d.stack().Node().TryFindChild(new(id)); made != nil {
		return made.(constructs.Construct)
	}
	return search.NewPrerequisites(d.stack(), id, search.PrerequisitesProps{
		Policy:  prefix(d.c, d.e.Name) + "-search",
		Logs:    "arn:aws:logs:" + string(d.e.Region) + ":" + string(d.e.AccountID) + ":log-group:" + logName(d.c, d.e.Name, "search/*"),
		Domains: d.domain("*"),
		Account: string(d.e.AccountID),
		Role:    d.e.ServiceRoles == config.ServiceRolesCreate && d.e.Primary == nil,
	})
}
