package facts

// Quota is how much of something AWS lets an account have at first. Source of codes and values: the Service Quotas
// console and the AWS General Reference, as of 2026-11.
type Quota struct {
	Service string // as Service Quotas calls it
	Code    string
	Name    string
	Initial int
	Global  bool // the account has one quota for all regions
}

// The quotas that templates of ours come near, or that new accounts have little of.
var (
	ElasticIPs         = Quota{"ec2", "L-0263D0A3", "EC2-VPC Elastic IPs", 5, false}
	VPCs               = Quota{"vpc", "L-F678F1CE", "VPCs per Region", 5, false}
	InterfaceEndpoints = Quota{"vpc", "L-29B6F2EB", "Interface VPC endpoints per VPC", 50, false}
	FargateCPUs        = Quota{"fargate", "L-3032A538", "Fargate On-Demand vCPU resource count", 6, false}
	FargateSpotCPUs    = Quota{"fargate", "L-36FBB829", "Fargate Spot vCPU resource count", 6, false}
	SpotCPUs           = Quota{"ec2", "L-34B43A08", "All Standard Spot Instance Requests, in vCPUs", 5, false}
	InstanceCPUs       = Quota{"ec2", "L-1216C47A", "Running On-Demand Standard instances, in vCPUs", 5, false}
	ALBs               = Quota{"elasticloadbalancing", "L-53DA6B97", "Application Load Balancers per Region", 50, false}
	NLBs               = Quota{"elasticloadbalancing", "L-69A177A2", "Network Load Balancers per Region", 50, false}
	DBInstances        = Quota{"rds", "L-7B6409FD", "DB instances", 40, false}
	DBClusters         = Quota{"rds", "L-952B80B8", "DB clusters", 40, false}
	DBStorage          = Quota{"rds", "L-7ADDB58A", "Total storage for all DB instances, in GB", 100_000, false}
	CacheNodes         = Quota{"elasticache", "L-DFE45DF3", "Nodes per Region", 300, false}
	Canaries           = Quota{"monitoring", "L-C1FE0F5C", "Canary limit", 200, false} // 500 in most regions
	Objectives         = Quota{"application-signals", "L-3FECAFD0", "Number of SLOs per Region", 250, false}
	// Functions run at once, canaries among them, each once at least. New accounts have less, and AWS raises it by
	// itself as they use it.
	Functions = Quota{"lambda", "L-B99A9384", "Concurrent executions", 1000, false}
	Roles     = Quota{"iam", "L-FE177D64", "Roles per account", 1000, true}
)

// LeftToOthers is how many calls have to be left to functions that have none set aside. Source: the AWS Lambda
// developer guide, "Configuring reserved concurrency".
const LeftToOthers = 100

// Take is how much of a quota a resource takes.
type Take struct {
	Quota
	Measure         Measure
	Property, Value string // one is counted only if this property, a path with dots, has this value; "" counts all
}

// Measure is how to count what a resource takes.
type Measure int

// The measures.
const (
	One             Measure = iota
	ServiceCPUs             // the vCPUs of a Fargate service's tasks at its greatest scale
	ServiceSpotCPUs         // those of them that may be on Spot
	GroupCPUs               // the On-Demand vCPUs of an Auto Scaling group at its greatest scale
	GroupSpotCPUs           // its Spot vCPUs
	NodeGroupCPUs           // the vCPUs of a node group of EKS at its greatest scale
	PoolCPUs                // the vCPUs that nodes of EKS Auto Mode may have together
	TaskCPUs                // the vCPUs of a task of its own, which no service runs
	InstanceStorage         // the GB of a database at its greatest, of one that is no member of a cluster
	Nodes                   // the nodes of a cache
	Concurrency             // how many calls of a function are set aside, or one
)

// noQuota takes nothing of a quota that anybody comes near.
var noQuota = []Take{}

func takes(all ...Take) []Take { return all }

func each(q Quota) Take { return Take{Quota: q} }

func (t Take) having(property, value string) Take { t.Property, t.Value = property, value; return t }

func measured(q Quota, m Measure) Take { return Take{Quota: q, Measure: m} }
