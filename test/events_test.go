package test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// matches tells whether EventBridge would match an event with a pattern. It knows the operators that our patterns for
// CloudTrail's events use, and fails the test for any other.
func matches(t testing.TB, pattern, event map[string]any) bool {
	t.Helper()
	for key, want := range pattern {
		if key == "$or" {
			some := false
			for _, alternative := range list(want) {
				some = some || matches(t, alternative.(map[string]any), event)
			}
			if !some {
				return false
			}
			continue
		}
		switch want := want.(type) {
		case map[string]any:
			inner, _ := event[key].(map[string]any)
			if !matches(t, want, inner) {
				return false
			}
		case []any:
			if !matchesValue(t, want, event[key]) {
				return false
			}
		default:
			require.Fail(t, "not a pattern", "%s: %v", key, want)
		}
	}
	return true
}

// matchesValue tells whether a value is one of those that a pattern lists. A field that is missing is none.
func matchesValue(t testing.TB, wanted []any, got any) bool {
	t.Helper()
	if several, is := got.([]any); is { // any of them is enough
		return slices.ContainsFunc(several, func(one any) bool { return matchesValue(t, wanted, one) })
	}
	for _, want := range wanted {
		operator, special := want.(map[string]any)
		if !special {
			if got == want {
				return true
			}
			continue
		}
		text, isText := got.(string)
		require.Len(t, operator, 1)
		if exists, is := operator["exists"].(bool); is {
			if exists == (got != nil) {
				return true
			}
			continue
		}
		for name, argument := range operator {
			if not, is := argument.(map[string]any); is { // anything-but with an operator
				require.Equal(t, "anything-but", name)
				if got != nil && !matchesValue(t, []any{not}, got) {
					return true
				}
				continue
			}
			if none, is := argument.([]any); is { // anything-but with several
				require.Equal(t, "anything-but", name)
				if isText && !slices.Contains(none, got) {
					return true
				}
				continue
			}
			parts := strings.Split(argument.(string), "*")
			switch name {
			case "prefix":
				if isText && strings.HasPrefix(text, argument.(string)) {
					return true
				}
			case "suffix":
				if isText && strings.HasSuffix(text, argument.(string)) {
					return true
				}
			case "anything-but":
				if isText && text != argument.(string) {
					return true
				}
			case "wildcard":
				if isText && inOrder(parts, text) {
					return true
				}
			default:
				require.Fail(t, "an operator that this matcher does not know", name)
			}
		}
	}
	return false
}

// inOrder tells whether a text is made of these parts with anything between them.
func inOrder(parts []string, text string) bool {
	rest, found := strings.CutPrefix(text, parts[0])
	for _, part := range parts[1:] {
		if !found {
			return false
		}
		_, rest, found = strings.Cut(rest, part)
	}
	last := parts[len(parts)-1]
	return found && (rest == "" || last == "" || strings.HasSuffix(rest, last))
}

func TestTheMatcherOfEventsMatchesAsEventBridgeDoes(t *testing.T) {
	event := cloudTrail(t, `{"eventName": "AssumeRole", "readOnly": true, "requestParameters": {"roleArn": "arn:aws:iam::1:role/acme-admin"}, "errorMessage": null, "resources": ["one", "two"]}`)
	for pattern, want := range map[string]bool{
		`{"detail": {"eventName": ["AssumeRole", "GetRole"]}}`:                                              true,
		`{"detail": {"eventName": ["GetRole"]}}`:                                                            false,
		`{"detail": {"readOnly": [false]}}`:                                                                 false,
		`{"detail": {"nothing": [false]}}`:                                                                  false,
		`{"detail": {"nothing": {"more": ["x"]}}}`:                                                          false,
		`{"detail": {"errorMessage": [{"wildcard": "*"}]}}`:                                                 false,
		`{"detail": {"nothing": [{"exists": false}]}}`:                                                      true,
		`{"detail": {"eventName": [{"exists": false}]}}`:                                                    false,
		`{"detail": {"eventName": [{"anything-but": "AssumeRole"}]}}`:                                       false,
		`{"detail": {"eventName": [{"anything-but": "GetRole"}]}}`:                                          true,
		`{"detail": {"nothing": [{"anything-but": "GetRole"}]}}`:                                            false,
		`{"detail": {"eventName": [{"anything-but": {"prefix": "Assume"}}]}}`:                               false,
		`{"detail": {"eventName": [{"anything-but": {"prefix": "Get"}}]}}`:                                  true,
		`{"detail": {"nothing": [{"anything-but": {"prefix": "Get"}}]}}`:                                    false,
		`{"detail": {"eventName": [{"anything-but": ["GetRole", "AssumeRole"]}]}}`:                          false,
		`{"detail": {"eventName": [{"anything-but": ["GetRole", "PassRole"]}]}}`:                            true,
		`{"detail": {"nothing": [{"anything-but": ["GetRole", "PassRole"]}]}}`:                              false,
		`{"detail": {"resources": ["one"]}}`:                                                                true,
		`{"detail": {"resources": ["three"]}}`:                                                              false,
		`{"detail": {"requestParameters": {"roleArn": [{"suffix": ":role/acme-admin"}]}}}`:                  true,
		`{"detail": {"requestParameters": {"roleArn": [{"suffix": ":role/acme"}]}}}`:                        false,
		`{"detail": {"requestParameters": {"roleArn": [{"wildcard": "arn:*:role/acme-*"}]}}}`:               true,
		`{"detail": {"requestParameters": {"roleArn": [{"wildcard": "*:role/acme"}]}}}`:                     false,
		`{"detail": {"$or": [{"eventName": ["GetRole"]}, {"readOnly": [true]}]}}`:                           true,
		`{"detail": {"$or": [{"eventName": ["GetRole"]}, {"readOnly": [true], "eventName": ["GetRole"]}]}}`: false,
		`{"detail": {"$or": [{"eventName": ["AssumeRole"]}], "readOnly": [false]}}`:                         false,
	} {
		var parsed map[string]any
		require.NoError(t, json.Unmarshal([]byte(pattern), &parsed))
		assert.Equal(t, want, matches(t, parsed, event), pattern)
	}
}

// cloudTrail is an event as CloudTrail sends it to EventBridge, with that detail.
func cloudTrail(t testing.TB, detail string) map[string]any {
	t.Helper()
	kind, source := "AWS API Call via CloudTrail", "aws.sts"
	if strings.Contains(detail, `"signin.amazonaws.com"`) {
		kind, source = "AWS Console Sign In via CloudTrail", "aws.signin"
	}
	var event map[string]any
	require.NoError(t, json.Unmarshal(fmt.Appendf(nil, `{"version": "0", "source": %q, "detail-type": %q, "detail": %s}`, source, kind, detail), &event))
	return event
}
