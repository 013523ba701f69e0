package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
)

// FormatVersion is the version of what commands print with --json. Fields may be added under the same one; when a field
// goes, or means something else, the first number grows.
const FormatVersion = "1.0"

// PrintJSON prints a result, a pointer to a struct, as one indented JSON object that begins with formatVersion. Lists
// without elements are lists, not null.
func PrintJSON(w io.Writer, result any) error {
	completeLists(reflect.ValueOf(result))
	var content bytes.Buffer
	encoder := json.NewEncoder(&content)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(result); err != nil {
		return err
	}
	fields, found := bytes.CutPrefix(content.Bytes(), []byte("{"))
	if !found {
		return fmt.Errorf("a result is an object, not %T", result)
	}
	separator := ","
	if bytes.HasPrefix(fields, []byte("}")) {
		separator = ""
	}
	var document bytes.Buffer
	if err := json.Indent(&document, fmt.Appendf(nil, `{"formatVersion":%q%s%s`, FormatVersion, separator, fields), "", "  "); err != nil {
		return err
	}
	_, err := w.Write(escaped(document.Bytes()))
	return err
}

// completeLists makes an empty list of every nil one.
func completeLists(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			completeLists(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			completeLists(v.Field(i))
		}
	case reflect.Slice:
		if v.IsNil() && v.CanSet() {
			v.Set(reflect.MakeSlice(v.Type(), 0, 0))
		}
		for i := range v.Len() {
			completeLists(v.Index(i))
		}
	}
}
