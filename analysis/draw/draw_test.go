package draw

import (
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "draw the pictures of the example again")

// configurations are those whose templates are reviewed.
var configurations = []string{"example", "choices", "minimal", "plain", "private"}

// read is an assembly with its sides, and who reaches whom in it, but where there are so many names that it takes long.
type read struct {
	assembly *assembly.Assembly
	sides    []*side
	pairs    []reach.Pair
}

var readAll = sync.OnceValues(func() (map[string]read, error) {
	all := map[string]read{}
	for _, name := range configurations {
		a, err := reviewed.Read("../../test/testdata/templates/" + name)
		if err != nil {
			return nil, err
		}
		n, err := network.Read(a)
		if err != nil {
			return nil, err
		}
		r := read{assembly: a, sides: sides(a, n)}
		if name != "choices" {
			r.pairs = reach.New(n).All()
		}
		all[name] = r
	}
	return all, nil
})

func templates(t *testing.T, name string) read {
	t.Helper()
	all, err := readAll()
	require.NoError(t, err)
	return all[name]
}

// everyPicture are those of all configurations.
func everyPicture(t *testing.T) map[string]Picture {
	t.Helper()
	all := map[string]Picture{}
	for _, name := range configurations {
		r := templates(t, name)
		for _, p := range draw(r.assembly, r.sides, r.pairs, nil) {
			all[name+"/"+p.File] = p
		}
	}
	return all
}

const pictures = "../../docs/pictures"

func TestThePicturesOfTheExampleAreThoseOfItsTemplates(t *testing.T) {
	r := templates(t, "example")
	all := draw(r.assembly, r.sides, r.pairs, nil)
	var want []string
	for _, p := range all {
		file := filepath.Join(pictures, p.File)
		want = append(want, file)
		if *update {
			require.NoError(t, os.WriteFile(file, p.SVG, 0o644))
		}
		is, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.True(t, string(is) == string(p.SVG),
			"%s is not what the templates say: go test ./analysis/draw -update draws it; look at it before you commit it", file)
	}
	files, err := filepath.Glob(filepath.Join(pictures, "*.svg"))
	require.NoError(t, err)
	for _, file := range files {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		if strings.Contains(string(text), Mark) {
			assert.Contains(t, want, file, "no template has what it shows: remove it")
		}
	}
}

func TestTheSameTemplatesGiveTheSamePictures(t *testing.T) {
	first := everyPicture(t)
	for file, p := range everyPicture(t) {
		assert.True(t, string(first[file].SVG) == string(p.SVG), file)
	}
}

func TestEveryServiceFunctionAndStoreIsDrawnAsWhatItIs(t *testing.T) {
	for _, configuration := range configurations {
		for _, s := range templates(t, configuration).sides {
			e := newEnvironment(s)
			shown := slices.Concat(e.inner, e.outside, e.kept, e.regional)
			for _, stack := range s.stacks {
				kind, _, _ := strings.Cut(component(stack), "-")
				if kind != "data" && kind != "service" && kind != "function" {
					continue
				}
				i := slices.IndexFunc(shown, func(k *card) bool {
					return k.stack != nil && component(k.stack) == component(stack)
				})
				if assert.NotEqual(t, -1, i, "%s %s is not in the picture", configuration, stack.ID) {
					assert.NotEmpty(t, shown[i].icon, "%s %s: add what it is to the tables of this package", configuration, stack.ID)
					assert.NotEmpty(t, shown[i].kind, "%s %s", configuration, stack.ID)
				}
			}
		}
	}
}

func TestEveryInterfaceThatIsNoHelperIsInThePictureOfItsEnvironment(t *testing.T) {
	for _, configuration := range configurations {
		for _, s := range templates(t, configuration).sides {
			e := newEnvironment(s)
			shown := slices.Concat(e.front, e.inner, e.outside, e.kept)
			for _, i := range s.network.Interfaces {
				switch i.Kind {
				case "function", "databases", "replicator", "link", "proxy", "endpoint":
					continue // machinery, and what another card tells: functions of operators are in the test above
				}
				if stageOf(i.Resource.Stack) != s.name {
					continue
				}
				assert.True(t, slices.ContainsFunc(shown, func(k *card) bool {
					return k.stack == i.Resource.Stack && slices.Equal(k.zones, zones(s.subnetsOf(k.stack))) ||
						k.stack == i.Resource.Stack && slices.Equal(k.zones, zones(i.Subnets))
				}), "%s %s, a %s", configuration, i.Name, i.Kind)
			}
		}
	}
}

// The CDK knows the same from the references of constructs, and writes it down beside the templates. A standby names
// stores of its foundation, and tables of the primary, without a reference: its services use what the primary's do.
func TestLinesLeadToTheStoresThatTheStackOfAServiceComesAfter(t *testing.T) {
	for _, configuration := range configurations {
		for _, s := range templates(t, configuration).sides {
			for _, stack := range s.stacks {
				if kind, _, _ := strings.Cut(component(stack), "-"); kind != "service" && kind != "function" {
					continue
				}
				after := stack.DependsOn
				if primary := s.all.Stack(s.primary() + "/" + component(stack)); primary != nil {
					after = primary.DependsOn
				}
				var want, got []string
				for _, id := range after {
					_, store, _ := strings.Cut(id, "/")
					if behind, is := strings.CutPrefix(store, "proxy-"); is {
						store = "data-" + behind
					}
					if (strings.HasPrefix(store, "data-") || store == "mail") && !slices.Contains(want, store) {
						want = append(want, store)
					}
				}
				for _, u := range s.uses(stack) {
					got = append(got, u.store)
				}
				assert.ElementsMatch(t, want, got, "%s %s", configuration, stack.ID)
			}
		}
	}
}

func TestWhatNoTableKnowsIsDrawnByItsType(t *testing.T) {
	s := *templates(t, "minimal").sides[0]
	s.stacks = slices.Clone(s.stacks)
	template := map[string]any{"Resources": map[string]any{
		"Alarm": map[string]any{"Type": "AWS::CloudWatch::Alarm"},
		"Index": map[string]any{"Type": "AWS::Kendra::Index"},
	}}
	for _, id := range []string{"dev/x-finder", "dev/data-words"} {
		stack := &assembly.Stack{ID: id, Stage: "dev", Account: s.account(), Region: s.region()}
		s.stacks = append(s.stacks, stack.With(template))
	}
	picture := string(drawEnvironment(&s).SVG)
	assert.Contains(t, picture, ">finder</text>")
	assert.Contains(t, picture, ">words</text>")
	assert.Equal(t, 2, strings.Count(picture, ">Kendra Index</text>"))
}
