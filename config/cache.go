package config

// Cache is an ElastiCache cache that services name in uses.
type Cache struct{}

// complete fills in the defaults of the cache with this name.
func (x *Cache) complete(string, Environment) {}

func (Cache) kind() string        { return "cache" }
func (Cache) variables() []string { return nil }
func (Cache) addresses() int      { return 0 }

// check runs the rules of one cache.
func (Cache) check(spot, string, Environment) {}
