package config

// Bucket is object storage (S3) that services name in uses.
type Bucket struct{}

// complete fills in the defaults of the bucket with this name.
func (x *Bucket) complete(string, Environment) {}

func (Bucket) kind() string        { return "bucket" }
func (Bucket) variables() []string { return nil }
func (Bucket) addresses() int      { return 0 }

// check runs the rules of one bucket.
func (Bucket) check(spot, string, Environment) {}
