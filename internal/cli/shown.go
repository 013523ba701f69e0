package cli

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// strange stands for a character that a terminal would act on, or not show.
const strange = unicode.ReplacementChar

// OneLine is a text of somebody else's, such as an answer of AWS, as a part of one line: no character of it moves the
// cursor, colours, hides or turns round what is printed.
func OneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsGraphic(r) {
			return r
		}
		return strange
	}, text)
}

// shown is what a terminal is given of a text: line ends and tabs stay, and what is not UTF-8 is left as it is.
func shown(text []byte) []byte {
	var out bytes.Buffer
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		broken := r == utf8.RuneError && size == 1
		if broken || r == '\n' || r == '\t' || unicode.IsGraphic(r) {
			out.Write(text[:size])
		} else {
			out.WriteRune(strange)
		}
		text = text[size:]
	}
	return out.Bytes()
}

// escaped is JSON in which characters that a terminal would act on are written by their numbers, as in \u009b. There
// are none outside of its strings.
func escaped(document []byte) []byte {
	var out bytes.Buffer
	for _, r := range string(document) {
		switch {
		case r == '\n' || unicode.IsGraphic(r):
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&out, `\u%04x`, r)
		}
	}
	return out.Bytes()
}
