package config

// Stream is a Kafka cluster (MSK) that services name in uses.
type Stream struct{}

// complete fills in the defaults of the stream with this name.
func (x *Stream) complete(string, Environment) {}

func (Stream) kind() string        { return "stream" }
func (Stream) variables() []string { return nil }
func (Stream) addresses() int      { return 0 }

// check runs the rules of one stream.
func (Stream) check(spot, string, Environment) {}
