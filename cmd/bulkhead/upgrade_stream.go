package main

import (
	"fmt"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/operate/upgrade"
)

// streamInPlace returns the upgrade of a stream.
func streamInPlace(c *config.Config, e config.Environment, name, to string) (*inPlace, error) {
	one, err := describeStreamUpgrade(c, e, name, to)
	if err == nil {
		err = one.Check()
	}
	if err != nil {
		return nil, err
	}
	first := one.Clusters[0]
	return &inPlace{kindStream, first.Region, one.Account, first.Name, func(c upgrade.Cloud) []upgrade.Step {
		return upgrade.StreamSteps(one, c)
	}}, nil
}

// describeStreamUpgrade returns what an upgrade has to know of a stream, by the configuration.
func describeStreamUpgrade(
	c *config.Config, e config.Environment, name, to string,
) (u upgrade.StreamUpgrade, err error) {
	settings := e.Streams[name]
	if !settings.Brokers.Offers(to) {
		return u, fmt.Errorf("%s is no version of Kafka that is offered for %s brokers", to, settings.Brokers)
	}
	u = upgrade.StreamUpgrade{
		Stream: upgrade.Stream{
			Name:    name,
			Account: string(e.AccountID),
			Express: settings.Brokers == config.ExpressBrokers,
		},
		To:        to,
		Committed: settings.Version == to,
	}
	for _, side := range activeFirst(e) {
		cluster := upgrade.Cluster{
			Name:    address.Of(c).Prefix(side.Name) + "-" + name,
			Region:  string(side.Region),
			Brokers: side.Streams[name].Nodes,
		}
		u.Clusters = append(u.Clusters, cluster)
		// To the standby always; to the primary while the standby is active.
		if settings.Standby == config.Replica && side.Other != nil && (side.Side == config.Standby || !side.Active) {
			u.Copies = append(u.Copies, cluster)
		}
	}
	return u, nil
}
