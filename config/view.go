package config

// View returns the configuration as the stages of an environment see it: the
// organization, that environment, and the outlines of the others. What belongs
// to the organization sees outlines only: no environment has its name. Patches are of stages: see OfStage.
func (c *Config) View(environment string) *Config {
	view := *c
	view.Patched = nil
	view.Environments = make([]Environment, 0, len(c.Environments))
	for _, e := range c.Environments {
		if e.Name != environment {
			e = e.outline()
		}
		view.Environments = append(view.Environments, e)
	}
	return &view
}

// outline is what others may know of an environment: whose it is, and where its
// sides are. A change of anything else concerns its own stages alone. Whoever
// needs to know more of a neighbour adds it to side, and has every stage built
// again when that changes.
func (e Environment) outline() Environment {
	outline := e.side()
	if e.Other != nil {
		other := e.Other.side()
		outline.Other, other.Other = &other, &outline
	}
	return outline
}

func (e Environment) side() Environment {
	side := Environment{
		Name:         e.Name,
		Tier:         e.Tier,
		Account:      e.Account,
		AccountID:    e.AccountID,
		Region:       e.Region,
		Domain:       e.Domain,
		Network:      Network{CIDR: e.Network.CIDR},
		Side:         e.Side,
		Active:       e.Active,
		organization: e.organization,
	}
	if e.CopiesBackups() {
		side.Backups = Backups{KeepDays: new(LeastKept), Copies: Enabled} // that security has copies
	}
	for _, name := range e.Released() { // whose images its releases mark
		if side.Services == nil {
			side.Services = map[string]Service{}
		}
		side.Services[name] = Service{Release: &Release{Repository: e.Services[name].Release.Repository}}
	}
	if len(e.Sites) > 0 {
		side.Sites = map[string]Site{"": {}} // that there are any
	}
	return side
}

// OfStage returns the view of an environment with the patches of one of its stages.
func (c *Config) OfStage(environment, stage string) *Config {
	view := c.View(environment)
	view.Patched = patches{}
	for id, list := range c.Patches(stage) {
		view.Patched[stage+"/"+id] = list
	}
	return view
}
