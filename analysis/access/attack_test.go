package access

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/analysis/promise"
	"bulkhead/assembly"
	"bulkhead/assembly/reviewed"
	"bulkhead/config"
	"bulkhead/internal/address"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "accept the tables of attacks as they are now")

// withPeople are the configurations that say who gets in, through Identity Center and as IAM users.
var withPeople = []string{"example", "choices"}

// templates are those of a configuration as they were last accepted.
func templates(t testing.TB, name string) *assembly.Assembly {
	t.Helper()
	a, err := reviewed.Read(filepath.Join("../../test/testdata/templates", name))
	require.NoError(t, err)
	return a
}

// graphs are who can act as whom in the reviewed configurations, each read once.
var graphs = map[string]*Graph{}

// configuration is the directory of a configuration.
func configuration(name string) string {
	if name == "example" {
		return "../../config/example"
	}
	return "../../test/testdata/configs/" + name
}

func graphFor(t testing.TB, name string) *Graph {
	t.Helper()
	if graphs[name] == nil {
		c, err := config.Load(configuration(name))
		require.NoError(t, err)
		g, err := New(templates(t, name), address.Of(c).TrustedBy())
		require.NoError(t, err)
		graphs[name] = g
	}
	return graphs[name]
}

// A reason why a path is there: the first of those that match who, the target, and through whom the path leads. The
// page on access says what each means, and what to do.
type reason struct{ key, kinds, who, through, target string }

// reasons are in the order in which they are looked for: what leads to whole accounts first.
var reasons = []reason{
	{"account", "account", `account@.*`, ``, ``},
	{"emergency", "person", `emergency.*@security|break-glass@.*`, ``, ``},
	{"push", "push,pipeline", `push@pipeline|pipeline/.*`, ``, ``},
	{"bootstrap", "part", `cdk-.*`, ``, ``},
	{"security", "person", `admin@security`, ``, ``},
	{"shared-services", "person", `admin@shared-services`, ``, ``},
	{"admin", "person", `admin@.*`, ``, ``},
	{"user", "person", `[\w.@-]+@security`, `\S+@.*`, ``},
	{"user", "person", `[\w.@-]+@security`, `()`, `security/people`},
	{"auditor", "person", `auditor@security`, `()`, `security/(archive|answers)`},
	{"developer", "person", `developer@dev.*`, `\S*`, `(dev|shared-services/registry).*`},
	{"look", "person", `(developer|read-only)@.*`, `()`, `.*/logs|shared-services/registry`},
	{"application", "push", `push@.*`, ``, ``},
	{"application", "part", `.*/application-.*`, ``, ``},
	{"uses", "service,function", ``, `()`, ``},
	{"server", "server", ``, `()`, ``},
	{"start", "part", `.*/ServiceRightsExecution`, `()`, ``},
	{"schedule", "part", `.*/SchedulerRole.*|.*/FunctionSchedulesRole`, `\S+`, ``},
	{"kubernetes", "part", `.*/kubernetes/ClusterRole`, `\S+`, ``},
	{"releases", "part", `.*/Releas.*|.*/releases/.*`, ``, ``},
	{"backups", "part", `.*/backups.*`, ``, ``},
	{"users", "part", `.*/data-.*/UsersFunctionRole|.*/user-.*`, `()`, ``},
	{"recovery", "part", `.*/(failover|replicat|record|data-).*`, `()`, `.*/(record|keys|logs)`},
	{"recovery", "part", `.*/replication-.*`, `\S+/ReplicationReplicationRole`, ``},
	{"part", "part", ``, `()`, ``},
}

// reasonOf is the key of the reason why somebody can do something; ? when nobody has said.
func reasonOf(who Who, found []Access, used map[string]bool) string {
	var through []string
	for _, hop := range found[0].Hops[:len(found[0].Hops)-1] {
		through = append(through, hop.To)
	}
	for _, r := range reasons {
		if (r.kinds == "" || slices.Contains(strings.Split(r.kinds, ","), string(who.Kind))) && whole(r.who, who.Name) &&
			whole(r.through, strings.Join(through, " ")) && whole(r.target, found[0].Target) {
			used[r.key] = true
			return r.key
		}
	}
	return "?"
}

var patterns = map[string]*regexp.Regexp{}

// whole tells whether a text is of a pattern; every text is of none.
func whole(pattern, text string) bool {
	if patterns[pattern] == nil {
		patterns[pattern] = regexp.MustCompile("^(?:" + pattern + ")$")
	}
	return pattern == "" || patterns[pattern].MatchString(text)
}

// attacks are all that somebody can do in a configuration, a line for each target, with over how many hops, through
// whom, and why. Of whoever administers an account, what is in it is left out.
func attacks(t testing.TB, name string, used map[string]bool) string {
	t.Helper()
	g := graphFor(t, name)
	var b strings.Builder
	for _, who := range g.Names() {
		all, err := g.Of(who.Name)
		require.NoError(t, err)
		owned := map[string]bool{}
		for _, a := range all {
			if account, isAccount := strings.CutSuffix(a.Target, "/account"); isAccount {
				owned[account] = true
			}
		}
		lines := 0
		for len(all) > 0 {
			target, n := all[0].Target, 1
			for n < len(all) && all[n].Target == target {
				n++
			}
			found := all[:n]
			all = all[n:]
			if !strings.HasSuffix(target, "/account") && owned[g.AccountOf(target)] {
				continue
			}
			var verbs, through []string
			for _, a := range found {
				verbs = append(verbs, fmt.Sprintf("%s %d", a.Verb, len(a.Hops)))
			}
			for _, hop := range found[0].Hops[:len(found[0].Hops)-1] {
				through = append(through, hop.To)
			}
			fmt.Fprintf(&b, "%s: %s: %s [%s]", who.Name, target, strings.Join(verbs, ", "), reasonOf(who, found, used))
			if len(through) > 0 {
				fmt.Fprintf(&b, " as %s", strings.Join(through, ", "))
			}
			b.WriteString("\n")
			lines++
		}
		if lines == 0 {
			fmt.Fprintf(&b, "%s: nothing\n", who.Name)
		}
	}
	return b.String()
}

func TestEveryPathOfAnAttackIsKnownAndHasAReason(t *testing.T) {
	used := map[string]bool{}
	for _, name := range withPeople {
		file := filepath.Join("testdata", "attacks", name+".txt")
		got := attacks(t, name, used)
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, strings.Split(string(want), "\n"), strings.Split(got, "\n"), "go test ./analysis/access -update writes it; read what it changes")
		assert.NotContains(t, got, "[?]", "a path that nobody has explained: add a reason, and say in docs/operate/access.md what it means")
		begins := map[string]bool{}
		for line := range strings.Lines(got) {
			who, _, _ := strings.Cut(line, ": ")
			begins[who] = true
		}
		assert.Greater(t, len(begins), 60, name)
	}
	page, err := os.ReadFile("../../docs/operate/access.md")
	require.NoError(t, err)
	for _, r := range reasons {
		assert.True(t, used[r.key], "no path has the reason %s", r.key)
		assert.Contains(t, string(page), "\n| `"+r.key+"` |", "the page does not say what %s means", r.key)
	}
}

func TestThePromisesOfConfigurationsHold(t *testing.T) {
	for name, most := range map[string]int{"example": 5, "private": 1} {
		promises, err := promise.Read(configuration(name))
		require.NoError(t, err)
		sentences := promises.Of(false)
		require.Greater(t, len(sentences), most)
		broken, err := graphFor(t, name).Prove(sentences)
		require.NoError(t, err)
		for _, b := range broken {
			for _, a := range b.Against {
				assert.Fail(t, b.Promise.Text, "%s %s %s over %d hops", a.Who, a.Verb, a.Target, len(a.Hops))
			}
			for _, missing := range b.Missing {
				assert.Fail(t, b.Promise.Text, "cannot: %s", missing)
			}
		}
	}
}

func TestWhoAdministersSecurityDeletesNothingOfALogArchiveWithAnAccountOfItsOwn(t *testing.T) {
	g := graphFor(t, "private")
	deletes := func(g *Graph, who, target string) bool {
		all, err := g.Of(who)
		require.NoError(t, err)
		return slices.ContainsFunc(all, func(a Access) bool { return a.Target == target && a.Verb == Deletes })
	}
	for _, who := range []string{"admin@security", "account@security", "break-glass@security", "keeper@security", "account@shared-services"} {
		assert.False(t, deletes(g, who, "log-archive/archive"), who)
	}
	assert.True(t, deletes(g, "cdk-deploy@log-archive/us-east-1", "log-archive/archive"), "who deploys there")
	assert.True(t, deletes(graphFor(t, "example"), "admin@security", "security/archive"), "in security they can")
}

func TestAServiceReachesOnlyWhatItNamesInUses(t *testing.T) {
	c, err := config.Load("../../config/example")
	require.NoError(t, err)
	uses := map[string][]string{}
	for _, e := range c.Sides() {
		for name, s := range e.Services {
			uses[e.Name+"/"+name] = s.Uses
		}
		for name, f := range e.Functions {
			uses[e.Name+"/"+name] = slices.Concat(f.Uses, []string{"logs", "function-" + name}) // and where calls go that failed
			for queue := range f.On.Queues {
				uses[e.Name+"/"+name] = append(uses[e.Name+"/"+name], queue)
			}
		}
	}
	g, seen := graphFor(t, "example"), 0
	for _, who := range g.Names() {
		if who.Kind != Service && who.Kind != Function {
			continue
		}
		all, err := g.Of(who.Name)
		require.NoError(t, err)
		for _, access := range all {
			seen++
			environment, store, _ := strings.Cut(access.Target, "/")
			mine, _, _ := strings.Cut(who.Name, "/")
			assert.Equal(t, mine, environment, "%s %s %s", who.Name, access.Verb, access.Target)
			assert.Contains(t, uses[who.Name], store, "%s %s %s", who.Name, access.Verb, access.Target)
		}
	}
	assert.Greater(t, seen, 60)
}

func TestAnotherAccountOfTheOrganizationReachesNothing(t *testing.T) {
	for _, name := range withPeople {
		all, err := graphFor(t, name).Of("account@elsewhere")
		require.NoError(t, err)
		assert.Empty(t, all, name)
	}
}
