package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/operate/failover"
	"bulkhead/stacks"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/spf13/cobra"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const exampleConfig = "../../config/example"

// gone is an AWS that does not answer.
type gone struct{ asked int }

func (g *gone) Do(*http.Request) (*http.Response, error) {
	g.asked++
	return nil, errors.New("no route to host")
}

func (g *gone) cloud() *failover.Cloud {
	return &failover.Cloud{
		Now: time.Now,
		Probe: func(context.Context, string, string) (int, string, error) {
			g.asked++
			return 0, "", errors.New("no route to host")
		},
		Config: func(region string) aws.Config {
			return aws.Config{
				Region: region, HTTPClient: g, RetryMaxAttempts: 1,
				Credentials: credentials.NewStaticCredentialsProvider("test", "test", ""),
			}
		},
	}
}

// typed runs m with what is typed, and returns what it prints and its error.
func (m moving) typed(t *testing.T, typed string) (said string, err error) {
	t.Helper()
	m.config, m.log = exampleConfig, filepath.Join(t.TempDir(), "log")
	command := &cobra.Command{}
	command.SetContext(t.Context())
	var out bytes.Buffer
	command.SetIn(strings.NewReader(typed))
	command.SetOut(&out)
	err = m.run(command)
	return out.String(), err
}

func TestNothingIsMovedUntilItIsTyped(t *testing.T) {
	for _, typed := range []string{"", "\n", "y\n", "yes\n", "prod\n", "prod-dr\n"} {
		g := &gone{}
		said, err := moving{to: "prod-dr", disaster: true, cloud: g.cloud()}.typed(t, typed)
		require.ErrorIs(t, err, cli.ErrNo, "%q", typed)
		assert.Contains(t, said, "prod-dr without the last writes of")
		for _, store := range []string{"orders", "catalogue", "sessions", "products", "events", "uploads"} {
			assert.Contains(t, said, store, "what may be lost")
		}
		assert.Zero(t, g.asked, "AWS was asked")
	}
	g := &gone{}
	_, err := moving{to: "prod-dr", planned: true, cloud: g.cloud()}.typed(t, "prod\n")
	require.ErrorIs(t, err, cli.ErrNo)
	assert.Zero(t, g.asked)
}

func TestYesDoesNotSayWhatMayBeLost(t *testing.T) {
	for _, args := range [][]string{
		{"failover", "--to", "prod-dr", "--disaster", "--yes"},
		{"failover", "--to", "prod-dr", "--disaster", "--planned"},
		{"failover", "--to", "prod-dr"},
		{"failover", "--planned"},
		{"failover", "--to", "prod-dr", "--planned", "--json"},
		{"failback"},
	} {
		root := newRoot()
		root.SetArgs(args)
		root.SetOut(&bytes.Buffer{})
		root.SetErr(&bytes.Buffer{})
		assert.Equal(t, cli.ExitUsage, cli.Execute(t.Context(), root), "%q", args)
	}
}

func TestADryRunShowsEveryStepThoughNothingAnswers(t *testing.T) {
	g := &gone{}
	said, err := moving{to: "prod-dr", planned: true, dryRun: true, json: true, cloud: g.cloud()}.typed(t, "")
	require.ErrorIs(t, err, cli.ErrReported)
	var result struct {
		FormatVersion string      `json:"formatVersion"`
		Ready         bool        `json:"ready"`
		Steps         []shownStep `json:"steps"`
	}
	require.NoError(t, json.Unmarshal([]byte(said), &result))
	assert.False(t, result.Ready)
	assert.Greater(t, len(result.Steps), 15)
	for _, step := range result.Steps {
		assert.NotEmpty(t, step.Changes, step.Name)
		assert.NotEmpty(t, step.Takes, step.Name)
		assert.NotEmpty(t, step.Hand, step.Name)
	}
}

func TestAMoveThatCannotBeginSaysSoAndHowToGoOn(t *testing.T) {
	g := &gone{}
	cloud := g.cloud()
	m := moving{to: "prod", back: true, planned: true, yes: true, cloud: cloud}
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // somebody interrupts it
	command := &cobra.Command{}
	command.SetContext(ctx)
	var out bytes.Buffer
	command.SetOut(&out)
	m.config, m.log = exampleConfig, filepath.Join(t.TempDir(), "log")
	require.ErrorIs(t, m.run(command), cli.ErrReported)
	assert.Contains(t, out.String(), "Run the same command again")
	content, err := os.ReadFile(m.log)
	require.NoError(t, err)
	assert.Contains(t, string(content), `"step":"lock"`)
}

func TestAFailoverKnowsWhatItMovesAsTheTemplatesCallIt(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	primary, to, err := stacks.WithRecovery(c, "prod-dr")
	require.NoError(t, err)
	assert.Equal(t, failover.Standby, to)
	e := stacks.DescribeRecovery(c, primary)
	require.NoError(t, failover.Move{Environment: e, To: to, Mode: failover.Planned}.Check())

	templates := func(stage string) (all string) {
		files, err := filepath.Glob("../../test/testdata/templates/example/" + stage + "-*.json")
		require.NoError(t, err)
		for _, file := range files {
			if stage == "prod" && strings.Contains(file, "prod-dr-") {
				continue
			}
			content, err := os.ReadFile(file)
			require.NoError(t, err)
			all += string(content)
		}
		return all
	}
	for side, text := range map[failover.SideName]string{
		failover.Primary: templates("prod"), failover.Standby: templates("prod-dr"),
	} {
		assert.Contains(t, text, `"ClusterName": "`+e.Side(side).Prefix+`"`)
		for _, s := range e.Stores {
			switch s.Kind {
			case failover.Aurora, failover.RDS, failover.Search, failover.Bucket, failover.Table:
				assert.Contains(t, text, `"`+s.At[side]+`"`, s.Name)
			case failover.Cache:
				id := s.Global
				if side == failover.Primary {
					_, id, _ = strings.Cut(id, "-") // AWS puts the rest before it
				}
				assert.Contains(t, text, `"`+id+`"`, s.Name)
			}
			if s.SecretTag != "" && side == failover.Primary {
				assert.Contains(t, text, `"Value": "`+s.SecretTag+`"`, s.Name)
			}
		}
		for _, s := range e.Services {
			assert.Contains(t, text, `"ServiceName": "`+s.Name+`"`)
			want := s.Active
			if side == failover.Standby {
				want = s.Inactive
			}
			assert.GreaterOrEqual(t, want.Max, want.Min)
		}
	}
	assert.Equal(t, []string{"https://app.example.com/healthz"}, e.Primary.Probes)
	assert.Equal(t, []string{"https://prod-dr.example.com/healthz"}, e.Standby.Probes)
	assert.Equal(t, "app.example.com", e.Gate)
	_, _, err = stacks.WithRecovery(c, "dev")
	assert.Error(t, err)
}

func TestWhereASiteHasTheDomainAnotherNameLeadsToTheGate(t *testing.T) {
	c, err := config.Load(exampleConfig)
	require.NoError(t, err)
	primary, _, err := stacks.WithRecovery(c, "prod")
	require.NoError(t, err)
	primary.Sites = map[string]config.Site{
		"shop":   {Domain: primary.Domain},
		"active": {Domain: "active." + primary.Domain},
	}
	e := stacks.DescribeRecovery(c, primary)
	assert.Equal(t, "active-active.app.example.com", e.Gate, "no site has this name")
	assert.Equal(t, []string{"https://active-active.app.example.com/healthz"}, e.Primary.Probes)
}
