package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/interrupt"
)

// demandFree fails where a directory would be written over.
func demandFree(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: name a directory that does not exist yet", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is there already, and is no directory: name one that does not exist yet", dir)
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return fmt.Errorf("%s holds something already, and nothing is written over: name a directory that does not exist yet", dir)
	}
	return err
}

// write writes all files, or none, and returns them.
func (a answers) write(dir string) ([]string, error) {
	parent, base := filepath.Split(filepath.Clean(dir))
	if parent == "" {
		parent = "."
	}
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return nil, err
	}
	fresh, err := os.MkdirTemp(parent, "."+base+"-")
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written: %w", dir, err)
	}
	defer interrupt.Half(fresh)()
	defer os.RemoveAll(fresh)
	files, err := a.writeFiles(fresh)
	if err != nil {
		return nil, err
	}
	if faults := a.faults(fresh); len(faults) > 0 {
		var all []string
		for _, f := range faults {
			all = append(all, f.text)
		}
		return nil, errors.New(strings.Join(all, "\n"))
	}
	if err := os.Chmod(fresh, 0o755); err != nil {
		return nil, err
	}
	err = interrupt.Whole(func() error {
		if err := os.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) { // empty, or it fails
			return err
		}
		return os.Rename(fresh, dir)
	})
	if err != nil {
		return nil, fmt.Errorf("%s cannot be written: %w", dir, err)
	}
	for i, file := range files {
		files[i] = filepath.Join(dir, file)
	}
	return files, nil
}

// writeFiles writes the files into a directory.
func (a answers) writeFiles(dir string) ([]string, error) {
	if err := os.Mkdir(filepath.Join(dir, "environments"), 0o755); err != nil {
		return nil, err
	}
	name := a["environment"]
	if !fs.ValidPath(name) || strings.ContainsAny(name, `/\`) {
		return nil, fmt.Errorf("--environment: %q cannot be the name of a file; write it such as dev", name)
	}
	environment := filepath.Join("environments", name+".yaml")
	for file, text := range map[string]string{"organization.yaml": a.organization(), environment: a.environment()} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	return []string{"organization.yaml", environment}, nil
}

func (a answers) organization() string {
	text := fmt.Sprintf(`# What all accounts have in common. docs/configuration.md says what else there is.

# The prefix of every name. It is permanent.
name: %s
domain:
  name: %s
regions:
  primary: %s
accounts:
  security: %q # log archive, audit, people
  shared-services: %q # images, DNS, pipelines
  %s: %q
tags: # on every resource
  owner: %s
  costCentre: %s
  dataClass: %s
`, scalar(a["name"]), scalar(a["domain"]), scalar(a["region"]), a["security"], a["shared-services"], scalar(a["environment"]),
		a["account"], scalar(a["owner"]), scalar(a["cost-centre"]), scalar(a["data-class"]))
	if email := a["alerts"]; email != "" {
		text += "defaults:\n  alerts:\n    email: [" + scalar(email) + "] # has to confirm its subscription once\n"
	}
	return text
}

func (a answers) environment() string {
	return fmt.Sprintf(`# Everything else has a default, which depends on the tier.
tier: %s
network:
  cidr: %s
`, scalar(a["tier"]), scalar(a["cidr"]))
}

// bare is what YAML takes for text without quotes.
var bare = regexp.MustCompile(`^[a-z][a-z0-9.@-]*$|^[0-9.]+\.[0-9.]+\.[0-9.]+/[0-9]+$`)

// scalar returns a text as YAML writes it: without quotes where it is the same.
func scalar(text string) string {
	words := []string{"null", "true", "false", "yes", "no", "on", "off", "y", "n"}
	if bare.MatchString(text) && !slices.Contains(words, text) {
		return text
	}
	return strconv.Quote(text)
}

// answerFault is what is wrong with an answer.
type answerFault struct{ flag, text string }

// faults are what is wrong with the configuration in a directory, in the words of whoever gave the answers.
func (a answers) faults(dir string) (all []answerFault) {
	_, err := config.Load(dir)
	var faults config.Faults
	errors.As(err, &faults)
	for _, f := range faults {
		about, found := asker(strings.HasPrefix(f.File, filepath.Join(dir, "environments")), f.Path)
		where := f.Path
		if found {
			where = "--" + about.flag
		}
		f.File, f.Line, f.Path = where, 0, ""
		if name, renames := strings.CutPrefix(f.Remedy, "rename it to "); renames { // no file is there yet
			f.Remedy = "write " + strings.TrimSuffix(name, ".yaml")
		}
		if line := (answerFault{about.flag, f.Error()}); !slices.Contains(all, line) {
			all = append(all, line)
		}
	}
	return all
}

// faultsOf are those of one answer.
func (a answers) faultsOf(q question) ([]string, error) {
	dir, err := os.MkdirTemp("", "bulkhead-init-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	some := answers{ // what was not asked yet is not wrong
		"name": "acme", "domain": "example.com", "region": "eu-west-1", "security": "111111111111", "shared-services": "222222222222",
		"environment": "dev", "account": "333333333333", "tier": "development", "cidr": "10.0.0.0/16", "owner": "me",
		"cost-centre": "me", "data-class": "internal",
	}
	for flag, value := range a {
		some[flag] = value
	}
	if _, err := some.writeFiles(dir); err != nil {
		return []string{err.Error()}, nil
	}
	var mine []string
	for _, f := range some.faults(dir) {
		if f.flag == q.flag {
			mine = append(mine, f.text)
		}
	}
	return mine, nil
}
