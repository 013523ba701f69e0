package test

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/facts"
	"bulkhead/internal/spec"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// dailyDir holds what people change from day to day, to be laid over the configuration choices.
const dailyDir = "testdata/daily"

// seldom are the fields of the configuration that testdata/daily does not change, and why, by what they begin with.
var seldom = map[string]string{
	"Organization.name":                               "a name is permanent",
	"Organization.domain":                             "another domain is another environment",
	"Organization.regions":                            "another region is another environment, and zones are permanent",
	"Organization.accounts":                           "an account is permanent",
	"Organization.awsOrganization":                    "it is joined once",
	"Organization.management":                         "it has a stack of its own, and the year of changes changes it",
	"Organization.detection.recorder":                 "it says what was there before",
	"Organization.detection.findings.slack.workspace": "another workspace is another configuration, whose name is taken",
	"Organization.observability.sinks":                "another sink is another link",
	"Organization.observability.grafana":              "of Identity Center, which choices does not have",
	"Organization.vpn.cidr":                           "another range is another network",
	"Organization.vpn.clients":                        "another range replaces AWS Client VPN, on which nothing else depends",
	"Organization.vpn.server":                         "another server is another way in: its own resources",
	"Organization.vpn.saml":                           "another provider replaces AWS Client VPN",
	"Organization.vpn.certificate":                    "of AWS Client VPN, which choices does not have",
	"Organization.identity.provider":                  "other stacks",
	"Organization.identity.instance":                  "another instance is other permission sets",
	"Organization.identity.region":                    "another region is another stack",
	"Organization.identity.groups.id":                 "another id is another group",
	"Organization.applications.repository":            "another repository is another application",
	"Organization.applications.services":              "they are of environments, which have to have them",
	"Organization.applications.environments":          "another one is another role there",
	"Organization.applications.architecture":          "as that of services, which is another image",
	"Organization.applications.circleci.organization": "another organization is another provider",
	"Organization.oidcProviderExists":                 "it says what was there before",
	"Organization.pipeline":                           "another repository is another pipeline",
	"Environment.tier":                                "it decides what is kept, not what is replaced: see the goldens of both",
	"Environment.account":                             "another account is another environment",
	"Environment.region":                              "another region is another environment",
	"Environment.domain":                              "another domain is another environment",
	"Environment.network.cidr":                        "another range is another network",
	"Organization.existingRepositories":               "another repository is another image",
	"Environment.network.existing":                    "another network is another environment",
	"Environment.existing":                            "it is its owner's: see the year of changes",
	"Environment.backups.copies":                      "whether security has a vault",
	"Environment.backups.restoreTests":                "whether there is a plan for tests",
	"Environment.kubernetes.existing":                 "another cluster is another place, to which services move",
	"Environment.kubernetes.mode":                     "a cluster keeps its mode",
	"Environment.buckets.standby":                     "a store that is there cannot become a replica",
	"Environment.caches.standby":                      "a store that is there cannot become a replica",
	"Environment.databases.standby":                   "a store that is there cannot become a replica",
	"Environment.secrets.standby":                     "a store that is there cannot become a replica",
	"Environment.recovery.traffic":                    "the other way of clients is other records: see the year of changes",
	"Environment.recovery.active":                     "it follows a failover: see what changes with it in active_test.go",
	"Environment.recovery.generation":                 "it follows a failover: see what changes with it in active_test.go",
	"Environment.tracing.exporter":                    "where traces go decides what resources there are",
	"Environment.tracing.secret":                      "another secret is another resource",
	"Environment.databases.engine":                    "another engine is another database",
	"Environment.databases.restoreFrom":               "what a store is restored from is decided once",
	"Environment.databases.as":                        "it is decided with what a store is restored from",
	"Environment.caches.restoreFrom":                  "what a store is restored from is decided once",
	"Environment.caches.as":                           "it is decided with what a store is restored from",
	"Environment.databases.name":                      "a name is permanent",
	"Environment.databases.version":                   "engines have a way of their own to a major version",
	"Environment.databases.multiAZ":                   "development only leaves it out",
	"Environment.databases.proxy":                     "another address",
	"Environment.databases.replicas":                  "how many is what resources there are",
	"Environment.caches.engine":                       "another engine is another cache",
	"Environment.caches.version":                      "engines have a way of their own to a major version",
	"Environment.caches.nodes":                        "the specification says that Memcached's cluster may be replaced",
	"Environment.caches.shards":                       "resharding has rules of its own",
	"Environment.caches.replicas":                     "resharding has rules of its own",
	"Environment.search.version":                      "an upgrade has rules of its own",
	"Environment.search.multiAZWithStandby":           "it asks for nodes and managers in three zones",
	"Environment.search.hosting":                      "another hosting is another store",
	"Environment.search.image":                        "what runs on instances is changed in the year",
	"Environment.search.restoreFrom":                  "what a store is restored from is decided once",
	"Environment.search.as":                           "it is decided with what a store is restored from",
	"Environment.search.standby":                      "a store that is there cannot become a replica",
	"Environment.existingRoles":                       "it says what was there before",
	"Environment.caches.hosting":                      "another hosting is another store",
	"Environment.caches.image":                        "what runs on instances is changed in the year",
	"Environment.caches.volumeGiB":                    "what runs on instances is changed in the year",
	"Environment.databases.hosting":                   "another hosting is another store",
	"Environment.databases.image":                     "what runs on instances is changed in the year",
	"Environment.databases.primary":                   "what runs on instances is changed in the year",
	"Environment.caches.clusterMode":                  "clients have to speak another protocol",
	"Environment.databases.upgradeTo":                 "a major version is a project",
	"Environment.streams.brokers":                     "another kind of broker is another cluster",
	"Environment.streams.version":                     "an upgrade has rules of its own",
	"Environment.streams.zones":                       "brokers stay where they are",
	"Environment.streams.standby":                     "another choice is a stack more or less",
	"Environment.streams.certificateAuthorities":      "MSK takes one change at a time",
	"Environment.mail.address":                        "people know whom mail is from: see the year of changes",
	"Environment.volumes.as":                          "other variables, which services have to know first",
	"Environment.volumes.directory":                   "another directory is another volume",
	"Environment.volumes.of":                          "another file system is another volume",
	"Environment.buckets.takesOver":                   "another name is another bucket: see the year of changes",
	"Environment.tables.takesOver":                    "another name is another table: see the year of changes",
	"Environment.tables.indexes":                      "DynamoDB takes one index that is new or goes, and none that changes",
	"Environment.tables.key":                          "another key is another table",
	"Environment.tables.sort":                         "another key is another table",
	"Environment.tables.types":                        "another key is another table",
	"Environment.topics.fifo":                         "another order is another topic",
	"Environment.queues.fifo":                         "another order is another queue",
	"Environment.services.scaling.backlog.queue":      "another queue is other metrics of the same policy",
	"Environment.secrets.store":                       "another store is another secret",
	"Environment.instances.os":                        "another image, by another template",
	"Environment.functions.deployment.strategy":       "another strategy is other resources",
	"Environment.functions.on.streams.topics":         "another topic is another mapping",
	"Environment.functions.on.streams.start":          "where somebody begins is decided once",
	"Environment.functions.on.tables.start":           "where somebody begins is decided once",
	"Environment.functions.on.route.balancer":         "another load balancer is another target group",
	"Environment.functions.on.route.host":             "a condition of a rule, as its path is",
	"Environment.front":                               "another front is other resources",
	"Environment.services.launch":                     "another way to run: services have tests of it",
	"Environment.services.tls":                        "another protocol is other target groups",
	"Environment.services.route.balancer":             "another load balancer is other target groups",
	"Environment.services.route.login.secret":         "another secret, or version of it, is another reference in the same place",
	"Environment.services.route.host":                 "a condition of a rule, as its path is",
	"Environment.services.deployment.strategy":        "another strategy is other target groups",
	"Environment.services.tasks.run":                  "another way to run is another resource",
	"Environment.sites.domain":                        "another domain is another certificate and record",
	"Environment.sites.files":                         "content, not infrastructure",
	"Environment.recovery.region":                     "another region is another standby",
	"Environment.recovery.cidr":                       "another range is another network",
	"Environment.recovery.domain":                     "another domain is another environment",
}

// replaceable are types that a change from day to day may replace, because a new one can be there beside the old one.
var replaceable = map[string]string{
	"AWS::ECS::TaskDefinition":                 "a revision",
	"AWS::Lambda::LayerVersion":                "each version is a new one",
	"AWS::ApiGatewayV2::VpcLink":               "names of links are not unique; the integration moves to the new one in place",
	"AWS::EKS::Nodegroup":                      "it has no name; pods move to nodes of the new one before the old one goes",
	"AWS::ElasticLoadBalancingV2::TargetGroup": "it has no name; tasks register with the new one before the rule leads there",
}

// updatedInPlace are properties that the specification says replace, or may, and that do not, and where that is known
// from.
var updatedInPlace = map[string]string{
	"AWS::EC2::TransitGatewayRouteTable Tags":         "the schema of the registry, since 2026: tagUpdatable, and no create-only property",
	"AWS::RDS::DBInstance BackupRetentionPeriod":      "the provider's source: listed as conditional, and never a reason to replace",
	"AWS::S3::Bucket ObjectLockEnabled":               "the schema of the registry: no create-only property; S3 locks buckets that are there, and never unlocks one",
	"AWS::RDS::DBInstance PreferredMaintenanceWindow": "the provider's source: listed as conditional, and never a reason to replace",
}

// fieldsOf adds the paths of all fields below a type.
func fieldsOf(all map[string]bool, t reflect.Type, name string) {
	switch {
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Map || t.Kind() == reflect.Slice:
		fieldsOf(all, t.Elem(), name)
		return
	case t.Kind() == reflect.Struct:
		found := false
		for _, field := range reflect.VisibleFields(t) {
			if key := field.Tag.Get("yaml"); key != "" && key != "-" {
				found = true
				fieldsOf(all, field.Type, name+"."+key)
			}
		}
		if found {
			return
		}
	}
	all[name] = true
}

// said adds the paths of fields of a type that a YAML value says something of.
func said(all map[string]bool, value any, t reflect.Type, name string) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch v := value.(type) {
	case map[string]any:
		for key, inner := range v {
			switch t.Kind() {
			case reflect.Map:
				said(all, inner, t.Elem(), name)
			case reflect.Struct:
				for _, field := range reflect.VisibleFields(t) {
					if field.Tag.Get("yaml") == key {
						said(all, inner, field.Type, name+"."+key)
					}
				}
			}
		}
		if t.Kind() == reflect.Map && t.Elem().Kind() != reflect.Struct {
			all[name] = true
		}
	case []any:
		all[name] = true
		for _, inner := range v {
			if t.Kind() == reflect.Slice {
				said(all, inner, t.Elem(), name)
			}
		}
	default:
		all[name] = true
	}
}

// readYAML is a file as YAML has it.
func readYAML(t testing.TB, path string) map[string]any {
	t.Helper()
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	var value map[string]any
	require.NoError(t, yaml.Unmarshal(content, &value), path)
	return value
}

// overlay lays a value over another: maps key by key, all else as a whole.
func overlay(under, over map[string]any) map[string]any {
	for key, value := range over {
		below, isMap := under[key].(map[string]any)
		if above, both := value.(map[string]any); isMap && both {
			value = overlay(below, above)
		}
		under[key] = value
	}
	return under
}

// dailyFiles are the files of dailyDir, as they are called below a configuration directory.
func dailyFiles(t testing.TB) []string {
	t.Helper()
	environments, err := filepath.Glob(dailyDir + "/environments/*.yaml")
	require.NoError(t, err)
	all := []string{"organization.yaml"}
	for _, path := range environments {
		all = append(all, "environments/"+filepath.Base(path))
	}
	return all
}

// changedDaily is the cloud assembly of choices with all that people change from day to day.
func changedDaily(t testing.TB) *assembly.Assembly {
	t.Helper()
	return once("daily", func() *assembly.Assembly {
		dir := filepath.Join(t.TempDir(), "choices")
		require.NoError(t, os.CopyFS(dir, os.DirFS("testdata/configs/choices")))
		for _, name := range dailyFiles(t) {
			under, over := readYAML(t, filepath.Join(dir, name)), readYAML(t, filepath.Join(dailyDir, name))
			merged, err := yaml.Marshal(overlay(under, over))
			require.NoError(t, err)
			require.NoError(t, os.WriteFile(filepath.Join(dir, name), merged, 0o644))
		}
		c, err := config.Load(dir)
		require.NoError(t, err)
		return synthesize(t, c)
	})
}

// replacements are the resources of before that after replaces, by a property of theirs or through another resource,
// and why.
func replacements(before, after *assembly.Assembly) map[*assembly.Resource]string {
	found := map[*assembly.Resource]string{}
	for again := true; again; {
		again = false
		for _, old := range resourcesOf(before) {
			if found[old] != "" {
				continue
			}
			if why := replacedBy(before, after, old, found); why != "" {
				found[old], again = why, true
			}
		}
	}
	return found
}

// replacedBy tells why a resource is replaced, or nothing.
func replacedBy(
	before, after *assembly.Assembly, old *assembly.Resource, replaced map[*assembly.Resource]string,
) string {
	stack := after.Stack(old.Stack.ID)
	if stack == nil {
		return ""
	}
	now := stack.Resource(old.LogicalID)
	if now == nil {
		return ""
	}
	of, known := spec.Of(old.Type)
	if !known && !strings.HasPrefix(old.Type, "Custom::") {
		return "has a type that the specification does not know"
	}
	for _, path := range slices.Concat(of.Replaced, of.Perhaps) {
		path, _, _ = strings.Cut(path, ".*")
		if updatedInPlace[old.Type+" "+path] != "" {
			continue
		}
		was, is := at(old, path), at(now, path)
		if !reflect.DeepEqual(was, is) {
			return path + " was " + text(was) + " and is " + text(is)
		}
		for _, target := range denoted(before, old.Stack, was) {
			if replaced[target] != "" {
				return path + " leads to " + target.String() + ", which is replaced"
			}
		}
	}
	return ""
}

// TestNothingThatChangesFromDayToDayIsInAPropertyThatReplaces: CloudFormation makes the new one first, which fails for
// whatever there can be one of, and an e-mail address must not replace anything else either.
func TestNothingThatChangesFromDayToDayIsInAPropertyThatReplaces(t *testing.T) {
	used := map[string]bool{}
	for r, why := range replacements(choices(t), changedDaily(t)) {
		is, err := facts.Of(r.Type)
		require.NoError(t, err)
		now := changedDaily(t).Stack(r.Stack.ID).Resource(r.LogicalID)
		if has(r, is.Name.Property) && at(r, is.Name.Property) != at(now, is.Name.Property) {
			continue // its name says what it is
		}
		used[r.Type] = true
		assert.NotEmpty(t, replaceable[r.Type], "%s would be replaced: %s", r, why)
	}
	for property := range updatedInPlace {
		name, _, _ := strings.Cut(property, " ")
		_, err := facts.Of(name)
		assert.NoError(t, err)
	}
	for name := range replaceable {
		assert.True(t, used[name], "nothing replaces an %s any more", name)
	}
}

func TestEveryFieldIsChangedFromDayToDayOrSomebodySaidWhyNot(t *testing.T) {
	all, changed := map[string]bool{}, map[string]bool{}
	fieldsOf(all, reflect.TypeFor[config.Organization](), "Organization")
	fieldsOf(all, reflect.TypeFor[config.Environment](), "Environment")
	for _, name := range dailyFiles(t) {
		of, typ := "Environment", reflect.TypeFor[config.Environment]()
		if name == "organization.yaml" {
			of, typ = "Organization", reflect.TypeFor[config.Organization]()
		}
		said(changed, readYAML(t, filepath.Join(dailyDir, name)), typ, of)
	}
	used := map[string]bool{}
	for _, field := range slices.Sorted(maps.Keys(all)) {
		excused := false
		for prefix := range seldom {
			if strings.HasPrefix(field, prefix) {
				excused, used[prefix] = true, true
			}
		}
		assert.NotEqual(
			t,
			changed[field],
			excused,
			"%s: change it in %s, or say in seldom why nobody does; not both",
			field,
			dailyDir,
		)
	}
	for prefix := range seldom {
		assert.True(t, used[prefix], "no field begins with %s any more", prefix)
	}
}
