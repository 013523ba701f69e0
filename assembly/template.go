package assembly

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// withoutExtension strips the extensions a template may have, and returns ""
// for a name that has none of them.
func withoutExtension(name string) string {
	for _, extension := range []string{
		".template.json", ".template.yaml", ".template.yml", ".json", ".yaml", ".yml", ".template", ".cfn",
	} {
		if strings.HasSuffix(name, extension) {
			return strings.TrimSuffix(name, extension)
		}
	}
	return ""
}

var (
	resourcesKey = regexp.MustCompile(`\bResources["']?\s*:`)
	resourceType = regexp.MustCompile(`\bType["']?\s*:\s*["']?\w+::\w+`)
	versionKey   = regexp.MustCompile(`\bAWSTemplateFormatVersion["']?\s*:`)
)

// looksLikeTemplate judges by the text, not by the parsed document, so that a
// template with a syntax error is an error and not just another file.
func looksLikeTemplate(text []byte) bool {
	return resourcesKey.Match(text) && resourceType.Match(text) || versionKey.Match(text)
}

// hasResources tells whether a text may have resources, however it is written.
func hasResources(text []byte) bool {
	return bytes.Contains(text, []byte("Resources")) || bytes.Contains(text, []byte(`\u`))
}

// isTemplate tells whether a document is a template: it says so, or has resources with types.
func isTemplate(document any) bool {
	template := asMap(document)
	if _, says := template["AWSTemplateFormatVersion"]; says {
		return true
	}
	for id, resource := range asMap(template["Resources"]) {
		if strings.Contains(asString(asMap(resource)["Type"]), "::") || strings.HasPrefix(id, "Fn::ForEach::") {
			return true
		}
	}
	return false
}

// whyNot says why a document is no template.
func whyNot(document any) string {
	switch d := document.(type) {
	case map[string]any:
		if _, has := d["Resources"]; has {
			return "none of its Resources has a type"
		}
		return "it has no Resources"
	case []any:
		return "it is a list"
	}
	return "it has no keys and values"
}

// readAtMost reads the beginning of a file.
func readAtMost(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// decode takes the byte-order mark away. The error it returns is about text that is not UTF-8, which it returns as well
// as it can be told, so that a template is recognized.
func decode(text []byte) ([]byte, error) {
	var order binary.ByteOrder
	switch {
	case bytes.HasPrefix(text, []byte("\xef\xbb\xbf")):
		return text[3:], nil
	case bytes.HasPrefix(text, []byte("\xff\xfe")):
		order = binary.LittleEndian
	case bytes.HasPrefix(text, []byte("\xfe\xff")):
		order = binary.BigEndian
	case !utf8.Valid(text):
		return text, errors.New("it is not UTF-8; save it as UTF-8")
	default:
		return text, nil
	}
	var units []uint16
	for i := 2; i+1 < len(text); i += 2 {
		units = append(units, order.Uint16(text[i:]))
	}
	return []byte(string(utf16.Decode(units))), errors.New("it is UTF-16; save it as UTF-8")
}

func readTemplate(path string) (map[string]any, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("the cloud assembly is incomplete; synthesize again: %w", err)
	}
	document, err := parse(text)
	template, ok := document.(map[string]any)
	if err == nil && !ok {
		err = errors.New("the document is not a map")
	}
	if err != nil {
		return nil, unreadable(path, err)
	}
	return template, nil
}

func unreadable(path string, err error) error {
	return fmt.Errorf("%s is not a template that can be read; correct it: %w", path, err)
}

// parse reads a document. What starts with a brace is JSON, unless only YAML can read it, which takes a comma at the
// end of a list, too, as CloudFormation does.
func parse(text []byte) (any, error) {
	if !bytes.HasPrefix(bytes.TrimSpace(text), []byte("{")) {
		return parseYAML(text)
	}
	var document any
	fault := json.Unmarshal(text, &document)
	if fault == nil {
		return document, nil
	}
	if document, err := parseYAML(text); err == nil {
		return document, nil
	}
	var syntax *json.SyntaxError
	if errors.As(fault, &syntax) {
		before := text[:min(int(syntax.Offset), len(text))]
		fault = fmt.Errorf("line %d: %w", 1+bytes.Count(before, []byte("\n")), fault)
	}
	return nil, fault
}
