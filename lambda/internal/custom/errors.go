package custom

import (
	"errors"
	"slices"
	"strings"

	"bulkhead/internal/client"
)

// eventLength is what a stack's event shows of a reason.
const eventLength = 900

// reason is err as a stack's event shows it: of several faults each has its share.
func reason(err error) error {
	faults := []error{err}
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		faults = joined.Unwrap()
	}
	var texts []string
	for _, fault := range faults {
		texts = append(texts, cut(fault.Error(), eventLength/len(faults)-len("; ")))
	}
	return errors.New(strings.Join(texts, "; "))
}

// cut is text in at most length bytes.
func cut(text string, length int) string {
	if len(text) <= length {
		return text
	}
	return strings.ToValidUTF8(text[:length-len("…")], "") + "…"
}

// Refused tells whether err is AWS's refusal with one of these codes.
func Refused(err error, codes ...string) bool {
	return slices.Contains(codes, client.Code(err))
}
