package plan

import (
	"fmt"
	"regexp"

	"bulkhead/config"
)

// Patch is a property that the configuration changes by itself.
type Patch struct {
	Line     int    `json:"line"`
	Stack    string `json:"stack"`
	Resource string `json:"resource"`
	Property string `json:"property"`
	Reason   string `json:"reason"`
}

// patchPath is that of a value such as ["prod/service-web"][0].reason.
var patchPath = regexp.MustCompile(`^(\["([^"]+)"\]\[\d+\])\.(\w+)$`)

// patchesOf are the patches of a configuration, in the order of its file.
func patchesOf(index config.Index) []Patch {
	all := []Patch{}
	at := map[string]int{}
	for _, line := range index.Values {
		parts := patchPath.FindStringSubmatch(line.Path)
		if line.File != config.PatchesFile || parts == nil {
			continue
		}
		path, stack, key := parts[1], parts[2], parts[3]
		if _, known := at[path]; !known {
			at[path] = len(all)
			all = append(all, Patch{Line: line.Line, Stack: stack})
		}
		p := &all[at[path]]
		switch key {
		case "resource":
			p.Resource = line.Value
		case "property":
			p.Property = line.Value
		case "reason":
			p.Reason = line.Value
		}
	}
	return all
}

// String returns the patch as an operator reads it.
func (p Patch) String() string {
	return fmt.Sprintf("`%s/%s` `%s`: %s (`%s:%d`)", p.Stack, p.Resource, p.Property, p.Reason, config.PatchesFile, p.Line)
}
