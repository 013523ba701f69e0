package verify

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"bulkhead/assembly"
)

// plainPath are paths that every tool takes: cfn-lint reads some characters as a pattern, and a dash begins a flag.
var plainPath = regexp.MustCompile(`^([A-Za-z0-9_./ ][A-Za-z0-9_./ -]*)\.(json|yaml|yml|template)$`)

// copies prepares templates for the tools: it writes loops out, and copies what a tool cannot take as it is into a
// directory. A cloud assembly is taken as it is.
type copies struct {
	dir   string          // "" until something is copied
	files int             // written so far
	seen  map[string]bool // files that are a template's, by where they really are
}

func (c *copies) remove() {
	if c.dir != "" {
		os.RemoveAll(c.dir)
	}
}

// prepare fills in what tools read of a template, and returns what is odd about its text.
func (c *copies) prepare(t *template) ([]Finding, error) {
	whole, loops, left := expand(t.stack.Template)
	if loops {
		t.whole = t.stack.With(whole)
	}
	t.hidden = hiddenIn(t.expanded(), left)
	twice, err := assembly.DuplicateKeys(t.stack.Path)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, d := range twice {
		f := finding(own, "duplicate-key", "")
		f.Class = Style
		f.Message = fmt.Sprintf("line %d: %s is there twice in one map; the last one counts, and the others are lost", d.Line, d.Key)
		findings = append(findings, f)
	}
	isJSON := json.Valid(t.text)
	real, err := filepath.EvalSymlinks(t.stack.Path)
	if err != nil {
		return nil, err
	}
	if real, err = filepath.Abs(real); err != nil {
		return nil, err
	}
	odd := !plainPath.MatchString(t.stack.Path) || !plainPath.MatchString(filepath.Base(t.stack.Path)) || c.seen[real]
	c.seen[real] = true
	text, marked := bytes.CutPrefix(t.text, []byte("\xef\xbb\xbf"))
	var faults []error
	if odd || marked {
		ending := ".yaml"
		if isJSON || marked && json.Valid(text) {
			ending = ".json"
		}
		t.plain, err = c.write(ending, text)
		faults = append(faults, err)
	}
	if !isJSON || loops {
		t.written, err = c.json(t.expanded().Template)
		faults = append(faults, err)
	}
	if len(twice) > 0 {
		t.last, err = c.json(t.stack.Template)
		faults = append(faults, err)
	}
	return findings, errors.Join(faults...)
}

func (c *copies) json(template map[string]any) (string, error) {
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(template); err != nil {
		return "", err
	}
	return c.write(".json", text.Bytes())
}

// write writes a copy under a name that says nothing.
func (c *copies) write(ending string, text []byte) (string, error) {
	if c.dir == "" {
		dir, err := os.MkdirTemp("", "bulkhead-verify-")
		if err == nil {
			c.dir, err = filepath.EvalSymlinks(dir)
		}
		if err != nil {
			return "", err
		}
	}
	c.files++
	path := filepath.Join(c.dir, fmt.Sprintf("%d%s", c.files, ending))
	return path, os.WriteFile(path, text, 0o600)
}

// original has the name of the file in place of that of a copy.
func (t *template) original(f Finding) Finding {
	for _, copied := range []string{t.plain, t.written, t.last} {
		if copied != "" {
			f.Message = strings.ReplaceAll(f.Message, copied, t.stack.Path)
		}
	}
	return f
}
