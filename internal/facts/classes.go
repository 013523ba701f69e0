package facts

// State is what would be lost with a resource. A copy or a part of another, which one of the properties Unless tells,
// loses nothing.
type State struct {
	Kind   StateKind
	Unless []string
}

// StateKind is how a resource has to be kept.
type StateKind int

// The kinds of state. What is stateful or made again is in a stack with termination protection.
const (
	_         StateKind = iota
	Stateless           // nothing that the template does not say
	Stateful            // data or identity: kept in every environment
	MadeAgain           // copies of what is elsewhere, without snapshots: in development they go with their stack
	Record              // logs: kept outside development, and nobody would miss their stack
)

var (
	stateless = State{Kind: Stateless}
	stateful  = State{Kind: Stateful}
	madeAgain = State{Kind: MadeAgain}
	record    = State{Kind: Record}
)

func (s State) unless(properties ...string) State { s.Unless = properties; return s }

// Alarms say how the dimensions of an alarm tell which resource it is about: by a reference to it, or by the value of
// the property By. One that has the property Unless, or Property=value, is watched with what that names, or rests.
type Alarms struct {
	Watched bool
	By      string
	Unless  string
	Why     string // nobody has to watch it
}

var byReference = Alarms{Watched: true}

func by(property string) Alarms { return Alarms{Watched: true, By: property} }

func (a Alarms) unless(property string) Alarms { a.Unless = property; return a }

func unwatched(why string) Alarms { return Alarms{Why: why} }

// Name is the property with a resource's name, and AWS's limit. A kept resource with a name of ours is in the way
// when its stack is made again, so for types that are kept it is a decision.
type Name struct {
	Property string
	Most     int // characters; unlimited where AWS states no limit
	Kept     KeptName
	Why      string // a kept one has a name of ours
	Unless   string // the property that tells that nobody knows it by name, so that it has a generated one
}

// KeptName is whose choice the name of a kept resource is.
type KeptName int

// Whose choice the name of a kept resource is.
const (
	_         KeptName = iota
	NeverKept          // a kept one would need a decision
	Ours
	Generated
)

const unlimited = 1 << 20

// unnamed have no property for a name, so that no two are in each other's way.
var unnamed = Name{Most: unlimited, Kept: Generated}

func named(property string, most int) Name {
	return Name{Property: property, Most: most, Kept: NeverKept}
}

func generated(property string, most int) Name {
	return Name{Property: property, Most: most, Kept: Generated}
}

func ours(property string, most int, why string) Name {
	return Name{Property: property, Most: most, Kept: Ours, Why: why}
}

func (n Name) unless(property string) Name { n.Unless = property; return n }

// Tags are the property that tags are in, or why there is none.
type Tags struct{ Property, Why string }

var (
	tagged   = Tags{Property: "Tags"}
	untagged = Tags{Why: "CloudFormation takes none"}
)

func taggedIn(property string) Tags { return Tags{Property: property} }

func untaggedBecause(why string) Tags { return Tags{Why: why} }

// Scope is how far a resource reaches, and how many an account may have.
type Scope int

// The scopes of resources.
const (
	_            Scope = iota
	Regional           // belongs to a region of an account
	OnePerRegion       // and the account has one at most in each
	Global             // belongs to an account; a second region must not have it again
)

const (
	regional     = Regional
	onePerRegion = OnePerRegion
	global       = Global
)

// Network says who reaches a resource through the network.
type Network struct {
	Kind   NetworkKind
	Groups string            // the property with its security groups, as a path with dots
	Unless string            // the property, or Property=value, that tells that one has none of its own
	Why    string            // it has an address, and no groups
	Closed map[string]string // what keeps a store from the public: properties, and their values as JSON
}

// NetworkKind is whether a resource has an address, and security groups in front of it.
type NetworkKind int

// The kinds of addresses.
const (
	_ NetworkKind = iota
	NoAddress
	InGroups
	NoGroups
)

var noAddress = Network{Kind: NoAddress}

func inGroups(path string) Network { return Network{Kind: InGroups, Groups: path} }

func noGroups(why string) Network { return Network{Kind: NoGroups, Why: why} }

func (n Network) unless(property string) Network { n.Unless = property; return n }

func (n Network) closedBy(property, value string) Network {
	n.Closed = map[string]string{property: value}
	return n
}

// neverPublic are stores that only policies let anybody into, which other guards judge.
func (n Network) neverPublic() Network { n.Closed = map[string]string{}; return n }

// ARN is the shape of a type's ARNs, from the service on: R stands for the region, A for the account, $ for the name.
type ARN struct {
	Shape string
	Ref   bool   // Ref returns it
	Of    string // the property with the resource whose ARN it has
	None  string // policies cannot name one
}

var noARN = ARN{None: "no policy names one"}

func arn(shape string) ARN { return ARN{Shape: shape} }

// arnOf is a type that has the ARN of another resource, which Ref returns.
func arnOf(property string) ARN { return ARN{Of: property, Ref: true} }

func (a ARN) byRef() ARN { a.Ref = true; return a }

// Verifiers says whether the verifiers that judge by CloudFormation's schemas know the type.
type Verifiers struct {
	Schema bool
	Why    string // they do not, and who tests it instead
}

var bySchema = Verifiers{Schema: true}

func unseen(instead string) Verifiers { return Verifiers{Why: instead} }
