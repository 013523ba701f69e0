package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// masters are the secrets of the master users of an assembly's databases, and the replicas of these.
func masters(a *assembly.Assembly) map[*assembly.Resource]bool {
	all := map[*assembly.Resource]bool{}
	for _, r := range resourcesOf(a) {
		description, _ := r.Get("Description").(string)
		switch {
		case r.Type == "AWS::SecretsManager::Secret" && strings.HasPrefix(description, "master user of database "):
			all[r] = true
		case r.Type == "AWS::SecretsManager::SecretTargetAttachment":
			all[r] = true
		case r.Type == "Custom::ReplicatedSecret" && strings.Contains(text(r.Stack.Template), "AWS::RDS::") && strings.HasPrefix(stackName(r), "data-"):
			all[r] = true
		}
	}
	return all
}

// references are the resources that a resource's properties name.
func references(a *assembly.Assembly, r *assembly.Resource) (all []*assembly.Resource) {
	var walk func(value any)
	walk = func(value any) {
		switch value := value.(type) {
		case map[string]any:
			if target, found := a.Resolve(r.Stack, value); found {
				all = append(all, target)
			}
			for _, inner := range value {
				walk(inner)
			}
		case []any:
			for _, inner := range value {
				walk(inner)
			}
		}
	}
	walk(r.Properties)
	return all
}

// stackName is what a resource's stack is called in its stage.
func stackName(r *assembly.Resource) string {
	_, name, _ := strings.Cut(r.Stack.ID, "/")
	return name
}

// TestNoTaskReadsTheSecretOfAMasterUser: nothing but what is of the database itself names it, in whatever property.
func TestNoTaskReadsTheSecretOfAMasterUser(t *testing.T) {
	found := 0
	for _, a := range assemblies(t) {
		all := masters(a)
		found += len(all)
		for _, r := range resourcesOf(a) {
			name := stackName(r)
			if strings.HasPrefix(name, "data-") || strings.HasPrefix(name, "proxy-") {
				continue // the database, what rotates and makes users, and its proxy
			}
			for _, target := range references(a, r) {
				assert.False(t, all[target], "%s knows %s", r, target)
			}
		}
	}
	assert.Greater(t, found, 30)
}

// TestAServiceIsAUserOfItsOwnInADatabase: with a secret that nothing else knows, be it a task, a function, a pod or a
// policy, made before its tasks and gone after them.
func TestAServiceIsAUserOfItsOwnInADatabase(t *testing.T) {
	seen, known := 0, map[string]bool{}
	for _, a := range assemblies(t) {
		for _, user := range a.OfType("Custom::DatabaseUser") {
			seen++
			secret := denotes(t, a, user, user.Get("Secret"))
			for _, r := range resourcesOf(a) {
				if r.Stack == user.Stack {
					continue
				}
				for _, target := range references(a, r) {
					if target != secret {
						continue
					}
					known[r.Type] = true
					assert.Contains(t, r.Stack.DependsOn, user.Stack.ID, "the user is there before %s, and goes after it", r)
					kind, name, _ := strings.Cut(stackName(r), "-")
					want := map[string]string{"service": name, "function": name + "_function"}[kind]
					assert.Equal(t, want, user.Get("User"), r)
				}
			}
			maker := denotes(t, a, user, user.Get("ServiceToken"))
			assert.Contains(t, user.Stack.DependsOn, maker.Stack.ID)
			assert.True(t, strings.HasPrefix(stackName(maker), "data-"), maker)
		}
	}
	assert.Greater(t, seen, 20)
	for _, kind := range []string{"AWS::ECS::TaskDefinition", "AWS::Lambda::Function", "AWS::IAM::Policy", "Custom::KubernetesObjects"} {
		assert.True(t, known[kind], "no %s knows a secret", kind)
	}
}

func TestRightsAreWhatTheConfigurationSays(t *testing.T) {
	rights := map[string]any{}
	for _, user := range in(t, choices(t), "stores", "Custom::DatabaseUser") {
		rights[stackName(user)] = user.Get("Rights")
	}
	assert.Equal(t, "read", rights["user-ledger--reports"], "reads")
	assert.Equal(t, "write", rights["user-orders--reports"])
}

// TestAUsersPasswordRotatesWhereItIsMade: where the database takes writes, and the secret is no replica.
func TestAUsersPasswordRotatesWhereItIsMade(t *testing.T) {
	rotate, rest := 0, 0
	for _, a := range assemblies(t) {
		for _, user := range a.OfType("Custom::DatabaseUser") {
			var rotation *assembly.Resource
			for _, r := range user.Stack.Resources {
				if r.Type == "AWS::SecretsManager::RotationSchedule" {
					rotation = r
				}
			}
			secret := denotes(t, a, user, user.Get("Secret"))
			if user.Get("Active") == "false" || secret.Type == "Custom::ReplicatedSecret" {
				rest++
				assert.Nil(t, rotation, user)
				continue
			}
			rotate++
			require.NotNil(t, rotation, user)
			assert.Equal(t, secret, denotes(t, a, rotation, rotation.Get("SecretId")))
			assert.Equal(t, denotes(t, a, user, user.Get("ServiceToken")), denotes(t, a, rotation, rotation.Get("RotationLambdaARN")))
			assert.Equal(t, "rate(30 days)", rotation.Get("RotationRules", "ScheduleExpression"))
			assert.Equal(t, false, rotation.Get("RotateImmediatelyOnUpdate"))
			assert.Contains(t, rotation.DependsOn, user.LogicalID, "its login is tried at once")
			assert.Equal(t, "Delete", secret.DeletionPolicy, "what is kept of the database has no such user")
		}
	}
	assert.Greater(t, rotate, 15)
	assert.Greater(t, rest, 2)
}

func TestAProxyKnowsASecretForEachLoginThatServicesHave(t *testing.T) {
	proxies := 0
	for _, a := range assemblies(t) {
		for _, proxy := range a.OfType("AWS::RDS::DBProxy") {
			proxies++
			var known, want []*assembly.Resource
			for _, auth := range list(proxy.Get("Auth")) {
				known = append(known, denotes(t, a, proxy, auth.(map[string]any)["SecretArn"]))
			}
			require.True(t, masters(a)[known[0]], "%s is made before the first user", proxy)
			database := strings.TrimPrefix(stackName(proxy), "proxy-")
			for _, user := range a.OfType("Custom::DatabaseUser") {
				if user.Stack.Stage == proxy.Stack.Stage && strings.HasPrefix(stackName(user), "user-"+database+"--") {
					for _, login := range list(user.Get("Logins")) {
						want = append(want, denotes(t, a, user, login))
					}
				}
			}
			assert.ElementsMatch(t, want, known[1:], proxy)
			assert.Zero(t, len(want)%2, "two for each")
		}
	}
	assert.Greater(t, proxies, 1)
}
