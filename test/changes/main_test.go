// Package changes proves what happens to an organization that is deployed when its configuration changes: a year of
// edits, and random ones, are synthesized, and a model of CloudFormation executes them.
package changes

import (
	"flag"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"testing"

	"bulkhead/internal/kernel"
	"bulkhead/internal/standin"
)

func TestMain(m *testing.M) {
	flag.Parse()
	debug.SetGCPercent(400) // templates that were read stay, and collecting around them took a fifth of the time
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

// standins are what is synthesized in the place of what Lambda runs.
var standins = sync.OnceValue(func() string {
	dir := filepath.Join(scratch, "functions")
	if err := standin.Functions("../..", dir); err != nil {
		panic(err)
	}
	return dir
})
