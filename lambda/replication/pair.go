package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"strings"

	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/client"
	"bulkhead/lambda/internal/custom"
	"bulkhead/operate/failover"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// pair are the properties of Custom::DomainReplication: the domains of both sides of an environment, and the tables
// that say which side is active. The resource's id is both ARNs.
type pair struct{ Environment, Primary, Standby, PrimaryTable, StandbyTable string }

func (p pair) id() string { return p.Primary + " " + p.Standby }

// begin has the domain of the active side replicate to the other one. It waits until that is so, or for ten minutes:
// a domain with much in it takes longer, and goes on.
func (f function) begin(ctx context.Context, p pair) (string, map[string]any, error) {
	added, removed, pending := false, false, false
	err := f.poll.Until(ctx, func(ctx context.Context) (missing string, err error) {
		views, err := f.look(ctx, p)
		if err != nil {
			pending = pending && ctx.Err() != nil // the wait's end cuts a call off
			return "", err
		}
		if err := views.usable(); err != nil {
			return "", err
		}
		status, says := views.worst()
		pending = status == opensearch.StatusPendingSetup
		switch status {
		case opensearch.StatusActive, opensearch.StatusSwitchingOver, opensearch.StatusFailingOver:
			return "", nil
		case opensearch.StatusEjected:
			return "", errors.New("a failover has left one of the domains behind: remove its peer, and pair it again")
		case opensearch.StatusFailed:
			if added {
				return "", fmt.Errorf("they cannot replicate: %s", says)
			}
			if !removed { // an earlier try
				removed, err = f.remove(ctx, views.tied()[0], p)
			}
			return "an earlier try to have them replicate is ended", err
		case "", opensearch.StatusDetached:
			if !added {
				added, err = f.add(ctx, p)
			}
			return "they do not replicate yet", err
		}
		return "they are " + status, nil
	})
	if err != nil && pending {
		log.Printf("%s: it goes on", err)
		err = nil
	}
	return p.id(), nil, err
}

// end has the domains be two of their own, each with what it has.
func (f function) end(ctx context.Context, _ string, p pair) error {
	removed := map[string]bool{}
	return f.poll.Until(ctx, func(ctx context.Context) (missing string, err error) {
		views, err := f.look(ctx, p)
		if err != nil {
			return "", err
		}
		status, says := views.worst()
		if len(views.tied()) == 0 {
			return "", nil
		}
		missing = strings.TrimSuffix("they are "+status+": "+says, ": ")
		if status == opensearch.StatusPendingRemoval {
			return missing, nil
		}
		for _, v := range views.tied() {
			if !removed[v.arn] { // AWS may show what was before for a while
				removed[v.arn], err = f.remove(ctx, v, p)
				return missing, err
			}
		}
		return missing, nil
	})
}

// add has the domain of the active side replicate to the other one, and tells whether AWS has begun.
func (f function) add(ctx context.Context, p pair) (begun bool, err error) {
	from, to := p.Primary, p.Standby
	active, err := f.active(ctx, p)
	if err != nil {
		return false, err
	}
	if active == failover.Standby {
		from, to = to, from
	}
	_, err = f.at(from).AddReplicationPeer(ctx, &opensearch.AddReplicationPeerInput{
		DomainName: new(nameOf(from)), PeerDomainArn: &to,
	})
	return done(err, from+" begins to replicate to "+to)
}

// remove ends what a domain has with the other one, and tells whether AWS has begun to.
func (f function) remove(ctx context.Context, v view, p pair) (begun bool, err error) {
	peer := p.Primary
	if v.arn == peer {
		peer = p.Standby
	}
	_, err = f.at(v.arn).RemoveReplicationPeer(ctx, &opensearch.RemoveReplicationPeerInput{
		DomainName: new(nameOf(v.arn)), PeerDomainArn: &peer,
	})
	if custom.Refused(err, notFound) {
		err = nil
	}
	return done(err, v.arn+" ends to replicate with "+peer)
}

// done tells whether AWS has done what was asked. Where it only does something else now, it is asked again.
func done(err error, what string) (bool, error) {
	switch {
	case err == nil:
		log.Print(what)
		return true, nil
	case custom.Refused(err, conflict):
		log.Print(err)
		return false, nil
	}
	return false, err
}

// active is which side takes writes: as the tables say, not the configuration, which may not know yet.
func (f function) active(ctx context.Context, p pair) (failover.SideName, error) {
	e := failover.Environment{
		Name:    p.Environment,
		Account: accountOf(p.Standby),
		Primary: failover.Side{Region: regionOf(p.Primary), Table: p.PrimaryTable},
		Standby: failover.Side{Region: regionOf(p.Standby), Table: p.StandbyTable},
	}
	record, err := failover.Current(ctx, failover.Move{Environment: e, To: failover.Standby, Mode: failover.Planned},
		failover.Cloud{Config: func(region string) aws.Config { return client.In(f.aws, region) }})
	if err == nil && record.To != "" {
		err = fmt.Errorf("a move of %s to its %s side has not ended: go on with it first", p.Environment, record.To)
	}
	return record.Active, err
}
