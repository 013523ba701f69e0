package main

import (
	"context"
	"net"
	"testing"
	"time"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/aws-sdk-go-v2/service/route53/types"
	"github.com/stretchr/testify/assert"
)

const known = "shop.example.org in Z1"

// world is an account with a zone, and what public DNS says.
type world struct {
	zone    string // its name; none where there is no zone
	private bool
	says    [][]string // name servers of the zone's name, question by question; the last is said again
	fails   error
	asked   []string
	below   map[string]string // name servers of names below the zone's
}

func (w *world) names(_ context.Context, domain string) (all []*net.NS, err error) {
	if domain != w.zone {
		if server := w.below[domain]; server != "" {
			return []*net.NS{{Host: server}}, nil
		}
		return nil, &net.DNSError{Err: "no such host", IsNotFound: true}
	}
	w.asked = append(w.asked, domain)
	if w.fails != nil {
		return nil, w.fails
	}
	for _, host := range w.says[min(len(w.asked), len(w.says))-1] {
		all = append(all, &net.NS{Host: host})
	}
	return all, nil
}

// handle asks for shop.example.org in zone Z1.
func (w *world) handle(kind cfn.RequestType, id string) (string, error) {
	answers := fake.Answers{"GetHostedZone": func(fake.Call) (any, error) {
		if w.zone == "" {
			return nil, fake.Refusal("NoSuchHostedZone")
		}
		out := &route53.GetHostedZoneOutput{HostedZone: &types.HostedZone{
			Id: new("/hostedzone/Z1"), Name: &w.zone, CallerReference: new("1"), Config: &types.HostedZoneConfig{PrivateZone: w.private},
		}}
		if !w.private {
			out.DelegationSet = &types.DelegationSet{NameServers: []string{"ns-1.awsdns-01.org", "ns-2.awsdns-02.com"}}
		}
		return out, nil
	}}
	f := newFunction(answers.Alone("eu-west-1"))
	f.names, f.wait = w.names, custom.Poll{Every: time.Millisecond, For: 50 * time.Millisecond}
	got, _, err := f.types().Handle(context.Background(), cfn.Event{
		RequestType: kind, ResourceType: "Custom::DelegatedDomain", PhysicalResourceID: id,
		ResourceProperties: map[string]any{"Domain": "shop.example.org", "Zone": "Z1"},
	})
	return got, err
}

func TestADomainIsFoundInItsZoneOrInThatOfADomainAboveIt(t *testing.T) {
	for _, zone := range []string{"shop.example.org.", "example.org."} {
		w := world{zone: zone, says: [][]string{{"NS-2.awsdns-02.com."}}}
		id, err := w.handle(cfn.RequestCreate, "")
		assert.NoError(t, err)
		assert.Equal(t, known, id)
		assert.Equal(t, []string{zone}, w.asked, "with the dot, no name of the function's network is asked for")
	}
}

func TestADomainThatSomebodyElseHasBelowTheZoneIsNotItsOwn(t *testing.T) {
	w := world{zone: "example.org.", says: [][]string{{"ns-1.awsdns-01.org."}}, below: map[string]string{"shop.example.org.": "ns.other.example."}}
	_, err := w.handle(cfn.RequestCreate, "")
	assert.ErrorContains(t, err, "public DNS leads shop.example.org to ns.other.example, and not to the zone of example.org: "+
		"write the id of the zone of shop.example.org, and deploy again")
	w.below["shop.example.org."] = "ns-2.awsdns-02.com."
	_, err = w.handle(cfn.RequestCreate, "")
	assert.NoError(t, err)
}

func TestADomainThatWasDelegatedAMomentAgoIsWaitedFor(t *testing.T) {
	w := world{zone: "example.org.", says: [][]string{{}, {"ns.registrar.example."}, {"ns-1.awsdns-01.org."}}}
	_, err := w.handle(cfn.RequestCreate, "")
	assert.NoError(t, err)
	assert.Len(t, w.asked, 3)
}

func TestADomainThatIsNotDelegatedFailsWithTheNameServersToWrite(t *testing.T) {
	const begins = "public DNS does not lead example.org to its zone, whose name servers are ns-1.awsdns-01.org, ns-2.awsdns-02.com, but says: "
	const ends = "; have whoever registered example.org, or has the zone above it, name them, and deploy again"
	for says, w := range map[string]*world{
		"ns.registrar.example": {says: [][]string{{"ns.registrar.example."}}},
		"nothing":              {fails: &net.DNSError{Err: "no such host", IsNotFound: true}},
		"lookup example.org.: server misbehaving": {fails: &net.DNSError{
			Err: "server misbehaving", Name: "example.org.", IsTemporary: true,
		}},
	} {
		w.zone = "example.org."
		_, err := w.handle(cfn.RequestCreate, "")
		assert.ErrorContains(t, err, begins+says+ends)
	}
}

func TestAZoneThatIsNotTheDomainsIsRefusedBeforeAnybodyIsAsked(t *testing.T) {
	for want, w := range map[string]*world{
		"the account has no zone Z1: write the id of a public zone of shop.example.org that is in it": {},
		"zone Z1 is of op.example.org: write the id of a public zone of shop.example.org":             {zone: "op.example.org."},
		"zone Z1 is private: write the id of a public zone of shop.example.org":                       {zone: "example.org.", private: true},
	} {
		_, err := w.handle(cfn.RequestCreate, "")
		assert.EqualError(t, err, want)
		assert.Empty(t, w.asked)
	}
}

func TestWhatIsKnownIsNotLookedForAgain(t *testing.T) {
	w := world{}
	id, err := w.handle(cfn.RequestUpdate, known)
	assert.NoError(t, err, "a domain that has moved away keeps nothing else from being deployed")
	assert.Equal(t, known, id)
	_, err = w.handle(cfn.RequestUpdate, "shop.example.org in Z2")
	assert.Error(t, err)
	_, err = w.handle(cfn.RequestDelete, known)
	assert.NoError(t, err)
}
