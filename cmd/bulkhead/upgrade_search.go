package main

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"
	"bulkhead/operate/upgrade"
	"bulkhead/stacks"
)

// searchInPlace returns the upgrade of a search domain.
func searchInPlace(c *config.Config, e config.Environment, name, to string) (*inPlace, error) {
	one, err := describeSearchUpgrade(c, e, name, to)
	if err == nil {
		err = one.Check()
	}
	if err != nil {
		return nil, err
	}
	first := one.Domains[0]
	return &inPlace{kindSearch, first.Region, one.Account, first.Name, func(c upgrade.Cloud) []upgrade.Step {
		return upgrade.SearchSteps(one, c)
	}}, nil
}

// describeSearchUpgrade returns what an upgrade has to know of a search domain, by the configuration.
func describeSearchUpgrade(
	c *config.Config, e config.Environment, name, to string,
) (u upgrade.SearchUpgrade, err error) {
	settings := e.Search[name]
	if settings.Hosting == config.OnInstances {
		return u, fmt.Errorf(
			"%s/%s runs on instances: write the image of the version into the configuration, and deploy",
			e.Name, name,
		)
	}
	if facts.OpenSearchVersions.Index(to) < 0 {
		return u, fmt.Errorf("OpenSearch %s is not offered", to)
	}
	u = upgrade.SearchUpgrade{
		Search: upgrade.Search{
			Name:       name,
			Account:    string(e.AccountID),
			Replicates: e.Other != nil && settings.Standby == config.Replica,
		},
		To:        to,
		Committed: settings.Version == to,
	}
	for _, side := range activeFirst(e) {
		u.Domains = append(u.Domains, upgrade.Domain{
			Name:   stacks.SearchDomain(address.Of(c), side, name),
			Region: string(side.Region),
			Stack:  side.Name + "/" + stacks.DataStack(name),
		})
	}
	return u, nil
}
