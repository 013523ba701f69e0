package verify

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"bulkhead/assembly"
)

// template is a stack and the bytes of its template.
type template struct {
	stack *assembly.Stack // as its file has it
	text  []byte

	whole *assembly.Stack // with its loops written out; nil when it has none
	// Copies under plain names, for tools that cannot take the file as it is: "" where they can.
	plain   string // the file's own text
	written string // what the file means, as JSON
	last    string // the same, where the file has keys twice and the last ones are meant
	hidden  hidden
}

func readTemplates(stacks []*assembly.Stack) ([]*template, error) {
	var templates []*template
	for _, stack := range stacks {
		text, err := os.ReadFile(stack.Path)
		if err != nil {
			return nil, err
		}
		templates = append(templates, &template{stack: stack, text: text})
	}
	return templates, nil
}

// expanded is the stack with its loops written out.
func (t *template) expanded() *assembly.Stack { return cmp.Or(t.whole, t.stack) }

// file is what CloudFormation Validate and cfn-lint read, and guarded is what cfn-guard reads.
func (t *template) file() string    { return cmp.Or(t.last, t.plain, t.stack.Path) }
func (t *template) guarded() string { return cmp.Or(t.written, t.plain, t.stack.Path) }

// names tells whether a text names a file of the template, which may be elsewhere the next time.
func (t *template) names(text string) bool {
	for _, path := range []string{t.stack.Path, t.file(), t.guarded()} {
		if bytes.Contains([]byte(text), []byte(path)) {
			return true
		}
	}
	return false
}

func (t *template) size() int { return len(t.text) }

// size returns how many bytes templates have together.
func size(templates []*template) int {
	total := 0
	for _, t := range templates {
		total += t.size()
	}
	return total
}

func (t *template) digest() string {
	sum := sha256.Sum256(t.text)
	return hex.EncodeToString(sum[:])
}

// changed tells whether the file is no longer what was read.
func (t *template) changed() bool {
	text, err := os.ReadFile(t.stack.Path)
	return err != nil || !bytes.Equal(text, t.text)
}

// excusesItself tells whether a template may ask in its metadata not to be
// checked. Overruling that costs a quarter more time, so it is not the default.
func (t *template) excusesItself() bool { return bytes.Contains(t.text, []byte("ignore_checks")) }

// nests tells whether a template may have a nested stack, whose template cfn-lint reads, too.
func (t *template) nests() bool { return bytes.Contains(t.text, []byte("AWS::CloudFormation::Stack")) }
