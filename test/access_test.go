package test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// everyEnvironment is every environment of every shared configuration, recovery environments among them.
func everyEnvironment(t testing.TB, promise func(a *assembly.Assembly, e config.Environment)) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(sharedConfigs)) {
		c, err := config.Load(sharedConfigs[name].dir)
		require.NoError(t, err)
		for _, e := range c.Environments {
			promise(shared(t, name), e)
			if e.Recovery != nil {
				promise(shared(t, name), e.Standby())
			}
		}
	}
}

// usersOf are the services of an environment that name a store in uses.
func usersOf(e config.Environment, store string) []string {
	var users []string
	for name, service := range e.Services {
		if slices.Contains(service.Uses, store) {
			users = append(users, name)
		}
	}
	slices.Sort(users)
	return users
}

// openings are the stacks whose security groups may enter a group, and the descriptions of those of its own stack.
func openings(t testing.TB, a *assembly.Assembly, group *assembly.Resource) (foreign, own []string) {
	t.Helper()
	require.Empty(t, list(group.Get("SecurityGroupIngress")), "%s: rules are resources of their own", group)
	for _, rule := range a.OfType("AWS::EC2::SecurityGroupIngress") {
		if denotes(t, a, rule, rule.Get("GroupId")) != group {
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

func TestOnlyServicesThatUseAStoreReachIt(t *testing.T) {
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, kind := range e.StoreKinds() {
			if slices.Contains(withoutDoor, kind) {
				continue
			}
			seen++
			front, behind := frontOf(t, a, e, kind, name)
			var want []string
			for _, user := range usersOf(e, name) {
				want = append(want, e.Name+"/service-"+user)
			}
			foreign, own := openings(t, a, front)
			assert.Equal(t, want, foreign, "%s %s of %s", kind, name, e.Name)
			for _, description := range own {
				assert.Contains(t, []string{"rotation of the password", "from the proxy"}, description, "%s %s of %s", kind, name, e.Name)
			}
			if behind != nil {
				foreign, _ := openings(t, a, behind)
				assert.Empty(t, foreign, "%s %s of %s: only its proxy enters", kind, name, e.Name)
			}
		}
	})
	assert.Greater(t, seen, 25)
}

// withoutDoor are the kinds of stores that are reached through AWS's own addresses, or, for services, through the
// internal load balancer, which internal_test.go is about.
var withoutDoor = []string{"bucket", "secret", "service"}

// frontOf is the security group that services enter, and the one behind it when a proxy stands before the store.
func frontOf(t testing.TB, a *assembly.Assembly, e config.Environment, kind, name string) (front, behind *assembly.Resource) {
	t.Helper()
	for _, group := range in(t, a, e.Name, "AWS::EC2::SecurityGroup") {
		description := group.Get("GroupDescription").(string)
		if !strings.HasSuffix(description, "-"+e.Name+"-"+name) {
			continue
		}
		if strings.HasPrefix(description, kind+" ") {
			front = group
		}
		if strings.HasPrefix(description, "proxy of "+kind+" ") {
			behind = group
		}
	}
	require.NotNil(t, front, "%s %s of %s", kind, name, e.Name)
	if behind != nil {
		return behind, front
	}
	return front, nil
}

func TestOnlyServicesThatUseAStoreAreGrantedAnythingOnIt(t *testing.T) {
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		data := a.Stack(e.Name + "/data")
		if data == nil {
			return
		}
		granted := map[string][]string{} // services by store
		for _, stack := range a.Stage(e.Name) {
			service, ok := strings.CutPrefix(stack.ID, e.Name+"/service-")
			if !ok {
				continue
			}
			for _, r := range stack.Resources {
				if r.Type != "AWS::IAM::Policy" {
					continue
				}
				for _, target := range denoted(a, stack, r.Get("PolicyDocument")) {
					if target.Stack == data {
						seen++
						granted[ownerOf(t, e, target)] = append(granted[ownerOf(t, e, target)], service)
					}
				}
			}
		}
		for store, services := range granted {
			slices.Sort(services)
			assert.Equal(t, usersOf(e, store), slices.Compact(services), "%s of %s", store, e.Name)
		}
		for store, kind := range e.StoreKinds() {
			silent := kind == "service" || e.Caches[store].Engine == config.Memcached || e.Secrets[store].Store == config.ParameterStore
			if !silent && len(usersOf(e, store)) > 0 {
				assert.NotEmpty(t, granted[store], "%s of %s is used, and nobody may", store, e.Name)
			}
		}
	})
	assert.Greater(t, seen, 60)
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
	require.NotEmpty(t, owner, r)
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
