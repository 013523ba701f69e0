package config

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// routesFile records the slots of routes: environment, service or functions.<function>, slot.
const routesFile = "routes.yaml"

// slots are those of services and functions, by environment.
type slots map[string]map[string]int

// readSlots reads the record, if there is one, and demands that no two routes of an environment share a slot.
func readSlots(r *document.Reader) slots {
	recorded := slots{}
	if _, err := fs.Stat(r.FS, routesFile); errors.Is(err, fs.ErrNotExist) {
		return recorded
	}
	at := r.Read(routesFile, &recorded).Root()
	for _, environment := range slices.Sorted(maps.Keys(recorded)) {
		owners := map[int]string{}
		for _, service := range slices.Sorted(maps.Keys(recorded[environment])) {
			slot, here := recorded[environment][service], at.Key(environment).Key(service)
			if here.Unreadable() {
				continue
			}
			here.Demand(slot >= 0 && slot < Slots, fmt.Sprintf("%d is no slot", slot), fmt.Sprintf("slots are 0 to %d", Slots-1))
			first, taken := owners[slot]
			here.Demand(!taken, fmt.Sprintf("%d is the slot of %s too", slot, first), "take out the line that was added last, and run bulkhead routes")
			owners[slot] = service
		}
	}
	return recorded
}

// place gives every route its slot, on both sides of its environment, and returns those that have none recorded.
func (recorded slots) place(c *Config) (missing []Recorded) {
	for _, e := range c.Environments {
		sides := []Environment{e}
		if e.Other != nil {
			sides = append(sides, *e.Other)
		}
		for _, r := range e.routes() {
			slot, known := recorded[e.Name][r.owner]
			if !known {
				missing = append(missing, Recorded{Environment: e.Name, Service: r.owner})
				continue
			}
			for _, side := range sides {
				for _, same := range side.routes() {
					if same.owner == r.owner {
						*same.slot = slot
					}
				}
			}
		}
	}
	return missing
}

// checkRecorded reports, once, whose routes have no slot.
func checkRecorded(r *document.Reader, missing []Recorded) {
	if len(missing) == 0 {
		return
	}
	var names []string
	for _, m := range missing {
		names = append(names, m.Service+" of "+m.Environment)
	}
	r.Fault(routesFile, "records no slot for the route of "+strings.Join(names, ", "), "run bulkhead routes, and commit what it writes")
}

// Recorded is a line of the record of routes.
type Recorded struct {
	Environment string `json:"environment"`
	Service     string `json:"service"` // or functions. and the name of a function
	Slot        int    `json:"slot"`
	State       string `json:"state"` // recorded, added, or gone: no route of the configuration has it
}

// The states of a line of the record.
const (
	StateRecorded = "recorded"
	StateAdded    = "added"
	StateGone     = "gone"
)

// RecordRoutes gives a slot to every route of a configuration directory that has none, writes routes.yaml if that
// changes it, and returns all lines of it by environment and service. What is recorded stays as it is, whether or
// not the configuration still has it. The error is Faults when the configuration has others than missing slots.
func RecordRoutes(dir string) ([]Recorded, error) {
	c, recorded, err := loadWithRecord(os.DirFS(dir), dir)
	if err != nil {
		return nil, err
	}
	routed := map[Recorded]bool{}
	added, err := recorded.add(c)
	if err != nil {
		return nil, err
	}
	for _, e := range c.Environments {
		for _, r := range e.routes() {
			routed[Recorded{Environment: e.Name, Service: r.owner}] = true
		}
	}
	var lines []Recorded
	for _, environment := range slices.Sorted(maps.Keys(recorded)) {
		for _, service := range slices.Sorted(maps.Keys(recorded[environment])) {
			line := Recorded{Environment: environment, Service: service}
			state := StateRecorded
			switch {
			case slices.Contains(added, line):
				state = StateAdded
			case !routed[line]:
				state = StateGone
			}
			line.Slot, line.State = recorded[environment][service], state
			lines = append(lines, line)
		}
	}
	if len(added) == 0 {
		return lines, nil
	}
	return lines, writeRecord(filepath.Join(dir, routesFile), lines)
}

// add gives the lowest free slot to every route that has none, and returns whose they are.
func (recorded slots) add(c *Config) ([]Recorded, error) {
	missing := recorded.place(c)
	for _, m := range missing {
		if recorded[m.Environment] == nil {
			recorded[m.Environment] = map[string]int{}
		}
		taken := slices.Collect(maps.Values(recorded[m.Environment]))
		slot := 0
		for slices.Contains(taken, slot) {
			slot++
		}
		if slot == Slots {
			return nil, fmt.Errorf("%s has no slot left for %s: take lines of services that are gone, and whose stacks are, out of %s",
				m.Environment, m.Service, routesFile)
		}
		recorded[m.Environment][m.Service] = slot
	}
	return missing, nil
}

// recordHeader is how the record begins.
const recordHeader = `# Slots of routes, which bulkhead routes writes: the part of a listener rule's priority that is a service's own.
#
# A number never changes, and nobody else gets it. The line of a service that is gone stays, until its stacks are deleted
# in every account; then it may be taken out, by hand.
`

// writeRecord writes the record whole, beside the old one and then in its place.
func writeRecord(file string, lines []Recorded) error {
	var text strings.Builder
	text.WriteString(recordHeader)
	environment := ""
	for _, line := range lines {
		if line.Environment != environment {
			environment = line.Environment
			fmt.Fprintf(&text, "%s:\n", environment)
		}
		fmt.Fprintf(&text, "  %s: %d\n", line.Service, line.Slot)
	}
	next := file + ".next"
	if err := os.WriteFile(next, []byte(text.String()), 0o644); err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return os.Rename(next, file)
}
