package custom

import (
	"fmt"
	"strings"
)

// One returns the only id of what; remedy brings forth the first. Of several, none is the right one.
func One(ids []string, what, remedy string) (string, error) {
	switch len(ids) {
	case 0:
		return "", fmt.Errorf("there is no %s: %s", what, remedy)
	case 1:
		return ids[0], nil
	}
	return "", fmt.Errorf("there is more than one %s, delete all but one: %s", what, strings.Join(ids, ", "))
}
