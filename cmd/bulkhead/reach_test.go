package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly/reviewed"
	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// exampleAssembly is a cloud assembly of the reviewed templates of the example.
func exampleAssembly(t *testing.T) string {
	t.Helper()
	return reviewedAssembly(t, "example", "../../config/example")
}

// reviewedAssembly is a cloud assembly of the reviewed templates of the configuration in a directory: of all stages, or
// of those that are named.
func reviewedAssembly(t *testing.T, name, configured string, only ...string) string {
	t.Helper()
	templates, err := filepath.Abs("../../test/testdata/templates/" + name)
	require.NoError(t, err)
	list, err := reviewed.Stacks(templates)
	require.NoError(t, err)
	dir := t.TempDir()
	type artifacts map[string]any
	stages := map[string]artifacts{"": {}}
	for _, of := range list {
		if len(only) > 0 && !slices.Contains(only, of.Stage) {
			continue
		}
		if stages[of.Stage] == nil {
			stages[of.Stage] = artifacts{}
		}
		template, err := filepath.Rel(filepath.Join(dir, of.Stage), reviewed.Template(templates, of.ID))
		require.NoError(t, err)
		stages[of.Stage][filepath.Base(template)] = map[string]any{
			"type": "aws:cloudformation:stack", "environment": "aws://" + of.Account + "/" + of.Region, "displayName": of.ID,
			"properties": map[string]any{"templateFile": template, "stackName": of.Name},
		}
	}
	for stage := range stages {
		if stage != "" {
			stages[""][stage] = map[string]any{
				"type": "cdk:cloud-assembly", "properties": map[string]any{"directoryName": stage, "displayName": stage},
			}
		}
	}
	for stage, all := range stages {
		content, err := json.Marshal(map[string]any{"artifacts": all})
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll(filepath.Join(dir, stage), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dir, stage, "manifest.json"), content, 0o644))
	}
	c, err := config.Load(configured)
	require.NoError(t, err)
	lines, err := config.Lines(configured)
	require.NoError(t, err)
	index, err := json.Marshal(config.Index{Values: lines, Trusted: address.Of(c).TrustedBy()})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, config.IndexFile), index, 0o644))
	return dir
}

func TestThePageOfReachShowsWhatTheCommandSays(t *testing.T) {
	page, err := os.ReadFile("../../docs/operate/reach.md")
	require.NoError(t, err)
	shown := regexp.MustCompile("(?s)```sh\nbin/bulkhead (reach [^\n]+)\n```\n\n(?:[^`]*\n\n)?```text\n(.*?)```").FindAllSubmatch(page, -1)
	require.Len(t, shown, 3)
	dir := exampleAssembly(t)
	for _, block := range shown {
		line := string(block[1])
		status, stdout, stderr := command(t, append(strings.Fields(line), "--assembly", dir)...)
		assert.Equal(t, string(block[2]), stdout, line)
		assert.Empty(t, stderr)
		if strings.Contains(stdout, "does not reach") {
			assert.Equal(t, 3, status, line)
		} else {
			assert.Equal(t, 0, status, line)
		}
	}
}

func TestReachAnswersForAnEnvironmentAndForEverybody(t *testing.T) {
	dir := exampleAssembly(t)
	status, stdout, _ := command(t, "reach", "dev", "prod/orders", "--assembly", dir, "--json")
	assert.Equal(t, 3, status)
	var result struct {
		Reaches bool
		Answers []struct {
			Verdict  string
			Blockers []any
		}
	}
	require.NoError(t, json.Unmarshal([]byte(stdout), &result))
	assert.False(t, result.Reaches)
	assert.Greater(t, len(result.Answers), 5, "one for each of dev")
	for _, answer := range result.Answers {
		assert.Equal(t, "blocked", answer.Verdict)
		assert.NotEmpty(t, answer.Blockers)
	}
	status, stdout, _ = command(t, "reach", "--all", "--assembly", dir)
	assert.Equal(t, 0, status)
	assert.Regexp(t, `(?m)^internet +prod/web +tcp 443, through prod/load-balancer$`, stdout)
	assert.Regexp(t, `(?m)^\d+ pairs are open among \d+ names$`, stdout)
}

func TestReachSaysWhatIsWrongWithAQuestion(t *testing.T) {
	dir := exampleAssembly(t)
	for line, told := range map[string]string{
		"reach internet":                         "name who reaches and who is reached, or ask for --all; see bulkhead reach --help",
		"reach internet dev --all":               "--all is about everybody: leave the names out; see bulkhead reach --help",
		"reach internet dev/wep":                 `nothing is called "dev/wep"; name internet, an environment, an IPv4 address, or one of dev/dynamodb, `,
		"reach internet dev/web --protocol icmp": `--protocol "icmp" has no ports; choose tcp or udp`,
		"reach internet dev/web --port 70000":    "--port 70000 is no port; write 1 to 65535, or leave it out",
	} {
		status, stdout, stderr := command(t, append(strings.Fields(line), "--assembly", dir)...)
		if strings.Contains(line, "wep") {
			assert.Equal(t, 1, status, line)
		} else {
			assert.Equal(t, 2, status, line)
		}
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, "error: "+told)
	}
}

func TestPromisesAreProvedAndWhatIsWrongIsToldWithItsLine(t *testing.T) {
	dir := exampleAssembly(t)
	status, stdout, stderr := command(t, "promises", dir, "--config", "../../config/example")
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `^\d+ promises hold\n$`, stdout)

	empty := t.TempDir()
	status, stdout, _ = command(t, "promises", dir, "--config", empty)
	assert.Equal(t, 0, status)
	assert.Contains(t, stdout, "nothing is promised")

	status, _, stderr = command(t, "promises", dir, "--config", filepath.Join(empty, "no"))
	assert.Equal(t, 1, status)
	assert.Equal(t, "error: "+filepath.Join(empty, "no")+" is not a directory; name that of the configuration with --config\n", stderr)

	file := filepath.Join(empty, "promises.yaml")
	require.NoError(t, os.WriteFile(file, []byte("promises:\n  - dev reaches nothing of prod\n  - prod/web reaches prod/orders on 5433\n"+
		"  - nobody but prod/* reads dev/orders\n  - dev/worker reads dev/uploads\n  - nobody reads dev/order\n"), 0o644))
	status, _, stderr = command(t, "promises", dir, "--config", empty)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, file+":3:5: promises[1]: prod/web does not reach prod/orders on tcp 5433; ")
	assert.Contains(t, stderr, file+":1:1: promises: internet reaches vpn on udp 1194, and no sentence promises it; close it, or promise it: ")
	assert.Contains(t, stderr, file+`:6:5: promises[4]: "dev/order" is nothing that there is; did you mean dev/orders?`)
	require.NoError(t, os.WriteFile(file, []byte("promises:\n  - nobody reads dev/orders\n  - dev/worker reads dev/uploads\n"), 0o644))
	status, _, stderr = command(t, "promises", dir, "--config", empty)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, file+":2:5: promises[0]: developer@dev reads dev/orders; bulkhead access developer@dev dev/orders tells how; mend that, or the sentence")
	assert.Contains(t, stderr, file+":3:5: promises[1]: dev/worker cannot: dev/uploads; ")
	for content, told := range map[string]string{
		"promises: []\n":                         "has no sentence; write one, or remove the file",
		"promises: [a reaches b, a reaches b]\n": "promises[1]: is there twice; remove one of them",
		"promises: [all is well]\n":              `"all is well" is no promise; write who, one of administers, deletes, reaches, reads, writes, and what`,
		"promise: [a]\n":                         "is not a known key; did you mean promises?",
	} {
		require.NoError(t, os.WriteFile(file, []byte(content), 0o644))
		status, _, stderr = command(t, "promises", dir, "--config", empty)
		assert.Equal(t, 1, status)
		assert.Contains(t, stderr, told)
	}
}

func TestWhatNobodyCanJudgeIsNotKnownAndIsNoFault(t *testing.T) {
	dir := reviewedAssembly(t, "choices", "../../test/testdata/configs/choices")
	for _, pair := range [][]string{{"internet", "dev-brown/books"}, {"dev-brown", "internet"}} {
		line := append(append([]string{"reach"}, pair...), "--assembly", dir, "--port", "443")
		status, stdout, stderr := command(t, line...)
		assert.Equal(t, 3, status, stderr)
		assert.Regexp(t, `^nobody knows whether `+pair[0]+` reaches `+pair[1]+` on tcp 443\n  dev-brown/[a-z-]+ is in subnet-[0-9a-f]+, which no template has: `, stdout)
		status, stdout, _ = command(t, append(line, "--json")...)
		assert.Equal(t, 3, status)
		var result struct {
			Reaches bool
			Answers []struct {
				Verdict     string
				Assumptions []string
			}
		}
		require.NoError(t, json.Unmarshal([]byte(stdout), &result))
		assert.False(t, result.Reaches)
		require.Len(t, result.Answers, 1)
		assert.Equal(t, "unknown", result.Answers[0].Verdict)
		assert.NotEmpty(t, result.Answers[0].Assumptions)
	}
	status, _, stderr := command(t, "reach", "dev-brown/bookz", "internet", "--assembly", dir)
	assert.Equal(t, 1, status, "there is no such name")
	assert.Contains(t, stderr, `nothing is called "dev-brown/bookz"`)
}

func TestPromisesSayOfWhomNobodyKnows(t *testing.T) {
	dir := reviewedAssembly(t, "choices", "../../test/testdata/configs/choices", "dev-brown", "shielded", "shared-services")
	configured := t.TempDir()
	file := filepath.Join(configured, "promises.yaml")
	require.NoError(t, os.WriteFile(file, []byte("promises: [nobody reads dev-brown/partner]\n"), 0o644))
	_, stdout, _ := command(t, "promises", dir, "--config", configured)
	assert.NotContains(t, stdout, "not judged", "nothing is promised of networks")

	status, all, _ := command(t, "reach", "--all", "--assembly", dir, "--json")
	require.Equal(t, 0, status, all)
	var open struct {
		Pairs             []struct{ From, To, Protocol, Ports string }
		Unknown, Unjudged []string
	}
	require.NoError(t, json.Unmarshal([]byte(all), &open))
	require.NotEmpty(t, open.Unknown)
	require.NotEmpty(t, open.Unjudged)
	var text strings.Builder
	text.WriteString("promises:\n")
	seen := map[string]bool{}
	promise := func(sentence string) {
		if !seen[sentence] {
			seen[sentence] = true
			text.WriteString("  - " + sentence + "\n")
		}
	}
	for _, p := range open.Pairs {
		on := p.Ports
		if p.Protocol != "tcp" {
			on = p.Protocol + " " + on
		}
		promise(p.From + " reaches " + p.To + " on " + on)
	}
	for _, name := range open.Unknown {
		promise("internet reaches " + name + " on 443")
	}
	require.NoError(t, os.WriteFile(file, []byte(text.String()), 0o644))
	status, stdout, stderr := command(t, "promises", dir, "--config", configured)
	assert.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, "nobody knows who else reaches "+open.Unknown[0]+"\n")
	assert.Contains(t, stdout, "not judged, since no template has their networks: "+strings.Join(open.Unjudged, ", ")+"\n")
	_, stdout, _ = command(t, "promises", dir, "--config", configured, "--json")
	var result kept
	require.NoError(t, json.Unmarshal([]byte(stdout), &result))
	assert.Equal(t, open.Unknown, result.Unknown)
	assert.Equal(t, open.Unjudged, result.Unjudged)
}

func TestReachOfEverybodyKeepsToThePortAndTheProtocolThatAreAsked(t *testing.T) {
	dir := exampleAssembly(t)
	status, stdout, stderr := command(t, "reach", "--all", "--port", "5432", "--assembly", dir)
	assert.Equal(t, 0, status, stderr)
	assert.Regexp(t, `(?m)^prod/web +prod/orders +tcp 5432$`, stdout)
	assert.NotContains(t, stdout, "tcp 3000")
	assert.Regexp(t, `(?m)^\d+ pairs are open on port 5432 among \d+ names$`, stdout)
	status, stdout, stderr = command(t, "reach", "--all", "--protocol", "udp", "--assembly", dir)
	assert.Equal(t, 0, status, stderr)
	assert.Contains(t, stdout, "udp 1194")
	assert.NotContains(t, stdout, " tcp ")
	assert.Regexp(t, `(?m)^\d+ pairs are open on udp among \d+ names$`, stdout)
	_, stdout, _ = command(t, "reach", "--all", "--protocol", "udp", "--port", "5432", "--assembly", dir, "--json")
	assert.Contains(t, stdout, `"pairs": []`)
}

func TestAWrongCommandLineIsToldBeforeAnythingIsRead(t *testing.T) {
	for line, told := range map[string]string{
		"reach a b --port 99999 --assembly nowhere":      "--port 99999 is no port",
		"reach --all --port 99999 --assembly nowhere":    "--port 99999 is no port",
		"reach --all --protocol icmp --assembly nowhere": `--protocol "icmp" has no ports`,
		"verify nowhere --fail-on nosuch":                "--fail-on: ",
		"verify nowhere --format nosuch":                 "--format: ",
		"verify nowhere --timeout 0s":                    "--timeout and --memory are more than nothing",
		"evidence nowhere --standard nosuch":             "--standard: ",
		"access a --all --assembly nowhere":              "name somebody, or --to something, or --all: one of them",
	} {
		status, stdout, stderr := command(t, strings.Fields(line)...)
		assert.Equal(t, 2, status, line)
		assert.Empty(t, stdout, line)
		assert.Contains(t, stderr, "error: "+told)
	}
}

func TestNobodyJudgesWhatExistsAlready(t *testing.T) {
	dir := reviewedAssembly(t, "choices", "../../test/testdata/configs/choices", "dev-brown", "shielded", "shared-services")
	for to, why := range map[string]string{
		"dev-brown/ledger": "dev-brown/ledger is something else's, and no template has it: nobody knows who reaches it",
		"dev-brown/scans":  "dev-brown/scans is a bucket that something else has made: ask about dev-brown/s3, by which it is reached",
		"172.22.1.1":       "172.22.1.1 is in 172.22.0.0/22 of the network of dev-brown, which no template has: ",
	} {
		status, stdout, stderr := command(t, "reach", "internet", to, "--assembly", dir)
		assert.Equal(t, 3, status, stderr)
		assert.Contains(t, stdout, "nobody knows whether internet reaches "+to+" on tcp\n  "+why)
	}
	status, stdout, _ := command(t, "reach", "internet", "192.168.77.1", "--assembly", dir)
	assert.Equal(t, 3, status)
	assert.Contains(t, stdout, "no VPC of the templates has the address")
	_, stdout, _ = command(t, "reach", "--all", "--assembly", dir)
	assert.Regexp(t, `not judged, since no template has their networks: .*dev-brown/ledger`, stdout)
	for _, line := range [][]string{{"--to", "dev-brown/scans"}, {"dev-brown/ledger"}} {
		status, stdout, stderr := command(t, append([]string{"access", "--assembly", dir}, line...)...)
		assert.Equal(t, 1, status)
		assert.Empty(t, stdout)
		assert.Contains(t, stderr, line[len(line)-1]+" is something else's (existing): no template has it")
	}
	configured := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(configured, "promises.yaml"),
		[]byte("promises: [internet reaches nothing of dev-brown/ledger]\n"), 0o644))
	status, _, stderr := command(t, "promises", dir, "--config", configured)
	assert.Equal(t, 1, status)
	assert.Contains(t, stderr, "nobody knows who reaches it; leave it out of the sentence: it cannot be promised")
}

func TestPromisesAreOfTheOrganizationThatTheTemplatesAreOf(t *testing.T) {
	status, stdout, stderr := command(t, "promises", "nowhere")
	assert.Equal(t, 1, status)
	assert.Empty(t, stdout)
	assert.Equal(t, "error: nowhere is no directory; name a cloud assembly, or a configuration directory\n", stderr)

	t.Setenv("BULKHEAD_CONFIG", exampleConfig)
	dir := exampleAssembly(t)
	file := filepath.Join(dir, config.IndexFile)
	text, err := os.ReadFile(file)
	require.NoError(t, err)
	var index config.Index
	require.NoError(t, json.Unmarshal(text, &index))
	for i, line := range index.Values {
		if line.File == "organization.yaml" && line.Path == "name" {
			index.Values[i].Value = "globex"
		}
	}
	text, err = json.Marshal(index)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(file, text, 0o644))
	status, stdout, stderr = command(t, "promises", dir)
	assert.Equal(t, 1, status, stdout)
	assert.Contains(t, stderr, " is of the organization globex, whose configuration "+exampleConfig+" is not; name that with --config")
}
