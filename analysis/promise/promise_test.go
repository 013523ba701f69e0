package promise

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func write(t testing.TB, text string) string {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, File), []byte(text), 0o644))
	return dir
}

func TestASentenceIsReadByItsVerb(t *testing.T) {
	dir := write(t, "promises:\n  - nobody but prod/web reads prod/orders\n  - only a, b write c\n  - a, b reach c on 443\n")
	promises, err := Read(dir)
	require.NoError(t, err)
	all := promises.Of(false)
	require.Len(t, all, 2)
	assert.Equal(t, []string{"nobody but prod/web", "reads", "prod/orders"}, []string{all[0].Subject, all[0].Verb, all[0].Object})
	assert.Equal(t, []string{"only a, b", "writes", "c"}, []string{all[1].Subject, all[1].Verb, all[1].Object})
	require.Len(t, promises.Of(true), 1)
	assert.Equal(t, "a, b reach c on 443", promises.Of(true)[0].Text)
	fault := all[1].Fault("is broken", "mend it")
	assert.Equal(t, filepath.Join(dir, File)+":3:5: promises[1]: is broken; mend it", fault.Error())
}

func TestWithoutAFileNothingIsPromised(t *testing.T) {
	promises, err := Read(t.TempDir())
	require.NoError(t, err)
	assert.Empty(t, promises.List)
}

func TestASentenceThatNobodyKnowsIsAFaultWithItsLine(t *testing.T) {
	for name, c := range map[string]struct{ text, want string }{
		"no verb":      {"promises:\n  - all is well\n", `:2:5: promises[0]: "all is well" is no promise; write who, one of administers, deletes, reaches, reads, writes, and what`},
		"nobody":       {"promises:\n  - reads prod/orders\n", `"reads prod/orders" is no promise`},
		"nothing":      {"promises:\n  - nobody reads\n", `"nobody reads" is no promise`},
		"another key":  {"promise:\n  - nobody reads a\n", "promise: is not a known key; did you mean promises?"},
		"not a list":   {"promises: nobody reads a\n", "promises: "},
		"twice":        {"promises:\n  - nobody reads a\n  - nobody reads a\n", ":3:5: promises[1]: is there twice; remove one of them"},
		"both at once": {"promises:\n  - what\n  - nobody reads a\n  - why\n", ":4:5: "},
	} {
		_, err := Read(write(t, c.text))
		assert.ErrorContains(t, err, c.want, name)
	}
}
