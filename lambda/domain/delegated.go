package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/route53"
	"github.com/aws/smithy-go"
)

// delegated are the properties of Custom::DelegatedDomain: a domain, and the id of the account's public zone of it, or
// of a domain above it, that public DNS leads to. The resource's id is made of both.
type delegated struct{ Domain, Zone string }

func (d delegated) id() string { return d.Domain + " in " + d.Zone }

// again looks only where something else is asked for: that a domain is not led here any more keeps nothing else from
// being deployed, and the certificate's alarm tells of it.
func (f function) again(ctx context.Context, id string, d delegated) (string, map[string]any, error) {
	if id == d.id() {
		return id, nil, nil
	}
	return f.look(ctx, d)
}

// look demands that the domain is found in the zone.
func (f function) look(ctx context.Context, d delegated) (string, map[string]any, error) {
	out, err := f.zones.GetHostedZone(ctx, &route53.GetHostedZoneInput{Id: &d.Zone})
	if fault := smithy.APIError(nil); errors.As(err, &fault) && fault.ErrorCode() == "NoSuchHostedZone" {
		return "", nil, fmt.Errorf("the account has no zone %s: write the id of a public zone of %s that is in it", d.Zone, d.Domain)
	}
	if err != nil {
		return "", nil, err
	}
	name := plain(aws.ToString(out.HostedZone.Name))
	if d.Domain != name && !strings.HasSuffix(d.Domain, "."+name) {
		return "", nil, fmt.Errorf("zone %s is of %s: write the id of a public zone of %s", d.Zone, name, d.Domain)
	}
	if out.DelegationSet == nil || out.HostedZone.Config != nil && out.HostedZone.Config.PrivateZone {
		return "", nil, fmt.Errorf("zone %s is private: write the id of a public zone of %s", d.Zone, d.Domain)
	}
	return d.id(), nil, f.wait.Until(ctx, func(ctx context.Context) (missing string, err error) {
		if missing := f.missing(ctx, name, out.DelegationSet.NameServers); missing != "" {
			return missing, nil
		}
		return f.elsewhere(ctx, d.Domain, name, out.DelegationSet.NameServers), nil
	})
}

// missing says what keeps public DNS from leading to a zone with these name servers; empty when nothing does.
func (f function) missing(ctx context.Context, name string, servers []string) string {
	var said []string
	found, err := f.names(ctx, name+".")
	for _, server := range found {
		host := plain(server.Host)
		if slices.ContainsFunc(servers, func(own string) bool { return strings.EqualFold(plain(own), host) }) {
			return ""
		}
		said = append(said, host)
	}
	problem := strings.Join(said, ", ")
	if unknown := new(net.DNSError); err != nil && !(errors.As(err, &unknown) && unknown.IsNotFound) {
		problem = err.Error()
	}
	return fmt.Sprintf("public DNS does not lead %s to its zone, whose name servers are %s, but says: %s; have whoever registered %s, "+
		"or has the zone above it, name them, and deploy again", name, strings.Join(servers, ", "), cmp.Or(problem, "nothing"), name)
}

// elsewhere says where a name below a zone, on the way to the domain, is led to: then nobody looks for the domain in
// the zone. It is empty when nothing below the zone is somebody else's.
func (f function) elsewhere(ctx context.Context, domain, zone string, servers []string) string {
	for name := domain; name != zone; _, name, _ = strings.Cut(name, ".") {
		found, err := f.names(ctx, name+".")
		if unknown := new(net.DNSError); err != nil && !(errors.As(err, &unknown) && unknown.IsNotFound) {
			return fmt.Sprintf("whether public DNS looks for %s in the zone of %s is not known: %s; deploy again", name, zone, err)
		}
		var said []string
		for _, server := range found {
			host := plain(server.Host)
			ours := func(own string) bool { return strings.EqualFold(plain(own), host) }
			if !slices.ContainsFunc(servers, ours) {
				said = append(said, host)
			}
		}
		if len(said) > 0 && len(said) == len(found) {
			return fmt.Sprintf("public DNS leads %s to %s, and not to the zone of %s: write the id of the zone of %s, and deploy again",
				name, strings.Join(said, ", "), zone, name)
		}
	}
	return ""
}

// plain is a name without the dot at its end.
func plain(name string) string { return strings.TrimSuffix(name, ".") }
