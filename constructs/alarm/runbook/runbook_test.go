package runbook

import (
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
)

func TestEverySectionSaysWhatItMeansWhereToLookAndWhatToDo(t *testing.T) {
	anchors := map[string]bool{}
	for _, s := range All() {
		for field, value := range reflect.ValueOf(s).Fields() {
			assert.NotEmpty(t, value.String(), "%s: %s", s.Title, field.Name)
		}
		assert.Contains(t, []Urgency{Now, Soon}, s.Urgency, s.Title)
		assert.False(t, anchors[s.Anchor()], "two sections are %s", s.Anchor())
		anchors[s.Anchor()] = true
		found, known := Of(s.Anchor())
		assert.True(t, known)
		assert.Equal(t, s, found)
	}
}

func TestTheDocumentHasEverySectionInLinesThatCanBeRead(t *testing.T) {
	document := Document()
	for _, s := range All() {
		assert.Contains(t, document, "\n### "+s.Title+"\n\n"+string(s.Urgency)+". ")
	}
	for line := range strings.Lines(document) {
		assert.LessOrEqual(t, utf8.RuneCountInString(strings.TrimSuffix(line, "\n")), columns, line)
	}
}

// CloudFormation compares templates: a stack that is deployed again as it was puts nothing back.
func TestWhatSomebodyChangedByHandIsNotPutBackByDeployingTheSame(t *testing.T) {
	leads := 0
	for _, s := range All() {
		assert.NotRegexp(t, `(?i)deploy the (same )?stacks?\b[^.]* again`, s.Do, s.Title)
		if strings.Contains(s.Do, putBack) {
			leads++
		}
	}
	assert.Greater(t, leads, 2)
}
