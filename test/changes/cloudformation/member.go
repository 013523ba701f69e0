package cloudformation

// Security Hub knows an account as the member of another one from the moment at which that one configures centrally. It
// stays one when that ends, until the management account says that nobody administers Security Hub.

// member tells whether the account is a member of another one's Security Hub.
func (p *Physical) member(w *World) bool {
	return w.administrator != "" && w.administrator != p.Account
}

// administers notes whose members accounts become.
func (o *operation) administers(p *Physical) {
	if p.Properties["ConfigurationType"] == "CENTRAL" {
		o.world.administrator = p.Account
	}
}

// NobodyAdministers is what the management account says by deregister-delegated-administrator of AWS Organizations, of
// both versions of Security Hub and in all regions.
func (w *World) NobodyAdministers() { w.administrator = "" }

// aggregatesForItself is what only the administrator and accounts without one may.
var aggregatesForItself = Block{
	Says: "the account is a member of another one's Security Hub", Source: "terraform-aws-secure-baseline#254",
	Holds: func(w *World, p *Physical) bool { return p.member(w) },
}

// choosesFindings names what a member has from its administrator, even if it is the same.
var choosesFindings = Block{
	Says:   "the account is a member of another one's Security Hub, and it names ControlFindingGenerator",
	Source: "terraform-provider-aws#30980",
	Holds: func(w *World, p *Physical) bool {
		return p.member(w) && p.Properties["ControlFindingGenerator"] != nil
	},
}

// barred is what keeps a resource from being made or changed; empty when nothing does.
func (p *Physical) barred(w *World) string {
	for _, block := range kinds[p.Type].Barred {
		if block.Holds(w, p) {
			return block.Says
		}
	}
	return ""
}
