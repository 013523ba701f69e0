package test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// mayImport is which packages of ours a package of ours may import.
func mayImport(from, to string) bool {
	layer := func(pkg string) string { layer, _, _ := strings.Cut(pkg, "/"); return layer }
	allowed := map[string][]string{
		"":           {"config", "stacks", "kernel"}, // app.go
		"stacks":     {"config", "constructs"},
		"constructs": {"config"},
		"kernel":     {"kernel"},
		"verify":     {"assembly"},
		"quota":      {"assembly", "config"},
		"lambda":     {"lambda"},
		"vpn":        {},
		"cmd":        {"assembly", "config", "quota", "verify", "vpn"},
		"config":     {"config"},
		"assembly":   {"assembly"},
		"bench":      {},
	}
	for _, layerAllowed := range allowed[layer(from)] {
		if layer(to) == layerAllowed {
			return true
		}
	}
	return layer(from) == "constructs" && (to == "constructs/share" || strings.HasPrefix(to, from+"/"))
}

func TestImportsPointOneWay(t *testing.T) {
	seen := 0
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && path != ".." && (name == "node_modules" || name == "bin" || name == "cdk.out" || name == "testdata" || strings.HasPrefix(name, ".")) {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		from, err := filepath.Rel("..", filepath.Dir(path))
		if err != nil {
			return err
		}
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
			plain := strings.HasPrefix(from, "config") || strings.HasPrefix(from, "assembly") || from == "verify" || from == "quota" || from == "vpn" || strings.HasPrefix(from, "lambda") || strings.HasPrefix(from, "cmd")
			assert.False(t, isCDK && plain, "%s must not know CDK, but imports %s", path, imported)
		}
		return nil
	})
	require.NoError(t, err)
	assert.Greater(t, seen, 20, "found the imports")
}

func TestNoPackageOfOursIsCalledConstructs(t *testing.T) {
	files, err := filepath.Glob("../constructs/*.go")
	require.NoError(t, err)
	assert.Empty(t, files, "constructs/ holds packages only")
}
