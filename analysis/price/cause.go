package price

import (
	"fmt"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
)

// Cause is the line of the configuration that a cost comes from.
type Cause struct {
	File    string `json:"file"` // empty where the configuration is not known
	Line    int    `json:"line"`
	Path    string `json:"path"`
	Value   string `json:"value"`   // empty for a section
	Default bool   `json:"default"` // nobody wrote the path: it is a default, which the line decides
	Least   USD    `json:"least"`
	Most    USD    `json:"most"`
}

// at tells whether another cause is the same line, and says the same.
func (c Cause) at(other Cause) bool {
	return c.File == other.File && c.Line == other.Line && c.Path == other.Path
}

// String returns file:line path: value, of which it leaves out the end of a long one, and of a section the path.
func (c Cause) String() string {
	switch {
	case c.File == "":
		return ""
	case c.Default:
		return fmt.Sprintf("%s:%d %s, by default", c.File, c.Line, c.Path)
	case c.Value == "":
		return fmt.Sprintf("%s:%d %s", c.File, c.Line, c.Path)
	}
	return fmt.Sprintf("%s:%d %s: %s", c.File, c.Line, c.Path, short(c.Value))
}

// longest is how much of a value is told of: an image with its digest would be most of a line.
const longest = 40

// short is a value that goes into a table.
func short(value string) string {
	if letters := []rune(value); len(letters) > longest {
		return string(letters[:longest-1]) + "…"
	}
	return value
}

// lines are those of a configuration, by environment; the organization's under the empty name.
type lines map[string][]config.Line

func linesOf(index config.Index) lines {
	all := lines{}
	for _, line := range index.Values {
		all[line.Environment()] = append(all[line.Environment()], line)
	}
	return all
}

// file is the environment whose file decides what is in a stage: that of a standby is its primary's.
func (l lines) file(stage string) string {
	for _, suffix := range []string{"", "-foundation", "-dr", "-dr-foundation"} {
		if name, found := strings.CutSuffix(stage, suffix); found && len(l[name]) > 0 {
			return name
		}
	}
	return ""
}

// sections are where the item may be that a stack is named after, by what its name begins with.
var sections = []struct {
	stack    string
	sections []string
}{
	{"data-", []string{"databases", "caches", "search", "streams", "buckets", "tables", "queues", "topics", "secrets", "volumes", "mail"}},
	{"replicator-", []string{"streams"}},
	{"proxy-", []string{"databases"}},
	{"service-", []string{"services"}},
	{"function-", []string{"functions"}},
	{"site-", []string{"sites"}},
}

// item returns the path of what a stack is named after, such as databases.orders; empty for other stacks.
func (l lines) item(stack *assembly.Stack) string {
	name := stackName(stack)
	for _, s := range sections {
		of, is := strings.CutPrefix(name, s.stack)
		if !is {
			continue
		}
		for _, section := range s.sections {
			if _, found := l.below(l.file(stack.Stage), section+"."+of); found {
				return section + "." + of
			}
		}
	}
	return ""
}

// stackName is the name of a stack in its stage.
func stackName(stack *assembly.Stack) string {
	_, name, inStage := strings.Cut(stack.ID, "/")
	if !inStage {
		return stack.ID
	}
	return name
}

// below finds the line of a path, or the first one below it.
func (l lines) below(environment, path string) (config.Line, bool) {
	for _, exact := range []bool{true, false} {
		for _, line := range l[environment] {
			rest, found := strings.CutPrefix(line.Path, path)
			if found && (rest == "" || !exact && (rest[0] == '.' || rest[0] == '[')) {
				return line, true
			}
		}
	}
	return config.Line{}, false
}

// cause is the first line that a resource's keys name: those that begin with a dot are of the item that its stack is
// named after. A path that nobody wrote is a default, which the tier of the environment decides. What no environment
// has is there because of its account.
func (l lines) cause(stack *assembly.Stack, keys []string) Cause {
	environment := l.file(stack.Stage)
	about := l.item(stack)
	var unwritten string
	for _, key := range keys {
		if strings.HasPrefix(key, ".") {
			if about == "" {
				continue
			}
			key = about + key
		}
		for _, of := range []string{environment, ""} {
			if line, found := l.below(of, key); found {
				return causeOf(line, key)
			}
		}
		if unwritten == "" {
			unwritten = key
		}
	}
	for _, key := range []string{about, "tier", l.account(stack.Account), "name"} {
		if line, found := l.below(environment, key); key != "" && found {
			of := causeOf(line, key)
			if unwritten != "" {
				of.Path, of.Default = unwritten, true
			}
			return of
		}
	}
	return Cause{}
}

// causeOf is the line of a path, or the first one of the section that is there: no value of it decides then.
func causeOf(line config.Line, path string) Cause {
	if line.Path == path {
		return Cause{File: line.File, Line: line.Line, Path: path, Value: line.Value}
	}
	return Cause{File: line.File, Line: line.Line, Path: path}
}

// account is the path of the account with an id; empty where there is none.
func (l lines) account(id string) string {
	for _, line := range l[""] {
		if strings.HasPrefix(line.Path, "accounts.") && line.Value == id {
			return line.Path
		}
	}
	return ""
}
