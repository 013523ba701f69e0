// Package test holds what is promised of all templates. Most of it reads the reviewed ones, so that an answer takes
// seconds; one test proves that they are what synthesis gives. It is the only package that starts a jsii kernel.
package test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"

	"bulkhead/analysis/verify"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/kernel"
	"bulkhead/internal/standin"

	"github.com/stretchr/testify/require"
)

// exampleDir is the configuration that is used by default.
const exampleDir = "../config/example"

// plainDir is the configuration that most tests of single promises read.
const plainDir = "testdata/configs/plain"

var (
	update = flag.Bool("update", false, "accept the templates as they are now")
	fresh  = flag.Bool("fresh", false, "have tests read what synthesis gives now, instead of the reviewed templates")
)

func TestMain(m *testing.M) {
	flag.Parse()
	debug.SetGCPercent(400) // templates that were read stay, and collecting around them took a fifth of the time
	dir, err := os.MkdirTemp("", "bulkhead-test-")
	if err != nil {
		panic(err)
	}
	scratch = dir
	if flag.Lookup("test.run").Value.String() == "" { // the tools work while the other tests run
		started := sync.OnceValue(verification)
		verifiers = func() (verify.Report, error) { return started()() }
		go started()
	}
	code := m.Run()
	kernel.Close()
	os.RemoveAll(dir)
	os.Exit(code)
}

// scratch holds what outlives a single test.
var scratch string

// progress tells whoever waits what is being done.
func progress(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

// functions builds what Lambda runs, and returns where it is.
var functions = sync.OnceValue(func() string {
	if output, err := exec.Command("make", "-C", "..", "functions").CombinedOutput(); err != nil {
		panic(string(output))
	}
	return "../bin/functions"
})

// standins are what is synthesized in the place of what Lambda runs.
var standins = sync.OnceValue(func() string {
	dir := filepath.Join(scratch, "functions")
	if err := standin.Functions("..", dir); err != nil {
		panic(err)
	}
	return dir
})

// A configuration whose templates several tests read.
type sharedConfig struct {
	dir        string
	reviewed   func() (*assembly.Assembly, error) // as they were accepted
	synthesize func() (string, error)             // the directory of a cloud assembly, with CDK Nag's reports
	load       func() (*assembly.Assembly, error) // that cloud assembly
}

func newSharedConfig(name, dir string) sharedConfig {
	synthesize := sync.OnceValues(func() (string, error) { return synthesizeShared(name, dir) })
	return sharedConfig{
		dir:        dir,
		reviewed:   sync.OnceValues(func() (*assembly.Assembly, error) { return readGoldens(name) }),
		synthesize: synthesize,
		load: sync.OnceValues(func() (*assembly.Assembly, error) {
			out, err := synthesize()
			if err != nil {
				return nil, err
			}
			return assembly.Load(out)
		}),
	}
}

// synthesizeShared writes the cloud assembly of a configuration as operators do: with the command, whose process has a
// kernel of its own. So it may run while tests use theirs, and CDK, which sorts by numbers that it counts on, sorts
// by what this configuration has made alone.
func synthesizeShared(name, dir string) (string, error) {
	command, err := buildBinary()
	if err != nil {
		return "", err
	}
	progress("synthesize  %s", name)
	out := filepath.Join(scratch, name)
	output, err := exec.Command(command, "synth", "--nag", "--config", dir, "--out", out).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("%s: %w: %s", name, err, output)
	}
	return out, nil
}

// The shared configurations, by name: the example, and what the example does not choose.
var sharedConfigs = map[string]sharedConfig{
	"example": newSharedConfig("example", exampleDir),
	"choices": newSharedConfig("choices", "testdata/configs/choices"),
	"plain":   newSharedConfig("plain", plainDir),
	"minimal": newSharedConfig("minimal", "../examples/minimal"),
	"private": newSharedConfig("private", "testdata/configs/private"),
}

func shared(t testing.TB, name string) *assembly.Assembly {
	t.Helper()
	if *fresh {
		return once("fresh "+name, func() *assembly.Assembly {
			c, err := config.Load(sharedConfigs[name].dir)
			require.NoError(t, err)
			return synthesize(t, c)
		})
	}
	a, err := sharedConfigs[name].reviewed()
	require.NoError(t, err)
	return a
}

// example are the reviewed templates of the example configuration.
func example(t testing.TB) *assembly.Assembly {
	t.Helper()
	return shared(t, "example")
}

// plain are the reviewed templates of two services and a database in every environment: little enough to tell what is
// whose.
func plain(t testing.TB) *assembly.Assembly {
	t.Helper()
	return shared(t, "plain")
}

// choices are the reviewed templates of the configuration that makes every choice that the example does not.
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
