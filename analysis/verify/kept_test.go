package verify

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"sync"
	"testing"
	"time"

	"bulkhead/assembly"
	"bulkhead/internal/cache"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// setting is what a tool is run with on a template.
type setting struct {
	tool     tool
	template template
	day      time.Time
}

// newSetting is one that has a value for every field of a key.
func newSetting(t *testing.T) *setting {
	t.Helper()
	t.Setenv("BULKHEAD_TEST", "a")
	file := filepath.Join(t.TempDir(), "a.json")
	text := []byte(`{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`)
	require.NoError(t, os.WriteFile(file, text, 0o644))
	return &setting{
		tool: tool{
			name:        "tool",
			version:     func() (string, error) { return "1", nil },
			environment: []string{"BULKHEAD_TEST"},
			flags:       func(*template) []string { return []string{"--strict"} },
			rules:       func(*template) string { return "rules" },
		},
		template: template{
			stack: &assembly.Stack{ID: "dev/data", Account: "111111111111", Region: "eu-west-1", Path: file},
			text:  text,
		},
		day: time.Date(2026, 11, 28, 0, 0, 0, 0, time.Local),
	}
}

// memory is what the tool remembers on that day.
func (s *setting) memory(t *testing.T, c *cache.Cache) *memory {
	t.Helper()
	m, err := remember(c, s.tool, s.day)
	require.NoError(t, err)
	return m
}

func openCache(t *testing.T) *cache.Cache {
	t.Helper()
	return cache.Open(t.TempDir(), 1<<20)
}

var broken = []Finding{{Tool: "tool", Rule: "R1", Severity: Warning, Resource: "Topic", Message: "odd <name>"}}

// changes are, by the field of the key that says so, what makes another finding possible.
var changes = map[string]func(*testing.T, *setting){
	"Tool":    func(_ *testing.T, s *setting) { s.tool.name = "other" },
	"Version": func(_ *testing.T, s *setting) { s.tool.version = func() (string, error) { return "2", nil } },
	"Source": func(t *testing.T, _ *setting) {
		before := source
		source = func() string { return "another" }
		t.Cleanup(func() { source = before })
	},
	"Flags":       func(_ *testing.T, s *setting) { s.tool.flags = func(*template) []string { return []string{"--lax"} } },
	"Environment": func(t *testing.T, _ *setting) { t.Setenv("BULKHEAD_TEST", "b") },
	"Rules":       func(_ *testing.T, s *setting) { s.tool.rules = func(*template) string { return "other rules" } },
	"Day":         func(_ *testing.T, s *setting) { s.day = s.day.AddDate(0, 0, 1) },
	"Stack":       func(_ *testing.T, s *setting) { s.template.stack.ID = "prod/data" },
	"Account":     func(_ *testing.T, s *setting) { s.template.stack.Account = "222222222222" },
	"Region":      func(_ *testing.T, s *setting) { s.template.stack.Region = "us-east-1" },
	"Template": func(t *testing.T, s *setting) {
		s.template.text = append(s.template.text, '\n')
		require.NoError(t, os.WriteFile(s.template.stack.Path, s.template.text, 0o644))
	},
}

func TestWhateverMayChangeAFindingIsPartOfItsKey(t *testing.T) {
	fields := reflect.VisibleFields(reflect.TypeFor[key]())
	assert.Len(t, changes, len(fields))
	for _, field := range fields {
		t.Run(field.Name, func(t *testing.T) {
			require.Contains(t, changes, field.Name, "say here what changes it")
			c, s := openCache(t), newSetting(t)
			before := s.memory(t, c).keyOf(&s.template)
			assert.False(t, reflect.ValueOf(before).FieldByIndex(field.Index).IsZero(), "the key leaves it out")
			require.NoError(t, s.memory(t, c).keep(&s.template, broken))
			found, known := s.memory(t, c).recall(&s.template)
			assert.True(t, known)
			assert.Equal(t, broken, found)

			changes[field.Name](t, s)
			_, known = s.memory(t, c).recall(&s.template)
			assert.False(t, known, "it was found again")
			after := s.memory(t, c).keyOf(&s.template)
			for _, other := range fields {
				same := reflect.DeepEqual(
					reflect.ValueOf(before).FieldByIndex(other.Index).Interface(),
					reflect.ValueOf(after).FieldByIndex(other.Index).Interface(),
				)
				assert.Equal(t, other.Name != field.Name, same, other.Name)
			}
		})
	}
}

func TestATemplateIsFoundAgainWhereverItIs(t *testing.T) {
	c, s := openCache(t), newSetting(t)
	require.NoError(t, s.memory(t, c).keep(&s.template, []Finding{}))
	elsewhere := newSetting(t)
	assert.NotEqual(t, s.template.stack.Path, elsewhere.template.stack.Path)
	found, known := elsewhere.memory(t, c).recall(&elsewhere.template)
	assert.True(t, known, "a clean template has been verified, too")
	assert.Empty(t, found)
}

func TestAFindingIsNotKeptWhenMoreThanTheTemplateMayHaveMadeIt(t *testing.T) {
	for name, change := range map[string]func(*testing.T, *setting) []Finding{
		"another template is read, too": func(_ *testing.T, s *setting) []Finding {
			s.template.text = []byte(`{"Resources": {"Nested": {"Type": "AWS::CloudFormation::Stack"}}}`)
			require.NoError(t, os.WriteFile(s.template.stack.Path, s.template.text, 0o644))
			return broken
		},
		"the file was written anew while the tool ran": func(t *testing.T, s *setting) []Finding {
			require.NoError(t, os.WriteFile(s.template.stack.Path, []byte("{}"), 0o644))
			return broken
		},
		"the file is gone": func(t *testing.T, s *setting) []Finding {
			require.NoError(t, os.Remove(s.template.stack.Path))
			return broken
		},
		"the tool could not look": func(*testing.T, *setting) []Finding {
			return []Finding{unseen("tool", "it was killed")}
		},
		"the message names the file": func(_ *testing.T, s *setting) []Finding {
			return []Finding{{Message: "line 1 of " + s.template.stack.Path}}
		},
	} {
		t.Run(name, func(t *testing.T) {
			c, s := openCache(t), newSetting(t)
			findings := change(t, s)
			require.NoError(t, s.memory(t, c).keep(&s.template, findings))
			_, known := s.memory(t, c).recall(&s.template)
			assert.False(t, known)
		})
	}
}

func TestAToolWhoseVersionCannotBeToldRunsAgain(t *testing.T) {
	s, ran := newSetting(t), 0
	s.tool.version = func() (string, error) { return "", errors.New("nobody knows") }
	s.tool.jobs = countingJobs(&ran)
	c := openCache(t)
	for range 2 {
		assert.Equal(t, 0, runTool(t, c, s).Kept)
	}
	assert.Equal(t, 4, ran, "both templates, twice")
}

// countingJobs is a job for each template, which finds nothing and counts.
func countingJobs(ran *int) func([]*template) []job {
	return func(templates []*template) []job {
		var jobs []job
		for _, one := range templates {
			jobs = append(
				jobs,
				job{
					templates: []*template{one},
					run: func(_ context.Context, seen func()) (map[*template][]Finding, error) {
						seen()
						*ran++
						return map[*template][]Finding{one: {}}, nil
					},
				},
			)
		}
		return jobs
	}
}

// runTool has a tool check a template and another.
func runTool(t *testing.T, c *cache.Cache, s *setting) Tool {
	t.Helper()
	other := s.template
	other.stack = &assembly.Stack{ID: "dev/other", Path: s.template.stack.Path}
	r := &runner{
		Options:   Options{Cache: c, Progress: func(string, ...any) {}},
		assembly:  &assembly.Assembly{},
		templates: []*template{&s.template, &other},
		start:     s.day,
	}
	var told Tool
	for _, a := range r.assign(&attempts{tool: s.tool, limits: r.Limits.completed()}, &told) {
		findings, err := a.run(t.Context(), a.seen)
		require.NoError(t, err)
		a.done(findings)
	}
	assert.Equal(t, 2, told.Templates)
	return told
}

func TestOnlyWhatChangedIsVerifiedAgain(t *testing.T) {
	c, s, ran := openCache(t), newSetting(t), 0
	s.tool.jobs = countingJobs(&ran)
	assert.Equal(t, 0, runTool(t, c, s).Kept)
	assert.Equal(t, 2, ran)
	assert.Equal(t, 2, runTool(t, c, s).Kept)
	assert.Equal(t, 2, ran, "nothing changed")
	s.template.stack.Region = "us-east-1"
	assert.Equal(t, 1, runTool(t, c, s).Kept)
	assert.Equal(t, 3, ran, "one changed")
	assert.Equal(t, 0, runTool(t, nil, s).Kept)
	assert.Equal(t, 5, ran, "without a cache")
}

func TestWhatWasDoneBeforeAFaultIsKept(t *testing.T) {
	s := newSetting(t)
	good, bad := &template{stack: s.template.stack}, &template{}
	var mutex sync.Mutex
	var kept []*template
	done := func(findings map[*template][]Finding) {
		mutex.Lock()
		defer mutex.Unlock()
		for one := range findings {
			kept = append(kept, one)
		}
	}
	job := func(one *template, milliseconds int, err error) assignment {
		return assignment{
			job{[]*template{one}, milliseconds, func(context.Context, func()) (map[*template][]Finding, error) {
				return map[*template][]Finding{one: nil}, err
			}},
			"tool",
			func() {},
			done,
		}
	}
	jobs := []assignment{job(bad, 1, errors.New("boom"))}
	for range runtime.NumCPU() {
		jobs = append(jobs, job(good, 2, nil))
	}
	assert.ErrorContains(t, work(t.Context(), jobs), "tool: boom")
	assert.NotEmpty(t, kept)
	assert.NotContains(t, kept, bad)
}

func TestEverySourceFileIsPartOfTheKey(t *testing.T) {
	var want []string
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, entry := range entries {
		test, _ := filepath.Match("*_test.go", entry.Name())
		if !entry.IsDir() && !test {
			want = append(want, entry.Name())
		}
	}
	embedded, err := sources.ReadDir(".")
	require.NoError(t, err)
	var got []string
	for _, entry := range embedded {
		got = append(got, entry.Name())
	}
	assert.Equal(t, want, got, "name it in source.go")
}
