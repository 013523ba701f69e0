package config

import "testing"

const withSecrets = `tier: development
network: {cidr: 10.10.0.0/16}
secrets:
  stripe-key: {}
  maps-key: {store: parameter-store}
services:
  web:
    image: web:1.0.0
    uses: [stripe-key, maps-key]
    environment: {MODE: fast}
`

func TestMistakesInASecretAreFound(t *testing.T) {
	findsMistakesIn(t, withSecrets, []mistake{
		{"secrets:", "secrets:\n  Key: {}", `secrets.Key: "Key" cannot be the name of a secret; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{"store: parameter-store", "store: vault", `secrets.maps-key.store: "vault" is not offered; choose secrets-manager or parameter-store`},
		{"store: parameter-store", "value: abc", `secrets.maps-key.value: is not a known key; known: store, standby`},
		{"secrets:", "secrets:\n  path: {}", `secrets.path: a service that used it would get PATH, which has a meaning already; choose another name`},
		{"secrets:", "secrets:\n  aws-access-key-id: {}", "secrets.aws-access-key-id: a service that used it would get AWS_ACCESS_KEY_ID, which has a meaning already; choose another name"},
		{"secrets:", "secrets:\n  ecs-token: {}", `secrets.ecs-token: a service that used it would get ECS_TOKEN, which has a meaning already; choose another name`},
		{"secrets:", "buckets: {stripe-key: {}}\nsecrets:", `secrets.stripe-key: stripe-key is the name of a bucket already; give one of them another name; services use them by it`},
		{"secrets:", "buckets: {assets: {}}\nsecrets:\n  assets-bucket: {}", `secrets.assets-bucket: a service that used it and assets would get ASSETS_BUCKET twice; rename one of them`},
		{"MODE: fast", "STRIPE_KEY: abc", `services.web.environment.STRIPE_KEY: STRIPE_KEY is set already, because the service uses stripe-key; leave it out or rename it`},
		{"MODE: fast", "MAPS_KEY_PARAMETER: abc", `services.web.environment.MAPS_KEY_PARAMETER: MAPS_KEY_PARAMETER is set already, because the service uses maps-key; leave it out or rename it`},
	})
}

func TestParameterStoreReservesNames(t *testing.T) {
	files := example(t)
	leaveOnly(t, files, "dev")
	edit(t, files, "organization.yaml", "name: acme", "name: awsome")
	files["environments/dev.yaml"].Data = []byte(withSecrets)
	const want = "secrets.maps-key.store: Parameter Store takes no names that begin with awsome; choose secrets-manager"
	if got := faultsOf(t, files); len(got) != 1 || got[0] != want {
		t.Errorf("got %q", got)
	}
}
