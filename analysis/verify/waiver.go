package verify

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
)

// Waivers are the findings a project accepts.
type Waivers struct {
	file string
	list []waiver
}

// waiver accepts some rules on some resources, for one reason. Its syntax is
// explained at the top of the project's waivers.yaml.
type waiver struct {
	Tool     string   `yaml:"tool"` // empty for any
	Rules    []string `yaml:"rules"`
	Resource string   `yaml:"resource"`
	Tier     string   `yaml:"tier"` // empty for any
	Reason   string   `yaml:"reason"`

	pattern *regexp.Regexp
}

// ReadWaivers reads a file of waivers. An unknown key, a missing field and an
// empty reason are errors, all reported at once.
func ReadWaivers(file string) (*Waivers, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the waivers: %w", err)
	}
	var document struct {
		Waivers []waiver `yaml:"waivers"`
	}
	if err := yaml.NewDecoder(bytes.NewReader(text), yaml.DisallowUnknownField()).Decode(&document); err != nil {
		return nil, fmt.Errorf("%s: %s", file, yaml.FormatError(err, false, true))
	}
	var faults []error
	for i, w := range document.Waivers {
		fault := func(format string, args ...any) {
			faults = append(faults, fmt.Errorf("%s: waivers[%d]: %s", file, i, fmt.Sprintf(format, args...)))
		}
		if len(w.Rules) == 0 {
			fault("rules is missing; list the rules to waive, as the findings name them")
		}
		if w.Resource == "" {
			fault("resource is missing; name the resource, * stands for any text")
		}
		if strings.TrimSpace(w.Reason) == "" {
			fault("reason is missing; say why the finding is accepted")
		}
		if w.Tool != "" && !slices.Contains(toolNames, w.Tool) {
			fault("tool %q does not exist; use one of %s, or leave it out", w.Tool, strings.Join(toolNames, ", "))
		}
		document.Waivers[i].pattern = pattern(w.Resource)
	}
	return &Waivers{file, document.Waivers}, errors.Join(faults...)
}

// pattern turns * into any text, slashes included, and ? into one character;
// everything else stands for itself.
func pattern(resource string) *regexp.Regexp {
	quoted := regexp.QuoteMeta(resource)
	return regexp.MustCompile("^" + strings.NewReplacer(`\*`, ".*", `\?`, ".").Replace(quoted) + "$")
}

// toolNames are the tools a waiver may name.
var toolNames = []string{cloudFormationValidate, cfnGuard, cfnLint, cdkNag}

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
	for i, waiver := range w.list {
		for _, rule := range waiver.Rules {
			used := skipped[waiver.Tool]
			for j := range report.Findings {
				f := &report.Findings[j]
				if f.Rule == rule && (waiver.Tool == "" || waiver.Tool == f.Tool) && (waiver.Tier == "" || waiver.Tier == f.tier) && waiver.pattern.MatchString(f.address()) {
					f.Waived, f.Reason, used = true, waiver.Reason, true
				}
			}
			if !used {
				report.UnusedWaivers = append(report.UnusedWaivers,
					fmt.Sprintf("%s: waivers[%d]: %s on %s matches no finding; remove it", w.file, i, rule, waiver.Resource))
			}
		}
	}
}
