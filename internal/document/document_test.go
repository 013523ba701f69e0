package document

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// plan is what the documents of these tests say.
type plan struct {
	Kind   kindOf            `yaml:"kind" jsonschema:"required"`
	Zones  int               `yaml:"zones" jsonschema:"minimum=2,maximum=6"`
	Copies *int              `yaml:"copies" jsonschema:"minimum=0,maximum=5"`
	Share  float64           `yaml:"share" jsonschema:"minimum=0,maximum=0.95"`
	Labels map[string]string `yaml:"labels"`
	Owners map[kindOf]string `yaml:"owners"`
	Uses   []string          `yaml:"uses"`
	Even   even              `yaml:"even"`
	Part   struct {
		Name string `yaml:"name" jsonschema:"required"`
	} `yaml:"part"`
	Unsaid string
}

type kindOf string

func (kindOf) Values() []string { return []string{"large", "small"} }

// even is a text with an even number of bytes.
type even string

func (e *even) UnmarshalText(text []byte) error {
	if len(text)%2 == 1 {
		return TextError{"is odd", "add a letter"}
	}
	*e = even(text)
	return nil
}

// readPlan decodes a text as dir/plan.yaml.
func readPlan(text string) (plan, *Document, *Reader) {
	r := &Reader{FS: fstest.MapFS{"plan.yaml": {Data: []byte(text), Mode: 0o644}}, Dir: "dir", Empty: "begin with a copy"}
	var p plan
	doc := r.Read("plan.yaml", &p)
	return p, doc, r
}

// faultsOf returns the faults of a text, without the file.
func faultsOf(text string) string {
	_, _, r := readPlan(text)
	return strings.ReplaceAll(r.Faults.Sorted().Error(), "dir/plan.yaml:", "")
}

func TestWhatTheTypesSayIsRead(t *testing.T) {
	p, doc, r := readPlan(`
kind: small
zones: 3
copies: 0
share: 0.5
labels: {a: "1"}
owners: {large: them}
uses: [x, y]
even: ab
part:
  name: n
`)
	require.Empty(t, r.Faults)
	assert.Equal(t, kindOf("small"), p.Kind)
	assert.Equal(t, 3, p.Zones)
	assert.Equal(t, new(0), p.Copies)
	assert.Equal(t, 0.5, p.Share)
	assert.Equal(t, map[string]string{"a": "1"}, p.Labels)
	assert.Equal(t, map[kindOf]string{"large": "them"}, p.Owners)
	assert.Equal(t, []string{"x", "y"}, p.Uses)
	assert.Equal(t, even("ab"), p.Even)
	assert.Equal(t, "n", p.Part.Name)
	assert.True(t, doc.Root().Key("uses").Index(1).Given())
	assert.False(t, doc.Root().Key("uses").Index(2).Given())
}

func TestWhatTheTypesDoNotSayIsAFault(t *testing.T) {
	const known = "known: kind, zones, copies, share, labels, owners, uses, even, part"
	for text, want := range map[string]string{
		"zones: 2":                             "1:1: kind: is missing; add it: large or small",
		"kind: smal":                           `1:7: kind: "smal" is not offered; did you mean small? The choice is large or small`,
		"kind: x":                              `1:7: kind: "x" is not offered; choose large or small`,
		"kind: [small]":                        "1:1: kind: is a list where one value is expected; write one value in its place",
		"kind:":                                "1:1: kind: has no value; write one, or leave the key out",
		"kind: small\nzone: 2":                 "2:1: zone: is not a known key; did you mean zones?",
		"kind: small\nUnsaid: x":               "2:1: Unsaid: is not a known key; " + known,
		"kind: small\nzones: 1":                "2:8: zones: 1 is too small; the least is 2",
		"kind: small\nshare: 0.96":             "2:8: share: 0.96 is too large; the most is 0.95",
		"kind: small\ncopies: 6":               "2:9: copies: 6 is too large; the most is 5",
		"kind: small\nzones: 02":               "2:8: zones: 02 is not a plain whole number; write digits only, without a leading zero",
		"kind: small\nzones: '2'":              `2:8: zones: "2" is text where a number is expected; write a number, without quotes`,
		"kind: small\nshare: much":             `2:8: share: "much" is text where a number is expected; write a number, without quotes`,
		"kind: small\nlabels: {a: 1}":          `2:13: labels.a: is a number where text is expected; write it in quotes: "1"`,
		"kind: small\nlabels: {a: true}":       `2:13: labels.a: is a truth value where text is expected; write it in quotes: "true"`,
		"kind: small\nowners: {smal: x}":       `2:16: owners.smal: "smal" is not offered; did you mean small? The choice is large or small`,
		"kind: small\nuses: x":                 "2:7: uses: is text where a list is expected; write it as [a, b] or with dashes",
		"kind: small\neven: abc":               "2:7: even: is odd; add a letter",
		"kind: small\neven: 12":                `2:7: even: is a number in YAML; write it in quotes: "12"`,
		"kind: small\npart: {}":                "2:1: part.name: is missing; add it",
		"kind: small\n'a b': 1":                `2:1: ["a b"]: is not a known key; ` + known,
		"kind: small\nkind: large":             "2:1: kind: is written twice, first on line 1; keep one",
		"kind: &k small":                       "1:7: kind: is a YAML anchor, alias or merge key; write the value out, here and wherever else the file has one",
		"kind: *k":                             "1:7: kind: is a YAML anchor, alias or merge key; write the value out, here and wherever else the file has one",
		"kind: !!str small":                    "1:7: kind: has a YAML tag; leave the tag out",
		"<<: {a: b}\nkind: small":              `1:1: ["<<"]: is a YAML anchor, alias or merge key; write the value out, here and wherever else the file has one`,
		"1: 2\nkind: small":                    "1:1: 1: is not a plain key; write it as text followed by a colon",
		"kind: small\nshare: 1\nuses: [{a: 1}": "3:7: is not YAML: the [ here is never closed; add the ]",
	} {
		assert.Equal(t, want, faultsOf(text), text)
	}
}

func TestEveryFaultOfAFileIsFoundInOrder(t *testing.T) {
	assert.Equal(t, strings.Join([]string{
		`1:7: kind: "x" is not offered; choose large or small`,
		"2:8: zones: 9 is too large; the most is 6",
		"3:1: part.name: is missing; add it",
		"4:3: part.title: is not a known key; known: name",
	}, "\n"), faultsOf("kind: x\nzones: 9\npart:\n  title: y\n"))
}

func TestAFileThatCannotBeReadGivesOneFault(t *testing.T) {
	for text, want := range map[string]string{
		"":                                   "1:1: is empty; begin with a copy",
		"# nothing\n":                        "1:1: is empty; begin with a copy",
		"hello":                              "1:1: is text where keys and values are expected; write key: value, indented below",
		"- a\n- b\n":                         "1:1: is a list where keys and values are expected; write key: value, indented below",
		"kind: small\n---\nzones: 2\n":       "2:1: has more than one YAML document; remove the --- and give each a file of its own",
		"kind: small\npart:\n \tname: n\n":   "3:2: is indented with a tab; use spaces",
		"\xef\xbb\xbfkind: small\n":          "1:1: begins with a byte order mark; save it as UTF-8 without BOM",
		"kind: small\n# Z\xfcrich\n":         "2:4: holds a byte that is not UTF-8 text; save it as UTF-8",
		"kind: \x00":                         "1:7: holds a character that cannot be seen (U+0000); take it out",
		"part: {name: n\n":                   "1:7: is not YAML: the { here is never closed; add the }",
		"kind: a: b\n":                       "1:7: is not YAML: the value has a colon and a space in it; write it in quotes",
		"kind: " + strings.Repeat("a", 4096): "1:1: has a line of more than 4096 bytes; break the line",
		"kind: " + strings.Repeat("[", 100):  "1:39: is not YAML: more than 32 brackets are open; close them, or indent instead",
		strings.Repeat("#\n", 10000):         "10001:1: has more than 10000 lines; take out what is no configuration",
		strings.Repeat("#", 1<<20+1):         " is larger than 1024 KiB; take out what is no configuration",
		"kind: small\nuses: [" + strings.Repeat("a, ", 1001) + "]": "2:1: uses: has 1001 entries; the most is 1000",
	} {
		assert.Equal(t, want, faultsOf(text), "%.40q", text)
	}
}

func TestAFileThatIsNotThereIsAFaultOfTheFile(t *testing.T) {
	r := &Reader{FS: fstest.MapFS{}, Dir: "dir"}
	doc := r.Read("plan.yaml", &plan{})
	assert.EqualError(t, r.Faults, "dir/plan.yaml: does not exist")
	assert.True(t, doc.Root().Key("kind").Unreadable(), "rules on it are silent")
	_, ok := r.ReadDir("parts", "make it")
	assert.False(t, ok)
	assert.EqualError(t, r.Faults, "dir/plan.yaml: does not exist\ndir/parts: does not exist; make it")
}

func TestTheReaderMayRefuseTextWhereverItStands(t *testing.T) {
	r := &Reader{FS: fstest.MapFS{"plan.yaml": {Data: []byte("kind: no\nlabels: {no: no}\nuses: [no]\neven: no\n")}}}
	r.Text = func(text string) error {
		if text == "no" {
			return errors.New("is refused")
		}
		return nil
	}
	r.Read("plan.yaml", &plan{})
	assert.EqualError(t, r.Faults, strings.Join([]string{
		"plan.yaml:1:7: kind: is refused",
		"plan.yaml:2:14: labels.no: is refused",
		"plan.yaml:3:8: uses[0]: is refused",
		"plan.yaml:4:7: even: is refused",
	}, "\n"))
}

func TestARuleReportsWhereItsValueStandsOrItsParent(t *testing.T) {
	_, doc, r := readPlan("kind: small\npart:\n  name: n\nzones: 1\n")
	r.Faults = nil
	root := doc.Root()
	root.Key("part").Key("name").Demand(true, "is fine", "")
	root.Key("part").Key("name").Demand(false, "is bad", "mend it")
	root.Key("part").Key("other").Demand(false, "is wanted", "")
	root.Key("zones").Demand(false, "was rejected before", "")
	root.Key("zones").Key("inner").Parent().Demand(false, "was rejected before", "")
	assert.EqualError(t, r.Faults, "dir/plan.yaml:3:9: part.name: is bad; mend it\ndir/plan.yaml:2:1: part.other: is wanted")
	assert.True(t, root.Key("part").Key("name").Checked())
	assert.False(t, root.Key("kind").Checked())
}

func TestFaultsAreAnErrorOfEachOfThem(t *testing.T) {
	_, _, r := readPlan("kind: x\nzones: 9\n")
	var fault Fault
	require.ErrorAs(t, fmt.Errorf("wrapped: %w", r.Faults), &fault)
	assert.Equal(t, Fault{"dir/plan.yaml", 1, 7, "kind", `"x" is not offered`, "choose large or small"}, fault)
	assert.Len(t, append(r.Faults, r.Faults...).Sorted(), 2, "each once")
}

func TestNearestKnowsTypingErrors(t *testing.T) {
	known := []string{"cidr", "zones", "nat", "endpoints", "maxHealthyPercent"}
	for name, want := range map[string]string{
		"cdir": "cidr", "zone": "zones", "Endpoints": "endpoints", "maxHealthPercent": "maxHealthyPercent",
		"subnets": "", "": "", strings.Repeat("a", 100): "",
	} {
		assert.Equal(t, want, Nearest(name, known), name)
	}
	assert.Equal(t, "did you mean zones?", Suggest("zone", known))
	assert.Equal(t, "known: a, b", Suggest("zone", []string{"a", "b"}))
	assert.Equal(t, "there are none", Suggest("zone", nil))
}
