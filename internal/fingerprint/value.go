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
	write(hash, reflect.ValueOf(value))
	return hex.EncodeToString(hash.Sum(nil))
}

// write writes a value so that no other is written alike: its type, its size, and what is in it.
func write(to io.Writer, v reflect.Value) {
	if !v.IsValid() {
		fmt.Fprint(to, "nothing;")
		return
	}
	fmt.Fprintf(to, "%s:", v.Type())
	switch v.Kind() {
	case reflect.Bool:
		fmt.Fprintf(to, "%t;", v.Bool())
	case reflect.String:
		fmt.Fprintf(to, "%q;", v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		fmt.Fprintf(to, "%d;", v.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		fmt.Fprintf(to, "%d;", v.Uint())
	case reflect.Float32, reflect.Float64:
		fmt.Fprintf(to, "%x;", v.Float())
	case reflect.Struct:
		for i := range v.NumField() {
			write(to, v.Field(i))
		}
	case reflect.Pointer, reflect.Interface:
		fmt.Fprintf(to, "%t;", v.IsNil())
		if !v.IsNil() {
			write(to, v.Elem())
		}
	case reflect.Array, reflect.Slice:
		fmt.Fprintf(to, "%d;", v.Len())
		for i := range v.Len() {
			write(to, v.Index(i))
		}
	case reflect.Map:
		fmt.Fprintf(to, "%d;", v.Len())
		var entries []string
		for key, value := range v.Seq2() {
			var entry strings.Builder
			write(&entry, key)
			write(&entry, value)
			entries = append(entries, entry.String())
		}
		slices.Sort(entries)
		fmt.Fprint(to, strings.Join(entries, ""))
	default:
		panic(fmt.Sprintf("a %s has no fingerprint", v.Type()))
	}
}
