package config

import (
	"fmt"
	"net/netip"
	"regexp"
)

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// UnmarshalText accepts 12 digits.
func (a *AccountID) UnmarshalText(text []byte) error {
	if !accountID.Match(text) {
		return textError{fmt.Sprintf("%q is not an AWS account id", text), `write its 12 digits in quotes, such as "111111111111"`}
	}
	*a = AccountID(text)
	return nil
}

// UnmarshalText accepts an IPv4 range whose host bits are zero.
func (p *Prefix) UnmarshalText(text []byte) error {
	prefix, err := netip.ParsePrefix(string(text))
	if err != nil || !prefix.Addr().Is4() {
		return textError{fmt.Sprintf("%q is not an IPv4 range", text), "write an address and a mask, such as 10.20.0.0/16"}
	}
	if prefix != prefix.Masked() {
		return textError{fmt.Sprintf("%s does not begin where a /%d range begins", prefix, prefix.Bits()), "did you mean " + prefix.Masked().String() + "?"}
	}
	p.Prefix = prefix
	return nil
}

// UnmarshalText accepts the codes of the commercial regions.
func (r *Region) UnmarshalText(text []byte) error {
	for _, known := range r.Values() {
		if known == string(text) {
			*r = Region(text)
			return nil
		}
	}
	remedy := "write the code of a commercial AWS region, such as eu-west-1"
	if near := nearest(string(text), r.Values()); near != "" {
		remedy = "did you mean " + near + "?"
	}
	return textError{fmt.Sprintf("%q is not a known AWS region", text), remedy}
}

// Values are the tiers.
func (Tier) Values() []string { return texts(Production, Development) }

// UnmarshalText accepts one of Values.
func (t *Tier) UnmarshalText(text []byte) error { return choose(t, text, t.Values()) }

// Values are the approvals.
func (Approval) Values() []string { return texts(ApprovalRequired, ApprovalNone) }

// UnmarshalText accepts one of Values.
func (a *Approval) UnmarshalText(text []byte) error { return choose(a, text, a.Values()) }

// Values are the data classes.
func (DataClass) Values() []string { return texts(Public, Internal, Confidential, Restricted) }

// UnmarshalText accepts one of Values.
func (d *DataClass) UnmarshalText(text []byte) error { return choose(d, text, d.Values()) }

// Values are the kinds of NAT.
func (NAT) Values() []string { return texts(NATPerZone, NATSingle, NATRegional, NATNone) }

// UnmarshalText accepts one of Values.
func (n *NAT) UnmarshalText(text []byte) error { return choose(n, text, n.Values()) }

// Values are the sets of interface endpoints.
func (Endpoints) Values() []string { return texts(EndpointsStandard, EndpointsNone) }

// UnmarshalText accepts one of Values.
func (e *Endpoints) UnmarshalText(text []byte) error { return choose(e, text, e.Values()) }

// Values are the destinations of flow logs.
func (FlowLogs) Values() []string { return texts(FlowLogsArchive, FlowLogsArchiveAndCloudWatch) }

// UnmarshalText accepts one of Values.
func (f *FlowLogs) UnmarshalText(text []byte) error { return choose(f, text, f.Values()) }

// Values are the database engines.
func (Engine) Values() []string { return texts(Postgres, MySQL, AuroraPostgres, AuroraMySQL) }

// UnmarshalText accepts one of Values.
func (e *Engine) UnmarshalText(text []byte) error { return choose(e, text, e.Values()) }

// Values are the positions of a switch.
func (Switch) Values() []string { return texts(Enabled, Disabled) }

// UnmarshalText accepts one of Values.
func (s *Switch) UnmarshalText(text []byte) error { return choose(s, text, s.Values()) }

// Values are the architectures.
func (Architecture) Values() []string { return texts(ARM64, AMD64) }

// UnmarshalText accepts one of Values.
func (a *Architecture) UnmarshalText(text []byte) error { return choose(a, text, a.Values()) }

// Values are the statistics.
func (Statistic) Values() []string { return texts(Average, Sum, Minimum, Maximum, SampleCount) }

// UnmarshalText accepts one of Values.
func (s *Statistic) UnmarshalText(text []byte) error { return choose(s, text, s.Values()) }

// Values lists the choices.
func (VPNServer) Values() []string { return texts(OpenVPN, ClientVPN) }

// UnmarshalText accepts one of the choices.
func (v *VPNServer) UnmarshalText(text []byte) error { return choose(v, text, v.Values()) }

// Values lists the choices.
func (MFA) Values() []string { return texts(MFANone, MFATOTP) }

// UnmarshalText accepts one of the choices.
func (m *MFA) UnmarshalText(text []byte) error { return choose(m, text, m.Values()) }

// Values lists the choices.
func (Delegation) Values() []string { return texts(DelegatedRecorder, DelegatedAccessAnalyzer) }

// UnmarshalText accepts one of the choices.
func (d *Delegation) UnmarshalText(text []byte) error { return choose(d, text, d.Values()) }

// Values lists the choices.
func (Setting) Values() []string {
	return texts(allSettings...)
}

// UnmarshalText accepts one of the choices.
func (s *Setting) UnmarshalText(text []byte) error { return choose(s, text, s.Values()) }

// Values lists the choices.
func (Launch) Values() []string { return texts(Fargate, EC2) }

// UnmarshalText accepts one of the choices.
func (l *Launch) UnmarshalText(text []byte) error { return choose(l, text, l.Values()) }

// Values lists the choices.
func (Strategy) Values() []string { return texts(Rolling, BlueGreen, Canary, Linear) }

// UnmarshalText accepts one of the choices.
func (s *Strategy) UnmarshalText(text []byte) error { return choose(s, text, s.Values()) }

// Values lists the choices.
func (Balancer) Values() []string { return texts(PublicBalancer, InternalBalancer) }

// UnmarshalText accepts one of the choices.
func (b *Balancer) UnmarshalText(text []byte) error { return choose(b, text, b.Values()) }

// Values lists the choices.
func (Run) Values() []string { return texts(BeforeStart, Scheduled, ByHand) }

// UnmarshalText accepts one of the choices.
func (r *Run) UnmarshalText(text []byte) error { return choose(r, text, r.Values()) }

// Values lists the choices.
func (OS) Values() []string { return texts(AL2023, Bottlerocket) }

// UnmarshalText accepts one of the choices.
func (o *OS) UnmarshalText(text []byte) error { return choose(o, text, o.Values()) }

// Values lists the choices.
func (CacheEngine) Values() []string { return texts(Valkey, Redis, Memcached) }

// UnmarshalText accepts one of the choices.
func (c *CacheEngine) UnmarshalText(text []byte) error { return choose(c, text, c.Values()) }

// Values lists the choices.
func (ServiceRoles) Values() []string { return texts(ServiceRolesCreate, ServiceRolesExisting) }

// UnmarshalText accepts one of the choices.
func (s *ServiceRoles) UnmarshalText(text []byte) error { return choose(s, text, s.Values()) }

// Values lists the choices.
func (Front) Values() []string { return texts(FrontLoadBalancer, FrontZonal, FrontAPIGateway) }

// UnmarshalText accepts one of the choices.
func (f *Front) UnmarshalText(text []byte) error { return choose(f, text, f.Values()) }

// Values lists the choices.
func (FirewallMode) Values() []string { return texts(FirewallBlock, FirewallCount) }

// UnmarshalText accepts one of the choices.
func (f *FirewallMode) UnmarshalText(text []byte) error { return choose(f, text, f.Values()) }

// Values are the detectors.
func (Detector) Values() []string { return texts(allDetectors...) }

// UnmarshalText reads a Detector.
func (d *Detector) UnmarshalText(text []byte) error { return choose(d, text, d.Values()) }

// Values are the standards.
func (Standard) Values() []string { return texts(Foundational, CIS, NIST, PCI) }

// UnmarshalText reads a Standard.
func (s *Standard) UnmarshalText(text []byte) error { return choose(s, text, s.Values()) }

// Values are the recordings.
func (Recording) Values() []string { return texts(Continuous, Daily) }

// UnmarshalText reads a Recording.
func (r *Recording) UnmarshalText(text []byte) error { return choose(r, text, r.Values()) }

// Values are the locks.
func (Lock) Values() []string { return texts(LockNone, LockGovernance, LockCompliance) }

// UnmarshalText reads a Lock.
func (l *Lock) UnmarshalText(text []byte) error { return choose(l, text, l.Values()) }

// Values are the providers.
func (Provider) Values() []string { return texts(IdentityCenter, IAMUsers) }

// UnmarshalText accepts one of Values.
func (p *Provider) UnmarshalText(text []byte) error { return choose(p, text, p.Values()) }

// Values are the roles of people.
func (Role) Values() []string { return texts(ReadOnly, Developer, Admin) }

// UnmarshalText accepts one of Values.
func (r *Role) UnmarshalText(text []byte) error { return choose(r, text, r.Values()) }

// Values are the severities.
func (Severity) Values() []string { return texts(Low, Medium, High, Critical) }

// UnmarshalText reads a Severity.
func (s *Severity) UnmarshalText(text []byte) error { return choose(s, text, s.Values()) }

// Values are the upstreams.
func (Upstream) Values() []string { return texts(ECRPublic, Kubernetes, Quay) }

// UnmarshalText reads an Upstream.
func (u *Upstream) UnmarshalText(text []byte) error { return choose(u, text, u.Values()) }
