package verify

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"bulkhead/assembly"
)

const cfnGuard = "cfn-guard"

// guardPlatforms are the directories of the binaries in the npm package.
var guardPlatforms = map[string]string{
	"linux/amd64":  "ubuntu/x86_64", // static, so it runs on every Linux
	"linux/arm64":  "ubuntu/aarch64",
	"darwin/amd64": "macos/x86_64",
	"darwin/arm64": "macos/aarch64",
}

// runCfnGuard checks templates against the proactive controls of Control Tower.
func runCfnGuard(ctx context.Context, a *assembly.Assembly) (result, error) {
	dir, err := npmPackage("@cdklabs/cdk-validator-cfnguard")
	if err != nil {
		return result{}, err
	}
	binary, err := guardBinary(dir, runtime.GOOS+"/"+runtime.GOARCH)
	if err != nil {
		return result{}, err
	}
	rules, err := readGuardRules(filepath.Join(dir, "rules"))
	if err != nil {
		return result{}, err
	}
	// A process for each template, with the rules about its types only: evaluating
	// all rules on all templates takes four times as long.
	results := make([]result, len(a.Stacks))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.NumCPU())
	for i, stack := range a.Stacks {
		group.Go(func() error {
			var err error
			results[i], err = guardTemplate(ctx, a, stack, binary, rules)
			if err != nil {
				return fmt.Errorf("%s: %w", stack.Path, err)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return result{}, err
	}
	var all result
	for _, r := range results {
		all.templates += r.templates
		all.findings = append(all.findings, r.findings...)
	}
	return all, nil
}

func guardBinary(dir, platform string) (string, error) {
	place, supported := guardPlatforms[platform]
	if !supported {
		return "", fmt.Errorf("there is no binary for %s; verify on Linux or macOS, on amd64 or arm64", platform)
	}
	binary := filepath.Join(dir, "bin", filepath.FromSlash(place), "cfn-guard")
	if _, err := os.Stat(binary); err != nil {
		return "", fmt.Errorf("the binary for %s is missing; run npm ci in the bulkhead directory", platform)
	}
	return binary, nil
}

func guardTemplate(ctx context.Context, a *assembly.Assembly, stack *assembly.Stack, binary string, rules []guardRule) (result, error) {
	types := map[string]bool{}
	for _, resource := range stack.Resources {
		types[resource.Type] = true
	}
	args := []string{"validate", "--structured", "--output-format", "json", "--show-summary", "none", "--data", stack.Path}
	files := 0
	for _, rule := range rules {
		if rule.concerns(types) {
			args = append(args, "--rules", rule.file)
			files++
		}
	}
	if files == 0 {
		return result{templates: 1}, nil // every rule that concerns the template has been evaluated
	}
	stdout, stderr, status, err := run(ctx, nil, binary, args...)
	if err != nil {
		return result{}, err
	}
	const clean, violations = 0, 19
	if status != clean && status != violations || len(stderr) > 0 {
		return result{}, fmt.Errorf("it failed with status %d%s", status, said(stderr))
	}
	var reports []guardReport
	if err := json.Unmarshal(stdout, &reports); err != nil {
		return result{}, fmt.Errorf("its output cannot be read: %w%s", err, said(stdout))
	}
	evaluated := 0
	r := result{templates: len(reports)}
	for _, report := range reports {
		evaluated += len(report.NotCompliant) + len(report.NotApplicable) + len(report.Compliant)
		r.findings = append(r.findings, report.findings(a, stack)...)
	}
	if evaluated < files { // a file holds one rule at least
		return result{}, fmt.Errorf("it evaluated %d rules of %d files", evaluated, files)
	}
	if status == violations && len(r.findings) == 0 {
		return result{}, fmt.Errorf("it reports violations by its exit status, but lists none")
	}
	return r, nil
}
