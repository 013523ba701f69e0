package draw

import (
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// drawRecovery is the picture of an environment with its standby: what both have, side by side, and how data gets from
// one to the other.
func drawRecovery(primary, standby *side) Picture {
	p, s := newEnvironment(primary), newEnvironment(standby)
	c := newCanvas()
	what := primary.name + " and its standby: what both have, and how data gets there"
	c.text(title, margin, margin+18, what)
	c.text(quiet, margin, margin+38, fmt.Sprintf("account %s · %s and %s", primary.account(), primary.region(), standby.region()))

	type row struct {
		left, right *card
		how         string
		tips        arrows
	}
	var rows []row
	seen := map[*card]bool{}
	for _, l := range p.everything() {
		r := row{left: l}
		for _, k := range s.everything() {
			if !seen[k] && k.called == l.called && component(k.stack) == component(l.stack) {
				r.right = k
				seen[k] = true
				break
			}
		}
		if r.right != nil && strings.HasPrefix(component(l.stack), "data-") {
			r.how, r.tips = copied(p.all, l.stack, r.right.stack)
		}
		rows = append(rows, r)
	}
	for _, k := range s.everything() {
		if !seen[k] {
			rows = append(rows, row{right: k})
		}
	}

	between := 60
	var lefts, rights []*card
	for _, r := range rows {
		between = max(between, plain.width(r.how)+50)
		if r.left != nil {
			lefts = append(lefts, r.left)
		}
		if r.right != nil {
			rights = append(rights, r.right)
		}
	}
	top := margin + 56
	w, v := widest(220, lefts), widest(220, rights)
	from := box{margin, top, w + 2*inset, heading + inset + len(rows)*(cardHeight+gap)}
	to := box{from.right() + between, top, v + 2*inset, from.h}
	for _, f := range []struct {
		box
		*side
	}{{from, primary}, {to, standby}} {
		c.frame("account", f.box)
		c.text(head, f.x+inset, f.y+21, f.title())
		c.text(quiet, f.x+inset+head.width(f.title())+10, f.y+21, f.region())
	}
	for i, r := range rows {
		y := top + heading + 4 + i*(cardHeight+gap)
		if r.left != nil {
			r.left.box = box{from.x + inset, y, w, cardHeight}
			c.card(r.left)
		}
		if r.right != nil {
			r.right.box = box{to.x + inset, y, v, cardHeight}
			c.card(r.right)
		}
		if r.how == "" {
			continue
		}
		middle := (from.right() + to.x) / 2
		if r.how == stays {
			c.centred(quiet, middle, y+cardHeight/2+4, r.how)
			continue
		}
		c.line(colour(0), r.tips, point{r.left.right(), r.left.middle() + 6}, point{r.right.x, r.left.middle() + 6})
		c.centred(plain, middle, r.left.middle()-2, r.how)
	}
	return Picture{File: primary.name + "-recovery.svg", Title: what, SVG: c.svg(what)}
}

// everything are the cards of an environment that a standby is compared by, in their order.
func (e *environment) everything() []*card {
	var all []*card
	for _, k := range slices.Concat(e.edge, e.front, e.inner, e.outside, e.kept, e.regional) {
		if k.stack != nil && component(k.stack) != "transit" {
			all = append(all, k)
		}
	}
	return all
}

// stays is said of a store whose data stays where it is.
const stays = "not replicated"

// copied says how data of a store gets to the other side, as both templates say, or one beside them, and in which
// direction. Where a service of AWS has one side write, and which one is not in templates, there is no arrow.
func copied(a *assembly.Assembly, primary, standby *assembly.Stack) (how string, tips arrows) {
	if r := replica(primary, standby); r != nil {
		if r.Stack == primary {
			return "RDS cross-region replica", atStart
		}
		return "RDS cross-region replica", atEnd
	}
	name := strings.TrimPrefix(component(primary), "data-")
	for i, s := range []*assembly.Stack{primary, standby} {
		stage := strings.TrimSuffix(s.Stage, foundationEnding)
		if a.Stack(stage+"/replication-"+name) != nil {
			tips |= []arrows{atEnd, atStart}[i]
		}
		if beside := a.Stack(stage + "/replicator-" + name); beside != nil && first(beside, "AWS::MSK::Replicator") != nil {
			return "MSK Replicator", []arrows{atStart, atEnd}[i] // it runs beside what it writes to
		}
		for _, r := range s.Resources {
			switch {
			case r.Type == "AWS::RDS::DBCluster" && r.Get("GlobalClusterIdentifier") != nil, r.Type == "AWS::RDS::GlobalCluster":
				return "Aurora Global Database", 0
			case r.Type == "AWS::ElastiCache::GlobalReplicationGroup", r.Get("GlobalReplicationGroupId") != nil:
				return "ElastiCache Global Datastore", 0
			case r.Type == "Custom::DomainReplication":
				return "cross-cluster replication", 0
			case r.Type == "AWS::DynamoDB::GlobalTable" && len(assembly.List(r.Get("Replicas"))) > 1:
				return "DynamoDB global table", atStart | atEnd
			case r.Type == "Custom::ReplicatedSecret" && store(primary, "").icon == "secrets":
				return "replica of the secret", atEnd
			case r.Type == "AWS::S3::Bucket" && r.Get("ReplicationConfiguration") != nil:
				tips |= []arrows{atEnd, atStart}[i]
			}
		}
	}
	if tips != 0 {
		return "S3 replication", tips
	}
	return stays, 0
}

// replica is the last replica of a database in another region: one that no other instance is a replica of.
func replica(sides ...*assembly.Stack) *assembly.Resource {
	var all []*assembly.Resource
	for _, s := range sides {
		all = append(all, ofType(s, "AWS::RDS::DBInstance")...)
	}
	for _, r := range all {
		if !elsewhere(r) {
			continue
		}
		source := slices.ContainsFunc(all, func(other *assembly.Resource) bool {
			return elsewhere(other) && strings.HasSuffix(text(other.Get("SourceDBInstanceIdentifier")), ":"+text(r.Get("DBInstanceIdentifier")))
		})
		if !source {
			return r
		}
	}
	return nil
}

// elsewhere tells whether an instance is a replica of one in another region, which is named by its ARN.
func elsewhere(r *assembly.Resource) bool {
	return strings.HasPrefix(text(r.Get("SourceDBInstanceIdentifier")), "arn:")
}
