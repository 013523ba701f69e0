package config

import "slices"

// Of other environments, a stage sees only what outline leaves: a change of
// anything else is theirs alone. Whoever needs to know more of a neighbour adds
// it there, and has all stages built again when it changes.

// View returns the configuration as the stages of an environment see it: the
// organization, that environment, and the outlines of the others. No environment
// has that name for what belongs to the organization: it sees outlines only.
func (c *Config) View(environment string) *Config {
	view := *c
	view.Environments = make([]Environment, 0, len(c.Environments))
	for _, e := range c.Environments {
		if e.Name != environment {
			e = e.outline()
		}
		view.Environments = append(view.Environments, e)
	}
	return &view
}

// Environment returns the environment of that name, which exists.
func (c *Config) Environment(name string) Environment {
	i := slices.IndexFunc(c.Environments, func(e Environment) bool { return e.Name == name })
	return c.Environments[i]
}

// outline is what others may know of an environment: whose it is, and where.
func (e Environment) outline() Environment {
	o := Environment{
		Name:         e.Name,
		Tier:         e.Tier,
		Account:      e.Account,
		AccountID:    e.AccountID,
		Region:       e.Region,
		Domain:       e.Domain,
		Network:      Network{CIDR: e.Network.CIDR},
		organization: e.organization,
	}
	if e.Recovery != nil {
		o.Recovery = &Recovery{Region: e.Recovery.Region, CIDR: e.Recovery.CIDR, Domain: e.Recovery.Domain}
	}
	if len(e.Sites) > 0 {
		o.Sites = map[string]Site{"": {}} // that there are any
	}
	return o
}
