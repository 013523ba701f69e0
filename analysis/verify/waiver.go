package verify

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Waivers are the findings a project accepts.
type Waivers struct{ list []waiver }

// waiver accepts some rules on some resources, for one reason. Its syntax is
// explained at the top of the project's waivers.yaml.
type waiver struct {
	Tool     toolName `yaml:"tool"` // empty for any
	Rules    []string `yaml:"rules"`
	Resource string   `yaml:"resource"`
	Tier     tierName `yaml:"tier"` // empty for any
	Reason   string   `yaml:"reason"`

	pattern *regexp.Regexp
	at      document.Path
}

// toolNames are the tools, in the order in which they are told.
var toolNames = []string{cloudFormationValidate, cfnGuard, cfnLint, own, cdkNag}

// evidence is what waives controls of standards, which are no tool's findings.
const evidence = "evidence"

// toolName is a tool that a waiver may name.
type toolName string

// Values returns the names of the tools.
func (toolName) Values() []string { return append(slices.Clone(toolNames), evidence) }

// tierName is a tier that the metadata of a template may name.
type tierName string

// Values returns the tiers.
func (tierName) Values() []string { return []string{"production", "development"} }

// ReadWaivers reads a file of waivers. The error it returns is document.Faults: unknown keys, missing fields, empty
// reasons and all else that is wrong with it.
func ReadWaivers(file string) (*Waivers, error) {
	reader := document.Reader{FS: os.DirFS(filepath.Dir(file)), Dir: filepath.Dir(file)}
	var content struct {
		Waivers []waiver `yaml:"waivers"`
	}
	at := reader.Read(filepath.Base(file), &content).Root().Key("waivers")
	for i := range content.Waivers {
		w := &content.Waivers[i]
		w.at, w.pattern = at.Index(i), pattern(w.Resource)
		w.at.Key("rules").Demand(len(w.Rules) > 0, "is missing", "list the rules to waive, as the findings name them")
		w.at.Key("resource").Demand(w.Resource != "", "is missing", "name the resource, * stands for any text")
		w.at.Key("reason").Demand(strings.TrimSpace(w.Reason) != "", "is missing", "say why the finding is accepted")
	}
	if len(reader.Faults) > 0 {
		return nil, reader.Faults.Sorted()
	}
	return &Waivers{content.Waivers}, nil
}

// pattern turns * into any text, slashes included, and ? into one character;
// everything else stands for itself.
func pattern(resource string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(resource)
	return regexp.MustCompile("^" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(quoted) + "$")
}

// apply marks the findings that are waived, and returns a complaint about each
// rule of a waiver that matches none: the fault has been mended, or the waiver
// never said what was meant. A waiver that a tool which did not run might need
// is left alone.
func (w *Waivers) apply(report *Report) {
	if w == nil {
		return
	}
	skipped := map[string]bool{}
	for _, tool := range report.Tools {
		if tool.Skipped != "" {
			skipped[tool.Name], skipped[""] = true, true
		}
	}
	for _, waiver := range w.list {
		if waiver.Tool == evidence {
			continue
		}
		for _, rule := range waiver.Rules {
			used := skipped[string(waiver.Tool)]
			for j := range report.Findings {
				f := &report.Findings[j]
				if f.Rule == rule && waiver.covers(*f) {
					f.Waived, f.Reason, used = true, waiver.Reason, true
				}
			}
			if !used {
				report.UnusedWaivers = append(report.UnusedWaivers,
					waiver.at.Fault(rule+" on "+waiver.Resource+" matches no finding", "remove it").Error())
			}
		}
	}
}

// Control returns why a control of a standard is waived for a resource, STACK/LOGICAL-ID, of a tier: what a waiver of
// the tool evidence says.
func (w *Waivers) Control(id, resource, tier string) (reason string, waived bool) {
	if w == nil {
		return "", false
	}
	for _, waiver := range w.list {
		ours := waiver.Tool == evidence && slices.Contains(waiver.Rules, id)
		if ours && (waiver.Tier == "" || string(waiver.Tier) == tier) && waiver.pattern.MatchString(resource) {
			return waiver.Reason, true
		}
	}
	return "", false
}

// CheckControls wants the waivers of controls to name checks that there are. The error is document.Faults.
func (w *Waivers) CheckControls(known []string) error {
	if w == nil {
		return nil
	}
	var faults document.Faults
	for _, waiver := range w.list {
		for i, rule := range waiver.Rules {
			if waiver.Tool == evidence && !slices.Contains(known, rule) {
				problem := fmt.Sprintf("there is no check %q", rule)
				here := waiver.at.Key("rules").Index(i)
				faults = append(faults, here.Fault(problem, "bulkhead evidence --json names them"))
			}
		}
	}
	if len(faults) > 0 {
		return faults.Sorted()
	}
	return nil
}

// covers tells whether a finding is of the tool, the tier and a resource of the waiver.
func (w waiver) covers(f Finding) bool {
	return (w.Tool == "" || string(w.Tool) == f.Tool) && (w.Tier == "" || string(w.Tier) == f.tier) &&
		w.pattern.MatchString(f.address())
}
