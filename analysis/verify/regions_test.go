package verify

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/internal/facts"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// unknownRegion is a region of which the validator says that it has every type, and AWS that it does not.
const unknownRegion = "me-south-1"

func TestTypesThatRegionsLackAreThoseThatTheValidatorMisses(t *testing.T) {
	dir := t.TempDir()
	resources := map[string]any{}
	for _, kind := range facts.Types() {
		if strings.HasPrefix(kind, "AWS::") {
			resources[strings.ReplaceAll(kind, ":", "")] = map[string]any{"Type": kind}
		}
	}
	text, err := json.Marshal(map[string]any{"Resources": resources})
	require.NoError(t, err)
	for _, region := range facts.Regions() {
		write(t, dir, region+".json", string(text))
	}
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	for _, stack := range a.Stacks {
		stack.Account, stack.Region = "101010101010", stack.ID
	}
	found, err := findings(t, a, newCloudFormationValidate)
	require.NoError(t, err)
	missed := map[string][]string{}
	for template, all := range found {
		for _, f := range all {
			if f.Rule == "F3006" {
				kind := template.stack.Resource(f.Resource).Type
				missed[kind] = append(missed[kind], template.stack.Region)
			}
		}
	}

	lacking := map[string][]string{}
	for kind, regions := range facts.TypesLacking {
		lacking[kind] = slices.DeleteFunc(strings.Fields(regions), func(r string) bool { return r == unknownRegion })
	}
	assert.ElementsMatch(t, slices.Collect(maps.Keys(missed)), slices.Collect(maps.Keys(lacking)))
	for kind, regions := range missed {
		assert.ElementsMatch(t, regions, lacking[kind], kind)
	}
}
