package changes

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/test/changes/cloudformation"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// step is a deployment of the configuration with these edits, or what is done beside it.
type step struct {
	happens func(*cloudformation.World) // before it, which the plan knows nothing of
	edits   []edit
	prune   bool // what is gone is deleted afterwards
	want    outcome
	after   outcome // of what is deleted
}

// sequences are changes whose outcome depends on what was before them.
var sequences = map[string]struct {
	base  string
	steps []step
}{
	"a service that was removed and pruned comes back": {"small", []step{
		{edits: dev("services.worker", ""), prune: true, want: fine, after: fine},
		{want: fine},
	}},
	"a service that was removed comes back before anybody pruned": {"small", []step{
		{edits: dev("services.worker", ""), want: fine},
		{want: fine},
	}},
	"a service of a production environment that was removed and pruned comes back": {"large", []step{
		{edits: prod("services.worker", ""), prune: true, want: fine, after: fine},
		{want: fine},
	}},
	"a store of a development environment that was removed and pruned comes back empty": {"small", []step{
		{edits: both(dev("databases.shop", ""), dev("services.prices.uses", "[payment-key]")), prune: true, want: fine, after: risk},
		{want: fine},
	}},
	"a database of a production environment that was removed and pruned is kept, under its name": {"large", []step{
		{edits: withoutOrders, prune: true, want: fine, after: fine},
		{want: refusedFor(cloudformation.NameTaken)},
	}},
	"services move to a restored database, and the one before is removed, pruned and kept": {"large", []step{
		{edits: prod("databases.orders-b", restoredOrders), want: fine},
		{edits: both(prod("databases.orders-b", restoredOrders), usesRestored), want: fine},
		{
			edits: both(prod("databases.orders", ""), prod("databases.orders-b", restoredOrders), usesRestored), prune: true,
			want: fine, after: fine,
		},
	}},
	"services go back to the first database while it is there": {"large", []step{
		{edits: both(prod("databases.orders-b", restoredOrders), usesRestored), want: fine},
		{prune: true, want: fine, after: fine},
	}},
	"a database of a development environment that was removed and pruned comes back with its last snapshot": {"small", []step{
		{edits: both(dev("databases.shop", ""), dev("services.prices.uses", "[payment-key]")), prune: true, want: fine, after: risk},
		{edits: dev("databases.shop.restoreFrom", "{snapshot: last-of-shop}"), want: fine},
	}},
	"a database of a production environment that was removed and pruned comes back beside what is kept of it": {"large", []step{
		{edits: withoutOrders, prune: true, want: fine, after: fine},
		{edits: both(prod("databases.orders", ""), prod("databases.orders-b", restoredOrders), usesRestored), want: fine},
	}},
	"a cluster and a cache are restored, used and all that was before is removed and pruned": {"large", []step{
		{edits: restoredMost, want: fine},
		{
			edits: both(restoredMost, prod("databases.catalogue", ""), prod("caches.sessions", ""),
				prod("services.web.uses", "[orders, sessions-b, catalogue-b, products, uploads, payment-key, prices]"),
				prod("services.prices.uses", "[catalogue-b]")),
			prune: true, want: fine, after: fine,
		},
	}},
	"a reader that was removed comes back, under its name": {"large", []step{
		{edits: prod("databases.catalogue.replicas", "2"), want: fine},
		{want: fine},
		{edits: prod("databases.catalogue.replicas", "2"), want: fine},
	}},
	"the role of AWS Config stays when its recorder goes, until the configuration knows of it": {"small", []step{
		{edits: org("detection", "{watch: [trail], findings: {least: high, keepDays: 90}}"), want: fine},
		{want: refusedFor(cloudformation.SlotTaken)},
		{edits: org("detection.recorderRoleExists", "[security, shared-services, dev]"), want: fine},
	}},
	"a standby that was removed comes back before anybody pruned": {"large", []step{
		{edits: recovery, want: fine},
		{want: fine},
		{edits: recovery, want: refusedFor(cloudformation.NameTaken)}, // global clusters and datastores are kept
	}},
	"a standby comes back in another region, before anybody pruned": {"large", []step{
		{edits: recovery, want: fine},
		{want: fine},
		{edits: prod("recovery", "{region: us-east-1, cidr: 10.40.0.0/16, minTasks: 1}"), want: refusedFor(cloudformation.NameTaken)},
	}},
	"a standby that was removed and pruned is kept, under its names": {"large", []step{
		{edits: recovery, want: fine},
		{prune: true, want: fine, after: refusedFor(cloudformation.Blocked)}, // its load balancers are protected
		{edits: recovery, want: refusedFor(cloudformation.NameTaken)},
	}},
	"a domain that was removed and pruned comes back, since its zone is nobody's to delete": {"small", []step{
		{edits: shopsDomain, want: fine},
		{prune: true, want: fine, after: fine},
		{edits: shopsDomain, want: fine},
	}},
	"a bucket is made after the last one was removed and pruned": {"small", []step{
		{edits: both(dev("buckets", ""), dev("services.web.uses", "[orders, sessions]")), prune: true, want: fine, after: fine},
		{edits: both(dev("buckets", "{reports: {}}"), dev("services.web.uses", "[orders, sessions]")), want: fine},
	}},
	"a bucket that was removed and pruned is kept, under its name": {"small", []step{
		{edits: both(dev("buckets", ""), dev("services.web.uses", "[orders, sessions]")), prune: true, want: fine, after: fine},
		{want: refusedFor(cloudformation.NameTaken)},
	}},
	"a bucket that was removed and pruned is taken over again": {"small", []step{
		{edits: both(dev("buckets", ""), dev("services.web.uses", "[orders, sessions]")), prune: true, want: fine, after: fine},
		{
			happens: (*cloudformation.World).Import, want: fine,
			edits: dev("buckets.uploads", "{expireDays: 30, takesOver: acme-dev-uploads-333333333333}"),
		},
		{edits: dev("buckets.uploads", "{expireDays: 30}"), want: fine},
	}},
	"the log archive gets an account of its own, the one before is pruned and kept, and does not come back": {"large", []step{
		{happens: withoutQueryLogs, edits: ownArchive, prune: true, want: fine, after: fine},
		{happens: withoutQueryLogs, want: refusedFor(cloudformation.NameTaken)},
	}},
	"the log archive comes back to security before anybody pruned, and the account of its own keeps what it has": {"large", []step{
		{happens: withoutQueryLogs, edits: ownArchive, want: fine},
		{happens: withoutQueryLogs, prune: true, want: fine, after: fine},
	}},
	"a proxy goes, is pruned and comes back": {"large", []step{
		{edits: prod("databases.catalogue.proxy", "enabled"), want: fine},
		{prune: true, want: fine, after: fine},
		{edits: prod("databases.catalogue.proxy", "enabled"), want: fine},
	}},
	"a proxy goes, and comes back before anybody pruned": {"large", []step{
		{edits: prod("databases.orders.proxy", "enabled"), want: fine},
		{want: fine},
		{edits: prod("databases.orders.proxy", "enabled"), want: fine},
	}},
	"a database goes with its proxy": {"large", []step{
		{edits: prod("databases.orders.proxy", "enabled"), want: fine},
		{edits: withoutOrders, prune: true, want: fine, after: fine},
	}},
	"a stack of sites is not pruned while its buckets hold objects": {"large", []step{
		{edits: prod("sites", ""), prune: true, want: fine, after: refusedFor(cloudformation.Blocked)},
	}},
}

var restoredMost = both(prod("databases.catalogue-b", restoredCatalogue), prod("caches.sessions-b", restoredSessions))

var withoutOrders = both(
	prod("databases.orders", ""),
	prod("services.web.uses", "[sessions, catalogue, products, uploads, payment-key, prices]"),
	prod("services.worker.uses", "[events, uploads]"),
)

func TestWhatWasBeforeDecidesWhatBecomesOfAChange(t *testing.T) {
	for says, s := range sequences {
		t.Run(says, func(t *testing.T) {
			base, world := deploy(t, readFiles(s.base))
			now := base
			for i, step := range s.steps {
				to := base.with(step.edits...)
				if record, has := now.files[routesFile]; has {
					to[routesFile] = record
				}
				if step.happens != nil {
					step.happens(world)
				}
				next := become(t, world, now, to)
				assert.True(t, agrees(step.want, next.outcome), "step %d: want %s, got %s: %v", i, step.want, next.outcome, next.why)
				if step.happens == nil {
					assert.Empty(t, disagreement(next), "step %d", i)
				}
				if !next.done() {
					continue
				}
				now = next.version
				if step.prune {
					result := withoutUsers(world.Prune(now.app))
					assert.True(t, agrees(step.after, outcomeOf(result)), "step %d: want %s, got %v", i, step.after, problems(result))
				}
			}
		})
	}
}

// withoutUsers leaves out that passwords of databases' users go with the users, as they are meant to.
func withoutUsers(r cloudformation.Result) cloudformation.Result {
	r.Losses = slices.DeleteFunc(slices.Clone(r.Losses), func(p cloudformation.Problem) bool {
		_, name, _ := strings.Cut(p.Stack, "/")
		return p.Type == "AWS::SecretsManager::Secret" && (strings.HasPrefix(name, "user-") || strings.HasPrefix(name, "logins-"))
	})
	return r
}

func TestAFirstDeploymentThatFailedCanBeTriedAgain(t *testing.T) {
	for says, c := range map[string]struct{ base, stack, fails string }{
		"a stream":        {"large", "prod/data-events", "AWS::MSK::Cluster"},
		"a database":      {"large", "prod/data-orders", "AWS::RDS::DBInstance"},
		"a search domain": {"large", "prod/data-products", "AWS::OpenSearchService::Domain"},
		"a service":       {"small", "dev/service-web", "AWS::ECS::Service"},
		"the network":     {"small", "dev/network", "AWS::EC2::NatGateway"},
		"the VPN":         {"small", "shared-services/vpn", "AWS::AutoScaling::AutoScalingGroup"},
	} {
		t.Run(says, func(t *testing.T) {
			v, err := synthesize(readFiles(c.base))
			require.NoError(t, err)
			world := cloudformation.NewWorld()
			world.Break(c.stack, c.fails, "the service says no")
			require.NotEmpty(t, world.DeployAll(v.app).Refused)
			require.Equal(t, cloudformation.RolledBack, world.Stack(c.stack).Status)
			world.Mend()
			deleted := world.Delete(c.stack)
			require.Empty(t, deleted.Refused)
			again := world.DeployAll(v.app)
			assert.True(t, again.Fine(), "%v\n%v", problems(again), world.Orphans())
		})
	}
}

// A failed update leaves what was before, so that what worked can be deployed again.
func TestAnUpdateThatFailedCanBeTakenBack(t *testing.T) {
	v, world := deploy(t, readFiles("small"))
	world.Break("dev/service-web", "AWS::ECS::Service", "the service says no")
	there := become(t, world, v, v.with(dev("services.web.image", "web:1.1.0")...))
	require.Equal(t, refusedFor(cloudformation.Failed), there.outcome)
	world.Mend()
	assert.Equal(t, fine, become(t, world, there.version, there.backTo(v)).outcome)
}

// withoutQueryLogs is what somebody takes away before the archive moves.
func withoutQueryLogs(w *cloudformation.World) { w.Vanish("prod/network", queryLogs) }
