package parity

import (
	"strings"

	"bulkhead/assembly"
)

// searchRules are about what has the search domains of both sides replicate.
var searchRules = []rule{
	{
		kind: Required, stack: "data-*", typ: pairOfSearch, path: none, only: standbyOnly, when: pairsDomains,
		reason: connects,
	},
	{
		kind: Required, stack: "data-*", id: "Replication?*", path: none, only: standbyOnly, when: hasPair,
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
	pairs := ofType(here, pairOfSearch)
	if len(pairs) != 1 || len(ofType(there, domainOfES)) == 0 {
		return false
	}
	for side, stack := range map[string]*assembly.Stack{"Standby": here, "Primary": there} {
		arn := text(assembly.At(body(here, pairs[0]), "Properties", side))
		for _, domain := range ofType(stack, domainOfES) { // that the standby has none is told where it is
			name := text(assembly.At(body(stack, domain), "Properties", "DomainName"))
			if !strings.HasSuffix(arn, ":domain/"+name) {
				return false
			}
		}
	}
	return true
}

// hasPair tells whether the standby's stack has search domains replicate, whichever they are.
func hasPair(s subject) bool {
	return len(ofType(s.comparison.standby.stack(s.stack), pairOfSearch)) == 1
}
