package docs

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Secrets Manager finds descriptions by their beginning: that of a store is the beginning of another one's.
func TestASecretIsFoundByItsWholeDescription(t *testing.T) {
	all, err := deployed()
	require.NoError(t, err)
	there := map[string]bool{}
	for _, a := range all {
		for _, secret := range a.OfType("AWS::SecretsManager::Secret") {
			if description, is := secret.Get("Description").(string); is {
				there[description] = true
			}
		}
	}
	seen := 0
	for _, d := range documents(t) {
		for _, b := range d.blocks() {
			for _, match := range regexp.MustCompile(`Key=description,Values='([^']+)'`).FindAllStringSubmatch(b.text, -1) {
				seen++
				assert.Contains(t, b.text, "[?Description=='"+match[1]+"'].ARN", b.where)
				assert.True(t, there[match[1]], "%s: no secret is described as %q", b.where, match[1])
			}
		}
	}
	assert.Greater(t, seen, 4)
}

// OpenSearch Service demands a letter of either case, a digit and a sign of a master user's password; ElastiCache takes
// 16 to 128 characters, and few signs.
func TestANewPasswordIsOneThatBothServicesTake(t *testing.T) {
	source := string(read(t, "docs/secrets.md").source)
	line := regexp.MustCompile(`(?m)^new=.*$`).FindString(source)
	require.NotEmpty(t, line)
	output, err := exec.Command("bash", "-euc", line+`; printf %s "$new"`).Output()
	require.NoError(t, err)
	password := string(output)
	for _, demanded := range []string{`[A-Z]`, `[a-z]`, `[0-9]`, `[^A-Za-z0-9]`, `^[A-Za-z0-9!&#$^<>-]{16,128}$`} {
		assert.Regexp(t, demanded, password)
	}
	assert.Greater(t, strings.Count(source, `"$new"`), 3, "it is what the commands set")
}

// The cache of a standby has the secret of its primary, and a user of its own.
func TestTheUserOfEachSideOfACacheGetsTheNewPassword(t *testing.T) {
	all, err := deployed()
	require.NoError(t, err)
	loops := regexp.MustCompile(`(?m)^for user in (.*); do$`).FindAllStringSubmatch(string(read(t, "docs/secrets.md").source), -1)
	require.Len(t, loops, 2, "one gives two passwords, the other takes the old one away")
	var sides []string
	for _, user := range all[0].OfType("AWS::ElastiCache::User") {
		id, _ := user.Get("UserId").(string)
		if user.Get("UserName") == "bulkhead" && strings.HasPrefix(user.Stack.Stage, "prod") && strings.HasSuffix(id, "-sessions") {
			sides = append(sides, user.Stack.Region+"/"+id)
		}
	}
	for _, loop := range loops {
		assert.ElementsMatch(t, sides, strings.Fields(loop[1]))
	}
}
