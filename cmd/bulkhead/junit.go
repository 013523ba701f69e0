package main

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"

	"bulkhead/analysis/verify"
)

// The elements of JUnit's report, as CI servers read it.
type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Skipped *junitSkipped `xml:"skipped,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

// printJUnit prints a report as JUnit's XML: a suite for each tool, and in it a case for each finding, and for each
// template that has none. Findings that do not fail are skipped cases.
func printJUnit(w io.Writer, report verify.Report, classes []string) error {
	all := junitSuites{Name: "bulkhead verify"}
	for _, tool := range report.Tools {
		if tool.Skipped != "" {
			continue
		}
		suite := junitSuite{Name: tool.Name, Time: fmt.Sprintf("%.3f", tool.Elapsed.Seconds())}
		found := map[string]bool{}
		for _, f := range report.Findings {
			if f.Tool != tool.Name {
				continue
			}
			found[f.Template] = true
			suite.add(report, f, classes)
		}
		for _, template := range report.Templates {
			if !found[template] {
				suite.Cases = append(suite.Cases, junitCase{
					Class: template, Name: "nothing is found", File: pathOf(report, template),
				})
			}
		}
		suite.Tests = len(suite.Cases)
		all.Tests += suite.Tests
		all.Failures += suite.Failures
		all.Suites = append(all.Suites, suite)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s *junitSuite) add(report verify.Report, f verify.Finding, classes []string) {
	one := junitCase{Class: f.Template, Name: f.Rule + " " + f.Resource, File: pathOf(report, f.Template)}
	switch {
	case f.Waived:
		one.Skipped = &junitSkipped{"waived: " + f.Reason}
	case f.Refuted != "":
		one.Skipped = &junitSkipped{"refuted: " + f.Refuted}
	case !slices.Contains(classes, f.Class):
		one.Skipped = &junitSkipped{f.Class + ", which does not fail: " + f.Message}
	default:
		one.Failure = &junitFailure{f.Class, f.Message, f.Message}
	}
	if one.Failure != nil {
		s.Failures++
	} else {
		s.Skipped++
	}
	s.Cases = append(s.Cases, one)
}
