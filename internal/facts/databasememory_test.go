package facts

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestTheMemoryOfEveryClassOfADatabaseIsKnown(t *testing.T) {
	for _, classes := range []Classes{DatabaseClasses, AuroraClasses} {
		for family, sizes := range classes {
			before := 0
			for _, size := range sizes {
				mib, known := DatabaseMemory(family + "." + size)
				assert.True(t, known, "%s.%s", family, size)
				assert.Greater(t, mib, before, "%s.%s is larger than the size before", family, size)
				before = mib
			}
		}
	}
	for class, gib := range map[string]int{
		"t4g.micro": 1, "m5.large": 8, "m7g.xlarge": 16, "r6gd.4xlarge": 128, "x2g.16xlarge": 1024, "m8g.48xlarge": 768,
	} {
		mib, _ := DatabaseMemory(class)
		assert.Equal(t, gib*1024, mib, class)
	}
	for _, class := range []string{"m7g.micro", "z9.large", "m7g", ""} {
		_, known := DatabaseMemory(class)
		assert.False(t, known, class)
	}
}

// What instances were seen to admit.
func TestADatabaseAdmitsAtLeastTheConnectionsThatWeReckonWith(t *testing.T) {
	for _, c := range []struct {
		mysql, aurora bool
		gib, admitted int
	}{
		{false, false, 1, 81},
		{false, false, 2, 198},
		{false, false, 4, 413},
		{false, false, 8, 856},
		{false, false, 1024, 5000},
		{true, true, 4, 90},
		{true, true, 8, 135},
		{true, true, 16, 1000},
		{true, true, 32, 2000},
		{true, true, 128, 4000},
	} {
		got := DatabaseConnections(c.mysql, c.aurora, c.gib*1024)
		assert.LessOrEqual(t, got, c.admitted, c)
		assert.Greater(t, float64(got), 0.85*float64(c.admitted), c)
	}
	assert.InDelta(t, 0.9*8192*(1<<20)/12582880, DatabaseConnections(true, false, 8192), 20)
}
