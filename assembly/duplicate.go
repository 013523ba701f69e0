package assembly

import (
	"bytes"
	"encoding/json"
	"os"
)

// DuplicateKey is a key that a map of a template has more than once. CloudFormation takes the last, and loses the
// others without a word.
type DuplicateKey struct {
	Key  string
	Line int // of the later one
}

// DuplicateKeys returns the keys that a template's file has more than once in a map, in the order of their lines.
func DuplicateKeys(path string) ([]DuplicateKey, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	if text, err = decode(text); err != nil {
		return nil, err
	}
	if bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) && json.Valid(text) {
		return duplicatesOfJSON(text), nil
	}
	y, err := readYAML(text)
	return y.twice, err
}

// duplicatesOfJSON looks for them in valid JSON.
func duplicatesOfJSON(text []byte) []DuplicateKey {
	decoder := json.NewDecoder(bytes.NewReader(text))
	var twice []DuplicateKey
	line, counted := 1, 0
	type level struct {
		keys  map[string]bool // nil in a list
		value bool            // a value is due, not a key
	}
	var levels []level
	for {
		token, err := decoder.Token()
		if err != nil {
			return twice
		}
		last := len(levels) - 1
		inMap := last >= 0 && levels[last].keys != nil
		if key, is := token.(string); is && inMap && !levels[last].value {
			if levels[last].keys[key] {
				line += bytes.Count(text[counted:decoder.InputOffset()], []byte("\n"))
				counted = int(decoder.InputOffset())
				twice = append(twice, DuplicateKey{key, line})
			}
			levels[last].keys[key], levels[last].value = true, true
			continue
		}
		switch token {
		case json.Delim('{'):
			levels = append(levels, level{keys: map[string]bool{}})
			continue
		case json.Delim('['):
			levels = append(levels, level{})
			continue
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:last]
			last--
		}
		if last >= 0 {
			levels[last].value = false
		}
	}
}
