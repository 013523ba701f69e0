package verify

import (
	"encoding/json"
	"os"
	"time"

	"bulkhead/internal/cache"
)

// key is everything that decides what a tool finds on a template. What is found
// is kept under it as the tool said it; waivers are applied afterwards.
type key struct {
	Tool        string
	Version     string   // of the tool, and what it runs with
	Source      string   // of this package, which runs the tool and reads its output
	Flags       []string // what the tool is told
	Environment []string // the variables that it reads
	Rules       string   // those that it is given
	Day         string   // cfn-lint warns of what AWS ends on a date
	Stack       string   // its id
	Account     string
	Region      string
	Template    string // its digest
}

func (k key) entry() (cache.Key, error) {
	text, err := json.Marshal(k)
	return cache.KeyOf("findings", string(text)), err
}

// memory keeps what one tool found. A nil memory keeps nothing.
type memory struct {
	cache *cache.Cache
	tool  tool
	key   key // without what differs by template
}

// remember returns the memory of a tool. A tool whose version cannot be told, an
// error, has none.
func remember(c *cache.Cache, tool tool, day time.Time) (*memory, error) {
	if c == nil {
		return nil, nil
	}
	version, err := tool.version()
	if err != nil {
		return nil, err
	}
	k := key{Tool: tool.name, Version: version, Source: source(), Day: day.Format(time.DateOnly)}
	for _, name := range tool.environment {
		k.Environment = append(k.Environment, name+"="+os.Getenv(name))
	}
	return &memory{c, tool, k}, nil
}

func (m *memory) keyOf(t *template) key {
	k := m.key
	k.Flags = m.tool.flags(t)
	if m.tool.rules != nil {
		k.Rules = m.tool.rules(t)
	}
	k.Stack, k.Account, k.Region, k.Template = t.stack.ID, t.stack.Account, t.stack.Region, t.digest()
	return k
}

// recall returns what was found on a template before.
func (m *memory) recall(t *template) (findings []Finding, found bool) {
	if m == nil || t.nests() {
		return nil, false
	}
	entry, err := m.keyOf(t).entry()
	if err != nil {
		return nil, false
	}
	text, found := m.cache.Get(entry)
	return findings, found && json.Unmarshal(text, &findings) == nil
}

// keep keeps what was found on a template, unless the tool may have read
// something else: a nested template, or another version of the file. Nor does it
// keep what names the file, which may be elsewhere the next time, nor that a tool could not look.
func (m *memory) keep(t *template, findings []Finding) error {
	if m == nil || t.nests() || t.changed() {
		return nil
	}
	for _, f := range findings {
		if f.Rule == notSeen || t.names(f.Message) {
			return nil
		}
	}
	entry, err := m.keyOf(t).entry()
	if err != nil {
		return err
	}
	text, err := json.Marshal(findings)
	if err != nil {
		return err
	}
	return m.cache.Put(entry, text)
}
