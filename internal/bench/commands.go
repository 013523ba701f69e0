package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// The budgets of the commands, in seconds, and of the memory of a first run.
const (
	synthSeconds   = 1
	changedSeconds = 8
	verifySeconds  = 1
	testSeconds    = 120
	againSeconds   = 45
	coldSeconds    = 90
	coldMiB        = 1536
)

// makeSynth is what an operator waits for when nothing has changed.
func (b *bench) makeSynth() ([]row, error) {
	if _, err := run(b.make("synth")); err != nil {
		return nil, err
	}
	costs, err := repeat(b.runs, func() (cost, error) { return run(b.make("synth")) })
	if err != nil {
		return nil, err
	}
	return []row{newRow("make synth, nothing changed", seconds(costs), "s", synthSeconds)}, nil
}

// makeSynthChanged is what a developer waits for after a change of one Go file.
// A comment would not do: the compiler's output would be the same, and Go would
// not link again.
func (b *bench) makeSynthChanged() ([]row, error) {
	file := filepath.Join(b.tree, "stacks", "edge.go")
	source, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	defer os.WriteFile(file, source, 0o644)
	turn := 0
	costs, err := repeat(b.runs, func() (cost, error) {
		turn++
		changed := fmt.Appendf(nil, "%s\nfunc bench%d() int { return %d }\n", source, turn, turn)
		if err := os.WriteFile(file, changed, 0o644); err != nil {
			return cost{}, err
		}
		return run(b.make("synth"))
	})
	if err != nil {
		return nil, err
	}
	return []row{newRow("make synth, one Go file changed", seconds(costs), "s", changedSeconds)}, nil
}

// verify is the verifiers alone, over the example with CDK Nag's reports.
func (b *bench) verify() ([]row, error) {
	bulkhead := filepath.Join(b.tree, "bin", "bulkhead")
	if _, err := run(b.command(nil, bulkhead, "synth", "--nag")); err != nil {
		return nil, err
	}
	first, err := repeat(1, func() (cost, error) { return run(b.command(nil, bulkhead, "verify")) })
	if err != nil {
		return nil, err
	}
	costs, err := repeat(b.runs, func() (cost, error) { return run(b.command(nil, bulkhead, "verify")) })
	if err != nil {
		return nil, err
	}
	return []row{
		newRow("bulkhead verify of the example, from nothing", seconds(first), "s", 0),
		newRow("bulkhead verify of the example, nothing changed", seconds(costs), "s", verifySeconds),
	}, nil
}

// makeTest asks every test, with nothing kept of synthesis and findings but all compiled; and then once more, when
// nothing has changed: Go has kept what it can of the first run, whose answers are of the same cache and variables.
func (b *bench) makeTest() ([]row, error) {
	if _, err := run(b.make("lint")); err != nil {
		return nil, err
	}
	if _, err := run(b.command(nil, "go", "test", "-run", "^$", "./...")); err != nil { // it compiles the tests
		return nil, err
	}
	test := func() (cost, error) { return run(b.make("test", "BULKHEAD_CACHE="+b.path("test-cache"))) }
	all, err := repeat(1, test)
	if err != nil {
		return nil, err
	}
	again, err := repeat(1, test)
	if err != nil {
		return nil, err
	}
	return []row{
		newRow("make test, nothing to compile", seconds(all), "s", testSeconds),
		newRow("make test, nothing to compile: processor time", cpu(all), "s", 0),
		newRow("make test, nothing changed", seconds(again), "s", againSeconds),
	}, nil
}

// makeSynthCold is the first command on a machine that has only downloaded the
// modules, and the next. The kernel's index of CDK's types is to be complete by
// then: every run that does not find it takes longer and needs much more memory.
func (b *bench) makeSynthCold() ([]row, error) {
	packages := b.path("packages")
	if err := os.RemoveAll(filepath.Join(b.tree, "bin")); err != nil {
		return nil, err
	}
	var costs []cost
	for range 2 {
		c, err := repeat(1, func() (cost, error) {
			return run(b.make("synth", "GOCACHE="+b.path("gocache"), "JSII_RUNTIME_PACKAGE_CACHE_ROOT="+packages, "BULKHEAD_CACHE="+b.path("cold-cache")))
		})
		if err != nil {
			return nil, err
		}
		if index, _ := filepath.Glob(filepath.Join(packages, "aws-cdk-lib", "*", "*", ".jsii.runtime.v1.json")); len(index) == 0 {
			return nil, fmt.Errorf("the kernel's type index is incomplete after run %d", len(costs)+1)
		}
		costs = append(costs, c...)
	}
	return []row{
		newRow("make synth on a fresh machine, modules downloaded", seconds(costs[:1]), "s", coldSeconds),
		newRow("make synth on a fresh machine: processor time", cpu(costs[:1]), "s", 0),
		newRow("make synth on a fresh machine: memory", mib(costs[:1]), "MiB", coldMiB),
		newRow("make synth, the run after it", seconds(costs[1:]), "s", synthSeconds),
	}, nil
}
