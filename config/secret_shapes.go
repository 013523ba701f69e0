package config

import (
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// secretElsewhere is where a secret belongs.
const secretElsewhere = "every template would show it: add it under secrets:, and list it in uses:, which makes a variable of it;" +
	" the password of a database comes with uses: alone"

// shapes are what nobody's value looks like by chance, from the documentation of who makes them.
var shapes = []struct {
	what  string
	shape *regexp.Regexp
}{
	{"an access key of AWS", regexp.MustCompile(`\b(AKIA|ASIA)[A-Z0-9]{12,}\b`)},
	{"a token of GitHub", regexp.MustCompile(`\b(gh[opsur]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,})`)},
	{"a token of GitLab", regexp.MustCompile(`\bglpat-[A-Za-z0-9_-]{16,}`)},
	{"a token of Slack", regexp.MustCompile(`\b(xox[abeoprs]|xapp)-[A-Za-z0-9-]{10,}|hooks\.slack\.com/services/T\w+/B\w+/\w+`)},
	{"a key of Stripe", regexp.MustCompile(`\b([rs]k_(live|test)|whsec)_[A-Za-z0-9]{10,}`)},
	{"a key of Google", regexp.MustCompile(`\bAIza[A-Za-z0-9_-]{35}`)},
	{"a key of a language model", regexp.MustCompile(`\bsk-((ant|proj|svcacct)-[A-Za-z0-9_-]{20,}|[A-Za-z0-9]{32,})`)},
	{"a key of SendGrid", regexp.MustCompile(`\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}`)},
	{"a token of npm", regexp.MustCompile(`\bnpm_[A-Za-z0-9]{36}`)},
	{"a private key", regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY`)},
	{"a JSON Web Token", regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}`)},
	{"a URL with a password", regexp.MustCompile(`://[^/\s:@?#]*:[^/\s@?#]+@`)},
}

// secretShape says what a text looks like whose shape is that of a secret, or nothing.
func secretShape(text string) string {
	for _, s := range shapes {
		if s.shape.MatchString(text) {
			return s.what
		}
	}
	return ""
}

var (
	// secretName is in the name of what is secret.
	secretName = regexp.MustCompile(`(PASSWORD|PASSWD|PASSPHRASE|SECRET|CREDENTIAL|TOKEN)S?[0-9]*(_|$)|` +
		`(PRIVATE|API|ACCESS|SIGNING|ENCRYPTION)_?KEY`)
	// accessKey is in the name of what is secret though it ends in ID.
	accessKey = regexp.MustCompile(`(API|ACCESS)_?KEY`)
	// harmless is a value that is none, whatever its name.
	harmless = regexp.MustCompile(`^(|(?i:true|false|yes|no|on|off|none|null|enabled|disabled|required|optional)|` +
		`arn:aws:.*|https?://.*|(/[\w.-]+){2,}|\$.*)$`)
	// amount is a number of what can be counted, such as tokens.
	amount = regexp.MustCompile(`^[0-9]{1,9}$`)
	// counted is a name of how many there are.
	counted = regexp.MustCompile(`TOKENS$`)
)

// about are the words at the end of a name that make it one of something about a secret: TOKEN_TTL, PASSWORD_FILE.
var about = []string{
	"ACCEPTED", "ADDRESS", "AGE", "ALGORITHM", "ALIAS", "ALLOWED", "ARN", "AUDIENCE", "BACKEND", "BUCKET", "CACHE", "CHECK",
	"CHECKS", "COUNT", "DAYS", "DIR", "DIRECTORY", "DISABLED", "ENABLED", "ENDPOINT", "EXPIRATION", "EXPIRES", "EXPIRY", "FIELD", "FILE", "FORMAT",
	"HEADER", "HOST", "HOURS", "ID",
	"ISSUER", "LENGTH", "LIFETIME", "LIMIT", "MANAGER", "MAX", "METHOD", "MIN", "MINUTES", "MODE", "NAME", "NAMES", "PARAM", "PATH",
	"PATTERN", "POLICY", "PREFIX", "PROVIDER", "REGEX", "REGION", "REQUIRED", "RESET", "ROTATION", "SCOPE", "SCOPES", "SECONDS", "SIZE",
	"SOURCE", "STORE", "STRENGTH", "SUFFIX", "SYMBOL", "TABLE", "TIMEOUT", "TTL", "TYPE", "URI", "URL", "VERSION", "WINDOW",
}

// without begin the names of switches.
var without = []string{"ALLOW", "DISABLE", "ENABLE", "NO", "REQUIRE", "SKIP", "USE", "WITHOUT"}

// keepsSecret tells whether a name is that of a secret, and a value may be one.
func keepsSecret(name, value string) bool {
	words := strings.Split(strings.ToUpper(strings.ReplaceAll(name, "-", "_")), "_")
	joined := strings.Join(words, "_")
	switch {
	case !secretName.MatchString(joined), harmless.MatchString(value):
		return false
	case slices.Contains(without, words[0]):
		return false
	case slices.Contains(about, words[len(words)-1]):
		return words[len(words)-1] == "ID" && accessKey.MatchString(joined)
	}
	return !counted.MatchString(joined) || !amount.MatchString(value)
}

var (
	// assigned is a name and its value in a word of a command, or in a line that a shell reads.
	assigned = regexp.MustCompile(`(?:^|[\s;&|(])-{0,2}([A-Za-z][\w-]*)=("[^"]*"|'[^']*'|[^\s;&|)]*)`)
	// option is an option whose value follows it, and that value.
	option = regexp.MustCompile(`(?:^|\s)--([A-Za-z][\w-]*)\s+("[^"]*"|'[^']*'|[^\s;&|)-][^\s;&|)]*)`)
	// lone is an option whose value is the next word.
	lone = regexp.MustCompile(`^--[A-Za-z][\w-]*$`)
)

// checkCommand demands words that are there and that hold no secret.
func checkCommand(at document.Path, words []string) {
	for i, word := range words {
		here := at.Index(i)
		here.Demand(word != "", "is empty", "leave it out")
		shape := secretShape(word)
		here.Demand(shape == "", "holds what looks like "+shape, secretElsewhere)
		if shape != "" {
			continue
		}
		pairs := append(assigned.FindAllStringSubmatch(word, -1), option.FindAllStringSubmatch(word, -1)...)
		if i+1 < len(words) && lone.MatchString(word) && !strings.HasPrefix(words[i+1], "-") {
			pairs = append(pairs, []string{"", word[2:], words[i+1]})
		}
		for _, p := range pairs {
			kept := keepsSecret(p[1], strings.Trim(p[2], `"'`))
			here.Demand(!kept, "what follows "+p[1]+" looks like a secret", secretElsewhere)
		}
	}
}
