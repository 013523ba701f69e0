package synthesis

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/cache"
	"bulkhead/stacks"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// choicesDir makes every choice once, so that every part of the configuration is there to be changed.
const choicesDir = "../../test/testdata/configs/choices"

func load(t *testing.T) *config.Config {
	t.Helper()
	c, err := config.Load(choicesDir)
	require.NoError(t, err)
	return c
}

func keys(t *testing.T, c *config.Config) map[string]cache.Key {
	t.Helper()
	all := map[string]cache.Key{}
	in := newInputs(c, "tools")
	for _, s := range stacks.Stages(c) {
		key, err := in.stage(s)
		require.NoError(t, err)
		all[s.Name] = key
	}
	return all
}

// edit changes a value; undo changes it back.
type edit struct {
	path     string
	do, undo func()
}

// edits are one for every value below v that can be set: the configuration is walked, so that no field is forgotten.
func edits(path string, v reflect.Value) (all []edit) {
	old := reflect.New(v.Type()).Elem()
	set := func(value any) {
		changed := reflect.ValueOf(value).Convert(v.Type())
		all = append(all, edit{path: path, do: func() { old.Set(v); v.Set(changed) }, undo: func() { v.Set(old) }})
	}
	switch v.Kind() {
	case reflect.String:
		set(v.String() + "x")
	case reflect.Bool:
		set(!v.Bool())
	case reflect.Int:
		set(v.Int() + 1)
	case reflect.Float64:
		set(v.Float() + 1)
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[config.Prefix]() {
			return []edit{{path: path, do: func() { old.Set(v); v.SetZero() }, undo: func() { v.Set(old) }}}
		}
		for i := range v.NumField() {
			if field := v.Type().Field(i); field.IsExported() && field.Name != "Other" {
				all = append(all, edits(path+"."+field.Name, v.Field(i))...)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			all = append(
				edits(path, v.Elem()),
				edit{path: path, do: func() { old.Set(v); v.SetZero() }, undo: func() { v.Set(old) }},
			)
		}
	case reflect.Slice:
		for i := range v.Len() {
			all = append(all, edits(fmt.Sprintf("%s[%d]", path, i), v.Index(i))...)
		}
		longer := reflect.Append(v.Slice3(0, v.Len(), v.Len()), reflect.Zero(v.Type().Elem()))
		all = append(all, edit{path: path, do: func() { old.Set(v); v.Set(longer) }, undo: func() { v.Set(old) }})
	case reflect.Map:
		for _, key := range v.MapKeys() {
			entry := reflect.New(v.Type().Elem()).Elem() // entries cannot be set in their place
			entry.Set(v.MapIndex(key))
			was := v.MapIndex(key)
			back := func() { v.SetMapIndex(key, was) }
			for _, e := range edits(fmt.Sprintf("%s[%s]", path, key), entry) {
				all = append(
					all,
					edit{
						path: e.path,
						do:   func() { e.do(); v.SetMapIndex(key, entry) },
						undo: func() { e.undo(); back() },
					},
				)
			}
			all = append(
				all,
				edit{
					path: path + " without " + key.String(),
					do:   func() { v.SetMapIndex(key, reflect.Value{}) },
					undo: back,
				},
			)
		}
	default:
		panic(path + " is a " + v.Type().String() + ": say how to change it")
	}
	return all
}

// pair returns the organization with an environment, whose edits it returns, too, and the next one as its neighbour.
func pair(t *testing.T, i int) (*config.Config, []edit) {
	t.Helper()
	c := load(t)
	next := (i + 1) % len(c.Environments)
	c.Environments = []config.Environment{c.Environments[i], c.Environments[next]}
	return c, edits(c.Environments[0].Name, reflect.ValueOf(c).Elem().FieldByName("Environments").Index(0))
}

// TestAStagesKeyIsOfAllThatItIsBuiltFrom changes every value of the configuration, one after the other. A stage is
// built from its view alone, so what matters is that no view changes whose stage keeps its key.
func TestAStagesKeyIsOfAllThatItIsBuiltFrom(t *testing.T) {
	kept := 0
	for i := range load(t).Environments {
		c, all := pair(t, i)
		if i == 0 {
			all = append(all, edits("", reflect.ValueOf(&c.Organization).Elem())...)
		}
		original, _ := pair(t, i)
		before := keys(t, c)
		for _, e := range all {
			if strings.HasSuffix(e.path, ".Files") || e.path == c.Environments[0].Name+".Name" {
				continue // there is no such directory, and no such stage
			}
			e.do()
			after := keys(t, c)
			for _, s := range stacks.Stages(original) {
				same := reflect.DeepEqual(c.OfStage(s.Environment, s.Name), original.OfStage(s.Environment, s.Name))
				assert.Equal(t, same, after[s.Name] == before[s.Name], "%s: the view of %s is the same: %t", e.path, s.Name, same)
				if same {
					kept++
				}
			}
			e.undo()
		}
		require.Equal(t, before, keys(t, c), "all was undone")
	}
	assert.Greater(t, kept, 1000, "most of an environment concerns no other")
}

func TestWhatBuildsIsInEveryKey(t *testing.T) {
	c := load(t)
	s := stacks.Stages(c)[0]
	first, err := newInputs(c, "binary", "functions").stage(s)
	require.NoError(t, err)
	second, err := newInputs(c, "binary", "other functions").stage(s)
	require.NoError(t, err)
	assert.NotEqual(t, first, second)

	bare := variables()
	t.Setenv("CDK_OUTDIR", "somewhere")
	t.Setenv("CDK_DISABLE_CLI_TELEMETRY", "true")
	assert.Equal(t, bare, variables())
	t.Setenv("CDK_CONTEXT_JSON", "{}")
	assert.NotEqual(t, bare, variables())
}

func TestTheFilesOfASiteAreInTheKeysOfItsEnvironmentAlone(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(choicesDir)))
	c, err := config.Load(dir)
	require.NoError(t, err)
	changed := 0
	for _, e := range c.Environments {
		for _, site := range e.Sites {
			if site.Files == "" {
				continue
			}
			before := keys(t, c)
			require.NoError(t, os.WriteFile(filepath.Join(dir, site.Files, "index.html"), []byte(e.Name+site.Domain), 0o644))
			after := keys(t, c)
			for _, s := range stacks.Stages(c) {
				if before[s.Name] != after[s.Name] {
					changed++
					assert.Equal(t, e.Name, s.Environment)
				}
			}
		}
	}
	assert.Positive(t, changed)
}

func TestWhereAConfigurationIsIsInNoKey(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(choicesDir)))
	c, err := config.Load(dir)
	require.NoError(t, err)
	here, there := load(t), c
	assert.Equal(t, keys(t, here), keys(t, there))
	assert.Equal(t, newInputs(here).whole(nil), newInputs(there).whole(nil))
}

func TestAWorkerBuildsNothingThatHasChangedSinceItWasOrdered(t *testing.T) {
	functions := t.TempDir()
	c := load(t)
	in, err := inputsOf(c, functions, false)
	require.NoError(t, err)
	key, err := in.stage(stacks.Stages(c)[0])
	require.NoError(t, err)
	for what, o := range map[string]string{
		"another key":    fmt.Sprintf(`{"Config": %q, "Functions": %q, "Stage": "security", "Key": "%x"}`, choicesDir, functions, make([]byte, 32)),
		"no such stage":  fmt.Sprintf(`{"Config": %q, "Functions": %q, "Stage": "gone", "Key": "%s"}`, choicesDir, functions, key),
		"other options":  fmt.Sprintf(`{"Config": %q, "Functions": %q, "Nag": true, "Stage": "security", "Key": "%s"}`, choicesDir, functions, key),
		"no such config": fmt.Sprintf(`{"Config": "gone", "Functions": %q, "Stage": "security", "Key": "%s"}`, functions, key),
	} {
		var answers bytes.Buffer
		require.NoError(t, Work(strings.NewReader(o), &answers), what)
		assert.Contains(t, answers.String(), `"Error":"`, what)
		assert.NotContains(t, answers.String(), `"Error":""`, what)
	}
}

// Files are read after the key is made of them: what was written meanwhile must not be kept under it.
func TestAStageWhoseFilesWereWrittenMeanwhileIsNotKept(t *testing.T) {
	dir, functions := t.TempDir(), t.TempDir()
	require.NoError(t, os.CopyFS(dir, os.DirFS(choicesDir)))
	c, err := config.Load(dir)
	require.NoError(t, err)
	var page string
	var with stacks.Stage
	for _, s := range stacks.Stages(c) {
		for _, e := range c.Environments {
			for _, site := range e.Sites {
				if e.Name == s.Name && site.Files != "" {
					with, page = s, filepath.Join(dir, site.Files, "index.html")
				}
			}
		}
	}
	require.NotEmpty(t, page)
	executable := filepath.Join(functions, "bootstrap")
	require.NoError(t, os.WriteFile(executable, []byte("old"), 0o755))
	for _, path := range []string{page, executable} {
		before, err := stamp(c, with, functions)
		require.NoError(t, err)
		r := run{Options: Options{Functions: functions}, c: c, stamps: map[string]string{with.Name: before}}
		assert.True(t, r.unchanged(with))
		content, err := os.ReadFile(path)
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(path, content, 0o644)) // the same again, which may have been another in between
		assert.False(t, r.unchanged(with), path)
	}
}
