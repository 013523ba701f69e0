package upgrade

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/opensearch"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// searchWorld are search domains and their stacks, as strict as OpenSearch Service and CloudFormation.
type searchWorld struct {
	course
	upgrade SearchUpgrade               // as it is at first
	domains map[string]*searchDomain    // by region
	pair    *opensearch.ReplicationPeer // of the domain of the active side
	role    string                      // of that
	version string                      // as the configuration says
	offered map[string][]string         // by version
}

// searchDomain is a domain.
type searchDomain struct {
	name           string
	version, stack string // what it has, and what its template has said at last
	health         string
	broken         string // what is wrong with an index
	putBack        int    // upgrades that AWS cannot end
	doing          string
	next           string
	ends           time.Time
	heals          time.Time // its shards are there again
	verdicts       []*searchVerdict
}

// searchVerdict is what AWS says of an upgrade or a look. It shows a while later, and is over later still.
type searchVerdict struct {
	begins, shows, ends time.Time
	issues              []string
}

// newSearchWorld are domains with a version in so many regions, of which the second follows the first.
func newSearchWorld(version string, regions ...string) *searchWorld {
	w := &searchWorld{
		course: newCourse(), domains: map[string]*searchDomain{}, version: version, role: opensearch.RolePrimary,
		upgrade: SearchUpgrade{Search: Search{Name: "products", Account: account}, To: "3.5"},
		offered: map[string][]string{
			"2.19": {"OpenSearch_3.1", "OpenSearch_3.3"}, "3.3": {"OpenSearch_3.5"}, "3.5": nil, "3.7": nil,
		},
	}
	for i, region := range regions {
		stage := []string{"prod", "prod-dr"}[i]
		one := Domain{Name: "acme-" + stage + "-products", Region: region, Stack: stage + "/data-products"}
		w.upgrade.Domains = append(w.upgrade.Domains, one)
		w.domains[region] = &searchDomain{
			name: one.Name, version: version, stack: version, health: opensearch.HealthGreen,
		}
	}
	if len(regions) == 2 {
		w.upgrade.Replicates = true
		w.pair = &opensearch.ReplicationPeer{
			PeerDomainArn: new("arn:aws:es:" + regions[1] + ":" + account + ":domain/acme-prod-dr-products"),
			PeerRole:      new(opensearch.RoleSecondary), Status: new(opensearch.StatusActive),
		}
	}
	return w
}

func (w *searchWorld) first() *searchDomain { return w.domains[w.upgrade.Domains[0].Region] }

func (w *searchWorld) steps(c Cloud) []Step {
	u := w.upgrade
	u.Committed = w.version == u.To
	return SearchSteps(u, c)
}

func (w *searchWorld) pass(to time.Time) {
	for _, d := range w.domains {
		if d.doing == "" || d.ends.After(to) {
			continue
		}
		if d.doing == "upgrading" {
			if d.putBack > 0 {
				d.putBack--
				d.verdicts[len(d.verdicts)-1].issues = []string{"the snapshot took too long"}
			} else {
				d.version, d.stack, d.heals = d.next, d.next, to.Add(time.Hour)
			}
		}
		d.doing = ""
	}
}

func (w *searchWorld) others(step, says string) {
	switch step {
	case "follower":
		w.version = w.upgrade.To
		w.deploy(1)
	case "deploy":
		w.version = w.upgrade.To
		for i := range w.upgrade.Domains {
			w.deploy(i)
		}
	case "":
		for _, d := range w.domains { // a person mends what AWS has told
			if d.broken != "" && strings.Contains(says, d.broken) {
				d.broken = ""
			}
		}
	}
}

// deploy is a deployment of the stack of a domain.
func (w *searchWorld) deploy(which int) {
	d := w.domains[w.upgrade.Domains[which].Region]
	switch {
	case d.stack == w.version:
		return
	case d.doing != "":
		w.fault("a deployment meets a domain that is %s", d.doing)
	case d.version == w.version:
		w.fault("CloudFormation asks for an upgrade to what the domain has")
	case d.broken != "":
		w.fault("a deployment fails: %s", d.broken)
	}
	if w.upgrade.Replicates && which == 0 {
		follower := w.domains[w.upgrade.Domains[1].Region]
		if compare(follower.version, w.version) < 0 || follower.doing != "" || follower.heals.After(w.now) {
			w.fault("an older domain, or one that is not well, follows a newer one")
		}
	}
	d.doing, d.next, d.ends = "upgrading", w.version, w.now.Add(40*time.Minute)
	d.verdicts = append(d.verdicts, &searchVerdict{begins: w.now, shows: w.now, ends: d.ends})
}

func (w *searchWorld) answers(region string) calls {
	d := w.domains[region]
	known := func(name *string) error {
		if d == nil || aws.ToString(name) != d.name {
			return refuse("ResourceNotFoundException", "no such domain")
		}
		return nil
	}
	return calls{
		"DescribeDomain": to(func(in *opensearch.DescribeDomainInput) (*opensearch.DescribeDomainOutput, error) {
			if err := known(in.DomainName); err != nil {
				return nil, err
			}
			return &opensearch.DescribeDomainOutput{DomainStatus: &opensearch.DomainStatus{
				EngineVersion: new("OpenSearch_" + d.version), Created: new(true), Deleted: new(d.doing == "deleting"),
				Processing: new(d.doing != ""), UpgradeProcessing: new(d.doing == "upgrading"),
			}}, nil
		}),
		"DescribeDomainHealth": to(
			func(in *opensearch.DescribeDomainHealthInput) (*opensearch.DescribeDomainHealthOutput, error) {
				health := d.health
				if d.heals.After(w.now) {
					health = opensearch.HealthRed
				}
				return &opensearch.DescribeDomainHealthOutput{ClusterHealth: &health}, known(in.DomainName)
			}),
		"DescribeDomainReplication": to(
			func(in *opensearch.DescribeDomainReplicationInput) (*opensearch.DescribeDomainReplicationOutput, error) {
				out := &opensearch.DescribeDomainReplicationOutput{Role: &w.role}
				if w.pair != nil {
					out.Peers = []opensearch.ReplicationPeer{*w.pair}
				}
				return out, known(in.DomainName)
			}),
		"GetCompatibleVersions": to(
			func(in *opensearch.GetCompatibleVersionsInput) (*opensearch.GetCompatibleVersionsOutput, error) {
				return &opensearch.GetCompatibleVersionsOutput{CompatibleVersions: []opensearch.CompatibleVersionsMap{
					{SourceVersion: new("OpenSearch_" + d.version), TargetVersions: w.offered[d.version]},
				}}, known(in.DomainName)
			}),
		"GetUpgradeHistory": to(
			func(in *opensearch.GetUpgradeHistoryInput) (*opensearch.GetUpgradeHistoryOutput, error) {
				return &opensearch.GetUpgradeHistoryOutput{UpgradeHistories: d.history(w.now)}, known(in.DomainName)
			}),
		"UpgradeDomain": to(func(in *opensearch.UpgradeDomainInput) (*opensearch.UpgradeDomainOutput, error) {
			if err := known(in.DomainName); err != nil {
				return nil, err
			}
			return &opensearch.UpgradeDomainOutput{}, w.look(d, in)
		}),
	}
}

// look has AWS look whether a domain can be upgraded.
func (w *searchWorld) look(d *searchDomain, in *opensearch.UpgradeDomainInput) error {
	running := slices.ContainsFunc(d.verdicts, func(v *searchVerdict) bool { return v.ends.After(w.now) })
	switch {
	case !aws.ToBool(in.PerformCheckOnly):
		w.fault("the command upgrades what a template says")
	case d.doing != "" || running:
		return refuse("ValidationException", "the domain is in the middle of something")
	case !slices.Contains(w.offered[d.version], *in.TargetVersion):
		return refuse("ValidationException", "Upgrade from OpenSearch_"+d.version+" not supported")
	}
	v := &searchVerdict{begins: w.now, shows: w.now.Add(5 * time.Minute), ends: w.now.Add(15 * time.Minute)}
	if d.broken != "" {
		v.issues = []string{d.broken}
	}
	d.verdicts = append(d.verdicts, v)
	return nil
}

// history is newest last, and last but one first.
func (d *searchDomain) history(now time.Time) (all []opensearch.UpgradeHistory) {
	for _, v := range d.verdicts {
		if v.shows.After(now) {
			continue
		}
		one := opensearch.UpgradeHistory{
			StartTimestamp: new(float64(v.begins.Unix())), UpgradeStatus: new(opensearch.UpgradeSucceeded),
			StepsList: []opensearch.UpgradeStepItem{{Issues: v.issues}},
		}
		switch {
		case v.ends.After(now):
			one.UpgradeStatus, one.StepsList = new(opensearch.UpgradeInProgress), nil
		case v.issues != nil:
			one.UpgradeStatus = new(opensearch.UpgradeFailed)
		}
		all = append(all, one)
	}
	return all
}

func (w *searchWorld) upgraded() bool {
	for _, d := range w.domains {
		if d.version != w.upgrade.To || d.stack != w.upgrade.To || d.heals.After(w.now) {
			return false
		}
	}
	return w.version == w.upgrade.To
}

func (w *searchWorld) where() string {
	all := []string{w.version}
	for _, region := range slices.Sorted(maps.Keys(w.domains)) {
		d := w.domains[region]
		all = append(all, fmt.Sprint(region, d.version, d.stack, d.doing, d.broken, d.putBack))
	}
	return strings.Join(all, "\n")
}
