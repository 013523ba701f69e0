package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSecretThatAnOperatorFillsInStartsRandomAndIsKept(t *testing.T) {
	for stage, name := range map[string]string{"streams": "signing-key", "dev-stores": "stripe-key"} {
		secret := named(t, choices(t), stage, "AWS::SecretsManager::Secret", "Name", "choices/"+stage+"/"+name)
		assert.Nil(t, secret.Get("SecretString"), "the template knows no value")
		assert.Equal(t, map[string]any{"PasswordLength": 48.0, "ExcludePunctuation": true}, secret.Get("GenerateSecretString"),
			"changing this would overwrite what operators filled in")
		assert.Equal(t, "encrypts secrets", denotes(t, choices(t), secret, secret.Get("KmsKeyId")).Get("Description"))
		assert.Equal(t, "RetainExceptOnCreate", secret.DeletionPolicy)
		assert.Equal(t, "Retain", secret.UpdateReplacePolicy)
	}
}

// secretsOf are the references that ECS resolves when a service's task starts, by variable.
func secretsOf(t testing.TB, stack string) map[string]any {
	t.Helper()
	found := map[string]any{}
	for _, entry := range list(container(t, choices(t), stack)["Secrets"]) {
		found[entry.(map[string]any)["Name"].(string)] = entry.(map[string]any)["ValueFrom"]
	}
	return found
}

func TestSecretIsInjectedByReferenceUnderItsOwnName(t *testing.T) {
	secrets := secretsOf(t, "dev-stores/service-api")
	assert.Len(t, secrets, 2)
	assert.Equal(t, "arn:aws:ssm:us-east-1:606060606060:parameter/choices/dev-stores/maps-key", secrets["MAPS_KEY"])
	referenced, found := choices(t).Resolve(choices(t).Stack("dev-stores/service-api"), secrets["STRIPE_KEY"])
	assert.True(t, found)
	assert.Equal(t, named(t, choices(t), "dev-stores", "AWS::SecretsManager::Secret", "Name", "choices/dev-stores/stripe-key"), referenced)
	variables := text(container(t, choices(t), "dev-stores/service-api")["Environment"])
	assert.Contains(t, variables, `{"Name":"MAPS_KEY_PARAMETER","Value":"/choices/dev-stores/maps-key"}`, "to read it again")
	assert.Contains(t, variables, `{"Name":"STRIPE_KEY_SECRET_ARN"`)
}

func TestParameterIsReadByTheServicesThatNameItAndDecryptedThroughSSMOnly(t *testing.T) {
	readers, decrypters := map[string]bool{}, map[string]bool{}
	for _, policy := range in(t, choices(t), "dev-stores", "AWS::IAM::Policy") {
		for _, s := range assembly.Statements(policy) {
			if policy.Stack.ID == "dev-stores/releases" {
				continue // which says what runs
			}
			if strings.Contains(text(s.Actions), "ssm:GetParameter") {
				readers[policy.String()] = true
				assert.Equal(t, []any{"arn:aws:ssm:us-east-1:606060606060:parameter/choices/dev-stores/maps-key"}, s.Resources)
				assert.Contains(t, []string{"dev-stores/service-api", "dev-stores/service-ticker"}, policy.Stack.ID)
			}
			if strings.Contains(text(s.Condition), `"kms:ViaService":"ssm.us-east-1.amazonaws.com"`) {
				decrypters[policy.String()] = true
				assert.Equal(t, []string{"kms:Decrypt"}, s.Actions)
				require.Len(t, s.Resources, 1)
				assert.Equal(t, "encrypts secrets", denotes(t, choices(t), policy, s.Resources[0]).Get("Description"))
			}
		}
	}
	assert.Len(t, readers, 3, "ECS when the task starts, the task, and pods")
	assert.Equal(t, readers, decrypters)
}

// CloudFormation refuses a template without resources.
func TestEnvironmentOfParametersOnlyHasNoDataStack(t *testing.T) {
	c := loads(t, []byte("tier: development\nnetwork: {cidr: 10.0.0.0/21}\nsecrets: {maps-key: {store: parameter-store}}\n"))
	require.NotNil(t, c)
	for _, stack := range synthesizeEnvironments(t, c).Stage("dev") {
		assert.NotContains(t, stack.ID, "/data-")
		assert.NotEmpty(t, stack.Resources, stack.ID)
	}
}
