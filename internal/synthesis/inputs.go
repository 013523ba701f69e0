package synthesis

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/cache"
	"bulkhead/internal/fingerprint"
	"bulkhead/internal/interrupt"
	"bulkhead/internal/node"
	"bulkhead/stacks"
)

// inputs are what decides the bytes of a cloud assembly.
type inputs struct {
	c        *config.Config
	tools    []string // the fingerprints of what builds it
	outlines string   // the fingerprint of what every stage sees of the configuration
}

func inputsOf(c *config.Config, functions string, nag bool) (inputs, error) {
	binary, err := fingerprint.OfFile(program())
	if err != nil {
		return inputs{}, err
	}
	lambda, err := fingerprint.OfFiles(os.DirFS(functions))
	if err != nil {
		return inputs{}, err
	}
	version, err := exec.Command(node.Binary(), "--version").Output()
	if err != nil {
		return inputs{}, withoutNode(err)
	}
	return newInputs(c, binary, lambda, string(version), fingerprint.Of(variables()), fmt.Sprint(nag)), nil
}

// withoutNode is why Node.js does not say its version, and what to do about it.
func withoutNode(err error) error {
	if interrupt.Happened() {
		return context.Canceled
	}
	const remedy = "install version 22 or 24, or have npm install it with make node_modules"
	if named := os.Getenv("JSII_NODE"); errors.Is(err, exec.ErrNotFound) || errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no Node.js, %s: %s", named, remedy)
	}
	return fmt.Errorf("the Node.js at %s does not start: %w; %s", node.Binary(), err, remedy)
}

func newInputs(c *config.Config, tools ...string) inputs {
	return inputs{c, tools, fingerprint.Of(somewhere(c.View("")))}
}

// somewhere is the configuration wherever it is: what its directory holds beside it, the files of sites, counts by its
// content.
func somewhere(c *config.Config) config.Config {
	s := *c
	s.Dir = ""
	return s
}

// program is the file that this process runs: on Linux that of its start, even when another one is in its place by now.
func program() string {
	const own = "/proc/self/exe"
	if _, err := os.Stat(own); err == nil {
		return own
	}
	path, err := os.Executable()
	if err != nil {
		return os.Args[0]
	}
	return path
}

// stamp tells whether files that a stage is made of were written since: it is another one then. It costs no reading.
func stamp(c *config.Config, s stacks.Stage, functions string) (string, error) {
	dirs := []string{functions}
	for _, e := range c.Environments {
		if e.Name != s.Environment {
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(e.Sites)) {
			if files := e.Sites[name].Files; files != "" {
				dirs = append(dirs, filepath.Join(c.Dir, files))
			}
		}
	}
	var all strings.Builder
	for _, dir := range dirs {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			fmt.Fprintln(&all, path, info.Mode(), info.Size(), info.ModTime().UnixNano())
			return nil
		})
		if err != nil {
			return "", err
		}
	}
	return all.String(), nil
}

// variables are those that change what CDK and its kernel do.
func variables() []string {
	all := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		read := slices.ContainsFunc(
			[]string{"CDK_", "CONTEXT_OVERFLOW_", "JSII_", "NODE_"},
			func(prefix string) bool { return strings.HasPrefix(variable, prefix) },
		)
		elsewhere := slices.ContainsFunc(
			// Where something is written, and what the CLI, which is no part of a synthesis, tells AWS.
			[]string{"CDK_OUTDIR=", "CDK_ERROR_FILE=", "CDK_DISABLE_CLI_TELEMETRY="},
			func(prefix string) bool { return strings.HasPrefix(variable, prefix) },
		)
		return !read || elsewhere
	})
	slices.Sort(all)
	return all
}

// stage is the key of a stage: of the tools, and of its view, which is what all
// stages see, the environment that it sees in full, and its patches.
func (in inputs) stage(s stacks.Stage) (cache.Key, error) {
	parts := append(slices.Clone(in.tools), in.outlines, s.Name, fingerprint.Of(in.c.Patches(s.Name)))
	for _, e := range in.c.Environments {
		if e.Name != s.Environment {
			continue
		}
		parts = append(parts, fingerprint.Of(e))
		for _, name := range slices.Sorted(maps.Keys(e.Sites)) {
			files, err := in.site(e.Sites[name])
			if err != nil {
				return cache.Key{}, err
			}
			parts = append(parts, files)
		}
	}
	return cache.KeyOf("stage", parts...), nil
}

// site is the fingerprint of a static site's files.
func (in inputs) site(s config.Site) (string, error) {
	if s.Files == "" {
		return "", nil
	}
	return fingerprint.OfFiles(os.DirFS(filepath.Join(in.c.Dir, s.Files)))
}

// whole is the key of what joins stages with these keys.
func (in inputs) whole(stages []string) cache.Key {
	return cache.KeyOf("whole", slices.Concat(in.tools, []string{fingerprint.Of(somewhere(in.c))}, stages)...)
}
