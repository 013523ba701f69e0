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

// domainLength is how long the name of a search domain may be.
const domainLength = 28

func (d *dataStack) newSearch(name string, settings config.Search) store.Store {
	label := d.prefix() + "-" + name
	domain := address.Short(label, domainLength)
	logs := map[string]awslogs.ILogGroup{}
	for _, kind := range slices.Sorted(maps.Keys(search.Logs)) {
		logs[kind] = d.newLogGroup(d.stack(), name+"-"+kind, d.logName("search/"+name+"/"+kind))
	}
	made := search.NewDomain(d.stack(), name, search.DomainProps{
		Search:    settings,
		Name:      domain,
		Label:     label,
		ARN:       d.domain(domain),
		Spread:    settings.Zones(d.Network.Zones),
		Account:   string(d.AccountID),
		Protected: d.Production(),
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
		Ports: []store.Port{{SecurityGroup: made.SecurityGroup, Number: search.Port}},
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
	return "arn:aws:es:" + string(d.Region) + ":" + string(d.AccountID) + ":domain/" + name
}

// searchPrerequisites is what the environment's domains share, made for the first of them. The role is the account's,
// so the recovery environment, which is in the same account, has it already.
func (d *dataStack) searchPrerequisites() constructs.Construct {
	const id = "Search"
	if made := d.stack().Node().TryFindChild(new(id)); made != nil {
		return made.(constructs.Construct)
	}
	return search.NewPrerequisites(d.stack(), id, search.PrerequisitesProps{
		Policy:  d.prefix() + "-search",
		Logs:    "arn:aws:logs:" + string(d.Region) + ":" + string(d.AccountID) + ":log-group:" + d.logName("search/*"),
		Domains: d.domain("*"),
		Account: string(d.AccountID),
		Role:    d.ServiceRoles == config.ServiceRolesCreate && d.Side == config.Primary,
	})
}
