package parity

import (
	"strings"

	"bulkhead/assembly"
)

// searchRules are about what has the search domains of both sides replicate.
var searchRules = []rule{
	{
		kind:   Required,
		stack:  "data-*",
		id:     "Replication*",
		path:   none,
		only:   standbyOnly,
		when:   pairsDomains,
		reason: connects,
	},
}

const (
	connects     = "CloudFormation cannot connect search domains: a function of the standby's does"
	domainOfES   = "AWS::OpenSearchService::Domain"
	pairOfSearch = "Custom::DomainReplication"
)

// pairsDomains tells whether the standby's stack has the domains of both sides replicate, and no others.
func pairsDomains(s subject) bool {
	here, there := s.comparison.standby.stack(s.stack), s.comparison.primary.stack(s.stack)
	domains, others, pairs := ofType(here, domainOfES), ofType(there, domainOfES), ofType(here, pairOfSearch)
	if len(domains) != 1 || len(others) != 1 || len(pairs) != 1 {
		return false
	}
	pair := assembly.At(body(here, pairs[0]), "Properties")
	called := func(domain any) string { return ":domain/" + text(assembly.At(domain, "Properties", "DomainName")) }
	return strings.HasSuffix(text(assembly.At(pair, "Standby")), called(body(here, domains[0]))) &&
		strings.HasSuffix(text(assembly.At(pair, "Primary")), called(body(there, others[0])))
}
