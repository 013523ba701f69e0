package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// The values are made up, and put together here so that nobody's scanner takes them for somebody's.
func TestWhatLooksLikeASecretIsOneAndUsualValuesAreNot(t *testing.T) {
	secret := map[string]string{
		"KEY=AKIA" + "IOSFODNN7EXAMPLE":                                               "an access key of AWS",
		"KEY=ghs" + "_0123456789abcdefghij":                                           "a token of GitHub",
		"KEY=xapp" + "-1-A0123456789-0123":                                            "a token of Slack",
		"KEY=rk_test" + "_0123456789abcd":                                             "a key of Stripe",
		"KEY=whsec" + "_0123456789abcd":                                               "a key of Stripe",
		"KEY=sk-proj" + "-0123456789abcdefghijkl":                                     "a key of a language model",
		"KEY=sk-" + "0123456789abcdefghijklmnopqrstuv":                                "a key of a language model",
		"KEY=SG" + ".0123456789abcdefgh.0123456789abcdefgh":                           "a key of SendGrid",
		"KEY=npm" + "_0123456789abcdefghijklmnopqrstuvwxyz":                           "a token of npm",
		"KEY=-----BEGIN PRIVATE" + " KEY-----":                                        "a private key",
		"KEY=-----BEGIN OPENSSH PRIVATE" + " KEY-----":                                "a private key",
		"KEY=postgres://app:pass" + "@db.example.org/app":                             "a URL with a password",
		"KEY=amqps://app:pass" + "@mq.example.org":                                    "a URL with a password",
		"KEY=eyJ" + "hbGciOiJIUzI1NiJ9.eyJ" + "zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3": "a JSON Web Token",
		"PASSWORD=x":            "its name",
		"db_password=x":         "its name",
		"DB_PASSWORD_PROD=x":    "its name",
		"PASSWORD2=x":           "its name",
		"MYSQL_PWD_PASSWD=x":    "its name",
		"apiToken=x":            "its name",
		"GITHUB_TOKEN=x":        "its name",
		"REFRESH_TOKENS=a b":    "its name",
		"CLIENT_SECRET=x":       "its name",
		"AWS_ACCESS_KEY_ID=x":   "its name",
		"SIGNING_KEY=x":         "its name",
		"GCP_CREDENTIALS=x":     "its name",
		"SSH_PASSPHRASE=x":      "its name",
		"STRIPE_PRIVATE_KEY=/a": "its name",
	}
	for assignment, want := range secret {
		name, value, _ := strings.Cut(assignment, "=")
		assert.Equal(t, want, looksLike(name, value), assignment)
	}
	for _, assignment := range []string{
		"LOG_LEVEL=info", "NODE_ENV=production", "PORT=3000", "TZ=Europe/Dublin", "JAVA_TOOL_OPTIONS=-Xmx512m", "EMPTY=",
		"UPSTREAM=https://api.example.org:8443/v1", "PROXY=http://proxy:3128", "BROKERS=SASL_SSL://a:9098,b:9098",
		"JDBC=jdbc:postgresql://db:5432/app?user=app@example.org", "MAIL=team@example.org", "SSH=git@github.com:acme/shop.git",
		"DIGEST=sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "COMMIT=9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
		"TABLE=acme-prod-issued", "ROLE=arn:aws:iam::123456789012:role/app", "ID=01234567-89ab-cdef-0123-456789abcdef",
		"CERTIFICATE=-----BEGIN CERTIFICATE-----", "PUBLIC=-----BEGIN PUBLIC KEY-----", "MODEL=sk-learn-models-for-production-v2",
		"MAX_TOKENS=4096", "TOKENS=512", "TOKEN_TTL=3600", "TOKEN_URL=https://login.example.org/token", "TOKEN_ISSUER=acme",
		"TOKENIZER=cl100k", "CSRF_TOKEN_HEADER=X-CSRF-Token", "PASSWORD_MIN_LENGTH=12", "PASSWORD_FILE=/run/secrets/db", "PASSWORDLESS=true",
		"PASSWORDLESS_LOGIN=magic-link", "DB_PASSWORD_SECRET_NAME=orders", "SECRET_ARN=arn:aws:secretsmanager:eu-west-1:1:secret:x",
		"SECRETS_MANAGER_REGION=eu-west-1", "SECRETARY_EMAIL=a@example.org", "SECRET_ID=orders", "ACCESS_KEY_ROTATION_DAYS=90",
		"API_KEY_HEADER=X-Api-Key", "REQUIRE_TOKEN=yes", "SKIP_PASSWORD_CHECK=checkout", "USE_API_KEY=false", "TOKEN_ADDRESS=0xdac17f95",
		"ENCRYPTION_KEY_ALIAS=alias/app", "PRIVATE_KEY_PATH=keys/app.pem", "CREDENTIAL_PROVIDER=ecs", "KEYBOARD=qwerty", "MONKEY=banana",
		"SORT_KEY=order", "PRIMARY_KEY=id", "KEY_PREFIX=prod/", "FEATURE_KEYS=a,b", "PASSWORD=$DB", "AUTH=none", "BASIC_AUTH_REALM=acme",
	} {
		name, value, _ := strings.Cut(assignment, "=")
		assert.Empty(t, looksLike(name, value), assignment)
	}
}

// looksLike is what a variable is taken for.
func looksLike(name, value string) string {
	if shape := secretShape(value); shape != "" {
		return shape
	}
	if keepsSecret(name, value) {
		return "its name"
	}
	return ""
}

func TestCommandsHoldNoSecretsAndUsualOptionsAreNone(t *testing.T) {
	for command, want := range map[string]int{
		"serve --password=hunter2":                1,
		"serve --password hunter2":                1,
		"serve --api-token abc --port 80":         1,
		"sh -c|PASSWORD=hunter2 serve":            1,
		"sh -c|export API_TOKEN='abc'; serve":     1,
		"sh -c|serve --db-password hunter2":       1,
		"curl https://user:pass" + "@example.org": 1,
		"serve --port 80":                         0,
		"serve --password=$DB_PASSWORD":           0,
		"sh -c|serve --password $DB_PASSWORD":     0,
		"sh -c|serve --token \"$TOKEN\"":          0,
		"serve --password-file /run/secrets/db":   0,
		"serve --token-ttl 3600":                  0,
		"serve --max-tokens 4096":                 0,
		"psql --no-password app":                  0,
		"serve --use-token --verbose":             0,
		"serve --secret-name orders":              0,
		"node --max-old-space-size=512 app.js":    0,
		"java -Dserver.port=8080 -jar app.jar":    0,
		"sh -c|exec node app.js --level $LEVEL":   0,
		"serve --access-log --key-prefix=prod":    0,
		"python -m celery -A app worker --beat":   0,
	} {
		words := strings.Fields(command)
		if program, line, shell := strings.Cut(command, "|"); shell {
			words = append(strings.Fields(program), line)
		}
		files := example(t)
		quoted := fmt.Sprintf("command: [%q]", words[0])
		for _, word := range words[1:] {
			quoted = strings.TrimSuffix(quoted, "]") + fmt.Sprintf(", %q]", word)
		}
		edit(t, files, "environments/prod.yaml", "command: [node, prices.js]", quoted)
		faults := faultsOf(t, files)
		assert.Len(t, faults, want, "%s: %s", command, faults)
	}
}

func TestEveryWordAboutASecretIsOnceAndInOrder(t *testing.T) {
	assert.Equal(t, slices.Sorted(maps.Keys(set(about))), about)
	assert.Equal(t, slices.Sorted(maps.Keys(set(without))), without)
}

func set(words []string) map[string]bool {
	all := map[string]bool{}
	for _, word := range words {
		all[word] = true
	}
	return all
}
