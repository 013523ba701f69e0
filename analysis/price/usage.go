package price

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/document"
)

// Usage is what somebody assumes that environments use in a month, by environment.
type Usage map[string]Assumptions

// Assumptions are quantities of a month; nil where nothing was said.
type Assumptions struct {
	NATGB                 *float64 `yaml:"natGB" item:"nat/GB"`
	EndpointGB            *float64 `yaml:"endpointGB" item:"endpoint/GB"`
	TransitGB             *float64 `yaml:"transitGB" item:"transit/GB"`
	InternetGB            *float64 `yaml:"internetGB" item:"internet/GB"`
	BetweenZonesGB        *float64 `yaml:"betweenZonesGB" item:"zones/GB" times:"2"` // both sides pay
	LoadBalancerLCUHours  *float64 `yaml:"loadBalancerLCUHours" item:"alb/LCU-hour"`
	APIMillionRequests    *float64 `yaml:"apiMillionRequests" item:"api/million-requests"`
	WAFMillionRequests    *float64 `yaml:"wafMillionRequests" item:"waf/million-requests"`
	VPNConnectionHours    *float64 `yaml:"vpnConnectionHours" item:"client-vpn/connection-hour"`
	LambdaGBSeconds       *float64 `yaml:"lambdaGBSeconds" item:"lambda/GB-second"`
	LambdaMillionRequests *float64 `yaml:"lambdaMillionRequests" item:"lambda/million-requests"`
	BuildMinutes          *float64 `yaml:"buildMinutes" item:"build/minute"`
	ActionMinutes         *float64 `yaml:"actionMinutes" item:"pipeline/action-minute"`
	S3GB                  *float64 `yaml:"s3GB" item:"s3/GB-month"`
	S3ThousandWrites      *float64 `yaml:"s3ThousandWrites" item:"s3/thousand-writes"`
	S3ThousandReads       *float64 `yaml:"s3ThousandReads" item:"s3/thousand-reads"`
	ImageGB               *float64 `yaml:"imageGB" item:"ecr/GB-month"`
	AuroraGB              *float64 `yaml:"auroraGB" item:"aurora/GB-month"`
	AuroraMillionRequests *float64 `yaml:"auroraMillionRequests" item:"aurora/million-requests"`
	DatabaseBackupGB      *float64 `yaml:"databaseBackupGB" item:"rds/backup-GB-month"`
	LogGB                 *float64 `yaml:"logGB" item:"logs/GB"`
	VendedLogGB           *float64 `yaml:"vendedLogGB" item:"logs/vended-GB"`
	KeptLogGB             *float64 `yaml:"keptLogGB" item:"logs/kept-GB-month"`
	ConfigItems           *float64 `yaml:"configItems" item:"config/item"`
	ConfigEvaluations     *float64 `yaml:"configEvaluations" item:"config/evaluation"`
	GuardDutyGB           *float64 `yaml:"guardDutyGB" item:"guardduty/GB"`
	GuardDutyMillion      *float64 `yaml:"guardDutyMillionEvents" item:"guardduty/million-events"`
}

// ReadUsage reads a file of assumptions. The error is document.Faults.
func ReadUsage(file string) (Usage, error) {
	dir, name := filepath.Split(file)
	if dir == "" {
		dir = "."
	}
	r := &document.Reader{FS: os.DirFS(dir), Dir: dir, Empty: "write what an environment uses, such as prod: {natGB: 500}"}
	u := Usage{}
	root := r.Read(name, &u).Root()
	for environment, of := range u {
		for _, a := range of.list() {
			root.Key(environment).Key(a.key).Demand(a.quantity >= 0, "is less than nothing", "write what a month uses")
		}
	}
	if len(r.Faults) > 0 {
		return nil, r.Faults.Sorted()
	}
	return u, nil
}

// assumption is one quantity of a month.
type assumption struct {
	key, item string
	quantity  float64 // as it is written
	billed    float64
}

// list is what was said.
func (a Assumptions) list() []assumption {
	var all []assumption
	for field, value := range reflect.ValueOf(a).Fields() {
		if value.IsNil() {
			continue
		}
		times := 1.0
		if field.Tag.Get("times") != "" {
			times = assembly.Number(field.Tag.Get("times"))
		}
		quantity := value.Elem().Float()
		all = append(all, assumption{field.Tag.Get("yaml"), field.Tag.Get("item"), quantity, times * quantity})
	}
	return all
}

// assume counts what environments are assumed to use, at least and at most alike, at the price of the first tier.
func (m *model) assume(u Usage) error {
	regions := map[string]counter{}
	for _, stack := range m.Stacks {
		name := m.environment(stack)
		if _, known := regions[name]; !known {
			regions[name] = m.usageOf(name)
		}
	}
	for _, environment := range slices.Sorted(maps.Keys(u)) {
		c, known := regions[environment]
		if !known {
			return fmt.Errorf("usage: there is no environment %s; the templates have %s",
				environment, strings.Join(slices.Sorted(maps.Keys(regions)), ", "))
		}
		for _, a := range u[environment].list() {
			c.bill(a.item, a.billed, a.billed)
		}
	}
	return nil
}

// usageOf is a counter for what an environment uses: in the region of its network, or of its first stack.
func (m *model) usageOf(name string) counter {
	var of *assembly.Stack
	for _, stack := range m.Stacks {
		if m.environment(stack) == name && (of == nil || stackName(stack) == "network") {
			of = stack
		}
	}
	r := &assembly.Resource{Stack: of}
	return counter{model: m, Resource: r, component: "usage", region: of.Region}
}

// counted are the keys that count a kind of use: once each of them was said, nothing of it is left out.
var counted = map[string][]string{
	"NAT gateways: data":                         {"natGB"},
	"interface endpoints: data":                  {"endpointGB"},
	"transit gateway: data":                      {"transitGB"},
	"data to the internet and between zones":     {"internetGB", "betweenZonesGB"},
	"load balancers: capacity units":             {"loadBalancerLCUHours"},
	"API Gateway: requests":                      {"apiMillionRequests"},
	"AWS WAF: requests":                          {"wafMillionRequests"},
	"AWS Client VPN: connections":                {"vpnConnectionHours"},
	"Lambda: requests and time":                  {"lambdaGBSeconds", "lambdaMillionRequests"},
	"CodeBuild: minutes":                         {"buildMinutes"},
	"CodePipeline: minutes of actions":           {"actionMinutes"},
	"S3: storage and requests":                   {"s3GB", "s3ThousandWrites", "s3ThousandReads"},
	"ECR: images":                                {"imageGB"},
	"Aurora: storage and I/O":                    {"auroraGB", "auroraMillionRequests"},
	"databases: backups larger than they are":    {"databaseBackupGB"},
	"CloudWatch Logs: what comes in and is kept": {"logGB", "keptLogGB"},
	"CloudWatch Logs: what AWS delivers":         {"vendedLogGB"},
	"AWS Config: items and evaluations":          {"configItems", "configEvaluations"},
	"GuardDuty: what it looks at":                {"guardDutyGB", "guardDutyMillionEvents"},
}

// unseen is what is billed by its use and was not counted, by environment. Zero is something that was said.
func (m *model) unseen(u Usage) map[string][]string {
	all := map[string][]string{}
	for environment, used := range m.used {
		said := map[string]bool{}
		for _, a := range u[environment].list() {
			said[a.key] = true
		}
		all[environment] = slices.DeleteFunc(sorted(used), func(kind string) bool {
			keys := counted[kind]
			return len(keys) > 0 && !slices.ContainsFunc(keys, func(key string) bool { return !said[key] })
		})
	}
	return all
}
