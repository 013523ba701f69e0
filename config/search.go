package config

// Search is an OpenSearch domain that services name in uses.
type Search struct{}

// complete fills in the defaults of the search domain with this name.
func (x *Search) complete(string, Environment) {}

func (Search) kind() string        { return "search domain" }
func (Search) variables() []string { return nil }
func (Search) addresses() int      { return 0 }

// check runs the rules of one search domain.
func (Search) check(spot, string, Environment) {}
