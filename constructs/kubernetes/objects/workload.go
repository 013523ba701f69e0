// Package objects renders what runs in a Kubernetes cluster as Kubernetes objects. It knows nothing of CDK: its strings
// may be tokens, which CloudFormation fills in. What it renders is the same whenever it is asked the same.
package objects

// Object is a Kubernetes object, as JSON has it.
type Object map[string]any

// Workload is a service: containers that Kubernetes keeps running, and tasks of its image.
type Workload struct {
	Name           string // of its Deployment, its Service, its account and whatever it has one of
	Namespace      string
	Region         string // of its secrets
	Architecture   string // arm64 or amd64
	App            Container
	Port           int               // what the app listens on
	TLS            bool              // it serves HTTPS there
	Health         Health            // asked where there are targets
	Sidecars       []Sidecar         // in the order of their names
	Collector      *Container        // beside the app, when it is traced
	Tasks          []Task            // in the order of their names
	Resting        bool              // scheduled tasks do not run: this side is not active
	Scaling        Scaling           // how many pods run
	Generation     int               // of the environment, where it moves between regions: whose scale that is; else 0
	SurgePercent   int               // of them that may be started before old ones end: 1 to 100
	StopSeconds    int               // how long a container has to finish its requests
	DrainSeconds   int               // deregistration delay of the targets: so long a stopping pod gets requests
	SecurityGroups []string          // ids: of the service and, for DNS, of the cluster; none: those of the nodes
	Targets        []TargetGroup     // that its pods are registered with
	Ingress        *Ingress          // that leads requests to its pods
	From           []string          // address ranges that may connect to the port: of load balancers and nodes
	Capacity       map[string]string // labels of the nodes that it runs on, beside the architecture
	Elastic        string            // API of the bindings: [AutoMode], [LoadBalancerController], or none
}

// The APIs of bindings of target groups.
const (
	AutoMode               = "eks.amazonaws.com/v1"
	LoadBalancerController = "elbv2.k8s.aws/v1beta1"
)

// Container is one of a pod.
type Container struct {
	Name        string
	Image       string            // address in a registry, with tag or digest
	Command     []string          // replaces the image's command, and leaves its entry point: Kubernetes' args
	User        string            // uid:gid; Kubernetes knows no names
	CPU         int               // in units of 1/1024 vCPU, which are kept for it; it may use more that nobody uses
	Memory      int               // in MiB: what is kept for it, and the most that it may use
	Environment map[string]string // variables that are not secret
	Secrets     []Secret          // variables that are
	Tmpfs       []Directory       // in memory
	Disk        []Directory       // on the node's disk
	Health      *Command          // tells whether it works
}

// Secret is a variable with a value that only AWS knows.
type Secret struct {
	Variable  string
	ARN       string // of a secret in Secrets Manager, or the name of a parameter
	Field     string // of the secret's JSON; empty for all of it
	Parameter bool   // it is in SSM Parameter Store
}

// Directory is one that a container may write to.
type Directory struct {
	Path string
	MiB  int
}

// Command tells inside a container whether it works.
type Command struct {
	Command                                  []string
	IntervalSeconds, TimeoutSeconds, Retries int
	StartSeconds                             int
}

// Health is how the kubelet finds out whether the app answers.
type Health struct {
	Path         string
	GraceSeconds int // how long a new pod may take before failed checks count
}

// Sidecar is a container of another image beside the app's.
type Sidecar struct {
	Container
	Before bool // the app, and the task before its start, wait for it
}

// Task runs the app's image with another command.
type Task struct {
	Name     string
	Command  []string
	Run      Run
	Schedule string // of a scheduled one, as cron writes it: see [Cron]
	Timezone string
}

// Run says what starts a task.
type Run string

// What starts a task; the configuration's words.
const (
	BeforeStart Run = "before-start"
	Scheduled   Run = "scheduled"
	ByHand      Run = "by-hand"
)

// Scaling is how many pods run. Of a workload that rests, Min may be 0: none runs until something else says how many.
type Scaling struct {
	Min, Max    int
	CPU, Memory int // average use to aim for, in percent of what is kept; 0 does not count
}

// Ingress is what a cluster's controller leads to the service: requests for these hosts, with a path.
type Ingress struct {
	Class string
	Hosts []string
	Path  string // to the letter or, with /* at its end, all that begin so
}

// routed tells whether anybody sends the service requests.
func (w Workload) routed() bool { return len(w.Targets) > 0 || w.Ingress != nil }

// TargetGroup is one of a load balancer.
type TargetGroup struct {
	Name string // of the binding, within the service: such as blue
	ARN  string
}
