package verify

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"bulkhead/analysis/verify/rules"
	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// seeds are the templates that a corpus is made of.
func seeds(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, dir := range []string{"testdata/templates", "testdata/faults", "testdata/control"} {
		found, err := assembly.Find(dir)
		require.NoError(t, err)
		for _, stack := range found.Stacks {
			text, err := os.ReadFile(stack.Path)
			require.NoError(t, err)
			asJSON, err := json.MarshalIndent(stack.Template, "", "  ")
			require.NoError(t, err)
			all = append(all, string(text), string(asJSON))
		}
	}
	require.Greater(t, len(all), 50)
	return all
}

// pieces are what a mutation puts somewhere: corners of YAML and JSON, and functions in places that they are not for.
var pieces = []string{
	"\t", "\r\n", "\ufeff", "\x00", "\xff", "---\n", "...\n", "#", "- ", "? ", ": ", "!", "!!str ", "!Ref ", "!Sub ", "!GetAtt ",
	"&a ", "*a", "<<: *a\n", "{", "}", "[", "]", "'", "\"", "|\n", ">-\n", "~", "null", "yes", "0x1F", "1e9999", "-0", "012", "2001-01-01",
	".inf", ".nan", "${", "${A}", "${A.B.C}", "${!A}", "Fn::If: [A, B]\n", "Fn::Sub: []\n", "Fn::Select: [99, []]\n",
	"Fn::Cidr: [10.0.0.0/33, 999, 99]\n", "Fn::Cidr: [::/0, 4, 8]\n", "Fn::ForEach::A: [B, [C], {D: E}]\n", "Fn::ForEach::A: 1\n",
	"Ref: {Ref: A}\n", "Fn::FindInMap: [A]\n", "Fn::Join: ['', {Ref: A}]\n", "Fn::ImportValue: {Ref: A}\n", "Condition: [A]\n",
	"DependsOn: {A: B}\n", "Type: [AWS::SNS::Topic]\n", "Properties: text\n", "Resources: []\n", "Outputs: 1\n", "Transform: {Name: [A]}\n",
	"Transform: AWS::LanguageExtensions\n", "CidrBlock: 10.0.0.0/99\n", "Statement: ~\n", "1: 2\n", "[a, b]: c\n", "ü: ☃\n",
}

// mutate changes a text in a few places.
func mutate(random *rand.Rand, text string, others []string) string {
	for range 1 + random.IntN(3) {
		if text == "" {
			return text
		}
		lines := strings.SplitAfter(text, "\n")
		line, at := random.IntN(len(lines)), random.IntN(len(text))
		switch random.IntN(9) {
		case 0: // a line goes
			lines[line] = ""
			text = strings.Join(lines, "")
		case 1: // a line is there twice
			lines[line] += lines[line]
			text = strings.Join(lines, "")
		case 2: // two lines change places
			other := random.IntN(len(lines))
			lines[line], lines[other] = lines[other], lines[line]
			text = strings.Join(lines, "")
		case 3: // the rest is lost
			text = text[:at]
		case 4: // a piece is put in
			text = text[:at] + pieces[random.IntN(len(pieces))] + text[at:]
		case 5: // a piece is put in the place of a value
			if key, _, found := strings.Cut(lines[line], ":"); found {
				lines[line] = key + ": " + pieces[random.IntN(len(pieces))] + "\n"
			}
			text = strings.Join(lines, "")
		case 6: // a line moves to the right
			lines[line] = "  " + lines[line]
			text = strings.Join(lines, "")
		case 7: // a part of another template is put in
			other := others[random.IntN(len(others))]
			from := random.IntN(len(other))
			text = text[:at] + other[from:min(len(other), from+1+random.IntN(200))] + text[at:]
		case 8: // a byte is another
			text = text[:at] + string(rune(random.IntN(256))) + text[at+1:]
		}
	}
	return text
}

// sick is a template whose finding must not be lost beside any other one.
const sick = "Resources:\n  Vpc: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: 10.0.0.0/16}}\n" +
	"  Subnet: {Type: 'AWS::EC2::Subnet', Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/24}}\n"

// TestTenThousandOddTemplatesAreReadWithoutACrash reads mutations of templates a hundred at a time, beside one whose
// finding is known.
func TestTenThousandOddTemplatesAreReadWithoutACrash(t *testing.T) {
	const batches, each = 100, 100
	originals := seeds(t)
	random := rand.New(rand.NewPCG(17, 2026))
	read, broken, skipped, faults := 0, 0, 0, 0
	var longest time.Duration
	for batch := range batches {
		dir := t.TempDir()
		write(t, dir, "sick.yaml", sick)
		for i := range each {
			original := originals[random.IntN(len(originals))]
			write(t, dir, fmt.Sprintf("%03d.yaml", i), mutate(random, original, originals))
		}
		start := time.Now()
		r := read100(t, dir)
		longest = max(longest, time.Since(start))
		require.Equal(t, each+1, r.read+r.broken+r.skipped, "batch %d: every file is told of", batch)
		require.True(t, r.sick, "batch %d: the finding on sick.yaml is lost", batch)
		read, broken, skipped, faults = read+r.read, broken+r.broken, skipped+r.skipped, faults+r.faults
		require.NoError(t, os.RemoveAll(dir))
	}
	t.Logf("%d read, %d broken, %d skipped, %d faults; at most %s for a hundred", read, broken, skipped, faults, longest)
	assert.Greater(t, read, batches*each/5, "many are templates still")
	assert.Greater(t, broken, batches*each/50)
	assert.Less(t, longest, 30*time.Second)
}

// outcome is what became of a directory.
type outcome struct {
	read, broken, skipped, faults int
	sick                          bool
}

// read100 does what Run does before and beside the tools.
func read100(t *testing.T, dir string) outcome {
	t.Helper()
	found, err := assembly.Find(dir)
	require.NoError(t, err)
	for _, b := range found.Broken {
		require.NotEmpty(t, firstLines(b.Err))
	}
	templates, err := readTemplates(found.Stacks)
	require.NoError(t, err)
	r := &runner{Options: Options{Dir: dir}, assembly: &found.Assembly, templates: templates}
	defer r.copies.remove()
	require.NoError(t, r.prepare(found.Broken))
	r.judge()
	refute([]Finding{{
		Tool: cloudFormationValidate, Rule: "F3033", Stack: "sick", Resource: "Subnet", Path: "Properties.CidrBlock",
	}}, templates, nil)
	o := outcome{
		read: len(found.Stacks), broken: len(found.Broken), skipped: len(found.Skipped), faults: len(r.report.Findings),
	}
	for _, f := range r.report.Findings {
		o.sick = o.sick || f.Stack == "sick" && f.Rule == "subnet-outside-vpc"
		require.Contains(t, Classes, f.Class)
	}
	for _, one := range templates {
		rules.Needs(one.expanded())
		_, err := os.Stat(one.guarded())
		require.NoError(t, err, "cfn-guard is given a file")
	}
	return o
}
