package facts

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// lists tells whether an expression is a table of what AWS offers: a list, a map or Classes.
func lists(value ast.Expr) bool {
	switch v := value.(type) {
	case *ast.CompositeLit:
		if name, named := v.Type.(*ast.Ident); named {
			return name.Name == "Classes"
		}
		return true
	case *ast.CallExpr: // strings.Fields
		return true
	}
	return false
}

func TestEveryTableSaysAsOfWhenItIsTrue(t *testing.T) {
	asOf := regexp.MustCompile(`as of\s+20[0-9]{2}-[0-9]{2}`)
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	seen := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		require.NoError(t, err)
		for _, decl := range file.Decls {
			block, ok := decl.(*ast.GenDecl)
			if !ok || block.Tok != token.VAR {
				continue
			}
			for _, spec := range block.Specs {
				v := spec.(*ast.ValueSpec)
				if len(v.Values) == 1 && v.Names[0].IsExported() && lists(v.Values[0]) {
					seen++
					assert.Regexp(t, asOf, block.Doc.Text()+v.Doc.Text(), "%s says as of when, such as: as of 2026-11", v.Names[0])
				}
			}
		}
	}
	assert.Greater(t, seen, 20)
}

func TestClassesAreOfferedByFamilyAndSize(t *testing.T) {
	for class, want := range map[string]bool{
		"m7g.large": true, "m7i.48xlarge": true, "m7g.24xlarge": false, "m7g": false, "": false, "z9.large": false,
	} {
		assert.Equal(t, want, DatabaseClasses.Offer(class), class)
	}
	assert.Len(t, upTo24, len(upTo16)+1)
	assert.NotContains(t, upTo32, "48xlarge")
}

func TestInstanceClassesHaveTheirSize(t *testing.T) {
	for class, want := range map[string]struct {
		cpus, mib int
		known     bool
	}{
		"t4g.micro":    {2, 1024, true},
		"m7g.large":    {2, 8192, true},
		"c7g.xlarge":   {4, 8192, true},
		"r6i.16xlarge": {64, 524288, true},
		"m7g.24xlarge": {0, 0, false},
		"m7g.0xlarge":  {0, 0, false},
		"m7g.xxlarge":  {0, 0, false},
		"m7g":          {0, 0, false},
		"t3.nano":      {0, 0, false},
	} {
		cpus, mib, known := InstanceSize(class)
		assert.Equal(t, want.known, known, class)
		assert.Equal(t, [2]int{want.cpus, want.mib}, [2]int{cpus, mib}, class)
	}
	_, _, known := InstanceSize("z9.large")
	assert.False(t, known)
}

func TestFargateOffersMemoryInSteps(t *testing.T) {
	for _, units := range FargateCPUUnits {
		assert.Contains(t, FargateMemory(units), 2*units, "twice as many MiB as CPU units are always offered")
		assert.True(t, slices.IsSorted(FargateMemory(units)))
	}
	assert.Equal(t, []int{1024, 2048, 3072, 4096}, FargateMemory(512))
	assert.Empty(t, FargateMemory(300))
}

func TestRegionsHaveTheirZones(t *testing.T) {
	assert.Contains(t, Regions(), "eu-west-1")
	assert.True(t, slices.IsSorted(Regions()))
	assert.Equal(t, []string{"a", "c", "d"}, Zones("ap-northeast-1"))
	assert.Empty(t, Zones("us-west-1"), "which differ from account to account")
	assert.Empty(t, Zones("nowhere"))
}
