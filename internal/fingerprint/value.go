// Package fingerprint tells whether two values, or two directories, are the same.
package fingerprint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"reflect"
	"slices"
	"strconv"
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

// text writes a word. Its end shows, because what may have a semicolon in it has its length before it.
func (w walk) text(word string) { io.WriteString(w.to, word+";") }

func (w walk) write(v reflect.Value) {
	if !v.IsValid() {
		w.text("nothing")
		return
	}
	w.text(v.Type().String())
	switch v.Kind() {
	case reflect.Bool:
		w.text(strconv.FormatBool(v.Bool()))
	case reflect.String:
		w.text(strconv.Itoa(v.Len()))
		w.text(v.String())
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		w.text(strconv.FormatInt(v.Int(), 10))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		w.text(strconv.FormatUint(v.Uint(), 10))
	case reflect.Float32, reflect.Float64:
		w.text(strconv.FormatFloat(v.Float(), 'g', -1, 64))
	case reflect.Struct:
		for i := range v.NumField() {
			w.write(v.Field(i))
		}
	case reflect.Interface:
		w.write(v.Elem())
	case reflect.Pointer:
		w.pointer(v)
	case reflect.Array, reflect.Slice:
		w.text(strconv.Itoa(v.Len()))
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
		w.text("back to " + strconv.Itoa(back))
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
	w.text(strconv.Itoa(len(entries)))
	w.text(strings.Join(entries, ""))
}
