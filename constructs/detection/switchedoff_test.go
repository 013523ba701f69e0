package detection

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestThePatternsOfCallsThatEndTheWatchHaveRoomForTheLongestName(t *testing.T) {
	const longest = 2048            // characters, by the quotas of Amazon EventBridge
	name := strings.Repeat("n", 12) // of an organization
	for what, pattern := range map[string]map[string]any{
		"switched off": switchedOff(name), "narrowed": narrowed(name), "findings": findings(strings.Repeat("1", 12), "ap-northeast-1"),
	} {
		text, err := json.Marshal(pattern)
		if err != nil || len(text) > longest {
			t.Errorf("%s: %d characters: %v", what, len(text), err)
		}
	}
}
