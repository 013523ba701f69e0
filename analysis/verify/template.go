package verify

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"

	"bulkhead/assembly"
)

// template is a stack and the bytes of its template.
type template struct {
	stack *assembly.Stack
	text  []byte
}

func readTemplates(stacks []*assembly.Stack) ([]*template, error) {
	var templates []*template
	for _, stack := range stacks {
		text, err := os.ReadFile(stack.Path)
		if err != nil {
			return nil, err
		}
		templates = append(templates, &template{stack, text})
	}
	return templates, nil
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
