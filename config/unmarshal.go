package config

import (
	"fmt"
	"net/netip"
	"regexp"

	"bulkhead/internal/document"
)

var accountID = regexp.MustCompile(`^[0-9]{12}$`)

// UnmarshalText accepts 12 digits.
func (a *AccountID) UnmarshalText(text []byte) error {
	if !accountID.Match(text) {
		return document.TextError{Problem: fmt.Sprintf("%q is not an AWS account id", text), Remedy: `write its 12 digits in quotes, such as "111111111111"`}
	}
	*a = AccountID(text)
	return nil
}

// UnmarshalText accepts an IPv4 range whose host bits are zero.
func (p *Prefix) UnmarshalText(text []byte) error {
	prefix, err := netip.ParsePrefix(string(text))
	if err != nil || !prefix.Addr().Is4() {
		return document.TextError{Problem: fmt.Sprintf("%q is not an IPv4 range", text), Remedy: "write an address and a mask, such as 10.20.0.0/16"}
	}
	if prefix != prefix.Masked() {
		return document.TextError{Problem: fmt.Sprintf("%s does not begin where a /%d range begins", prefix, prefix.Bits()), Remedy: "did you mean " + prefix.Masked().String() + "?"}
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
	if near := document.Nearest(string(text), r.Values()); near != "" {
		remedy = "did you mean " + near + "?"
	}
	return document.TextError{Problem: fmt.Sprintf("%q is not a known AWS region", text), Remedy: remedy}
}

// Values are the tiers.
func (Tier) Values() []string { return texts(Production, Development) }

// Values are the approvals.
func (Approval) Values() []string { return texts(ApprovalRequired, ApprovalNone) }

// Values are the data classes.
func (DataClass) Values() []string { return texts(Public, Internal, Confidential, Restricted) }

// Values are the kinds of NAT.
func (NAT) Values() []string { return texts(NATPerZone, NATSingle, NATRegional, NATNone) }

// Values are the sets of interface endpoints.
func (Endpoints) Values() []string { return texts(EndpointsStandard, EndpointsNone) }

// Values are the destinations of flow logs.
func (FlowLogs) Values() []string { return texts(FlowLogsArchive, FlowLogsArchiveAndCloudWatch) }

// Values are the database engines.
func (Engine) Values() []string { return texts(Postgres, MySQL, AuroraPostgres, AuroraMySQL) }

// Values are the positions of a switch.
func (Switch) Values() []string { return texts(Enabled, Disabled) }

// Values are the architectures.
func (Architecture) Values() []string { return texts(ARM64, AMD64) }

// Values are the statistics.
func (Statistic) Values() []string { return texts(Average, Sum, Minimum, Maximum, SampleCount) }

// Values lists the choices.
func (VPNServer) Values() []string { return texts(OpenVPN, ClientVPN) }

// Values lists the choices.
func (MFA) Values() []string { return texts(MFANone, MFATOTP) }

// Values lists the choices.
func (Delegation) Values() []string { return texts(DelegatedRecorder, DelegatedAccessAnalyzer) }

// Values lists the choices.
func (Setting) Values() []string {
	return texts(allSettings...)
}

// Values lists the choices.
func (Launch) Values() []string { return texts(Fargate, EC2) }

// Values lists the choices.
func (Strategy) Values() []string { return texts(Rolling, BlueGreen, Canary, Linear) }

// Values lists the choices.
func (Balancer) Values() []string { return texts(PublicBalancer, InternalBalancer) }

// Values lists the choices.
func (Run) Values() []string { return texts(BeforeStart, Scheduled, ByHand) }

// Values lists the choices.
func (OS) Values() []string { return texts(AL2023, Bottlerocket) }

// Values lists the choices.
func (CacheEngine) Values() []string { return texts(Valkey, Redis, Memcached) }

// Values lists the choices.
func (ServiceRoles) Values() []string { return texts(ServiceRolesCreate, ServiceRolesExisting) }

// Values lists the choices.
func (Front) Values() []string { return texts(FrontLoadBalancer, FrontZonal, FrontAPIGateway) }

// Values lists the choices.
func (FirewallMode) Values() []string { return texts(FirewallBlock, FirewallCount) }

// Values are the detectors.
func (Detector) Values() []string { return texts(allDetectors...) }

// Values are the standards.
func (Standard) Values() []string { return texts(Foundational, CIS, NIST, PCI) }

// Values are the recordings.
func (Recording) Values() []string { return texts(Continuous, Daily) }

// Values are the locks.
func (Lock) Values() []string { return texts(LockNone, LockGovernance, LockCompliance) }

// Values are the providers.
func (Provider) Values() []string { return texts(IdentityCenter, IAMUsers) }

// Values are the roles of people.
func (Role) Values() []string { return texts(ReadOnly, Developer, Admin) }

// Values are the severities.
func (Severity) Values() []string { return texts(Low, Medium, High, Critical) }

// Values are the upstreams.
func (Upstream) Values() []string { return texts(ECRPublic, Kubernetes, Quay) }
