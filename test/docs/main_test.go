package docs

import (
	"os"
	"testing"
)

// scratch holds what outlives a single test.
var scratch string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "bulkhead-docs-")
	if err != nil {
		panic(err)
	}
	scratch = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}
