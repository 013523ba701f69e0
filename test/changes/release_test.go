package changes

import (
	"testing"

	"bulkhead/test/changes/cloudformation"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// releasing is an environment whose worker releases decide the image of.
type releasing struct {
	t     *testing.T
	world *cloudformation.World
	now   version
	next  version // with larger tasks of the worker: the same stack, by another template
}

const workerStack = "dev/service-worker"

func newReleasing(t *testing.T) releasing {
	t.Helper()
	now, world := deploy(t, readFiles("small").with(released("1.0.0")...))
	larger := both(dev("services.worker.cpu", "512"), dev("services.worker.memory", "1024"))
	next, err := synthesize(now.with(larger...))
	require.NoError(t, err)
	return releasing{t, world, now, next}
}

// infrastructure deploys a version.
func (r releasing) infrastructure(v version) cloudformation.Result { return r.world.DeployAll(v.app) }

// release is done, or not.
func (r releasing) release(tag string, done bool) {
	r.t.Helper()
	assert.Equal(r.t, done, r.world.Release(workerStack, tag).Fine(), "the release of %s", tag)
}

// runs demands that this is what is deployed and what is meant, of the template of v.
func (r releasing) runs(tag string, v version) {
	r.t.Helper()
	stack := r.world.Stack(workerStack)
	require.NotNil(r.t, stack)
	assert.Equal(r.t, tag, stack.Tag(), "what the stack has been deployed with")
	assert.Equal(r.t, tag, r.world.Parameter(stack.Place, "/acme/dev/release/worker"), "what is meant")
	assert.Contains(r.t, r.world.Image(workerStack), "/worker:"+tag, "what runs")
	assert.True(r.t, r.world.Deployed(r.template(v)), "the template is that of the last deployment that succeeded")
}

func (r releasing) template(v version) *cloudformation.Template {
	r.t.Helper()
	return v.app.Template(workerStack)
}

func (r releasing) fail(then func()) {
	r.world.Break(workerStack, "AWS::ECS::Service", "its tasks do not start")
	then()
	r.world.Mend()
}

func TestADeploymentAndAReleaseEndAlikeInBothOrders(t *testing.T) {
	r := newReleasing(t)
	require.True(t, r.infrastructure(r.next).Fine())
	r.release("2.0.0", true)
	r.runs("2.0.0", r.next)

	r = newReleasing(t)
	r.release("2.0.0", true)
	r.runs("2.0.0", r.now)
	require.True(t, r.infrastructure(r.next).Fine())
	r.runs("2.0.0", r.next)
}

func TestAReleaseDuringADeploymentIsRefusedAndDoneAfterwards(t *testing.T) {
	r := newReleasing(t)
	r.world.Meanwhile(workerStack, func() { r.release("2.0.0", false) })
	require.True(t, r.infrastructure(r.next).Fine())
	r.runs("1.0.0", r.next)
	r.release("2.0.0", true)
	r.runs("2.0.0", r.next)
}

func TestADeploymentDuringAReleaseIsRefusedAndDoneAfterwards(t *testing.T) {
	r := newReleasing(t)
	r.world.Meanwhile(workerStack, func() { assert.False(t, r.world.Deploy(r.template(r.next)).Fine()) })
	r.release("2.0.0", true)
	r.runs("2.0.0", r.now)
	require.True(t, r.infrastructure(r.next).Fine())
	r.runs("2.0.0", r.next)
}

func TestAChangeSetOfBeforeAReleaseNeverTakesTheReleaseBack(t *testing.T) {
	r := newReleasing(t)
	prepared := r.world.NewChangeSet(r.template(r.next))
	r.release("2.0.0", true)
	assert.False(t, r.world.Execute(prepared).Fine(), "the deployment fails, and is tried again")
	r.runs("2.0.0", r.now)
	assert.True(t, r.world.Execute(r.world.NewChangeSet(r.template(r.next))).Fine())
	r.runs("2.0.0", r.next)
}

func TestAReleaseThatFailedLeavesWhatRanForTheNextDeployment(t *testing.T) {
	r := newReleasing(t)
	r.fail(func() { r.release("2.0.0", false) })
	r.runs("1.0.0", r.now)
	require.True(t, r.infrastructure(r.next).Fine())
	r.runs("1.0.0", r.next)
}

func TestADeploymentThatFailedLeavesWhatWasReleased(t *testing.T) {
	r := newReleasing(t)
	r.release("2.0.0", true)
	r.fail(func() { require.False(t, r.infrastructure(r.next).Fine()) })
	r.runs("2.0.0", r.now)
	r.release("3.0.0", true)
	r.runs("3.0.0", r.now)
}

func TestAServiceThatComesBackRunsWhatItRan(t *testing.T) {
	r := newReleasing(t)
	r.release("2.0.0", true)
	require.NotEmpty(t, r.world.Delete(workerStack).Done)
	require.True(t, r.infrastructure(r.now).Fine())
	r.runs("2.0.0", r.now)
}

// TestAnotherFirstImageDoesNothing: neither while the service is there, nor when it comes back.
func TestAnotherFirstImageDoesNothing(t *testing.T) {
	r := newReleasing(t)
	r.release("2.0.0", true)
	edited, err := synthesize(r.now.with(dev("services.worker.release.first", "3.0.0")...))
	require.NoError(t, err)
	require.True(t, r.infrastructure(edited).Fine())
	r.runs("2.0.0", edited)
}

// TestWhoDecidesCanChangeAndChangeBack: the image that deployments decided runs until the next release, and one that
// was released before comes back with the parameter, which is kept.
func TestWhoDecidesCanChangeAndChangeBack(t *testing.T) {
	before, world := deploy(t, readFiles("small"))
	r := releasing{t: t, world: world, now: before}
	to, err := synthesize(before.with(released("1.0.0")...))
	require.NoError(t, err)
	service := world.Service(workerStack)
	require.True(t, r.infrastructure(to).Fine())
	r.runs("1.0.0", to)
	assert.Equal(t, service, world.Service(workerStack), "the image is the same, so no task was replaced")
	r.release("2.0.0", true)
	require.True(t, r.infrastructure(before).Fine())
	assert.Contains(t, world.Image(workerStack), "/worker:1.0.0", "the configuration decides again")
	require.True(t, r.infrastructure(to).Fine())
	r.runs("2.0.0", to)
}

func TestTheStandbyHasAParameterOfItsOwn(t *testing.T) {
	v, world := deploy(t, readFiles("large").with(both(
		recovery, prod("services.worker.image", ""), prod("services.worker.release", "{repository: worker, first: 1.0.0}"),
	)...))
	require.True(t, world.Release("prod/service-worker", "2.0.0").Fine())
	assert.Equal(t, "1.0.0", world.Stack("prod-dr/service-worker").Tag())
	require.True(t, world.Release("prod-dr/service-worker", "2.0.0").Fine())
	assert.True(t, world.DeployAll(v.app).Fine())
	for _, side := range []string{"prod", "prod-dr"} {
		assert.Contains(t, world.Image(side+"/service-worker"), "/worker:2.0.0", side)
	}
}
