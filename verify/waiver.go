package verify

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"regexp"
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
		if w.Tool != "" && !isTool(w.Tool) {
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

var toolNames = []string{cloudFormationValidate, cfnGuard, cfnLint, cdkNag}

func isTool(name string) bool {
	for _, tool := range toolNames {
		if tool == name {
			return true
		}
	}
	return false
}

// apply marks the findings that are waived. A rule of a waiver that matches no
// finding is an error: the fault is mended, or the waiver never said what was meant.
func (w *Waivers) apply(findings []Finding, ran map[string]bool) error {
	if w == nil {
		return nil
	}
	var unused []error
	for i, waiver := range w.list {
		for _, rule := range waiver.Rules {
			used := false
			for j := range findings {
				f := &findings[j]
				if f.Rule == rule && (waiver.Tool == "" || waiver.Tool == f.Tool) && waiver.pattern.MatchString(f.address()) {
					f.Waived, f.Reason, used = true, waiver.Reason, true
				}
			}
			if !used && waiver.applicable(ran) {
				unused = append(unused, fmt.Errorf("%s: waivers[%d]: %s on %s matches no finding; remove it", w.file, i, rule, waiver.Resource))
			}
		}
	}
	return errors.Join(unused...)
}
