// Package changes proves what happens to an organization that is deployed when its configuration changes: a year of
// edits, and random ones, are synthesized, and a model of CloudFormation executes them.
package changes

import (
	"flag"
	"os"
	"os/exec"
	"sync"
	"testing"

	"bulkhead/internal/kernel"
)

func TestMain(m *testing.M) {
	flag.Parse()
	dir, err := os.MkdirTemp("", "bulkhead-changes-")
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

// functions builds what Lambda runs, and returns where it is.
var functions = sync.OnceValue(func() string {
	if output, err := exec.Command("make", "-C", "../..", "functions").CombinedOutput(); err != nil {
		panic(string(output))
	}
	return "../../bin/functions"
})
