package config

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"testing"

	"bulkhead/internal/facts"
)

// minimal is the least an environment can say, with each optional section present.
const minimal = `
network: {cidr: 10.10.0.0/16}
databases:
  order-events: {engine: postgres, version: "17.7"}
  shop: {engine: mysql, version: "8.4.10"}
  ledger: {engine: aurora-postgres, version: "17.7"}
  tides: {engine: aurora-mysql, version: "3.10.4", serverless: {maxACU: 4}}
caches:
  sessions: {}
  pages: {engine: memcached}
search:
  products: {version: "3.3"}
sites:
  www: {}
services:
  web:
    image: web:1.0.0
    route: {}
    scaling: {metrics: [{name: Depth, namespace: Acme, target: 1}], schedules: {night: {cron: "0 22 * * ? *", min: 1}}}
    tasks: {repair: {command: [repair]}}
  billing:
    image: web:1.0.0
    route: {balancer: internal}
    deployment: {strategy: canary}
tracing: {collector: "web:1.0.0"}
instances: {agents: {logs: "web:1.0.0", metrics: "web:1.0.0"}}
recovery: {region: eu-central-1, cidr: 10.50.0.0/16}
`

func TestDefaultsDependOnTheTier(t *testing.T) {
	type row struct {
		what                    string
		production, development any
		get                     func(Environment) any
	}
	database := func(e Environment) Database { return e.Databases["order-events"] }
	web := func(e Environment) Service { return e.Services["web"] }
	got := map[Tier]Environment{}
	for _, tier := range []Tier{Production, Development} {
		files := example(t)
		files["environments/dev.yaml"].Data = []byte("tier: " + string(tier) + minimal)
		c, _, err := loadWithRecord(files, "") // its routes are not recorded
		if err != nil {
			t.Fatal(err)
		}
		for _, env := range c.Environments {
			if env.Name == "dev" {
				got[tier] = env
			}
		}
	}
	for _, r := range []row{
		{"account", "dev", "dev", func(e Environment) any { return e.Account }},
		{"region", Region("eu-west-1"), Region("eu-west-1"), func(e Environment) any { return e.Region }},
		{"domain", "dev.example.com", "dev.example.com", func(e Environment) any { return e.Domain }},
		{"wave", 3, 1, func(e Environment) any { return e.Wave }},
		{"approval", ApprovalRequired, ApprovalNone, func(e Environment) any { return e.Approval }},
		{"tags.owner", "platform", "platform", func(e Environment) any { return e.Tags.Owner }},
		{"tags.costCentre", "cc-1000", "cc-1000", func(e Environment) any { return e.Tags.CostCentre }},
		{"tags.dataClass", Confidential, Confidential, func(e Environment) any { return e.Tags.DataClass }},
		{"logRetentionDays", 365, 30, func(e Environment) any { return e.LogRetentionDays }},
		{"alerts.email", "platform@example.com", "platform@example.com", func(e Environment) any { return e.Alerts.Email[0] }},
		{"network.zones", 3, 3, func(e Environment) any { return e.Network.Zones }},
		{"network.nat", NATPerZone, NATSingle, func(e Environment) any { return e.Network.NAT }},
		{"network.endpoints", EndpointsStandard, EndpointsNone, func(e Environment) any { return e.Network.Endpoints }},
		{"network.flowLogs", FlowLogsArchive, FlowLogsArchive, func(e Environment) any { return e.Network.FlowLogs }},
		{"class", "m7g.large", "t4g.small", func(e Environment) any { return database(e).Class }},
		{"name", "order_events", "order_events", func(e Environment) any { return database(e).Name }},
		{"storageGiB", 100, 20, func(e Environment) any { return database(e).StorageGiB }},
		{"maxStorageGiB", 400, 80, func(e Environment) any { return database(e).MaxStorageGiB }},
		{"multiAZ", Enabled, Disabled, func(e Environment) any { return database(e).MultiAZ }},
		{"backupDays", 35, 7, func(e Environment) any { return database(e).BackupDays }},
		{"backupWindow", "01:00-02:00", "01:00-02:00", func(e Environment) any { return database(e).BackupWindow }},
		{"maintenanceWindow", "sun:03:00-sun:04:00", "sun:03:00-sun:04:00", func(e Environment) any { return database(e).MaintenanceWindow }},
		{"databases.shop.class", "m7g.large", "t4g.medium", func(e Environment) any { return e.Databases["shop"].Class }},
		{"databases.shop.replicas", 0, 0, func(e Environment) any { return *e.Databases["shop"].Replicas }},
		{"databases.ledger.class", "r7g.large", "t4g.medium", func(e Environment) any { return e.Databases["ledger"].Class }},
		{"databases.ledger.replicas", 1, 0, func(e Environment) any { return *e.Databases["ledger"].Replicas }},
		{"databases.ledger.proxy", Disabled, Disabled, func(e Environment) any { return e.Databases["ledger"].Proxy }},
		{
			"databases.tides.serverless",
			Serverless{0.5, 4, Disabled},
			Serverless{0.5, 4, Disabled},
			func(e Environment) any { return *e.Databases["tides"].Serverless },
		},
		{"caches.sessions", "valkey 9.0 m7g.large, 1 shard, 1 replicas, 15 days", "valkey 9.0 t4g.micro, 1 shard, 0 replicas, 1 days", func(e Environment) any {
			c := e.Caches["sessions"]
			return fmt.Sprintf("%s %s %s, %d shard, %d replicas, %d days", c.Engine, c.Version, c.Class, c.Shards, *c.Replicas, c.SnapshotDays)
		}},
		{"caches.sessions.windows", "01:00-02:00 sun:03:00-sun:04:00", "01:00-02:00 sun:03:00-sun:04:00", func(e Environment) any {
			return e.Caches["sessions"].SnapshotWindow + " " + e.Caches["sessions"].MaintenanceWindow
		}},
		{"caches.pages", "1.6.22, 3 nodes", "1.6.22, 1 nodes", func(e Environment) any {
			return fmt.Sprintf("%s, %d nodes", e.Caches["pages"].Version, e.Caches["pages"].Nodes)
		}},
		{"search.products", "r7g.large × 3, 3 × m7g.large, 100 GiB, disabled, 00:00", "t3.small × 1, 0 × m7g.large, 10 GiB, disabled, 00:00", func(e Environment) any {
			s := e.Search["products"]
			return fmt.Sprintf("%s × %d, %d × %s, %d GiB, %s, %s", s.Class, s.Nodes, *s.Managers, s.ManagerClass,
				s.StorageGiB, s.MultiAZWithStandby, s.MaintenanceTime)
		}},
		{"existingRoles", 0, 0, func(e Environment) any { return len(e.ExistingRoles) }},
		{"front", FrontLoadBalancer, FrontLoadBalancer, func(e Environment) any { return e.Front }},
		{
			"firewall",
			Firewall{2000, FirewallBlock, []string{"SizeRestrictions_BODY"}, Disabled},
			Firewall{2000, FirewallBlock, []string{"SizeRestrictions_BODY"}, Disabled},
			func(e Environment) any { return e.Firewall },
		},
		{
			"sites.www",
			Site{Domain: "www.dev.example.com", SinglePage: Disabled, ContentSecurityPolicy: strictContent, Canary: Probe{"/", new(0), "", 10}},
			Site{Domain: "www.dev.example.com", SinglePage: Disabled, ContentSecurityPolicy: strictContent, Canary: Probe{"/", new(0), "", 10}},
			func(e Environment) any { return e.Sites["www"] },
		},
		{"canaries", Canaries{new(5), "syn-nodejs-5.4"}, Canaries{new(0), "syn-nodejs-5.4"}, func(e Environment) any { return e.Canaries }},
		{"port", 3000, 3000, func(e Environment) any { return web(e).Port }},
		{"cpu", 512, 256, func(e Environment) any { return web(e).CPU }},
		{"memory", 1024, 512, func(e Environment) any { return web(e).Memory }},
		{"architecture", ARM64, ARM64, func(e Environment) any { return web(e).Architecture }},
		{"user", "1000:1000", "1000:1000", func(e Environment) any { return web(e).User }},
		{"exec", Disabled, Disabled, func(e Environment) any { return web(e).Exec }},
		{
			"route",
			Route{Balancer: PublicBalancer, Path: "/*", Canary: Probe{"/healthz", new(200), "", 10}},
			Route{Balancer: PublicBalancer, Path: "/*", Canary: Probe{"/healthz", new(200), "", 10}},
			func(e Environment) any { return *web(e).Route },
		},
		{"health", Health{"/healthz", 60, nil}, Health{"/healthz", 60, nil}, func(e Environment) any { return web(e).Health }},
		{"scaling.min", 2, 1, func(e Environment) any { return *web(e).Scaling.Min }},
		{"scaling.max", 8, 4, func(e Environment) any { return web(e).Scaling.Max }},
		{"scaling.cpu", 60, 60, func(e Environment) any { return web(e).Scaling.CPU }},
		{"scaling.memory", 75, 75, func(e Environment) any { return *web(e).Scaling.Memory }},
		{"scaling.requests", 0, 0, func(e Environment) any { return web(e).Scaling.Requests }},
		{"statistic", Average, Average, func(e Environment) any { return web(e).Scaling.Metrics[0].Statistic }},
		{
			"deployment",
			Deployment{Rolling, 100, 200, 0, 0, 0, []RollBack{OnErrors, OnSlow, OnUnhealthy, OnStops}},
			Deployment{Rolling, 100, 200, 0, 0, 0, []RollBack{OnErrors, OnSlow, OnUnhealthy, OnStops}},
			func(e Environment) any { return web(e).Deployment },
		},
		{"launch", Fargate, Fargate, func(e Environment) any { return web(e).Launch }},
		{"tls", Disabled, Disabled, func(e Environment) any { return web(e).TLS }},
		{"tracing.exporter", ToXRay, ToXRay, func(e Environment) any { return e.Tracing.Exporter }},
		{"tracing", Enabled, Enabled, func(e Environment) any { return web(e).Tracing }},
		{"tasks", ByHand, ByHand, func(e Environment) any { return web(e).Tasks["repair"].Run }},
		{"timezone", "UTC", "UTC", func(e Environment) any { return web(e).Scaling.Schedules["night"].Timezone }},
		{
			"internal",
			Route{Balancer: InternalBalancer, Path: "/billing/*"},
			Route{Balancer: InternalBalancer, Path: "/billing/*"},
			func(e Environment) any { return *e.Services["billing"].Route },
		},
		{
			"canary",
			Deployment{Canary, 100, 200, 10, 10, 5, []RollBack{OnErrors, OnSlow, OnUnhealthy, OnStops}},
			Deployment{Canary, 100, 200, 10, 10, 5, []RollBack{OnErrors, OnSlow, OnUnhealthy, OnStops}},
			func(e Environment) any { return e.Services["billing"].Deployment },
		},
		{"instances.os", AL2023, AL2023, func(e Environment) any { return e.Instances.OS }},
		{"instances.classes", []string{"m7g.large"}, []string{"t4g.medium"}, func(e Environment) any { return e.Instances.Classes }},
		{"instances.min", 3, 1, func(e Environment) any { return e.Instances.Min }},
		{"instances.max", 12, 4, func(e Environment) any { return e.Instances.Max }},
		{"instances.volumeGiB", 50, 50, func(e Environment) any { return e.Instances.VolumeGiB }},
		{"recovery.domain", "dev-dr.example.com", "dev-dr.example.com", func(e Environment) any { return e.Recovery.Domain }},
		{"recovery.minTasks", 1, 1, func(e Environment) any { return *e.Recovery.MinTasks }},
		{"recovery.active", ActivePrimary, ActivePrimary, func(e Environment) any { return e.Recovery.Active }},
		{"recovery.generation", 1, 1, func(e Environment) any { return e.Recovery.Generation }},
	} {
		if v := r.get(got[Production]); !reflect.DeepEqual(v, r.production) {
			t.Errorf("%s is %v in production, want %v", r.what, v, r.production)
		}
		if v := r.get(got[Development]); !reflect.DeepEqual(v, r.development) {
			t.Errorf("%s is %v in development, want %v", r.what, v, r.development)
		}
	}
}

func TestDefaultsOfTheOrganization(t *testing.T) {
	files := example(t)
	written := files["organization.yaml"].Data
	start, end := bytes.Index(
		written,
		[]byte("archive:"),
	), bytes.Index(
		written,
		[]byte("# What an environment file may leave out."),
	)
	files["organization.yaml"].Data = slices.Concat(written[:start], written[end:])
	edit(t, files, "organization.yaml", "  branch: main\n", "")
	edit(t, files, "environments/dev.yaml", "openToVPN: [orders]\n", "")
	c, err := load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	o := c.Organization
	archive := Archive{
		RetentionDays: 2555, ColdDays: 90, Lock: LockGovernance, Locks: []Locked{LockedTrails}, QuestionGiB: 100,
	}
	if !reflect.DeepEqual(o.Archive, archive) ||
		o.Pipeline.Branch != "main" ||
		o.Domain.Account != SharedServices {
		t.Errorf("got %+v", o)
	}
	want := Detection{
		Watch:      []Detector{Trail, Recorder, GuardDuty, SecurityHub, AccessAnalyzer, Inspector},
		Standards:  []Standard{Foundational, CIS},
		Recording:  Continuous,
		DataEvents: DataEventsNone,
		Findings:   Findings{Email: []string{"platform@example.com"}, Least: Medium, KeepDays: 365},
	}
	if !reflect.DeepEqual(o.Detection, want) {
		t.Errorf("got %+v", o.Detection)
	}
}

func TestMemoryFollowsCPU(t *testing.T) {
	for _, cpu := range facts.FargateCPUUnits {
		s := Service{CPU: cpu}
		s.complete("web", Environment{Tier: Production})
		if !slices.Contains(facts.FargateMemory(cpu), s.Memory) {
			t.Errorf("Fargate does not offer %d MiB with cpu %d", s.Memory, cpu)
		}
	}
}
