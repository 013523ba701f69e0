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
const most = 10

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
			if join(together).fine(t) {
				return
			}
			for _, l := range together {
				l.try(t)
			}
			assert.True(t, t.Failed(), "each is fine, and together they are not: have one of them tried alone")
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
	return plain && l.want == fine && l.back == fine && !waits && !back && !contradicted
}

// fits tells whether a line touches nothing that others do, and whether the configuration with all of them loads.
func (l line) fits(together []line) bool {
	if together[0].base != l.base || len(together) == most {
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

// overlaps tells whether two edits are of one thing: a service, a store, a section.
func (e edit) overlaps(other edit) bool {
	return e.file == other.file && (e.path == "" || other.path == "" || e.thing() == other.thing())
}

// thing is what an edit is of.
func (e edit) thing() string {
	parts := strings.Split(e.path, ".")
	switch parts[0] {
	case "services", "databases", "caches", "search", "streams", "buckets", "secrets", "sites", "accounts":
		return strings.Join(parts[:min(2, len(parts))], ".")
	}
	return parts[0]
}

// join is several lines as one.
func join(lines []line) line {
	all := line{says: "together", base: lines[0].base}
	for _, l := range lines {
		all.before = append(all.before, l.before...)
		all.edits = append(all.edits, l.edits...)
	}
	return all
}

// fine tells whether a line is done there and back, with nothing lost, and the plan says so.
func (l line) fine(t *testing.T) bool {
	t.Helper()
	before, world := deploy(t, readFiles(l.base).with(l.before...))
	there := become(t, world, before, before.with(l.edits...))
	if there.outcome != fine || disagreement(there) != "" {
		return false
	}
	back := become(t, world, there.version, there.backTo(before))
	return back.outcome == fine && disagreement(back) == ""
}

// loads tells whether a configuration can be loaded.
func loads(f files) bool {
	_, _, err := load(f)
	return !errors.As(err, new(*refused))
}
