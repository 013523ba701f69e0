package parity

import (
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/internal/address"
)

// correspondence is a text of the primary and what stands for it in the standby.
type correspondence struct {
	primary, standby string
	kind             Kind
	reason           string
	key              string // of the configuration that decides it
}

// correspondences are what the sides call differently: regions, zones, domains and names.
func (c *comparison) correspondences() []correspondence {
	p, s := c.primary, c.standby
	domain := correspondence{p.domain, s.domain, Required, "the domain of each side", ""}
	if c.says("recovery.domain") != "" {
		domain.kind, domain.key = Declared, "recovery.domain"
	}
	all := []correspondence{
		{p.region, s.region, Required, "the region of each side", "recovery.region"},
		{letters(p.region), letters(s.region), Required, "the region of each side", "recovery.region"},
		domain,
	}
	for i, zone := range p.zones {
		if i < len(s.zones) {
			all = append(
				all,
				correspondence{zone, s.zones[i], Required, "the zones of each side's region", "recovery.region"},
			)
		}
	}
	for _, stage := range s.stages {
		all = append(
			all,
			correspondence{p.name, stage, Required, names, ""},
			correspondence{letters(p.name), letters(stage), Required, names, ""},
		)
	}
	return slices.DeleteFunc(
		all,
		func(c correspondence) bool { return c.primary == "" || c.standby == "" || c.primary == c.standby },
	)
}

// namesOfFoundation are the names by which a standby knows the buckets of its foundation, in place of references.
func (c *comparison) namesOfFoundation() []correspondence {
	var all []correspondence
	for _, pair := range c.pairs.both {
		name, isText := assembly.At(pair[1].body(), "Properties", "BucketName").(string)
		if !isText || pair[1].kind() != "AWS::S3::Bucket" || pair[1].stack.Stage != c.standby.name+foundationEnding {
			continue
		}
		label := opening + c.pairs.labels[pair[0]]
		all = append(all,
			correspondence{label + closing, name, Required, byName, ""},
			correspondence{label + " Arn" + closing, "arn:aws:s3:::" + name, Required, byName, ""})
	}
	return all
}

const byName = "a standby knows what its foundation holds by name"

const names = "the names of each side"

// explain returns the correspondences that make the standby's text of the primary's, none when nothing does.
func (c *comparison) explain(primary, standby string) []correspondence {
	e := explanation{comparison: c, primary: primary, standby: standby, failed: map[[3]int]bool{}}
	if !e.from(0, 0) {
		return nil
	}
	slices.Reverse(e.used)
	var once []correspondence
	for _, used := range e.used {
		if !slices.Contains(once, used) {
			once = append(once, used)
		}
	}
	return once
}

// explanation reads two texts side by side.
type explanation struct {
	*comparison
	primary, standby string
	used             []correspondence // from the end
	named            int              // names that differ so far, after which a hash does, too
	failed           map[[3]int]bool
}

// from tells whether the texts correspond from these places on.
func (e *explanation) from(i, j int) bool {
	if i == len(e.primary) && j == len(e.standby) {
		return true
	}
	at := [3]int{i, j, min(e.named, 1)}
	if e.failed[at] {
		return false
	}
	for _, c := range e.known {
		if strings.HasPrefix(e.primary[i:], c.primary) && strings.HasPrefix(e.standby[j:], c.standby) &&
			e.through(c, i+len(c.primary), j+len(c.standby)) {
			return true
		}
	}
	if p, s := find(address4, e.primary[i:]), find(address4, e.standby[j:]); p != "" && s != "" && p != s &&
		e.sameAddress(p, s) &&
		e.through(correspondence{p, s, Required, "the address range of each side", "recovery.cidr"}, i+len(p), j+len(s)) {
		return true
	}
	if e.named > 0 {
		for _, digits := range hashes {
			p, s := find(digits, e.primary[i:]), find(digits, e.standby[j:])
			if p != "" && s != "" && e.from(i+len(p), j+len(s)) {
				return true
			}
		}
	}
	if i == 0 || !inWord(e.primary[i-1]) {
		p, s := wordOf(e.primary[i:]), wordOf(e.standby[j:])
		if e.shortened(p, s) && e.through(correspondence{p, s, Required, names, ""}, i+len(p), j+len(s)) {
			return true
		}
	}
	if i < len(e.primary) && j < len(e.standby) && e.primary[i] == e.standby[j] && e.from(i+1, j+1) {
		return true
	}
	e.failed[at] = true
	return false
}

func (e *explanation) through(c correspondence, i, j int) bool {
	if c.reason == names {
		e.named++
		defer func() { e.named-- }()
	}
	if !e.from(i, j) {
		return false
	}
	e.used = append(e.used, c)
	return true
}

var (
	address4 = regexp.MustCompile(`^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}(/\d{1,2})?`)
	hashes   = []*regexp.Regexp{regexp.MustCompile(`^[0-9A-F]{8}`), regexp.MustCompile(`^[0-9a-f]{8}`)}
)

// find is what a pattern of those above finds at the beginning of a text. Most texts do not begin with a digit of either
// kind, and the pattern is slower to tell.
func find(pattern *regexp.Regexp, text string) string {
	if text == "" || !strings.Contains("0123456789ABCDEFabcdef", text[:1]) {
		return ""
	}
	return pattern.FindString(text)
}

// inWord tells whether a character is one of names: a-z, 0-9 and -.
func inWord(c byte) bool { return 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' }

// wordOf is the word that a text begins with.
func wordOf(text string) string {
	for i := range len(text) {
		if !inWord(text[i]) {
			return text[:i]
		}
	}
	return text
}

// shortened tells whether the standby's name is the primary's, made short with a hash because the standby's is longer,
// or because both are too long.
func (c *comparison) shortened(primary, standby string) bool {
	rest, short := cutHash(standby)
	if !short {
		return false
	}
	for _, n := range c.known {
		at := strings.Index(primary, n.primary)
		if n.reason != names || at < 0 {
			continue
		}
		whole := primary[:at] + n.standby + primary[at+len(n.primary):]
		if len(standby) < len(whole) && address.Short(whole, len(standby)) == standby {
			return true
		}
		if most, short := cutHash(whole); short && (strings.HasPrefix(most, rest) || strings.HasPrefix(rest, most)) {
			return true
		}
	}
	return false
}

// cutHash returns what is left of a name that was too long.
func cutHash(name string) (rest string, found bool) {
	at := shortHash.FindStringIndex(name)
	if at == nil {
		return name, false
	}
	return name[:at[0]], true
}

var shortHash = regexp.MustCompile(`-[0-9a-f]{8}$`)
