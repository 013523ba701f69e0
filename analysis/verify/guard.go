package verify

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"

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
	batches := guardBatches(a, rules)
	findings := make([][]Finding, len(batches))
	group, ctx := errgroup.WithContext(ctx)
	for i, batch := range batches {
		group.Go(func() (err error) {
			findings[i], err = batch.run(ctx, a, binary)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return result{}, err
	}
	// Every rule has been evaluated on every template it concerns, each batch says.
	return result{templates: len(a.Stacks), findings: slices.Concat(findings...)}, nil
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
