package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"bulkhead/analysis/verify"
	"bulkhead/internal/cli"
	"bulkhead/internal/hash"
)

// object is one of JSON. SARIF has many kinds of them, of which a report needs a few keys each.
type object = map[string]any

// sarifLevel is how SARIF calls what becomes of a class.
var sarifLevel = map[string]string{
	verify.Refused: "error", verify.Insecure: "error", verify.Unseen: "warning", verify.Style: "note",
}

// printSARIF prints a report as SARIF 2.1.0, in one run, since GitHub takes one of a kind. Rules are called by their
// tool, too: "cfn-lint/E3002". What is waived or refuted is suppressed, with the reason.
func printSARIF(w io.Writer, report verify.Report, _ []string) error {
	var rules, results []any
	index := map[string]int{}
	texts := map[string][]byte{}
	for _, f := range report.Findings {
		id := f.Tool + "/" + f.Rule
		if _, known := index[id]; !known {
			index[id] = len(rules)
			rules = append(rules, object{
				"id":                   id,
				"name":                 f.Rule,
				"shortDescription":     object{"text": f.Rule + " of " + f.Tool},
				"defaultConfiguration": object{"level": sarifLevel[f.Class]},
				"properties":           object{"tags": []string{f.Class, f.Tool}},
			})
		}
		path := filepath.Join(report.Dir, filepath.FromSlash(f.Template))
		if _, read := texts[path]; !read {
			texts[path], _ = os.ReadFile(path) // a place is better than none, and none better than no report
		}
		result := object{
			"ruleId":    id,
			"ruleIndex": index[id],
			"level":     sarifLevel[f.Class],
			"message":   object{"text": f.Resource + ": " + f.Message},
			"locations": []any{object{
				"physicalLocation": object{
					"artifactLocation": object{"uri": uriOf(report, f.Template)},
					"region":           object{"startLine": lineOf(texts[path], f)},
				},
				"logicalLocations": []any{object{"fullyQualifiedName": f.Stack + "/" + f.Resource, "kind": "resource"}},
			}},
			"partialFingerprints": object{
				"finding/v1": hash.Of(strings.Join([]string{f.Template, f.Resource, id, f.Path, f.Message}, "\n")),
			},
			"properties": object{"class": f.Class},
		}
		if reason := f.Reason; f.Waived || f.Refuted != "" {
			if !f.Waived {
				reason = "refuted: " + f.Refuted
			}
			result["suppressions"] = []any{object{"kind": "external", "status": "accepted", "justification": reason}}
		}
		results = append(results, result)
	}
	notifications := []any{}
	for _, s := range report.Skipped {
		notifications = append(notifications, object{"level": "note", "message": object{"text": "skipped " + s.Path + ": " + s.Reason}})
	}
	failed := slices.ContainsFunc(report.Tools, func(t verify.Tool) bool { return t.Failed })
	document := object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []any{object{
			"tool":       object{"driver": object{"name": "bulkhead verify", "version": cli.Release, "rules": notNil(rules)}},
			"columnKind": "utf16CodeUnits",
			"invocations": []any{object{
				"executionSuccessful":        !failed,
				"toolExecutionNotifications": notifications,
			}},
			"results": notNil(results),
		}},
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

func notNil(list []any) []any {
	if list == nil {
		return []any{}
	}
	return list
}

// pathOf returns where a template is, seen from the working directory, which a pipeline calls the root of its checkout.
func pathOf(report verify.Report, template string) string {
	path := filepath.Join(report.Dir, filepath.FromSlash(template))
	if !filepath.IsAbs(path) {
		return filepath.ToSlash(path)
	}
	if here, err := os.Getwd(); err == nil {
		if relative, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(relative) {
			path = relative
		}
	}
	return filepath.ToSlash(path)
}

func uriOf(report verify.Report, template string) string {
	path := pathOf(report, template)
	uri := url.URL{Path: path}
	if strings.HasPrefix(path, "/") {
		uri.Scheme = "file"
	}
	return uri.String()
}

// lineOf returns the line on which a finding's resource begins in its template, 1 when that cannot be told: resources
// of loops, and constructs, are not in it.
func lineOf(text []byte, f verify.Finding) int {
	section, name, found := strings.Cut(f.Resource, "/")
	if !found {
		section, name = "Resources", f.Resource
	}
	key := func(name string) *regexp.Regexp {
		return regexp.MustCompile(fmt.Sprintf(`(?:^|[\s{,"'])%s["']?\s*:`, regexp.QuoteMeta(name)))
	}
	begin := key(section).FindIndex(text)
	if begin == nil {
		return 1
	}
	at := key(name).FindIndex(text[begin[1]:])
	if at == nil {
		return 1
	}
	// What comes before the name may be the end of the line before.
	return 1 + strings.Count(string(text[:begin[1]+at[1]]), "\n")
}
