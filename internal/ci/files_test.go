package ci

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/goccy/go-yaml"
	"github.com/rhysd/actionlint"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the files of examples/ci")

// book is of the configuration in which every choice is made.
func book(t testing.TB) address.Book {
	t.Helper()
	c, err := config.Load("../../test/testdata/configs/choices")
	require.NoError(t, err)
	return address.Of(c)
}

// example is where the file of an application is shown.
func example(name string, file File) string {
	return filepath.Join("../../examples/ci", name+"-"+filepath.Base(file.Path))
}

func TestTheFilesOfTheExamplesAreWhatTheCommandWrites(t *testing.T) {
	b, seen := book(t), 0
	for name, a := range b.Organization.Applications {
		file, err := FileOf(b, name)
		if a.CodePipeline != nil {
			assert.EqualError(t, err, "CodePipeline builds and releases "+name+": its repository needs no file")
			continue
		}
		require.NoError(t, err)
		seen++
		if *update {
			require.NoError(t, os.WriteFile(example(name, file), []byte(file.Text), 0o644))
		}
		want, err := os.ReadFile(example(name, file))
		require.NoError(t, err)
		assert.Equal(t, string(want), file.Text, "go test ./internal/ci -update writes it")
	}
	files, err := filepath.Glob("../../examples/ci/*.y*ml")
	require.NoError(t, err)
	assert.Len(t, files, seen)
	_, err = FileOf(b, "nothing")
	assert.EqualError(t, err, "applications of organization.yaml has no nothing")
}

// workflows are those of GitHub, by application.
func workflows(t testing.TB) map[string]string {
	t.Helper()
	return filesOf(t, func(a config.Application) bool { return a.GitHub != nil })
}

// filesOf are the files of applications, by their names.
func filesOf(t testing.TB, is func(config.Application) bool) map[string]string {
	t.Helper()
	b, all := book(t), map[string]string{}
	for name, a := range b.Organization.Applications {
		if is(a) {
			file, err := FileOf(b, name)
			require.NoError(t, err)
			all[name] = file.Text
		}
	}
	require.NotEmpty(t, all)
	return all
}

func TestActionlintFindsNothingInAWorkflow(t *testing.T) {
	linter, err := actionlint.NewLinter(os.Stdout, &actionlint.LinterOptions{Shellcheck: "shellcheck"})
	require.NoError(t, err)
	for name, text := range workflows(t) {
		found, err := linter.Lint(".github/workflows/release.yaml", []byte(text), nil)
		require.NoError(t, err)
		assert.Empty(t, found, name)

		broken := strings.Replace(text, "runs-on: ubuntu", "runs-on: obuntu", 1)
		found, err = linter.Lint(".github/workflows/release.yaml", []byte(broken), nil)
		require.NoError(t, err)
		assert.NotEmpty(t, found, "a runner that there is not")
	}
}

// job is of a workflow.
type job struct {
	If          string
	Needs       string
	Environment string
	Permissions map[string]string
	Env         map[string]string
	Steps       []struct{ Uses, Run string }
}

// jobs are those of a workflow.
func jobs(t testing.TB, text string) map[string]job {
	t.Helper()
	var workflow struct {
		Permissions map[string]string
		Jobs        map[string]job
	}
	require.NoError(t, yaml.Unmarshal([]byte(text), &workflow))
	assert.Empty(t, workflow.Permissions, "a job has those that it names")
	return workflow.Jobs
}

func TestAPullRequestGetsNoTokenAndWhatReleasesRunsNoCodeOfTheRepository(t *testing.T) {
	for name, text := range workflows(t) {
		all := jobs(t, text)
		assert.Equal(t, map[string]string{"contents": "read"}, all["validate"].Permissions, name)
		assert.Equal(t, "github.event_name == 'pull_request'", all["validate"].If)
		assert.Equal(t, "github.event_name == 'push'", all["push"].If)
		assert.NotContains(t, all["validate"].Steps[1].Run, "sts", name)
		for job, j := range all {
			for _, step := range j.Steps {
				if step.Uses != "" {
					assert.Regexp(
						t,
						`^[a-z-]+/[a-z-]+@[0-9a-f]{40}$`,
						strings.Fields(step.Uses)[0],
						"%s: %s",
						name,
						job,
					)
				}
			}
			if !strings.HasPrefix(job, "release-") {
				continue
			}
			assert.NotEmpty(
				t,
				j.Needs,
				"%s: %s follows the push of the image, so no pull request reaches it",
				name,
				job,
			)
			assert.Equal(
				t,
				strings.TrimPrefix(job, "release-"),
				j.Environment,
				"GitHub's rules for it, and its token, are of the environment",
			)
			assert.Equal(t, map[string]string{"id-token": "write"}, j.Permissions)
			assert.Len(t, j.Steps, 1)
		}
	}
}

// circle is a configuration of CircleCI.
type circle struct {
	Jobs map[string]struct {
		Steps []any
	}
	Workflows map[string]struct {
		Jobs []map[string]struct {
			Type     string
			Requires []string
			Filters  struct {
				Branches struct{ Only, Ignore []string }
			}
		}
	}
}

func TestOnlyItsBranchPushesAndReleasesWithCircleCIInOrderAndAfterApproval(t *testing.T) {
	for name, text := range filesOf(t, func(a config.Application) bool { return a.CircleCI != nil }) {
		var c circle
		require.NoError(t, yaml.Unmarshal([]byte(text), &c))
		a, before := book(t).Organization.Applications[name], ""
		var order []string
		for _, entry := range c.Workflows["release"].Jobs {
			for job, of := range entry {
				assert.Equal(t, []string{a.CircleCI.Branch}, of.Filters.Branches.Only, "%s: %s", name, job)
				if before != "" {
					assert.Equal(t, []string{before}, of.Requires)
				}
				if strings.HasPrefix(job, "approve-") {
					assert.Equal(t, "approval", of.Type)
				} else {
					assert.Contains(t, c.Jobs, job)
				}
				before = job
				order = append(order, job)
			}
		}
		assert.Equal(t, []string{"push", "approve-portal", "release-portal"}, order)
		for _, entry := range c.Workflows["validate"].Jobs {
			for job, of := range entry {
				assert.Equal(t, "validate", job)
				assert.Equal(t, []string{a.CircleCI.Branch}, of.Filters.Branches.Ignore)
			}
		}
	}
}
