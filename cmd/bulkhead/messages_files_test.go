package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const organization = "organization.yaml"

// does is a change of the directory itself.
func does(says string, act func(dir string) error) badInput {
	return badInput{says: says, act: func(t *testing.T, dir string) {
		t.Helper()
		require.NoError(t, act(dir))
	}}
}

// environment is a file of an environment.
func environment(dir, name string) string { return filepath.Join(dir, "environments", name) }

var badFiles = []badInput{
	does("organization.yaml is missing", func(dir string) error { return os.Remove(filepath.Join(dir, organization)) }),
	does("organization.yaml is a directory", func(dir string) error {
		_ = os.Remove(filepath.Join(dir, organization))
		return os.Mkdir(filepath.Join(dir, organization), 0o755)
	}),
	does("organization.yaml leads nowhere", func(dir string) error {
		_ = os.Remove(filepath.Join(dir, organization))
		return os.Symlink("nowhere", filepath.Join(dir, organization))
	}),
	does("the directory of environments is missing", func(dir string) error { return os.RemoveAll(filepath.Join(dir, "environments")) }),
	does("the directory of environments is a file", func(dir string) error {
		_ = os.RemoveAll(filepath.Join(dir, "environments"))
		return os.WriteFile(filepath.Join(dir, "environments"), nil, 0o644)
	}),
	does("the file of an environment is gone, and its account is not", func(dir string) error { return os.Remove(environment(dir, "stage.yaml")) }),
	does("the file of an environment has a capital letter", func(dir string) error {
		return os.Rename(environment(dir, "dev.yaml"), environment(dir, "Dev.yaml"))
	}),
	does("the file of an environment ends in yml", func(dir string) error {
		return os.Rename(environment(dir, "dev.yaml"), environment(dir, "dev.yml"))
	}),
	does("an environment has the name of an account that is of all", func(dir string) error {
		return os.Rename(environment(dir, "dev.yaml"), environment(dir, "security.yaml"))
	}),
	does("an environment is called as a standby is", func(dir string) error {
		return os.Rename(environment(dir, "dev.yaml"), environment(dir, "dev-dr.yaml"))
	}),
	does("an environment is called by one letter", func(dir string) error {
		return os.Rename(environment(dir, "dev.yaml"), environment(dir, "d.yaml"))
	}),
	does("an environment is in a directory", func(dir string) error {
		_ = os.Mkdir(environment(dir, "old"), 0o755)
		return os.Rename(environment(dir, "dev.yaml"), environment(dir, "old/dev.yaml"))
	}),
	does("the file of an environment leads nowhere", func(dir string) error { return os.Symlink("nowhere", environment(dir, "qa.yaml")) }),
	does("something else is among environments", func(dir string) error {
		return os.WriteFile(environment(dir, "notes.txt"), nil, 0o644)
	}),
	{says: "a file of 10 MB", file: "dev", new: strings.Repeat("# "+strings.Repeat("x", 1000)+"\n", 10_000)},
	{says: "a file of 20,000 lines", file: "dev", new: strings.Repeat("#\n", 20_000)},
	{says: "a line of 5,000 bytes", file: "dev", old: "tier: development", new: "tier: " + strings.Repeat("x", 5000)},
	{says: "an empty file", file: "dev", new: ""},
	{says: "a file of comments", file: organization, new: "# nothing\n"},
	{says: "a byte order mark", file: "dev", old: "# yaml", new: "\ufeff# yaml"},
	{says: "a byte of Latin-1", file: "dev", old: "# Where", new: "# Z\xfcrich, where"},
	{says: "a control character", file: "dev", old: "tier: development", new: "tier: \x07development"},
	{says: "a character of no width", file: "dev", old: "tier: development", new: "tier: develop\ufeffment"},
}

// bomb is a document that would grow a thousand times.
const bomb = `a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
tier: development`

var badSyntax = []badInput{
	{says: "a bomb of anchors", file: "dev", old: "tier: development", new: bomb},
	{says: "an alias", file: "dev", old: "single #", new: "*nat #"},
	{says: "a tag", file: "dev", old: "single #", new: "!!str single #"},
	{says: "a merge key", file: "dev", old: "  nat: single", new: "  <<: {zones: 2}\n  nat: single"},
	{says: "two documents", file: "dev", old: "\nnetwork:", new: "\n---\nnetwork:"},
	{says: "markers of a merge", file: "dev", old: "\nnetwork:", new: "\n<<" + "<<<<< HEAD\nnetwork:"},
	{says: "the middle of a merge", file: "dev", old: "\nnetwork:", new: "\n=====" + "==\nnetwork:"},
	{says: "the end of a merge", file: "dev", old: "\nnetwork:", new: "\n>>" + ">>>>> feature\nnetwork:"},
	{says: "a tab", file: "dev", old: "  cidr", new: "\tcidr"},
	{says: "a no-break space before a key", file: "dev", old: "  nat: single", new: "\u00a0 nat: single"},
	{says: "a no-break space after spaces", file: "dev", old: "  nat: single", new: " \u00a0nat: single"},
	{says: "a no-break space after a colon", file: "dev", old: "nat: single", new: "nat:\u00a0single"},
	{says: "a no-break space after a value", file: "dev", old: "nat: single #", new: "nat: single\u00a0\n  #"},
	{says: "a key indented too far", file: "dev", old: "  nat: single", new: "    nat: single"},
	{says: "a key not indented far enough", file: "dev", old: "  nat: single", new: " nat: single"},
	{says: "a key indented by an odd number", file: "dev", old: "    engine: postgres", new: "   engine: postgres"},
	{says: "a list in the place of a key", file: "dev", old: "  nat: single", new: "  - nat: single"},
	{says: "a key among the entries of a list", file: organization, old: "  - worker\n", new: "  - worker\n  web: 1\n"},
	{says: "no space after a colon", file: "dev", old: "nat: single", new: "nat:single"},
	{says: "a colon in a value", file: organization, old: "owner: platform", new: "owner: team: platform"},
	{says: "a value that begins with an at sign", file: organization, old: "owner: platform", new: "owner: @platform"},
	{says: "a quote that is never closed", file: "dev", old: `"17.7" #`, new: `"17.7 #`},
	{says: "a single quote that is never closed", file: "dev", old: `"17.7" #`, new: `'17.7 #`},
	{says: "a backslash in double quotes", file: organization, old: "owner: platform", new: `owner: "a\platform"`},
	{says: "a brace that is never closed", file: "dev", old: "{queue: invoices, perTask: 50}", new: "{queue: invoices, perTask: 50"},
	{says: "a bracket that is never closed", file: "dev", old: "openToVPN: [orders]", new: "openToVPN: [orders"},
	{says: "a bracket that closes nothing", file: "dev", old: "openToVPN: [orders]", new: "openToVPN: orders]]"},
	{says: "no comma between two entries", file: "dev", old: "{queue: invoices, perTask: 50}", new: "{queue: invoices perTask: 50}"},
	{says: "two commas", file: "dev", old: "uses: [invoices, uploads]", new: "uses: [invoices,, uploads]"},
	{says: "brackets within brackets", file: "dev", old: "openToVPN: [orders]", new: "openToVPN: " + strings.Repeat("[", 40)},
	{says: "JSON that ends early", file: "dev", new: "{\"tier\": \"development\", \"network\": {\"cidr\": \"10.10.0.0/16\"}"},
	{says: "text and nothing else", file: "dev", new: "hello\n"},
	{says: "a word without a colon", file: "dev", old: "  nat: single", new: "  nat"},
	{says: "a Terraform file", file: "dev", new: "resource \"aws_vpc\" \"main\" {\n  cidr_block = \"10.0.0.0/16\"\n}\n"},
}

var badShapes = []badInput{
	{says: "a list of environments", file: "dev", new: "- tier: development\n"},
	{says: "a list for a mapping", file: "dev", old: "topics:\n  purchases: {}", new: "topics:\n  - purchases"},
	{says: "a mapping for a list", file: "dev", old: "uses: [orders]\n", new: "uses: {orders: true}\n"},
	{says: "a text for a mapping", file: "dev", old: "scaling:\n      min: 1\n      max: 2\n\n  worker", new: "scaling: few\n\n  worker"},
	{says: "a text for a list", file: "dev", old: "uses: [orders]\n", new: "uses: orders\n"},
	{says: "a mapping for a value", file: "dev", old: "nat: single", new: "nat: {kind: single}"},
	{says: "a key without a value", file: "dev", old: "nat: single #", new: "nat: #"},
	{says: "a key that nobody knows", file: "dev", old: "nat: single", new: "natt: single"},
	{says: "a key that is like none", file: "dev", old: "\nnetwork:", new: "\nhosting: aws\nnetwork:"},
	{says: "a key written twice", file: "dev", old: "  nat: single", new: "  cidr: 10.11.0.0/16\n  nat: single"},
	{says: "a number for a key", file: "dev", old: "  invoices: #", new: "  1: #"},
	{says: "a missing key", file: "dev", old: "tier: development", new: ""},
	{says: "a misspelt key that is missing", file: "dev", old: "tier: development", new: "teir: development"},
	{says: "a route indented too far", file: "prod", old: "LOG_LEVEL: info\n    route:\n      path: /*", new: "LOG_LEVEL: info\n      route:\n        path: /*"},
	{says: "a route without a value, indented too far", file: "prod", old: "LOG_LEVEL: info\n    route:\n      path: /*", new: "LOG_LEVEL: info\n      route:"},
	{says: "a key of a service in its health check", file: "prod", old: "      graceSeconds: 60", new: "      graceSeconds: 60\n      uses: [orders]"},
	{says: "a key of the environment in its network", file: "dev", old: "  nat: single", new: "  openToVPN: [orders]\n  nat: single"},
	{says: "a number with a unit", file: "prod", old: "memory: 1024 # MiB; F", new: "memory: 1GB # F"},
	{says: "a number with a unit that its key has", file: "prod", old: "storageGiB: 100\n", new: "storageGiB: 100GiB\n"},
	{says: "a number with another unit than its key has", file: "prod", old: "storageGiB: 100\n", new: "storageGiB: 100 MB\n"},
	{says: "a number in quotes", file: "prod", old: "port: 3000", new: `port: "3000"`},
	{says: "a number that is too large", file: "prod", old: "port: 3000", new: "port: 65536"},
	{says: "a number that no computer holds", file: "prod", old: "port: 3000", new: "port: 99999999999999999999"},
	{says: "a number that is too small", file: "prod", old: "port: 3000", new: "port: 0"},
	{says: "a number below zero", file: "prod", old: "port: 3000", new: "port: -1"},
	{says: "a number with a fraction", file: "prod", old: "port: 3000", new: "port: 3000.5"},
	{says: "a number with a leading zero", file: "prod", old: "port: 3000", new: "port: 03000"},
	{says: "a number in hexadecimal", file: "prod", old: "port: 3000", new: "port: 0xBB8"},
	{says: "a number for text", file: organization, old: "owner: platform", new: "owner: 7"},
	{says: "a truth value for text", file: organization, old: "owner: platform", new: "owner: true"},
	{says: "a version without quotes", file: "dev", old: `"17.7" #`, new: `17.7 #`},
	{says: "typographic quotes", file: "dev", old: `"17.7" #`, new: `“17.7” #`},
	{says: "typographic quotes around a number", file: "prod", old: "port: 3000", new: "port: “3000”"},
	{says: "a truth value for a switch", file: "prod", old: "multiAZ: enabled", new: "multiAZ: true"},
	{says: "a choice that is not offered", file: "dev", old: "nat: single", new: "nat: one"},
	{says: "two faults of two files", file: "dev", old: "nat: single", new: "nat: one", act: func(t *testing.T, dir string) {
		t.Helper()
		require.NoError(t, os.Remove(filepath.Join(dir, organization)))
	}},
}
