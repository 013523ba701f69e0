package verify

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead/assembly"
)

const cdkNag = "cdk-nag"

// nagHeader begins the report that CDK Nag writes for each rule pack and stack. As JSON it would read and write a whole
// report again for each line of it.
var nagHeader = []string{"Rule ID", "Resource ID", "Compliance", "Exception Reason", "Rule Level", "Rule Info"}

// nagLine is a line of it.
type nagLine struct{ rule, resource, compliance, exception, level, info string }

func readNagReport(text []byte) ([]nagLine, error) {
	reader := csv.NewReader(bytes.NewReader(text)) // all lines have as many fields
	header, err := reader.Read()
	if err != nil || !slices.Equal(header, nagHeader) {
		return nil, errors.Join(fmt.Errorf("it begins with %v", header), err)
	}
	records, err := reader.ReadAll()
	var lines []nagLine
	for _, r := range records {
		lines = append(lines, nagLine{r[0], r[1], r[2], r[3], r[4], r[5]})
	}
	return lines, err
}

// runCdkNag reads what CDK Nag reported during synthesis. Every stack must have
// a report of every pack: one that is missing was not checked.
func runCdkNag(a *assembly.Assembly) (result, error) {
	if !assembly.IsCloudAssembly(a.Dir) {
		return result{skipped: "not a cloud assembly, skipped"}, nil
	}
	const suffix = "-NagReport.csv"
	files, err := filepath.Glob(filepath.Join(a.Dir, "*"+suffix))
	if err != nil {
		return result{}, err
	}
	if len(files) == 0 {
		return result{}, errors.New("the synthesis left no reports; run bulkhead synth --nag")
	}
	packs := map[string]bool{}
	reports := map[*assembly.Stack]int{}
	var r result
	lines := 0
	for _, file := range files {
		stack, pack := nagSubject(a, strings.TrimSuffix(filepath.Base(file), suffix))
		if stack == nil {
			return result{}, fmt.Errorf("%s belongs to no stack; synthesize again", file)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			return result{}, err
		}
		report, err := readNagReport(text)
		if err != nil {
			return result{}, fmt.Errorf("%s cannot be read; synthesize again: %w", file, err)
		}
		packs[pack] = true
		reports[stack]++
		for _, line := range report {
			lines++
			if line.compliance == "Compliant" {
				continue
			}
			f := finding(cdkNag, line.rule, line.resource)
			f.Message, _, _ = strings.Cut(line.info, " - (Control ID") // a list as long as the page
			switch line.compliance {
			case "Non-Compliant":
				if line.level == "Warning" {
					f.Severity = Warning
				}
			case "Suppressed": // every exception stands in the one list of waivers
				f.Message += fmt.Sprintf(" Suppressed in the code (%s): waive it in the waivers instead.", line.exception)
			default: // UNKNOWN: the rule itself failed, so nothing is known
				f.Message += fmt.Sprintf(" The rule could not be evaluated (%s).", line.compliance)
			}
			f.Class = classOfNag(f.Severity)
			r.findings = append(r.findings, f.on(a, stack))
		}
	}
	if lines == 0 {
		return result{}, errors.New("its reports are all empty; synthesize again")
	}
	for _, stack := range a.Stacks {
		if reports[stack] != len(packs) {
			return result{}, fmt.Errorf("stack %s has reports of %d rule packs, others of %d; synthesize again", stack.ID, reports[stack], len(packs))
		}
		r.templates++
	}
	return r, nil
}

// nagSubject finds the stack and the rule pack behind a report's name,
// PACK-STAGE-STACKNAME, where the stage is empty for a stack outside any.
func nagSubject(a *assembly.Assembly, name string) (*assembly.Stack, string) {
	for _, stack := range a.Stacks {
		stage := stack.Stage[strings.LastIndex(stack.Stage, "/")+1:]
		pack, found := strings.CutSuffix(name, "-"+stage+"-"+stack.Name)
		if found && !strings.Contains(pack, "-") {
			return stack, pack
		}
	}
	return nil, ""
}
