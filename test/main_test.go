// Package test is the only place that starts a jsii kernel. One synthesis of
// the example configuration is shared by all tests that only read.
package test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/kernel"
	"bulkhead/stacks"

	"github.com/aws/jsii-runtime-go"
	"github.com/stretchr/testify/require"
)

// exampleDir is the configuration that is used by default.
const exampleDir = "../config/example"

// plainDir is the configuration that most tests of single promises read.
const plainDir = "testdata/configs/plain"

var update = flag.Bool("update", false, "accept the templates as they are now")

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "bulkhead-test-")
	if err != nil {
		panic(err)
	}
	scratch = dir
	if output, err := exec.Command("make", "-C", "..", "functions").CombinedOutput(); err != nil {
		panic(string(output))
	}
	if flag.Lookup("test.run").Value.String() == "" { // the tools work while the other tests run
		verifiers = verification()
	}
	code := m.Run()
	kernel.Close()
	os.RemoveAll(dir)
	os.Exit(code)
}

// functions is what Lambda runs.
const functions = "../bin/functions"

// scratch holds what outlives a single test.
var scratch string

// A configuration whose cloud assembly several tests read: it is synthesized
// once, with CDK Nag's reports.
type sharedConfig struct {
	dir        string
	synthesize func() (string, error)
	load       func() (*assembly.Assembly, error)
}

func newSharedConfig(name, dir string) sharedConfig {
	synthesize := sync.OnceValues(func() (string, error) {
		out := filepath.Join(scratch, name)
		c, err := config.Load(dir)
		if err != nil {
			return "", err
		}
		jsii.Close() // CDK sorts by numbers that it counts on, so that what was made before would show in the order
		return out, kernel.Run(func() {
			stacks.Synthesize(c, stacks.Options{Outdir: out, Functions: functions, Nag: true})
		})
	})
	return sharedConfig{dir, synthesize, sync.OnceValues(func() (*assembly.Assembly, error) {
		out, err := synthesize()
		if err != nil {
			return nil, err
		}
		return assembly.Load(out)
	})}
}

// The shared configurations, by name: the example, and what the example does not choose.
var sharedConfigs = map[string]sharedConfig{
	"example": newSharedConfig("example", exampleDir),
	"choices": newSharedConfig("choices", "testdata/configs/choices"),
	"plain":   newSharedConfig("plain", plainDir),
	"minimal": newSharedConfig("minimal", "testdata/configs/minimal"),
	"private": newSharedConfig("private", "testdata/configs/private"),
}

func shared(t testing.TB, name string) *assembly.Assembly {
	t.Helper()
	a, err := sharedConfigs[name].load()
	require.NoError(t, err)
	return a
}

// example is the cloud assembly of the example configuration.
func example(t testing.TB) *assembly.Assembly {
	t.Helper()
	return shared(t, "example")
}

// plain is the cloud assembly of two services and a database in every environment: little enough to tell what is
// whose.
func plain(t testing.TB) *assembly.Assembly {
	t.Helper()
	return shared(t, "plain")
}

// choices is the cloud assembly of the configuration that makes every choice that the example does not.
func choices(t testing.TB) *assembly.Assembly {
	t.Helper()
	return shared(t, "choices")
}

// plainConfig is a fresh copy of the plain configuration, to be changed.
func plainConfig(t testing.TB) *config.Config {
	t.Helper()
	c, err := config.Load(plainDir)
	require.NoError(t, err)
	return c
}

// synthesize is the cloud assembly of a configuration.
func synthesize(t testing.TB, c *config.Config) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, kernel.Run(func() {
		stacks.Synthesize(c, stacks.Options{Outdir: dir, Functions: functions})
	}))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return a
}
