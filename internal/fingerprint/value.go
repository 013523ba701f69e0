// Package fingerprint tells whether two values, or two directories, are the same.
package fingerprint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strings"
)

// Of returns the hash of a value and of everything that it leads to: unexported
// fields, what pointers point at, the entries of maps in any order. It panics at
// what has no value to compare, such as a function.
func Of(value any) string {
	hash := sha256.New()
	walk{to: hash}.write(reflect.ValueOf(value))
	return hex.EncodeToString(hash.Sum(nil))
}

// walk writes values so that no two are written alike: their type, their size, and what is in them.
type walk struct {
	to  io.Writer
	way []any // the pointers that led here
}

func (w walk) write(v reflect.Value) {
	if !v.IsValid() {
		fmt.Fprint(w.to, "nothing;")
		return
	}
	fmt.Fprintf(w.to, "%s:", v.Type())
	switch v.Kind() {
	case reflect.Bool:
		fmt.Fprintf(w.to, "%t;", v.Bool())
	case reflect.String:
		fmt.Fprintf(w.to, "%q;", v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		fmt.Fprintf(w.to, "%d;", v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		fmt.Fprintf(w.to, "%d;", v.Uint())
	case reflect.Float32, reflect.Float64:
		fmt.Fprintf(w.to, "%x;", v.Float())
	case reflect.Struct:
		for i := range v.NumField() {
			w.write(v.Field(i))
		}
	case reflect.Interface:
		w.write(v.Elem())
	case reflect.Pointer:
		w.pointer(v)
	case reflect.Array, reflect.Slice:
		fmt.Fprintf(w.to, "%d;", v.Len())
		for i := range v.Len() {
			w.write(v.Index(i))
		}
	case reflect.Map:
		w.entries(v)
	default:
		panic(fmt.Sprintf("a %s has no fingerprint", v.Type()))
	}
}

// pointer writes what a pointer leads to, unless it leads back to where it came from.
func (w walk) pointer(v reflect.Value) {
	at := [2]any{v.Type(), v.Pointer()}
	if back := slices.Index(w.way, any(at)); back >= 0 {
		fmt.Fprintf(w.to, "back to %d;", back)
		return
	}
	w.way = append(slices.Clip(w.way), at)
	w.write(v.Elem())
}

// entries writes those of a map in an order of their own.
func (w walk) entries(v reflect.Value) {
	var entries []string
	for key, value := range v.Seq2() {
		var entry strings.Builder
		of := walk{&entry, w.way}
		of.write(key)
		of.write(value)
		entries = append(entries, entry.String())
	}
	slices.Sort(entries)
	fmt.Fprintf(w.to, "%d;%s", len(entries), strings.Join(entries, ""))
}
