package evidence

import (
	"bytes"
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

//go:embed controls
var files embed.FS

// A Standard is a list of controls.
type Standard struct {
	Key  string // as --standard takes it
	Name string
	arn  string // how Security Hub's ARN of the standard ends; empty where it does not compare with it
	file string // of the lines
	list string // of the ids
}

// Standards are all that are answered, in the order of the page.
var Standards = []Standard{
	{"cis-3.0", "CIS AWS Foundations Benchmark 3.0", "cis-aws-foundations-benchmark/v/3.0.0", "cis", "cis-3.0"},
	{"cis-5.0", "CIS AWS Foundations Benchmark 5.0", "cis-aws-foundations-benchmark/v/5.0.0", "cis", "cis-5.0"},
	{
		"fsbp", "AWS Foundational Security Best Practices 1.0.0", "aws-foundational-security-best-practices/v/1.0.0",
		"fsbp", "fsbp",
	},
	{"sra", "AWS Security Reference Architecture", "", "sra", "sra"},
}

// A line says what controls ask, and who answers: one of check, person, absent and never, a
// check and absent, or else nothing but types.
type line struct {
	IDs    []string `yaml:"ids"` // of the standard; of CIS, those of 3.0
	V5     []string `yaml:"v5"`  // of CIS 5.0
	Says   string   `yaml:"says"`
	Check  string   `yaml:"check"`  // the name of a check
	Person string   `yaml:"person"` // what a person does
	Absent string   `yaml:"absent"` // why it is not satisfied; beside a check, where that finds nothing that keeps it
	Never  string   `yaml:"never"`  // why it does not apply, whatever templates have
	Types  []string `yaml:"types"`  // what it is about, and no check knows
}

// source returns the ids of a standard, and where and when they were read.
func (s Standard) source() (from string, ids []string) {
	text, err := files.ReadFile("controls/" + s.list + ".txt")
	if err != nil {
		panic(err) // it is embedded
	}
	for row := range strings.Lines(string(text)) {
		row = strings.TrimSpace(row)
		if comment, is := strings.CutPrefix(row, "#"); is {
			from = strings.TrimSpace(from + " " + strings.TrimSpace(comment))
		} else if row != "" {
			ids = append(ids, row)
		}
	}
	return from, ids
}

// lines returns the line of each control of a standard, by its id.
func (s Standard) lines() (map[string]line, error) {
	text, err := files.ReadFile("controls/" + s.file + ".yaml")
	if err != nil {
		return nil, err
	}
	var all []line
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict()).Decode(&all); err != nil {
		return nil, fmt.Errorf("%s.yaml: %w", s.file, err)
	}
	of := map[string]line{}
	for _, l := range all {
		ids := l.IDs
		if s.Key == "cis-5.0" {
			ids = l.V5
		}
		for _, id := range ids {
			if _, twice := of[id]; twice {
				return nil, fmt.Errorf("%s.yaml: %s has two lines", s.file, id)
			}
			of[id] = l
		}
		if err := l.fault(); err != nil {
			return nil, fmt.Errorf("%s.yaml: %v: %w", s.file, slices.Concat(l.IDs, l.V5), err)
		}
	}
	return of, nil
}

// fault is what is wrong with a line.
func (l line) fault() error {
	answers := 0
	for _, answer := range []string{l.Check, l.Person, l.Absent, l.Never} {
		if answer != "" {
			answers++
		}
	}
	switch {
	case answers > 1 && (answers != 2 || l.Check == "" || l.Absent == ""):
		return fmt.Errorf("has %d answers", answers)
	case answers == 0 && len(l.Types) == 0:
		return fmt.Errorf("has no answer")
	case answers == 1 && l.Says == "":
		return fmt.Errorf("does not say what it asks")
	case l.Check != "" && checks[l.Check] == nil:
		return fmt.Errorf("there is no check %s", l.Check)
	}
	return nil
}
