package facts

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestEveryBucketOfAWSHasANameInEveryRegionAndAUse(t *testing.T) {
	name := regexp.MustCompile(`^[a-z0-9][a-z0-9-]{2,62}$`)
	seen := map[string]bool{}
	for _, bucket := range AWSBuckets {
		assert.NotEmpty(t, bucket.For, bucket.Name)
		assert.False(t, seen[bucket.Name], "%s is there twice", bucket.Name)
		seen[bucket.Name] = true
		for _, region := range Regions() {
			assert.Regexp(t, name, bucket.In(region))
		}
	}
}
