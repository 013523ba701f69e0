package changes

import (
	"errors"
	"flag"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var each = flag.Bool("each", false, "try every line alone; without it, edits that are fine are made several at a time")

// most is how many lines are tried together.
const most = 24

// TestAYearOfChangesBecomesWhatIsExpected tries the lines of the table. Those that are fine, and have nothing to do
// with each other, are one deployment, unless that fails: then each is one.
func TestAYearOfChangesBecomesWhatIsExpected(t *testing.T) {
	count(t)
	var alone []line
	for _, together := range batches(year, &alone) {
		if len(together) == 1 {
			alone = append(alone, together...)
			continue
		}
		t.Run(together[0].says+", and others", func(t *testing.T) {
			failure := join(together).fails(t)
			if failure == "" {
				return
			}
			for _, l := range together {
				l.try(t)
			}
			assert.True(t, t.Failed(), "each is fine, and together they are not: have one tried apart:\n  %s", failure)
		})
	}
	for _, l := range alone {
		t.Run(l.says, l.try)
	}
	t.Logf("%d stages synthesized", len(stages))
}

// count demands so many edits, each with a sentence of its own.
func count(t *testing.T) {
	t.Helper()
	seen := map[string]bool{}
	for _, l := range year {
		require.False(t, seen[l.says], "%s is there twice", l.says)
		seen[l.says] = true
		if l.back != "" {
			seen[l.says+", and back"] = true
		}
	}
	for says := range pending {
		require.True(t, seen[says], "%s waits, and is no line", says)
	}
	for says := range contradicted {
		require.True(t, seen[says], "%s is contradicted, and is no line", says)
	}
	require.GreaterOrEqual(t, len(seen), 120)
	t.Logf("%d edits", len(seen))
}

// batches are lines that can be tried together. The rest is put to alone.
func batches(lines []line, alone *[]line) [][]line {
	var all [][]line
	for _, l := range lines {
		if *each || !l.joins() {
			*alone = append(*alone, l)
			continue
		}
		i := slices.IndexFunc(all, func(together []line) bool { return l.fits(together) })
		if i < 0 {
			all, i = append(all, nil), len(all)
		}
		all[i] = append(all[i], l)
	}
	return all
}

// joins tells whether all of a line is fine as it is.
func (l line) joins() bool {
	_, waits := pending[l.says]
	_, back := pending[l.says+", and back"]
	_, contradicted := contradicted[l.says]
	plain := l.happens == nil && l.differs == "" && !l.apart
	return plain && l.want == fine && (l.back == fine || l.back == "") && !waits && !back && !contradicted
}

// fits tells whether a line touches nothing that others do, and whether the configuration with all of them loads.
func (l line) fits(together []line) bool {
	if together[0].base != l.base || together[0].back != l.back || len(together) == most {
		return false
	}
	for _, other := range together {
		for _, e := range slices.Concat(other.before, other.edits) {
			if slices.ContainsFunc(slices.Concat(l.before, l.edits), e.overlaps) {
				return false
			}
		}
	}
	all := join(append(slices.Clone(together), l))
	before := readFiles(l.base).with(all.before...)
	return loads(before) && loads(before.with(all.edits...))
}

// overlaps tells whether two edits are of one thing, or one is of a part of the other's.
func (e edit) overlaps(other edit) bool {
	mine, others := e.thing()+".", other.thing()+"."
	return e.file == other.file && (e.path == "" || other.path == "" ||
		strings.HasPrefix(mine, others) || strings.HasPrefix(others, mine))
}

// thing is what an edit is of: of what a service takes one change at a time, all of it.
func (e edit) thing() string {
	parts := strings.Split(e.path, ".")
	if slices.Contains([]string{"search", "streams", "network", "vpn"}, parts[0]) {
		return strings.Join(parts[:min(2, len(parts))], ".")
	}
	return e.path
}

// join is several lines as one.
func join(lines []line) line {
	all := line{says: "together", base: lines[0].base, back: lines[0].back}
	for _, l := range lines {
		all.before = append(all.before, l.before...)
		all.edits = append(all.edits, l.edits...)
	}
	return all
}

// fails is why a line is not done, there and back if that is tried, with nothing lost,
// or the plan does not say so; empty when all is well.
func (l line) fails(t *testing.T) string {
	t.Helper()
	before, world := deploy(t, readFiles(l.base).with(l.before...))
	there := become(t, world, before, before.with(l.edits...))
	if failure := there.failure(); failure != "" || l.back == "" {
		return failure
	}
	return become(t, world, there.version, there.backTo(before)).failure()
}

func (c change) failure() string {
	if c.outcome != fine {
		return strings.Join(append([]string{string(c.outcome)}, c.why...), "\n  ")
	}
	return disagreement(c)
}

// loads tells whether a configuration can be loaded.
func loads(f files) bool {
	_, _, err := load(f)
	return !errors.As(err, new(*refused))
}
