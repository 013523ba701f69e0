package changes

import (
	"testing"

	"bulkhead/test/changes/cloudformation"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A deployment that takes a bucket over fails at the bucket's policy, is tried again, and is taken back.
func TestWhatIsTakenOverOutlivesAFailureAndTheEndOfItsStack(t *testing.T) {
	const stack = "dev/data-scans"
	before, world := deploy(t, readFiles("small"))
	imported(world)
	there := func() []cloudformation.KeptName {
		var all []cloudformation.KeptName
		for _, name := range world.KeptNames() {
			if name.Name == "scans-of-old" {
				all = append(all, name)
			}
		}
		return all
	}
	require.Len(t, there(), 1)

	to := before.with(takesScans...)
	world.Break(stack, "AWS::S3::BucketPolicy", "the bucket policy already exists on bucket scans-of-old")
	require.Equal(t, refusedFor(cloudformation.Failed), become(t, world, before, to).outcome)
	assert.Equal(t, cloudformation.RolledBack, world.Stack(stack).Status)
	assert.Len(t, there(), 1, "it is where it was, and no stack has it")

	world.Mend()
	require.Empty(t, world.Delete(stack).Refused, "as cdk deploy does with a stack that never was complete")
	assert.Len(t, there(), 1)
	again := become(t, world, before, to)
	require.Equal(t, fine, again.outcome, "%v", again.why)
	assert.Empty(t, there(), "the stack has it")
	assert.Equal(t, cloudformation.Complete, world.Stack(stack).Status)

	back := become(t, world, again.version, again.backTo(before))
	require.Equal(t, fine, back.outcome)
	require.Empty(t, world.Prune(back.app).Refused)
	assert.Nil(t, world.Stack(stack))
	assert.Len(t, there(), 1, "it is kept, with all that is in it")
	third := become(t, world, back.version, to)
	assert.Equal(t, fine, third.outcome, "and can be taken over again: %v", third.why)
}
