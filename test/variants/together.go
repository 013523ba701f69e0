package variants

import "maps"

// together are values that only make a valid configuration with each other, by definition: chance does not find them.
// One that is nil is left out.
var together = map[string][]map[string]any{
	"Application": {
		{"github": nil, "circleci": nil},
		{"codepipeline": nil, "circleci": nil, "approve": nil},
		{"codepipeline": nil, "github": nil},
	},
	"Archive": {
		{"retentionDays": 31, "coldDays": 30},
		{"retentionDays": 36500, "coldDays": 36499},
	},
	"Database": {
		{
			"engine": "postgres", "version": "17.7", "storageGiB": 20, "maxStorageGiB": 22, "hosting": nil, "image": nil, "primary": nil,
			"class": nil, "replicas": 5, "serverless": nil, "upgradeTo": nil, "parameters": nil,
		},
		{
			"engine": "mysql", "version": "8.4.10", "storageGiB": 59578, "maxStorageGiB": 65536, "hosting": nil, "image": nil, "primary": nil,
			"class": nil, "replicas": nil, "serverless": nil, "upgradeTo": nil, "parameters": nil,
		},
		{
			"engine": "mysql", "version": "8.4.10", "hosting": "instances", "image": "api:1.0.0", "class": "m7g.large", "storageGiB": 16384,
			"maxStorageGiB": nil, "replicas": nil, "serverless": nil, "upgradeTo": nil, "parameters": nil, "proxy": nil,
			"multiAZ": nil, "backupDays": nil, "backupWindow": nil, "maintenanceWindow": nil, "apply": nil, "alarms": nil,
			"restoreFrom": nil,
		},
	},
	"DatabaseBackup": {
		{"snapshot": "snap-0123456789abcdef0", "database": nil, "time": nil},
		{"snapshot": nil, "database": "db-ABCDEFGHIJKLMNOPQRSTUVWXYZ", "time": "latest"},
		{"snapshot": "before-the-release", "database": nil, "time": nil},
	},
	"Deployment": {
		{
			"strategy":          "rolling",
			"minHealthyPercent": 1,
			"maxHealthyPercent": 101,
			"bakeMinutes":       nil,
			"stepPercent":       nil,
			"stepMinutes":       nil,
		},
		{
			"strategy":          "canary",
			"stepPercent":       1,
			"stepMinutes":       1,
			"bakeMinutes":       1,
			"minHealthyPercent": nil,
			"maxHealthyPercent": nil,
		},
		{
			"strategy":          "canary",
			"stepPercent":       99,
			"stepMinutes":       1440,
			"bakeMinutes":       2,
			"minHealthyPercent": nil,
			"maxHealthyPercent": nil,
		},
		{
			"strategy":          "blue-green",
			"bakeMinutes":       1440,
			"stepPercent":       nil,
			"stepMinutes":       nil,
			"minHealthyPercent": nil,
			"maxHealthyPercent": nil,
		},
	},
	"Existing": {
		{
			"host": "ledger.example.net", "port": 1, "securityGroup": "sg-0123456789abcdef0", "name": "ledger",
			"secret": nil, "key": nil, "bucket": nil,
		},
		{
			"host": "10.10.1.9", "port": 65535, "securityGroup": "sg-0123456789abcdef0", "readerHost": "10.10.1.10",
			"secret": nil, "key": nil, "bucket": nil,
		},
	},
	"Network": {
		{"zones": 2, "subnets": 2},
		{
			"zones": 2, "nat": nil, "endpoints": nil, "subnets": nil, "publicBuckets": nil, "blockPublicAccess": nil,
			"existing": map[string]any{
				"vpc":     "vpc-0123456789abcdef0",
				"public":  existingSubnets("a"),
				"private": existingSubnets("b"),
				"data":    existingSubnets("c"),
			},
		},
	},
	"Scaling": {{"cpu": 90}},
	"Search":  {{"class": "r7g.16xlarge", "storageGiB": 16384}},
	"Service": {
		{"cpu": 16384, "memory": 122880, "launch": nil},
		{
			"cpu": 16384, "memory": 122880, "launch": nil, "sidecars": nil, "storage": nil,
			"tmpfs": []any{map[string]any{"path": "/tmp", "sizeMiB": 65536}},
		},
		{
			"cpu": 16384, "memory": 122880, "launch": nil, "tmpfs": nil,
			"sidecars": map[string]any{"proxy": map[string]any{"image": "api:1.0.0", "memory": 65536, "cpu": 16383}},
		},
		{
			"route":      map[string]any{"path": "/shop/*"},
			"deployment": map[string]any{"strategy": "linear", "stepPercent": 99, "stepMinutes": 900},
		},
	},
	"environment": {
		{
			"region":   "us-east-1",
			"recovery": nil,
			"network":  map[string]any{"cidr": "10.10.0.0/16", "zones": 2, "subnets": 6},
		},
		{
			"network": map[string]any{"cidr": "10.10.0.0/16", "zones": 3}, "instances": nil,
			"services": map[string]any{"jobs": map[string]any{
				"image": "api:1.0.0",
				"scaling": map[string]any{
					"min": 5000,
					"max": 5000,
					"schedules": map[string]any{
						"night": map[string]any{"cron": "0 22 * * ? *", "min": 5000, "max": 5000},
					},
				},
			}},
		},
	},
}

// existingSubnets are two subnets of a tier of a network that exists, which share a route table.
func existingSubnets(tier string) []any {
	table := "rtb-0" + tier + "000000"
	return []any{
		map[string]any{"subnet": "subnet-0" + tier + "000001", "routeTable": table},
		map[string]any{"subnet": "subnet-0" + tier + "000002", "routeTable": table},
	}
}

// join sets values that belong together, now and then: rather those that make a choice which was not seen.
func (g *Generator) join(s schema, made map[string]any) {
	all := together[s.key]
	if len(all) == 0 || g.random.IntN(4) > 0 {
		return
	}
	one := all[g.random.IntN(len(all))]
	for range len(all) {
		if g.fresh(s, one) {
			break
		}
		one = all[g.random.IntN(len(all))]
	}
	for name, value := range one {
		made[name] = copied(value)
	}
	maps.DeleteFunc(made, func(_ string, value any) bool { return value == nil })
}

// copied copies maps within maps, which mending changes.
func copied(value any) any {
	values, is := value.(map[string]any)
	if !is {
		return value
	}
	all := map[string]any{}
	for name, value := range values {
		all[name] = copied(value)
	}
	return all
}

// fresh tells whether values make a choice that no variant has made.
func (g *Generator) fresh(s schema, values map[string]any) bool {
	found := map[choice]bool{}
	s.find(values, found)
	for c := range found {
		if !g.seen[c] {
			return true
		}
	}
	return false
}
