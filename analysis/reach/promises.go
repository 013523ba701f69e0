package reach

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// usage is how a sentence is written.
const usage = "write, for example: prod/web reaches prod/orders on 5432, or: dev reaches nothing of prod, " +
	"or: internet reaches prod/web on 443 and nothing else of prod"

// Broken is a sentence that cannot be read or is not kept, by its index, or, with -1, what no sentence promises.
type Broken struct {
	Index           int
	Problem, Remedy string
}

// sentence is one promise, taken apart.
type sentence struct {
	from    []string
	targets []target
	nothing bool     // else
	scope   []string // of which nothing else is reached; empty: of all
}

type target struct {
	to     []string
	accept map[string]Ports // by protocol
}

// Check proves sentences, and that every pair that is open is in one. A way through a load balancer is promised by its
// parts. Of a way through an Ingress controller, or between pods on one node, nobody knows whether it is open: a
// sentence that says so is believed, and one that says nothing of it is not proved.
func (g *Graph) Check(sentences []string) []Broken {
	var broken []Broken
	promised := map[[3]string]Ports{} // from, to, protocol
	pairs := g.All()
	for i, text := range sentences {
		parsed, err := g.parse(text)
		if err != nil {
			broken = append(broken, Broken{i, err.Error(), remedy(err)})
			continue
		}
		for _, problem := range g.check(parsed, pairs) {
			broken = append(broken, Broken{i, problem, "bulkhead reach tells what is in the way, or which rules let it pass; mend that, or the sentence"})
		}
		for _, from := range parsed.from {
			for _, t := range parsed.targets {
				for _, to := range t.to {
					for protocol, ports := range t.accept {
						key := [3]string{from, to, protocol}
						promised[key] = promised[key].Or(ports...)
					}
				}
			}
		}
	}
	for _, to := range g.unseen {
		if len(promised[[3]string{Internet, to, "tcp"}]) == 0 {
			promise := fmt.Sprintf("%s reaches %s on %s", Internet, to, "443")
			broken = append(broken, Broken{-1, byIngress(to) + ", and no sentence promises it", "promise it: " + promise})
		}
	}
	for _, p := range g.Beside() {
		if rest := p.Ports.Not(promised[[3]string{p.From, p.To, p.Protocol}]); len(rest) > 0 {
			problem := fmt.Sprintf("%s may reach %s on %s: %s, and no sentence promises it", p.From, p.To, rest, onNode(p.From, p.To))
			broken = append(broken, Broken{-1, problem, fmt.Sprintf("promise it: %s reaches %s on %s", p.From, p.To, rest)})
		}
	}
	return append(broken, unpromised(pairs, promised)...)
}

// remedy is what to do about a sentence that cannot be read.
func remedy(err error) string {
	if _, unjudged := errors.AsType[UnjudgedError](err); unjudged {
		return "leave it out of the sentence: it cannot be promised, and bulkhead promises lists it"
	}
	return usage
}

// unpromised are the pairs that no sentence has.
func unpromised(pairs []Pair, promised map[[3]string]Ports) []Broken {
	var broken []Broken
	for _, p := range pairs {
		if len(p.Through) > 0 {
			continue // its parts are pairs, too
		}
		rest := p.Ports.Not(promised[[3]string{p.From, p.To, p.Protocol}])
		if len(rest) == 0 {
			continue
		}
		on := rest.String()
		if p.Protocol != "tcp" {
			on = p.Protocol + " " + on
		}
		promise := fmt.Sprintf("%s reaches %s on %s", p.From, p.To, on)
		b := Broken{-1, promise + ", and no sentence promises it", "close it, or promise it: " + promise}
		if !slices.Contains(broken, b) {
			broken = append(broken, b)
		}
	}
	return broken
}

// check returns what is not as the sentence says.
func (g *Graph) check(s sentence, pairs []Pair) []string {
	var problems []string
	for _, from := range s.from {
		for _, t := range s.targets {
			for _, to := range t.to {
				for _, protocol := range Protocols {
					var open, partly Ports
					for _, p := range pairs {
						switch {
						case p.From != from || p.To != to || p.Protocol != protocol:
						case p.Partly && to != Internet: // a part of the internet is as much as a sentence says
							partly = partly.Or(p.Ports...)
						default:
							open = open.Or(p.Ports...)
						}
					}
					missing := t.accept[protocol].Not(open)
					if protocol == "tcp" && g.mayReach(from, to) {
						missing = nil
					}
					if protocol == "tcp" {
						missing = missing.Not(g.beside(from, to))
					}
					if some := missing.And(partly); len(some) > 0 {
						problems = append(problems, fmt.Sprintf("%s reaches %s on %s %s from, or to, some of its addresses only", from, to, protocol, some))
					}
					if none := missing.Not(partly); len(none) > 0 {
						problems = append(problems, fmt.Sprintf("%s does not reach %s on %s %s", from, to, protocol, none))
					}
				}
			}
		}
		if !s.nothing {
			continue
		}
		for _, to := range g.unseen {
			said := slices.ContainsFunc(s.targets, func(t target) bool { return slices.Contains(t.to, to) })
			if from != to && !said && (len(s.scope) == 0 || slices.Contains(s.scope, to)) {
				problems = append(problems, fmt.Sprintf("%s may reach %s: %s", from, to, byIngress(to)))
			}
		}
		for _, p := range g.Beside() {
			if p.From != from || len(s.scope) > 0 && !slices.Contains(s.scope, p.To) {
				continue
			}
			if more := p.Ports.Not(s.said(p)); len(more) > 0 {
				problems = append(problems, fmt.Sprintf("%s may reach %s on %s %s: %s", from, p.To, p.Protocol, more, onNode(from, p.To)))
			}
		}
		for _, p := range pairs {
			if p.From != from || len(s.scope) > 0 && !slices.Contains(s.scope, p.To) {
				continue
			}
			if more := p.Ports.Not(s.said(p)); len(more) > 0 {
				problems = append(problems, fmt.Sprintf("%s reaches %s on %s %s", from, p.To, p.Protocol, more))
			}
		}
	}
	return problems
}

// said are the ports that the sentence says of a pair.
func (s sentence) said(p Pair) Ports {
	var said Ports
	for _, t := range s.targets {
		if slices.Contains(t.to, p.To) {
			said = said.Or(t.accept[p.Protocol]...)
		}
	}
	return said
}

// span is a port, or ports from one to another.
var span = regexp.MustCompile(`^([0-9]+)(?:-([0-9]+))?$`)

// parse takes a sentence apart.
func (g *Graph) parse(text string) (sentence, error) {
	p := parser{g, strings.Fields(strings.ReplaceAll(text, ",", " , "))}
	var s sentence
	var err error
	if s.from, err = p.names(func(word string) bool { return word == "reaches" || word == "reach" }); err != nil {
		return s, err
	}
	p.words = p.words[1:] // the verb
	for {
		if p.is("nothing") {
			s.nothing = true
			if len(s.targets) > 0 && !p.is("else") {
				return s, fmt.Errorf("after %q comes \"else\"", "nothing")
			}
			if p.is("of") {
				s.scope, err = p.names(nil)
				return s, err
			}
			break
		}
		var t target
		if t.to, err = p.names(func(word string) bool { return word == "on" }); err != nil {
			return s, err
		}
		p.words = p.words[1:]
		if t.accept, err = p.ports(); err != nil {
			return s, err
		}
		s.targets = append(s.targets, t)
		if len(p.words) == 0 {
			return s, nil
		}
		if !p.is("and") && !p.is(",") {
			return s, fmt.Errorf("%q is not expected after ports", p.words[0])
		}
	}
	if len(p.words) > 0 {
		return s, fmt.Errorf("%q is not expected at the end", p.words[0])
	}
	return s, nil
}

type parser struct {
	graph *Graph
	words []string
}

// is takes a word if it is the next.
func (p *parser) is(word string) bool {
	if len(p.words) == 0 || p.words[0] != word {
		return false
	}
	p.words = p.words[1:]
	return true
}

// names takes names up to a word that ends them, or to the end of the sentence.
func (p *parser) names(ends func(string) bool) ([]string, error) {
	var all []string
	for {
		if len(p.words) == 0 {
			if ends != nil {
				return nil, fmt.Errorf("the sentence ends where a name, or what is said of it, is missing")
			}
			return all, nil
		}
		word := p.words[0]
		switch {
		case ends != nil && ends(word):
			if len(all) == 0 {
				return nil, fmt.Errorf("before %q is no name", word)
			}
			return all, nil
		case word == "and" || word == ",":
		default:
			names, err := p.graph.Resolve(word)
			if err != nil {
				return nil, err
			}
			all = append(all, names...)
		}
		p.words = p.words[1:]
	}
}

// ports takes ports, as long as a port comes.
func (p *parser) ports() (map[string]Ports, error) {
	accept := map[string]Ports{}
	protocol := "tcp"
	for i := 0; ; i++ {
		words := p.words
		if i > 0 {
			if len(words) < 2 || words[0] != "and" && words[0] != "," {
				return accept, nil
			}
			words = words[1:]
		}
		if len(words) > 0 && slices.Contains(Protocols, words[0]) {
			protocol = words[0]
			words = words[1:]
		}
		if len(words) >= 2 && words[0] == "every" && words[1] == "port" {
			accept[protocol] = everyPort
			p.words = words[2:]
			continue
		}
		var match []string
		if len(words) > 0 {
			match = span.FindStringSubmatch(words[0])
		}
		if match == nil {
			if i == 0 {
				return nil, fmt.Errorf("after \"on\" come ports, such as 443, 1024-2000, udp 53 or every port")
			}
			return accept, nil
		}
		from, _ := strconv.Atoi(match[1])
		to := from
		if match[2] != "" {
			to, _ = strconv.Atoi(match[2])
		}
		if from > to || to > 65535 {
			return nil, fmt.Errorf("%s are no ports", words[0])
		}
		accept[protocol] = accept[protocol].Or(Span{from, to})
		p.words = words[1:]
	}
}
