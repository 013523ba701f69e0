package detection

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bulkhead/internal/facts"
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

func TestACallThatNarrowsOneServiceDoesNothingElseInAnotherThatIsHeard(t *testing.T) {
	called := map[string]string{"monitoring": "cloudwatch"} // by policies; facts know no actions of ssm
	for service := range narrowings {
		for of, names := range narrowings {
			for _, a := range facts.Actions(cmp.Or(called[service], service)) {
				if slices.Contains(names, a.Name) && !slices.Contains(narrowings[service], a.Name) {
					t.Errorf("%s of %s is heard as that of %s", a.Name, service, of)
				}
			}
		}
		if service != "ssm" && len(facts.Actions(cmp.Or(called[service], service))) == 0 {
			t.Errorf("facts know no action of %s", service)
		}
	}
}
