// Package test is the only place that starts a jsii kernel. One synthesis of
// the example configuration is shared by all tests that only read.
package test

import (
	"flag"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/kernel"
	"bulkhead/stacks"

	"github.com/stretchr/testify/require"
)

// exampleDir is the configuration that is used by default.
const exampleDir = "../config/example"

var update = flag.Bool("update", false, "accept the templates as they are now")

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "bulkhead-test-")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	kernel.Close()
	os.RemoveAll(dir)
	os.Exit(code)
}

// scratch holds what outlives a single test.
var scratch string

// synthesizeExample writes the example's cloud assembly, with CDK Nag's reports, once.
var synthesizeExample = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "example")
	c, err := config.Load(exampleDir)
	if err != nil {
		return "", err
	}
	return dir, kernel.Run(func() {
		stacks.NewApp(c, stacks.Options{Outdir: dir, Nag: true}).Synth(nil)
	})
})

// loadExample reads it once.
var loadExample = sync.OnceValues(func() (*assembly.Assembly, error) {
	dir, err := synthesizeExample()
	if err != nil {
		return nil, err
	}
	return assembly.Load(dir)
})

// example is the cloud assembly of the example configuration.
func example(t testing.TB) *assembly.Assembly {
	t.Helper()
	a, err := loadExample()
	require.NoError(t, err)
	return a
}

// exampleConfig is a fresh copy of the example configuration, to be changed.
func exampleConfig(t testing.TB) *config.Config {
	t.Helper()
	c, err := config.Load(exampleDir)
	require.NoError(t, err)
	return c
}

// synthesize is the cloud assembly of a configuration.
func synthesize(t testing.TB, c *config.Config) *assembly.Assembly {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, kernel.Run(func() {
		stacks.NewApp(c, stacks.Options{Outdir: dir}).Synth(nil)
	}))
	a, err := assembly.Load(dir)
	require.NoError(t, err)
	return a
}
