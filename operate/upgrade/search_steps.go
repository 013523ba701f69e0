package upgrade

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/aws/opensearch"
)

// check refuses to begin what cannot end.
func (u *searchUpgrade) check() Step {
	return Step{
		Name: "check", Who: Command, Timeout: 3 * time.Hour,
		Changes: "nothing: it looks whether AWS offers the upgrade to " + u.To + ", and whether the domains are well",
		Takes:   "seconds",
		Back:    "nothing was changed",
		Hand: u.each(func(d Domain) string {
			return "opensearch get-compatible-versions --domain-name " + d.Name
		}),
		State: func(ctx context.Context) (State, error) {
			all, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			old := behind(all, u.SearchUpgrade)
			if len(old) == 0 {
				return done("each domain has " + u.To)
			}
			reasons, err := u.reasons(ctx, all)
			switch {
			case err != nil:
				return State{}, err
			case len(reasons) > 0:
				return failed(strings.Join(reasons, "; "))
			case busyDomain(all) != "":
				return waiting(busyDomain(all))
			case len(old) == len(all): // it begins
				if wrong, err := u.replication(ctx); err != nil || wrong != "" {
					return State{Failed, wrong}, err
				}
			}
			return done("to be upgraded: " + strings.Join(old, ", "))
		},
	}
}

// each is a command for each domain.
func (u *searchUpgrade) each(command func(Domain) string) (all []string) {
	for _, d := range u.Domains {
		all = append(all, hand(d.Region, command(d))...)
	}
	return all
}

// reasons are why the domains cannot be upgraded as they are.
func (u *searchUpgrade) reasons(ctx context.Context, domains []foundDomain) (all []string, err error) {
	for _, f := range domains {
		if f.has(u.SearchUpgrade) {
			continue
		}
		offered, err := u.offered(ctx, f)
		if err != nil {
			return nil, err
		}
		switch {
		case compare(f.version, u.To) > 0:
			all = append(all, fmt.Sprintf("%s has %s, and a domain never goes back", f.Name, f.version))
		case !slices.Contains(offered, u.target()):
			all = append(all, fmt.Sprintf("AWS does not upgrade %s from %s to %s, but to %s",
				f.Name, f.version, u.target(), strings.Join(offered, ", ")))
		}
		red, err := u.red(ctx, f.Domain)
		if err != nil {
			return nil, err
		}
		if red != "" {
			all = append(all, red)
		}
	}
	return all, nil
}

// offered are the versions that AWS upgrades a domain to.
func (u *searchUpgrade) offered(ctx context.Context, f foundDomain) (all []string, err error) {
	out, err := u.at(f.Domain).GetCompatibleVersions(ctx, &opensearch.GetCompatibleVersionsInput{DomainName: &f.Name})
	if err != nil {
		return nil, err
	}
	for _, versions := range out.CompatibleVersions {
		all = append(all, versions.TargetVersions...)
	}
	return all, nil
}

// eligible has AWS look into the domains themselves: at indexes, shards, memory and storage. An upgrade begins with the
// same, but then it is a deployment that fails.
func (u *searchUpgrade) eligible() Step {
	return Step{
		Name: "eligible", Who: Command, Timeout: 3 * time.Hour,
		Changes: "nothing: AWS looks whether the indexes of the domains can be upgraded to " + u.To,
		Takes:   "minutes",
		Back:    "nothing was changed",
		Hand: u.each(func(d Domain) string {
			return "opensearch upgrade-domain --perform-check-only --domain-name " + d.Name +
				" --target-version " + u.target()
		}),
		State: func(ctx context.Context) (State, error) {
			_, state, err := u.next(ctx)
			return state, err
		},
		Do: func(ctx context.Context) error {
			d, _, err := u.next(ctx)
			if err != nil || d.Name == "" {
				return err
			}
			before, err := u.last(ctx, d)
			if err != nil {
				return err
			}
			_, err = u.at(d).UpgradeDomain(ctx, &opensearch.UpgradeDomainInput{
				DomainName: &d.Name, TargetVersion: new(u.target()), PerformCheckOnly: new(true),
			})
			if err == nil {
				u.asked[d] = before.at
			}
			return err
		},
	}
}

// next is the domain that AWS has to look into. Nobody can tell which version an older check was about, so each run has
// its own.
func (u *searchUpgrade) next(ctx context.Context) (d Domain, s State, err error) {
	all, err := u.find(ctx)
	if err != nil {
		return d, s, err
	}
	for _, f := range all {
		if f.has(u.SearchUpgrade) {
			continue
		}
		said, err := u.last(ctx, f.Domain)
		before, asked := u.asked[f.Domain]
		in := f.String()
		switch {
		case err != nil:
			return d, s, err
		case f.doing != "":
			s, err = waiting(in + " is " + f.doing)
		case said.status == opensearch.UpgradeInProgress || asked && said.at <= before:
			s, err = waiting("AWS looks into " + in)
		case !asked:
			d = f.Domain
			s, err = due(in + " was not looked into")
		case said.status == opensearch.UpgradeFailed:
			s, err = failed("AWS does not upgrade " + in + ": " + said.why())
		default:
			continue
		}
		return d, s, err
	}
	s, err = done("AWS upgrades every domain that is to be upgraded")
	return d, s, err
}

// follower is the deployment that gives the domain that follows its version, before that which it follows: an older
// domain does not read what a newer one has written (OpenSearch documentation, "Rolling upgrade", cross-cluster
// replication). Nobody but CloudFormation upgrades it: its handler asks for an upgrade whenever the template names
// another version than before, and AWS may refuse one to the version that is there.
func (u *searchUpgrade) follower() Step {
	second := u.Domains[1]
	return Step{
		Name:    "follower",
		Who:     Deployment,
		Timeout: 12 * time.Hour,
		Changes: second.String() + ", which follows, gets " + u.To + " before the one that it follows",
		Takes:   "15 minutes to several hours (OpenSearch Service's documentation)",
		Back:    "none: a domain never goes back",
		Hand:    []string{"# version: " + quoted(u.To), "npx cdk deploy --exclusively " + second.Stack},
		State: func(ctx context.Context) (State, error) {
			all, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			first, second := all[0], all[1]
			alone := "npx cdk deploy --exclusively " + second.Stack
			switch {
			case second.doing != "":
				return waiting(busyDomain(all[1:]))
			case second.has(u.SearchUpgrade):
				if red, err := u.red(ctx, second.Domain); err != nil || red != "" {
					return State{InProgress, red}, err
				}
				return done(second.String() + " works with " + u.To)
			case first.has(u.SearchUpgrade):
				return yours(first.String() + " has " + u.To + " already, which this one may not be able to follow: " + alone)
			}
			return u.again(ctx, second.Domain, "deploy this stack before the others: "+alone)
		},
	}
}

// again is a deployment, and what became of the upgrade that was begun before.
func (u *searchUpgrade) again(ctx context.Context, d Domain, deploy string) (State, error) {
	said, err := u.last(ctx, d)
	if err != nil {
		return State{}, err
	}
	detail := toDeploy(u.Committed, quoted(u.To), deploy)
	if said.status == opensearch.UpgradeFailed {
		detail = fmt.Sprintf("the upgrade of %s has failed, and AWS has put it back (%s); %s", d, said.why(), detail)
	}
	return yours(detail)
}

// deploy is the deployment that gives the domains their version.
func (u *searchUpgrade) deploy() Step {
	return Step{
		Name: "deploy", Who: Deployment, Timeout: 12 * time.Hour,
		Changes: "AWS takes a snapshot, makes nodes with " + u.To + ", moves the data to them, and changes places",
		Takes:   "15 minutes to several hours (OpenSearch Service's documentation)",
		Back:    "none: a domain never goes back; what AWS cannot end, it puts back by its snapshot",
		Hand:    []string{"# version: " + quoted(u.To)},
		State: func(ctx context.Context) (State, error) {
			all, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			old := behind(all, u.SearchUpgrade)
			switch {
			case busyDomain(all) != "":
				return waiting(busyDomain(all))
			case len(old) == 0 && u.Committed:
				return done("each domain has " + u.To)
			case len(old) == 0:
				return yours(toCommit(quoted(u.To), "domain"))
			}
			first := slices.IndexFunc(all, func(f foundDomain) bool { return !f.has(u.SearchUpgrade) })
			return u.again(ctx, all[first].Domain, "deploy it")
		},
	}
}

// works looks at the domains in their new version.
func (u *searchUpgrade) works() Step {
	return Step{
		Name: "works", Who: Command, Timeout: 3 * time.Hour,
		Changes: "nothing: it looks whether each domain has its shards, and is followed",
		Takes:   "seconds",
		Back:    "as that of the step before",
		Hand: u.each(func(d Domain) string {
			return "opensearch describe-domain-health --domain-name " + d.Name
		}),
		State: func(ctx context.Context) (State, error) {
			all, err := u.find(ctx)
			if err != nil {
				return State{}, err
			}
			if doing := busyDomain(all); doing != "" {
				return waiting(doing)
			}
			for _, f := range all {
				if red, err := u.red(ctx, f.Domain); err != nil || red != "" {
					return State{InProgress, red}, err
				}
			}
			if wrong, err := u.replication(ctx); err != nil || wrong != "" {
				return State{InProgress, wrong}, err
			}
			return done("each domain works with " + u.To)
		},
	}
}
