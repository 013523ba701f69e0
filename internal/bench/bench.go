package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/node"
)

// bench is what the measurements share: a copy of the tree, built, in a scratch directory.
type bench struct {
	ctx     context.Context
	root    string // of the module
	scratch string // removed at the end
	tree    string // the copy
	runs    int
}

// newBench copies the tree and builds it, and runs the app once so that no
// measurement finds cold caches unless it means to.
func newBench(ctx context.Context, runs int) (*bench, error) {
	for _, c := range [][2]string{
		{"go", "install Go 1.26 or newer"},
		{"git", "install Git"},
		{"make", "install make"},
		{node.Binary(), "install Node.js 22 or 24"},
	} {
		if _, err := exec.LookPath(c[0]); err != nil {
			return nil, fmt.Errorf("%s is missing; %s", c[0], c[1])
		}
	}
	root, err := exec.CommandContext(ctx, "go", "list", "-m", "-f", "{{.Dir}}", "bulkhead").Output()
	if err != nil {
		return nil, fmt.Errorf("this is not the tree of bulkhead: run it there")
	}
	scratch, err := os.MkdirTemp("", "bulkhead-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{
		ctx:     ctx,
		root:    strings.TrimSpace(string(root)),
		scratch: scratch,
		tree:    filepath.Join(scratch, "tree"),
		runs:    runs,
	}
	progress("build       a copy of the tree")
	if err := b.prepare(); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) close() { os.RemoveAll(b.scratch) }

func (b *bench) prepare() error {
	if err := copyTree(b.root, b.tree); err != nil {
		return fmt.Errorf("cannot copy the tree: %w", err)
	}
	if err := b.commit(); err != nil {
		return fmt.Errorf("cannot commit the copy: %w", err)
	}
	if _, err := run(b.make("build")); err != nil {
		return err
	}
	_, err := run(b.app(b.example(), b.path("warm")))
	return err
}

// commit makes the copy a repository of its own: some tests ask Git which files there are.
func (b *bench) commit() error {
	for _, args := range [][]string{
		{"init", "--quiet"},
		{"add", "."},
		{"-c", "user.name=bench", "-c", "user.email=bench@localhost", "commit", "--quiet", "--no-gpg-sign", "--message", "The tree"},
	} {
		if _, err := run(b.command([]string{"GIT_CONFIG_GLOBAL=" + os.DevNull}, "git", args...)); err != nil {
			return err
		}
	}
	return nil
}

// copyTree copies what a measurement needs: the sources, and the npm packages
// that are installed.
func copyTree(from, to string) error {
	entries, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		target := filepath.Join(to, name)
		switch {
		case name == ".git" || name == "bin" || strings.Contains(name, "cdk.out"):
			continue
		case entry.IsDir():
			err = os.CopyFS(target, os.DirFS(from+"/"+name))
		case entry.Type().IsRegular():
			err = copyFile(filepath.Join(from, name), target)
		}
		if err != nil {
			return err
		}
	}
	// Newer than what they are made from, or make would install the packages once more.
	for _, installed := range []string{".installed", "@aws/cloudformation-validate/package.json"} {
		if err := os.Chtimes(filepath.Join(to, "node_modules", installed), time.Time{}, time.Now()); err != nil {
			return fmt.Errorf("%w; run make node_modules first", err)
		}
	}
	return nil
}

func copyFile(from, to string) error {
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o644)
}

// path is a place in the scratch directory.
func (b *bench) path(name string) string { return filepath.Join(b.scratch, name) }

// example is the configuration that every measurement starts from.
func (b *bench) example() string { return filepath.Join(b.tree, "config", "example") }

// app is the app itself: it synthesizes a configuration from nothing.
func (b *bench) app(config, out string, settings ...string) *exec.Cmd {
	return b.command(append(settings, "BULKHEAD_NO_CACHE=true", "BULKHEAD_CONFIG="+config, "CDK_OUTDIR="+out), filepath.Join(b.tree, "bin", "bulkhead"), "app")
}

// make is a command of the Makefile.
func (b *bench) make(target string, settings ...string) *exec.Cmd {
	return b.command(settings, "make", target)
}

// command runs in the copy of the tree, with the caller's environment but for
// what would change what is measured.
func (b *bench) command(settings []string, name string, args ...string) *exec.Cmd {
	command := exec.CommandContext(b.ctx, name, args...)
	command.Dir = b.tree
	environment := slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return slices.ContainsFunc([]string{
			"BULKHEAD_", "CDK_", "CONFIG=", "JSII_DEBUG", "JSII_RUNTIME=", "MAKE", "MFLAGS=", "NODE_OPTIONS=", "OUT=",
		}, func(prefix string) bool { return strings.HasPrefix(variable, prefix) })
	})
	command.Env = append(append(environment, "BULKHEAD_CACHE="+b.path("cache")), settings...)
	return command
}
