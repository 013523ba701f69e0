package failover

import (
	"context"

	"bulkhead/internal/aws/opensearch"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// domainARN is the ARN of a search domain at a side.
func (f *failover) domainARN(s Store, side SideName) string {
	e := f.Environment
	return "arn:aws:es:" + e.Side(side).Region + ":" + e.Account + ":domain/" + s.At[side]
}

// promoteSearch makes the other side's domain the primary.
func (f *failover) promoteSearch(s Store) Step {
	domain, peer := s.At[f.To], f.domainARN(s, f.To.Other())
	names := " --domain-name " + domain + " --peer-domain-arn " + peer
	step := Step{
		Changes: "the domain " + domain + " becomes the primary",
		Takes:   "measured in rehearsals: AWS publishes nothing",
		State:   func(ctx context.Context) (State, error) { return f.searchState(ctx, s) },
	}
	promote := func(ctx context.Context) error {
		_, err := f.there().opensearch.SwitchoverReplication(ctx,
			&opensearch.SwitchoverReplicationInput{DomainName: &domain, PeerDomainArn: &peer})
		return err
	}
	step.Hand = hand(f.to().Region, "opensearch switchover-replication"+names)
	if f.Mode == Disaster {
		step.Changes += ", and the one that is left takes no writes and is not copied to"
		step.Hand = hand(f.to().Region, "opensearch failover-replication --allow-data-loss"+names)
		promote = func(ctx context.Context) error {
			_, err := f.there().opensearch.FailoverReplication(ctx, &opensearch.FailoverReplicationInput{
				DomainName: &domain, PeerDomainArn: &peer, AllowDataLoss: new(true),
			})
			return err
		}
	}
	step.Do = func(ctx context.Context) error {
		// Who was promoted cannot be told from the domains: one that was left behind in a disaster does not know.
		if err := f.note(ctx, promotedKey(s), domain); err != nil {
			return err
		}
		return promote(ctx)
	}
	return step
}

func (f *failover) searchState(ctx context.Context, s Store) (State, error) {
	domain := s.At[f.To]
	role, peer, err := f.replication(ctx, s, f.To)
	if client.Code(err) == "ResourceNotFoundException" {
		return failed("there is no domain " + domain + ": a deployment makes it")
	}
	if err != nil {
		return State{}, err
	}
	status := aws.ToString(peer.Status)
	switch status {
	case opensearch.StatusSwitchingOver, opensearch.StatusFailingOver, opensearch.StatusPendingSetup,
		opensearch.StatusPendingRemoval:
		return waiting("its peer is " + status)
	case opensearch.StatusFailed:
		return failed(domain + " does not replicate: " + aws.ToString(peer.StatusMessage))
	}
	current, err := f.current(ctx)
	if err != nil {
		return State{}, err
	}
	last := current.Attributes[promotedKey(s)]
	known := last == domain || last == "" && current.Active == f.To
	switch {
	case role == opensearch.RolePrimary && known:
		return done(domain + " is the primary")
	case role == opensearch.RolePrimary && status == opensearch.StatusActive:
		return f.otherIsPrimary(ctx, s)
	case role == opensearch.RoleSecondary &&
		(status == opensearch.StatusActive || f.Mode == Disaster && !ended(status)):
		return due(domain + " is the secondary")
	case role == "" && known:
		return done(domain + " does not replicate, and its side is active")
	case role == "":
		return failed(domain + " does not replicate")
	}
	return failed(domain + " was left behind in a disaster (" + status +
		"): remove its peer, and pair it again with the active side's")
}

// ended tells whether a status says that two domains do not replicate any more.
func ended(status string) bool {
	return status == opensearch.StatusEjected || status == opensearch.StatusDetached
}

// otherIsPrimary is the state of a domain that takes itself for the primary, and was not promoted by these steps: by
// hand, or not at all where the other one was and it has not heard of it.
func (f *failover) otherIsPrimary(ctx context.Context, s Store) (State, error) {
	role, _, err := f.replication(ctx, s, f.To.Other())
	switch {
	case err != nil && f.Mode == Planned:
		return State{}, err
	case err == nil && role == opensearch.RolePrimary:
		return failed("both domains take themselves for the primary: " + s.At[f.To] + " was left behind")
	}
	return done(s.At[f.To] + " is the primary")
}

// replication is the role of the domain of a side, and what it has with that of the other.
func (f *failover) replication(
	ctx context.Context, s Store, side SideName,
) (role string, with opensearch.ReplicationPeer, err error) {
	out, err := f.at[side].opensearch.DescribeDomainReplication(ctx,
		&opensearch.DescribeDomainReplicationInput{DomainName: new(s.At[side])})
	if err != nil {
		return "", with, err
	}
	for _, peer := range out.Peers {
		if aws.ToString(peer.PeerDomainArn) == f.domainARN(s, side.Other()) {
			return aws.ToString(out.Role), peer, nil
		}
	}
	return "", with, nil
}
