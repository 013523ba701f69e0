package verify

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTheLongestJobBeginsFirst(t *testing.T) {
	var mutex sync.Mutex
	var began []int
	var jobs []assignment
	for _, milliseconds := range []int{1, 5, 3, 4, 2} {
		jobs = append(
			jobs,
			assignment{
				job{milliseconds: milliseconds, run: func(context.Context, func()) (map[*template][]Finding, error) {
					mutex.Lock()
					defer mutex.Unlock()
					began = append(began, milliseconds)
					return nil, nil
				}},
				"tool",
				func() {},
				func(map[*template][]Finding) {},
			},
		)
	}
	require.NoError(t, work(t.Context(), jobs))
	assert.ElementsMatch(t, []int{1, 2, 3, 4, 5}, began)
	assert.True(t, jobs[0].milliseconds == 5 && jobs[4].milliseconds == 1, "%v", jobs)
}

func TestTheLinterIsGivenEachTemplateOnceWithItsOwnRegionAndInPartsOfLikeSize(t *testing.T) {
	var templates []*template
	for i := range 30 {
		region := map[bool]string{true: "eu-west-1", false: "us-east-1"}[i < 25]
		templates = append(
			templates,
			&template{
				stack: &assembly.Stack{ID: fmt.Sprint(i), Account: "111111111111", Region: region},
				text:  make([]byte, 100_000),
			},
		)
	}
	jobs := cfnLintJobs(templates)
	seen := map[*template]bool{}
	for _, j := range jobs {
		for _, one := range j.templates {
			assert.False(t, seen[one])
			seen[one] = true
			assert.Equal(t, j.templates[0].stack.Region, one.stack.Region)
		}
	}
	assert.Len(t, seen, 30)

	for _, share := range []int{100_000, 300_000, 1_000_000, 9_000_000} {
		whole := parts(templates, share)
		for _, part := range whole {
			assert.LessOrEqual(t, size(part), share+100_000)
		}
		assert.LessOrEqual(t, len(whole), size(templates)/share+1)
	}
}

func TestProgressTellsHowFarAToolIs(t *testing.T) {
	var told []string
	count := &counter{
		tool:     "tool",
		total:    3,
		progress: func(format string, args ...any) { told = append(told, fmt.Sprintf(format, args...)) },
	}
	for range 3 {
		count.add()
	}
	assert.Equal(t, []string{"tool: 1 of 3 templates", "tool: 2 of 3 templates"}, told)
	count = &counter{total: 3, every: time.Hour, told: time.Now(), progress: func(string, ...any) { t.Error("too often") }}
	count.add()
}

func TestWhatAToolSaysIsReadLineByLine(t *testing.T) {
	var told []string
	l := &lines{each: func(line []byte) { told = append(told, string(line)) }}
	for _, text := range []string{"on", "e\ntwo\nth", "ree\n", "four"} {
		n, err := l.Write([]byte(text))
		assert.NoError(t, err)
		assert.Len(t, text, n)
	}
	assert.Equal(t, []string{"one\n", "two\n", "three\n"}, told)
}
