package upgrade

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Domain is a search domain of a side of an environment.
type Domain struct {
	Name   string // as AWS calls it
	Region string
	Stack  string // as the CDK CLI calls it: "prod-dr/data-products"
}

func (d Domain) String() string { return d.Name + " in " + d.Region }

// Search is what an upgrade has to know of a search domain, and of that of the environment's other side.
type Search struct {
	Name    string
	Account string
	// Domains are that of the side that is active, and that of the other one, if there is one.
	Domains []Domain
	// Replicates tells whether the second domain follows the first.
	Replicates bool
}

// SearchUpgrade is what is to be done to a search domain.
type SearchUpgrade struct {
	Search
	To        string // the version, without "OpenSearch_"
	Committed bool   // the configuration names it
}

// Check tells what makes an upgrade one that no step is known for.
func (u SearchUpgrade) Check() error {
	switch {
	case len(u.Domains) == 0 || u.Account == "" || u.Replicates && len(u.Domains) != 2:
		return fmt.Errorf("too little is known of the search domain %q", u.Name)
	case u.To == "":
		return fmt.Errorf("%s has to be upgraded to a version", u.Name)
	}
	return nil
}

// SearchSteps returns what takes a search domain to another version, in order.
func SearchSteps(u SearchUpgrade, c Cloud) []Step { return newSearchUpgrade(u, c).steps() }

func (u *searchUpgrade) steps() []Step {
	all := []Step{u.check(), u.eligible()}
	if u.Replicates {
		all = append(all, u.follower())
	}
	return timed(append(all, u.deploy(), u.works())...)
}

// searchUpgrade is an upgrade and what this run has done.
type searchUpgrade struct {
	SearchUpgrade
	cloud Cloud
	asked map[Domain]float64 // domains that this run has had looked into, and when they were looked into before
}

func newSearchUpgrade(u SearchUpgrade, c Cloud) *searchUpgrade {
	return &searchUpgrade{SearchUpgrade: u, cloud: c, asked: map[Domain]float64{}}
}

func (u *searchUpgrade) at(d Domain) *opensearch.Client {
	return opensearch.NewFromConfig(u.cloud.Config(d.Region))
}

// target is the version as AWS calls it.
func (u SearchUpgrade) target() string { return "OpenSearch_" + u.To }

func (u SearchUpgrade) arn(d Domain) string {
	return "arn:aws:es:" + d.Region + ":" + u.Account + ":domain/" + d.Name
}

// foundDomain is what a domain is.
type foundDomain struct {
	Domain
	version string // as AWS calls it
	doing   string // nothing when it is available
}

func (f foundDomain) has(u SearchUpgrade) bool { return f.version == u.target() }

// behind are the domains that do not have the version.
func behind(all []foundDomain, u SearchUpgrade) (names []string) {
	for _, f := range all {
		if !f.has(u) {
			names = append(names, f.String())
		}
	}
	return names
}

// busyDomain tells what a domain does; nothing when all are available.
func busyDomain(all []foundDomain) string {
	for _, f := range all {
		if f.doing != "" {
			return f.String() + " is " + f.doing
		}
	}
	return ""
}

// find reads the domains.
func (u *searchUpgrade) find(ctx context.Context) (all []foundDomain, err error) {
	for _, d := range u.Domains {
		out, err := u.at(d).DescribeDomain(ctx, &opensearch.DescribeDomainInput{DomainName: &d.Name})
		if client.Code(err) == "ResourceNotFoundException" || err == nil && out.DomainStatus == nil {
			return nil, &finalError{fmt.Errorf("there is no search domain %s", d)}
		}
		if err != nil {
			return nil, err
		}
		f := foundDomain{Domain: d, version: aws.ToString(out.DomainStatus.EngineVersion)}
		switch s := out.DomainStatus; {
		case aws.ToBool(s.Deleted):
			return nil, &finalError{fmt.Errorf("%s is being deleted", d)}
		case aws.ToBool(s.UpgradeProcessing):
			f.doing = "being upgraded"
		case aws.ToBool(s.Processing):
			f.doing = "being changed"
		}
		all = append(all, f)
	}
	return all, nil
}

// red tells of a domain that does not have all of its documents. A yellow one lacks replicas, as one node always does.
func (u *searchUpgrade) red(ctx context.Context, d Domain) (wrong string, err error) {
	out, err := u.at(d).DescribeDomainHealth(ctx, &opensearch.DescribeDomainHealthInput{DomainName: &d.Name})
	if err != nil {
		return "", err
	}
	switch health := aws.ToString(out.ClusterHealth); health {
	case opensearch.HealthGreen, opensearch.HealthYellow:
		return "", nil
	default:
		return fmt.Sprintf("the health of %s is %s: an index lacks a shard", d, health), nil
	}
}

// replication tells what is wrong with how the second domain follows the first.
func (u *searchUpgrade) replication(ctx context.Context) (wrong string, err error) {
	if !u.Replicates {
		return "", nil
	}
	first, second := u.Domains[0], u.Domains[1]
	out, err := u.at(first).DescribeDomainReplication(ctx,
		&opensearch.DescribeDomainReplicationInput{DomainName: &first.Name})
	if err != nil {
		return "", err
	}
	if role := aws.ToString(out.Role); role != opensearch.RolePrimary {
		return first.String() + " is not the primary of the pair, as the configuration says", nil
	}
	for _, peer := range out.Peers {
		if aws.ToString(peer.PeerDomainArn) == u.arn(second) {
			if status := aws.ToString(peer.Status); status != opensearch.StatusActive {
				return fmt.Sprintf("the replication to %s is %s", second, status), nil
			}
			return "", nil
		}
	}
	return fmt.Sprintf("%s does not replicate to %s", first, second), nil
}

// verdict is what AWS says of an upgrade, or of a look whether there can be one.
type verdict struct {
	at     float64 // when it was asked for, in seconds; 0: never
	status string
	issues []string
}

// last is the newest verdict about a domain.
func (u *searchUpgrade) last(ctx context.Context, d Domain) (v verdict, err error) {
	out, err := u.at(d).GetUpgradeHistory(ctx, &opensearch.GetUpgradeHistoryInput{DomainName: &d.Name})
	if client.Code(err) == "ResourceNotFoundException" {
		return v, nil
	}
	if err != nil {
		return v, err
	}
	for _, one := range out.UpgradeHistories {
		if at := aws.ToFloat64(one.StartTimestamp); at >= v.at {
			v = verdict{at: at, status: aws.ToString(one.UpgradeStatus)}
			for _, step := range one.StepsList {
				v.issues = append(v.issues, step.Issues...)
			}
		}
	}
	return v, nil
}

// why joins what AWS says is wrong.
func (v verdict) why() string { return cmp.Or(strings.Join(v.issues, "; "), "AWS does not say why") }
