package test

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// layer is the directory at the top that a package is in.
func layer(pkg string) string {
	layer, _, _ := strings.Cut(pkg, "/")
	return layer
}

// sharedConstructs are the packages that several capabilities build with.
var sharedConstructs = []string{
	"constructs/alarm", "constructs/alarm/runbook", "constructs/bucket", "constructs/dns", "constructs/function", "constructs/keys", "constructs/loggroup",
	"constructs/node", "constructs/secret", "constructs/securitygroup", "constructs/server", "constructs/serving", "constructs/slo",
	"constructs/store", "constructs/trust", "constructs/undelivered",
}

// mayImport is which packages of ours a package of ours may import.
func mayImport(from, to string) bool {
	allowed := map[string][]string{
		"":           {"config", "extensions", "stacks", "internal"}, // app.go
		"stacks":     {"config", "constructs", "internal"},
		"constructs": {"config"},
		"internal":   {"config", "internal"}, // internal/address
		"analysis":   {"assembly", "config", "internal"},
		"lambda":     {"internal", "lambda"},
		"operate":    {"internal"},
		"cmd":        {"", "analysis", "assembly", "config", "internal", "operate", "stacks"},
		"config":     {"config", "internal"},
		"extensions": {"config", "constructs", "stacks"},
		"examples":   {"stacks"}, // an extension
		"functions":  {"functions"},
		"assembly":   {"assembly"},
		"test":       {"config", "internal"}, // what tests make configurations with
	}
	if to == "operate/failover" && slices.Contains([]string{"lambda/failover", "lambda/replication", "stacks"}, from) {
		return true // its steps are a function's as well, its record another's, and its state machine is in a template
	}
	if to == "operate/release" && slices.Contains([]string{"lambda/releaser", "stacks"}, from) {
		return true // its function is one, and its state machine is in a template
	}
	if from == "operate/preflight" && slices.Contains([]string{"assembly", "analysis/quota", "config", "operate/bootstrap"}, to) {
		return true // it compares what there is with what templates make
	}
	if layer(from) == "lambda" && slices.Contains([]string{"internal/client", "internal/wire", "internal/fake"}, to) {
		return true // how AWS is called
	}
	if slices.Contains([]string{"internal/facts", "internal/hash"}, to) && from != to {
		return true // they know nothing of ours
	}
	if from == "internal/synthesis" { // what runs stacks
		return slices.Contains([]string{"config", "internal", "stacks"}, layer(to))
	}
	if from == "config/internal/schemagen" && to == "analysis/promise" {
		return true // whose file is in the configuration directory, too, and has a schema like the others
	}
	if from == "test/changes/cloudformation" { // contradicts the plan, so shares the specification with it, and no more
		return to == "assembly" || to == "internal/spec"
	}
	if slices.Contains([]string{"internal/document", "internal/facts", "internal/hash"}, from) {
		return false // they know nothing of ours
	}
	if layer(from) == "analysis" && strings.HasPrefix(to, from+"/") {
		return true // a part of it
	}
	if layer(from) == "analysis" && to == "analysis/promise" && from != to {
		return true // the sentences that it proves
	}
	if from == "analysis/draw" && (to == "analysis/reach" || to == "analysis/reach/network") {
		return true // a picture of who reaches whom
	}
	for _, layerAllowed := range allowed[layer(from)] {
		if layer(to) == layerAllowed {
			return true
		}
	}
	return layer(from) == "constructs" && (slices.Contains(sharedConstructs, to) || strings.HasPrefix(to, from+"/"))
}

func TestImportsPointOneWay(t *testing.T) {
	seen := 0
	for _, path := range goFiles(t) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		from, err := filepath.Rel("..", filepath.Dir(path))
		require.NoError(t, err)
		from = strings.TrimPrefix(filepath.ToSlash(from), ".")
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			to, ours := strings.CutPrefix(imported, "bulkhead/")
			if ours {
				seen++
				assert.True(t, mayImport(from, to), "%s must not import %s", path, imported)
			}
			isCDK := strings.Contains(imported, "aws-cdk-go") || strings.Contains(imported, "jsii-runtime-go")
			plain := slices.Contains([]string{"config", "assembly", "analysis", "operate", "lambda", "cmd"}, layer(from)) || from == "internal/facts"
			assert.False(t, isCDK && plain, "%s must not know CDK, but imports %s", path, imported)
		}
	}
	assert.Greater(t, seen, 20, "found the imports")
}

func TestNoPackageOfOursIsCalledConstructs(t *testing.T) {
	files, err := filepath.Glob("../constructs/*.go")
	require.NoError(t, err)
	assert.Empty(t, files, "constructs/ holds packages only")
}
