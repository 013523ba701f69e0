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
			life, found := LivesOf[engine].Of(v.Name)
			assert.True(t, found, "when does %s %s end? Add it to LivesOf", engine, v.Name)
			if life.Ends == "" {
				continue
			}
			ends, err := time.Parse(time.DateOnly, life.Ends)
			require.NoError(t, err, "%s %s", engine, v.Name)
			assert.True(t, ends.After(seen.AddDate(0, 1, 0)), "%s %s ends on %s: take it out", engine, v.Name, life.Ends)
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
			if life, _ := LivesOf[engine].Of(v.Name); life.Ends != "" {
				assert.GreaterOrEqual(t, life.Ends, ends, "%s %s", engine, v.Name)
				ends = life.Ends
			}
		}
	}
	_, offered := MySQLVersions.Named("8.4.7")
	assert.False(t, offered)
	assert.Equal(t, -1, MySQLVersions.Index("8.4.7"))
}

func TestDaysOfLivesAreDaysAndInTheirOrder(t *testing.T) {
	for product, lives := range LivesOf {
		for version, life := range lives {
			for _, day := range []string{life.Ends, life.Paid, life.Fatal} {
				if day != "" {
					_, err := time.Parse(time.DateOnly, day)
					require.NoError(t, err, "%s %s", product, version)
					assert.GreaterOrEqual(t, day, life.Ends, "%s %s", product, version)
				}
			}
		}
	}
}

func TestAVersionHasTheLifeOfWhatItBeginsWith(t *testing.T) {
	for _, c := range []struct{ product, version, ends string }{
		{PostgreSQL, "17.7", "2030-02-28"},
		{MySQL, "8.4.9", "2027-05-08"},
		{MySQL, "8.4.10", "2029-07-31"},
		{Kafka, "3.7.x", "2026-09-01"},
		{LambdaRuntime, "provided.al2023", "2029-06-30"},
		{CanaryRun, "syn-nodejs-5.4", "2027-04-30"},
	} {
		life, known := LivesOf[c.product].Of(c.version)
		assert.True(t, known, c)
		assert.Equal(t, c.ends, life.Ends, c)
	}
	for _, unknown := range []string{"", "1", "19.1", "x", ".", "170"} {
		_, known := LivesOf[PostgreSQL].Of(unknown)
		assert.False(t, known, unknown)
	}
}
