package test

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyEnvironment is every environment of every shared configuration, recovery environments among them.
func everyEnvironment(t testing.TB, promise func(a *assembly.Assembly, e config.Environment)) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		c, err := config.Load(sharedConfigs[name].dir)
		require.NoError(t, err)
		for _, e := range c.Sides() {
			promise(shared(t, name), e)
		}
	}
}

// usersOf are the stacks, without their environment, of the services and functions that name a store in uses, and of
// the functions that a queue starts.
func usersOf(e config.Environment, store string) []string {
	var users []string
	for name, service := range e.Services {
		traces := service.Tracing == config.Enabled && e.Tracing != nil && e.Tracing.Secret == store
		if slices.Contains(service.Uses, store) || traces {
			users = append(users, "service-"+name)
		}
	}
	for name, function := range e.Functions {
		if startedBy(function, store) || slices.Contains(function.Uses, store) {
			users = append(users, "function-"+name)
		}
	}
	slices.Sort(users)
	return users
}

// startedBy tells whether Lambda reads a store for a function.
func startedBy(f config.Function, store string) bool {
	_, queue := f.On.Queues[store]
	_, stream := f.On.Streams[store]
	_, table := f.On.Tables[store]
	return queue || stream || table
}

// openings are the stacks whose security groups may enter a group, and the descriptions of those of its own stack.
func openings(t testing.TB, a *assembly.Assembly, group *assembly.Resource) (foreign, own []string) {
	t.Helper()
	for _, rule := range list(group.Get("SecurityGroupIngress")) { // rules for other groups are resources of their own
		rule := rule.(map[string]any)
		require.Equal(t, one(t, a, "shared-services", "AWS::EC2::VPC").Get("CidrBlock"), rule["CidrIp"], "%s", group)
		own = append(own, rule["Description"].(string))
	}
	for _, rule := range a.OfType("AWS::EC2::SecurityGroupIngress") {
		if groupOf(t, a, rule) != group {
			continue
		}
		for _, wide := range []string{"CidrIp", "CidrIpv6", "SourcePrefixListId"} {
			assert.Nil(t, rule.Get(wide), "%s opens %s to addresses", rule, group)
		}
		source := denotes(t, a, rule, rule.Get("SourceSecurityGroupId"))
		if source.Stack == group.Stack {
			own = append(own, rule.Get("Description").(string))
		} else {
			foreign = append(foreign, source.Stack.ID)
		}
	}
	slices.Sort(foreign)
	return slices.Compact(foreign), own
}

// groupOf is the security group that a rule is of; nil for one of a cluster that something else has made.
func groupOf(t testing.TB, a *assembly.Assembly, rule *assembly.Resource) *assembly.Resource {
	t.Helper()
	if id, literal := rule.Get("GroupId").(string); literal {
		require.True(t, strings.HasPrefix(id, "sg-"), rule)
		return nil
	}
	return denotes(t, a, rule, rule.Get("GroupId"))
}

func TestOnlyServicesThatUseAStoreReachIt(t *testing.T) {
	seen, vpn := 0, 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, kind := range e.StoreKinds() {
			if slices.Contains(withoutSecurityGroup, kind) || e.Volumes[name].Of != "" {
				continue
			}
			seen++
			front, behind := frontOf(t, a, e, kind, name)
			var want []string
			for _, user := range usersOf(e, name) {
				if f := e.Functions[strings.TrimPrefix(user, "function-")]; strings.HasPrefix(user, "function-") &&
					!slices.Contains(f.Uses, name) {
					continue // Lambda reads for it
				}
				want = append(want, e.Name+"/"+user)
			}
			for other, volume := range e.Volumes { // on the same file system
				for _, user := range usersOf(e, other) {
					if volume.Of == name {
						want = append(want, e.Name+"/"+user)
					}
				}
			}
			if stream := e.Streams[name]; stream.Standby == config.Replica && (e.Side == config.Standby || !e.Active) {
				want = append(want, e.Name+"/replicator-"+name)
			}
			if e.Bastion != nil && slices.Contains(e.Bastion.Uses, name) {
				want = append(want, e.Name+"/bastion")
			}
			slices.Sort(want)
			want = slices.Compact(want)
			foreign, own := openings(t, a, front)
			assert.Equal(t, want, foreign, "%s %s of %s", kind, name, e.Name)
			assert.Equal(
				t,
				slices.Contains(e.OpenToVPN, name),
				slices.Contains(own, throughVPN),
				"%s %s of %s",
				kind,
				name,
				e.Name,
			)
			for _, description := range own {
				if description == throughVPN {
					vpn++
					continue
				}
				if description == "nodes to nodes" && strings.HasPrefix(front.Get("GroupDescription").(string), "nodes of ") {
					continue
				}
				if e.StartsFunctions(name) && strings.HasSuffix(description, "/data-"+name+"/"+name+"/Group") {
					continue // see function_records_test.go
				}
				assert.Contains(t, []string{"rotation of the password", "what makes users"}, description, "%s %s of %s", kind, name, e.Name)
			}
			if behind != nil {
				foreign, _ := openings(t, a, behind)
				assert.Equal(t, []string{e.Name + "/proxy-" + name}, foreign, "%s %s of %s: only its proxy enters", kind, name, e.Name)
			}
		}
	})
	assert.Greater(t, seen, 25)
	assert.Greater(t, vpn, 4, "openToVPN")
}

// throughVPN is the description of what opens something to the VPN's network.
const throughVPN = "people, through the VPN"

// withoutSecurityGroup are the kinds of stores that are reached through AWS's own addresses, or, for services and
// functions, through the internal load balancer, which internal_test.go is about. Those of what exists are its owner's:
// see existing_test.go.
var withoutSecurityGroup = []string{"bucket", "existing bucket", "existing store", "function", "mail", "queue", "secret", "service", "table", "topic"}

// frontOf is the security group that services enter, and the one behind it when a proxy stands before the store.
func frontOf(
	t testing.TB,
	a *assembly.Assembly,
	e config.Environment,
	kind, name string,
) (front, behind *assembly.Resource) {
	t.Helper()
	for _, group := range in(t, a, e.Name, "AWS::EC2::SecurityGroup") {
		description := group.Get("GroupDescription").(string)
		if !strings.HasSuffix(description, "-"+e.Name+"-"+name) {
			continue
		}
		if strings.HasPrefix(description, kind+" ") || strings.HasPrefix(description, "nodes of ") {
			front = group
		}
		if strings.HasPrefix(description, "proxy of "+kind+" ") {
			behind = group
		}
	}
	require.NotNil(t, front, "%s %s of %s: begin the description of its security group with its kind, or add the kind to withoutSecurityGroup", kind, name, e.Name)
	if behind != nil {
		return behind, front
	}
	return front, nil
}

// knowNoResource are the actions of services that IAM can grant on everything only.
var knowNoResource = []string{
	"ecr:GetAuthorizationToken",
	"xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
	"cloudwatch:DescribeAlarms",
	"ec2:AssignPrivateIpAddresses", "ec2:CreateNetworkInterface", "ec2:DeleteNetworkInterface", "ec2:DescribeNetworkInterfaces",
	"ec2:DescribeSubnets", "ec2:UnassignPrivateIpAddresses", // of Lambda, before the interface is there
	"ec2:DescribeSecurityGroups", "ec2:DescribeVpcs", "dynamodb:ListStreams", // of Lambda, which reads for functions
	"logs:DescribeLogGroups", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel", "ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
}

// notStores are what services are granted that is no store, by ARN.
var notStores = regexp.MustCompile(`^"arn:aws:(ecr:[a-z0-9-]+:\d{12}:repository/[a-z0-9/-]+"|ecr:[a-z0-9-]+:\*:repository/aws-guardduty-agent-fargate"|ecs:[a-z0-9-]+:\d{12}:task/)`)

// grants are the stores of an environment that each of its services may do something with, from what its policies say.
func grants(t testing.TB, a *assembly.Assembly, e config.Environment) map[string][]string {
	t.Helper()
	granted := map[string][]string{} // stacks by store
	for _, stack := range a.Stage(e.Name) {
		user := strings.TrimPrefix(stack.ID, e.Name+"/")
		if !strings.HasPrefix(user, "service-") && !strings.HasPrefix(user, "function-") {
			continue
		}
		for _, r := range stack.Resources {
			if strings.Contains(r.LogicalID, "RightsPermit") {
				continue // see permission_test.go
			}
			for _, managed := range list(r.Get("ManagedPolicyArns")) {
				assert.Contains(t, text(managed), "/AmazonECSInfrastructureRolePolicyForLoadBalancers", "%s: which resources it is about, only AWS knows", r)
			}
			for _, s := range assembly.Statements(r) {
				if s.Effect != "Allow" || len(s.Principals) > 0 {
					continue
				}
				assert.Empty(t, s.NotActions, "%s %s", r, s.Path)
				assert.Empty(t, s.NotResources, "%s %s", r, s.Path)
				assert.NotContains(t, strings.Join(s.Actions, " "), "*", "%s %s: write the actions out", r, s.Path)
				for _, resource := range s.Resources {
					if resource == "*" {
						assert.Subset(t, knowNoResource, s.Actions, "%s %s", r, s.Path)
						continue
					}
					if store := storeOf(t, a, e, stack, s, resource); store != "" {
						granted[store] = append(granted[store], user)
					}
				}
			}
		}
	}
	for _, services := range granted {
		slices.Sort(services)
	}
	return granted
}

// storeOf is the store that a resource of a service's statement is or belongs to; nothing when it is none.
func storeOf(
	t testing.TB,
	a *assembly.Assembly,
	e config.Environment,
	stack *assembly.Stack,
	s assembly.Statement,
	resource any,
) string {
	t.Helper()
	equal, _ := s.Condition["StringEquals"].(map[string]any)
	for _, point := range denoted(a, stack, equal["elasticfilesystem:AccessPointArn"]) {
		return ownerOf(t, e, point) // which of the volumes that are on the file system
	}
	for name, settings := range e.Mail { // all are of one domain
		if equal["ses:FromAddress"] == e.From(settings) {
			return name
		}
	}
	for _, target := range denoted(a, stack, resource) {
		switch {
		case strings.HasPrefix(target.Stack.ID, e.Name+"/user-"): // its user of a database
			database, user, _ := strings.Cut(strings.TrimPrefix(target.Stack.ID, e.Name+"/user-"), "--")
			name, function := strings.CutSuffix(user, "--function")
			kind := "service-"
			if function {
				kind = "function-"
			}
			assert.Equal(t, e.Name+"/"+kind+name, stack.ID, "%s is another's", target)
			return database
		case target.Type == "Custom::ReplicatedSecret": // what the primary's is called in the recovery region
			return strings.TrimPrefix(target.Stack.ID, e.Name+"/data-")
		case strings.HasPrefix(target.Stack.ID, e.Name+"/data-"):
			return ownerOf(t, e, target)
		case target.Type == "AWS::KMS::Key":
			if target.Get("Description") != "encrypts log groups and recorded sessions" {
				assert.Contains(t, text(s.Condition), "kms:ViaService", "%s %s: a key opens every store of its kind", s.Owner, s.Path)
			}
			return ""
		case target.Stack == stack, target.Type == "AWS::Logs::LogGroup", target.Type == "AWS::ECS::Cluster":
			return ""
		}
		require.Fail(t, "a service is granted something that is no store", "%s %s: %s", s.Owner, s.Path, target)
	}
	written := text(resource)
	for store, x := range e.Existing {
		if written == strconv.Quote(x.Secret) || written == strconv.Quote("arn:aws:s3:::"+x.Bucket) ||
			written == strconv.Quote("arn:aws:s3:::"+x.Bucket+"/*") {
			return store
		}
		if written == strconv.Quote(x.Key) {
			assert.Contains(t, text(s.Condition), "kms:ViaService", "%s %s: who knows what else it opens", s.Owner, s.Path)
			return store
		}
	}
	for store := range e.StoreKinds() {
		if e.Other != nil && strings.Contains(written, ":table/") && strings.Contains(written, "-"+e.Other.Name+"-"+store) {
			return store // the replica has the name of the primary's
		}
		inBucket := "-" + e.Name + "-" + store + "-" + string(e.AccountID)
		if strings.Contains(written, inBucket) || strings.Contains(written, "-"+e.Name+"-"+store+"/") ||
			strings.Contains(written, "/"+e.Name+"/"+store+`"`) {
			return store
		}
	}
	require.Regexp(t, notStores, strings.TrimPrefix(written, `{"Fn::Join":["",[`), "%s %s grants what no test knows", s.Owner, s.Path)
	return ""
}

func TestOnlyServicesThatUseAStoreAreGrantedAnythingOnIt(t *testing.T) {
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		granted := grants(t, a, e)
		for store, services := range granted {
			seen++
			assert.Equal(t, usersOf(e, store), slices.Compact(services), "%s of %s", store, e.Name)
		}
		for store, kind := range e.StoreKinds() {
			if silent := kind == "service" || kind == "function" ||
				e.Caches[store].Engine == config.Memcached || kind == "existing store" && e.Existing[store].Secret == ""; !silent &&
				len(usersOf(e, store)) > 0 {
				assert.NotEmpty(t, granted[store], "%s of %s is used, and nobody may", store, e.Name)
			}
		}
	})
	assert.Greater(t, seen, 40)
}

// denoted are all resources that something in a value stands for.
func denoted(a *assembly.Assembly, from *assembly.Stack, value any) []*assembly.Resource {
	if r, ok := a.Resolve(from, value); ok {
		return []*assembly.Resource{r}
	}
	var all []*assembly.Resource
	switch v := value.(type) {
	case map[string]any:
		for _, inner := range v {
			all = append(all, denoted(a, from, inner)...)
		}
	case []any:
		for _, inner := range v {
			all = append(all, denoted(a, from, inner)...)
		}
	}
	return all
}

// ownerOf is the store that a resource of the data stack is part of: the ids of its parts begin with its name.
func ownerOf(t testing.TB, e config.Environment, r *assembly.Resource) string {
	t.Helper()
	owner := ""
	for name := range e.StoreKinds() {
		if strings.HasPrefix(r.LogicalID, strings.ReplaceAll(name, "-", "")) && len(name) > len(owner) {
			owner = name
		}
	}
	require.NotEmpty(t, owner, "%s belongs to no store: begin the id of its construct with the store's name", r)
	return owner
}

func TestWhoReadsASecretMayUseItsKey(t *testing.T) {
	seen := 0
	for _, a := range assemblies(t) {
		for _, policy := range a.OfType("AWS::IAM::Policy") {
			var secrets []*assembly.Resource
			keys := map[*assembly.Resource]bool{}
			for _, s := range assembly.Statements(policy) {
				for _, target := range denoted(a, policy.Stack, s.Resources) {
					if slices.Contains(s.Actions, "secretsmanager:GetSecretValue") {
						secrets = append(secrets, target)
					}
					if slices.Contains(s.Actions, "kms:Decrypt") {
						keys[target] = true
					}
				}
			}
			for _, secret := range secrets {
				key := secret.Get("KmsKeyId")
				if secret.Type != "AWS::SecretsManager::Secret" { // RDS keeps it for a database
					key = secret.Get("MasterUserSecret", "KmsKeyId")
				}
				if key == nil {
					continue
				}
				seen++
				assert.True(t, keys[denotes(t, a, secret, key)], "%s reads %s, whose key it may not use", policy, secret)
			}
		}
	}
	assert.Greater(t, seen, 40)
}

func TestContainersAreToldAboutTheStoresTheyUseAndAboutNothingElse(t *testing.T) {
	tracing := []string{"OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_SERVICE_NAME"}
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, service := range e.Services {
			want := slices.Concat(
				slices.Collect(maps.Keys(service.Environment)),
				slices.Collect(maps.Keys(e.Injected(service))),
			)
			if service.Tracing == config.Enabled {
				want = append(want, tracing...)
			}
			for _, task := range ofType(t, a, e.Name+"/service-"+name, "AWS::ECS::TaskDefinition") {
				for _, c := range list(task.Get("ContainerDefinitions")) {
					c := c.(map[string]any)
					if c["Name"] != name {
						continue
					}
					seen++
					got := append(names(c["Environment"]), names(c["Secrets"])...)
					if service.Tracing == config.Enabled && !slices.Contains(got, tracing[0]) {
						got = append(got, tracing...) // a task of its own has no collector beside it
					}
					assert.ElementsMatch(t, want, got, "%s of %s", name, e.Name)
				}
			}
		}
	})
	assert.Greater(t, seen, 30)
}

// What services name in uses holds something. Its type may have been classified for another use, which holds nothing.
// dataStack is the stack of a store, which is in the foundation of a standby or in the side itself.
func dataStack(a *assembly.Assembly, e config.Environment, name string) *assembly.Stack {
	if stack := a.Stack(e.Name + "-foundation/data-" + name); stack != nil {
		return stack
	}
	return a.Stack(e.Name + "/data-" + name)
}

func TestEveryStoreIsClassifiedAsOne(t *testing.T) {
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, kind := range e.StoreKinds() {
			made := e.Secrets[name].Store == config.ParameterStore // by operators
			_, existing := e.Existing[name]
			if kind == "service" || kind == "function" || kind == "mail" || made || existing { // addresses are of one domain
				continue
			}
			if kind == "secret" && e.Side == config.Standby && e.Secrets[name].Standby == config.Replica ||
				kind == "table" && e.Side == config.Standby {
				continue // its primary makes it
			}
			// The main resource of a construct has the id Default, which CDK leaves out of logical ids. Secrets say
			// more, and of what is on instances, a volume of each node is what keeps.
			main := regexp.MustCompile(
				"^" + regexp.QuoteMeta(strings.ReplaceAll(name, "-", "")) + "(FilledIn|NodesVolume1)?[0-9A-F]{8}$",
			)
			found := 0
			for _, r := range dataStack(a, e, name).Resources {
				if !main.MatchString(r.LogicalID) {
					continue
				}
				found++
				is, err := facts.Of(r.Type)
				require.NoError(t, err)
				// Memcached and topics keep nothing: the documentation says so. A volume `of` another is on its file
				// system.
				keeps := r.Get("Engine") != "memcached" && kind != "topic" && e.Volumes[name].Of == ""
				assert.True(t, is.State.Kind != facts.Stateless || !keeps,
					"%s is what services name in uses, and internal/facts says that its type holds nothing: choose stateful or "+
						"madeAgain, with .unless(…) for others of the type", r)
			}
			seen += found
			assert.Equal(t, 1, found, "%s has no resource for %s %s whose id is Default", e.Name, kind, name)
		}
	})
	assert.Greater(t, seen, 20)
}
