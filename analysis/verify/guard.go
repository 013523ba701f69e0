package verify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"bulkhead/internal/fingerprint"
)

const cfnGuard = "cfn-guard"

// guardPlatforms are the directories of the binaries in the npm package.
var guardPlatforms = map[string]string{
	"linux/amd64":  "ubuntu/x86_64", // static, so it runs on every Linux
	"linux/arm64":  "ubuntu/aarch64",
	"darwin/amd64": "macos/x86_64",
	"darwin/arm64": "macos/aarch64",
}

// newCfnGuard checks templates against the proactive controls of Control Tower.
func newCfnGuard() (tool, error) {
	dir, err := npmPackage("@cdklabs/cdk-validator-cfnguard")
	if err != nil {
		return tool{}, err
	}
	binary, err := guardBinary(dir, runtime.GOOS+"/"+runtime.GOARCH)
	if err != nil {
		return tool{}, err
	}
	rules, err := readGuardRules(filepath.Join(dir, "rules"))
	if err != nil {
		return tool{}, err
	}
	return tool{
		name:    cfnGuard,
		version: func() (string, error) { return fingerprint.OfFile(binary) },
		flags:   func(*template) []string { return guardFlags },
		rules: func(t *template) string {
			var all []string
			for _, rule := range guardRulesOf(t.expanded(), rules) {
				all = append(all, rule.digest)
			}
			if written, err := fingerprint.OfFile(t.written); err == nil {
				all = append(all, written) // as we read the template
			}
			return strings.Join(all, " ")
		},
		jobs: func(templates []*template) []job {
			var jobs []job
			for _, batch := range guardBatches(templates, rules) {
				jobs = append(jobs, job{
					templates:    batch.templates,
					milliseconds: 7 * size(batch.templates) / 1000,
					run: func(ctx context.Context, seen func()) (map[*template][]Finding, error) {
						defer func() {
							for range batch.templates {
								seen()
							}
						}()
						return batch.run(ctx, binary)
					},
				})
			}
			return jobs
		},
	}, nil
}

func guardBinary(dir, platform string) (string, error) {
	place, supported := guardPlatforms[platform]
	if !supported {
		return "", fmt.Errorf("there is no binary for %s; verify on Linux or macOS, on amd64 or arm64", platform)
	}
	binary := filepath.Join(dir, "bin", filepath.FromSlash(place), "cfn-guard")
	if _, err := os.Stat(binary); err != nil {
		return "", fmt.Errorf("the binary for %s is missing; run make node_modules in the bulkhead directory", platform)
	}
	return binary, nil
}
