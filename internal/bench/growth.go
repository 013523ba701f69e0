package main

import (
	"fmt"
	"os"
	"path/filepath"

	"bulkhead/config"

	"github.com/goccy/go-yaml"
)

// How much more a late environment may cost than an early one before growth
// counts as worse than linear: the noise of a measurement and, for memory, that
// the first environments fit into a heap which is there anyway.
const (
	timeSlack   = 1.1
	memorySlack = 1.25
)

// wholeSeconds is the budget of a synthesis from nothing, by the number of environments.
var wholeSeconds = map[int]float64{40: 24}

// oneChangedSeconds is the budget of a synthesis of 40 environments of which one has changed.
const oneChangedSeconds = 4

// growth synthesizes organizations of 1, 10 and 40 environments like the
// example's stage. Growth is linear when an environment costs no more between 10
// and 40 than between 1 and 10.
func (b *bench) growth() ([]row, error) {
	sizes := []int{1, 10, 40}
	var rows []row
	var time, memory []float64 // medians, by size
	for _, n := range sizes {
		dir, out := b.path(fmt.Sprintf("config-%d", n)), b.path(fmt.Sprintf("growth-%d", n))
		if err := grow(b.example(), dir, n); err != nil {
			return rows, err
		}
		costs, err := repeat(min(b.runs, 3), func() (cost, error) { return run(b.app(dir, out)) })
		if err != nil {
			return rows, err
		}
		count, err := resources(out)
		if err != nil {
			return rows, err
		}
		what := fmt.Sprintf("%d environments, %d resources", n, count)
		if n == 1 {
			what = fmt.Sprintf("1 environment, %d resources", count)
		}
		rows = append(rows, newRow(what, seconds(costs), "s", wholeSeconds[n]),
			newRow(what+": processor time", cpu(costs), "s", 0), newRow(what+": memory", mib(costs), "MiB", 0))
		time = append(time, rows[len(rows)-2].Measured)
		memory = append(memory, rows[len(rows)-1].Measured)
	}
	each := func(values []float64, i int) float64 {
		return (values[i+1] - values[i]) / float64(sizes[i+1]-sizes[i])
	}
	kept, err := b.kept()
	if err != nil {
		return rows, err
	}
	rows = append(rows, kept...)
	return append(rows,
		newRow("each environment from the 11th to the 40th: processor time", []float64{each(time, 1)}, "s", each(time, 0)*timeSlack),
		newRow("each environment from the 11th to the 40th: memory", []float64{each(memory, 1)}, "MiB", each(memory, 0)*memorySlack),
	), nil
}

// mostMiB is the budget of memory of each process, however many environments there are.
const mostMiB = 2048

// members synthesizes as many environments as an AWS organization has room for, once.
func (b *bench) members() ([]row, error) {
	const n = config.MaxMembers
	dir, out := b.path("members"), b.path("members-out")
	if err := grow(b.example(), dir, n); err != nil {
		return nil, err
	}
	costs, err := repeat(1, func() (cost, error) { return run(b.app(dir, out)) })
	if err != nil {
		return nil, err
	}
	what := fmt.Sprintf("%d environments, with an AWS organization", n)
	return []row{
		newRow(what, seconds(costs), "s", 0),
		newRow(what+": memory of the largest process", []float64{costs[0].process}, "MiB", mostMiB),
		newRow(what+": memory", mib(costs), "MiB", 0),
	}, nil
}

// kept synthesizes 40 environments with the cache, after a change of one of them and after none.
func (b *bench) kept() ([]row, error) {
	config := b.path("config-40")
	synth := func() (cost, error) {
		return run(b.command(nil, filepath.Join(b.tree, "bin", "bulkhead"), "synth", "--config", config, "--out", b.path("kept")))
	}
	if _, err := synth(); err != nil {
		return nil, err
	}
	nothing, err := repeat(b.runs, synth)
	if err != nil {
		return nil, err
	}
	days := []int{30, 60, 90, 120, 150, 180, 365, 400, 545, 731} // what CloudWatch offers
	turn := 0
	one, err := repeat(min(b.runs, len(days)), func() (cost, error) {
		file := filepath.Join(config, "environments", "e20.yaml")
		environment, err := read(file)
		if err != nil {
			return cost{}, err
		}
		environment["logRetentionDays"] = days[turn]
		turn++
		if err := write(file, environment); err != nil {
			return cost{}, err
		}
		return synth()
	})
	if err != nil {
		return nil, err
	}
	return []row{
		newRow("40 environments, nothing changed", seconds(nothing), "s", 0),
		newRow("40 environments, one of them changed", seconds(one), "s", oneChangedSeconds),
		newRow("40 environments, one of them changed: processor time", cpu(one), "s", 0),
	}, nil
}

// grow writes a configuration with n environments like the example's stage, each with an account, a domain and an
// address range of its own, all in the first wave. There is no pipeline: a wave of 40 environments has more actions
// than CodePipeline allows in a stage. More than have room without are members of an AWS organization, in smaller
// ranges.
func grow(example, dir string, n int) error {
	organization, err := read(filepath.Join(example, "organization.yaml"))
	if err != nil {
		return err
	}
	delete(organization, "pipeline")
	old, ok := organization["accounts"].(map[string]any)
	if !ok {
		return fmt.Errorf("the example has no accounts")
	}
	vpn, ok := organization["vpn"].(map[string]any)
	if !ok {
		return fmt.Errorf("the example has no VPN")
	}
	vpn["levels"] = map[string]any{"everything": []string{"e1"}}
	accounts := map[string]any{"security": old["security"], "shared-services": old["shared-services"]}
	organization["accounts"] = accounts
	delete(organization, "budgets") // of accounts that are not there
	delete(organization, "identity")
	delete(organization, "applications")
	cidr := func(i int) string { return fmt.Sprintf("10.%d.0.0/16", i+1) }
	if n > config.MaxEnvironments {
		organization["awsOrganization"] = map[string]any{"id": "o-a1b2c3d4e5"}
		cidr = func(i int) string { return fmt.Sprintf("10.%d.%d.0/20", i/16, i%16*16) }
	}
	for i := range n {
		name := fmt.Sprintf("e%d", i+1)
		accounts[name] = fmt.Sprintf("9%011d", i+1)
		environment, err := read(filepath.Join(example, "environments", "stage.yaml"))
		if err != nil {
			return err
		}
		network, ok := environment["network"].(map[string]any)
		if !ok {
			return fmt.Errorf("the example's stage has no network")
		}
		network["cidr"] = cidr(i)
		environment["wave"] = 1
		if err := write(filepath.Join(dir, "environments", name+".yaml"), environment); err != nil {
			return err
		}
	}
	if err := os.CopyFS(filepath.Join(dir, "sites"), os.DirFS(filepath.Join(example, "sites"))); err != nil {
		return err
	}
	if err := write(filepath.Join(dir, "organization.yaml"), organization); err != nil {
		return err
	}
	_, err = config.RecordRoutes(dir)
	return err
}

func read(file string) (map[string]any, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var values map[string]any
	return values, yaml.Unmarshal(content, &values)
}

func write(file string, values map[string]any) error {
	content, err := yaml.Marshal(values)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o644)
}
