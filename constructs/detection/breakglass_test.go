package detection

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"bulkhead/config"
)

func TestThePatternOfARuleHasRoomForAllUsersForEmergencies(t *testing.T) {
	const longest = 2048 // characters, by the quotas of Amazon EventBridge
	b := BreakGlass{Role: "organization-" + config.BreakGlass}
	for i := range config.MaxBreakGlass {
		b.Users = append(b.Users, fmt.Sprint(i)+strings.Repeat("u", 63))
	}
	text, err := json.Marshal(b.pattern())
	if err != nil || len(text) > longest {
		t.Errorf("%d characters: %v", len(text), err)
	}
}
