package facts

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestNothingIsOfferedThatEndsWithinAMonth(t *testing.T) {
	seen, err := time.Parse(time.DateOnly, VersionsSeen)
	require.NoError(t, err)
	known := 0
	for engine, versions := range VersionsOf {
		assert.NotEmpty(t, versions, engine)
		for _, v := range versions {
			if v.Ends == "" {
				continue
			}
			ends, err := time.Parse(time.DateOnly, v.Ends)
			require.NoError(t, err, "%s %s", engine, v.Name)
			assert.True(t, ends.After(seen.AddDate(0, 1, 0)), "%s %s ends on %s: take it out", engine, v.Name, v.Ends)
			known++
		}
	}
	assert.Greater(t, known, 30)
}

func TestVersionsAreOfferedOnceAndMajorVersionsInTheirOrder(t *testing.T) {
	for engine, versions := range VersionsOf {
		ends := ""
		for i, v := range versions {
			assert.Equal(t, i, versions.Index(v.Name), "%s %s", engine, v.Name)
			if v.Ends != "" {
				assert.GreaterOrEqual(t, v.Ends, ends, "%s %s", engine, v.Name)
				ends = v.Ends
			}
		}
	}
	_, offered := MySQLVersions.Named("8.4.7")
	assert.False(t, offered)
	assert.Equal(t, -1, MySQLVersions.Index("8.4.7"))
}

func TestLongTermVersionsAreKnown(t *testing.T) {
	var all []string
	for _, versions := range []Versions{AuroraPostgreSQLVersions, AuroraMySQLVersions} {
		for _, v := range versions {
			if v.LongTerm {
				all = append(all, v.Name)
			}
		}
	}
	assert.Equal(t, []string{"16.8", "17.7", "3.10.0", "3.10.1", "3.10.2", "3.10.3", "3.10.4"}, all)
}
