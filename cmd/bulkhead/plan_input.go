package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"bulkhead"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/cache"
	"bulkhead/internal/synthesis"

	"github.com/spf13/cobra"
)

// planInput makes cloud assemblies of what plan is given.
type planInput struct {
	scratch string
	noCache bool
	stderr  io.Writer
}

// assembly returns the cloud assembly in dir, or that of the configuration in dir.
func (in planInput) assembly(dir, name string) (string, error) {
	if assembly.IsCloudAssembly(dir) {
		return dir, nil
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return "", fmt.Errorf("%s is neither a cloud assembly nor a configuration directory; synthesize first, or name one", dir)
	}
	functions, err := functionsFor(dir)
	if err != nil {
		return "", err
	}
	options := synthesis.Options{Functions: functions, Cache: cache.Default(), Stderr: in.stderr, Logs: true}
	if in.noCache {
		options.Cache = nil
	}
	out := filepath.Join(in.scratch, name)
	fmt.Fprintf(in.stderr, "synth       %s\n", dir)
	return out, bulkhead.Synthesize(dir, out, options)
}

// readAssembly reads the cloud assembly in dir, or that of the configuration in dir, and the lines of the configuration
// that it was made of.
func readAssembly(command *cobra.Command, dir string, noCache bool) (*assembly.Assembly, config.Index, error) {
	scratch, err := os.MkdirTemp("", "bulkhead-assembly-")
	if err != nil {
		return nil, config.Index{}, err
	}
	defer os.RemoveAll(scratch)
	in := planInput{scratch, noCache, command.ErrOrStderr()}
	if dir, err = in.assembly(dir, "assembly"); err != nil {
		return nil, config.Index{}, err
	}
	a, err := assembly.Load(dir)
	if err != nil {
		return nil, config.Index{}, err
	}
	index, err := config.ReadIndex(dir)
	return a, index, err
}

// commit returns the cloud assembly of a configuration at a commit, synthesized with the code of that commit.
func (in planInput) commit(ctx context.Context, ref, dir string) (assembly string, err error) {
	if strings.HasPrefix(ref, "-") {
		return "", fmt.Errorf("%s is no commit", ref)
	}
	root, err := output(ctx, "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return "", fmt.Errorf("--base-ref needs the repository: %w", err)
	}
	inside, err := below(root, dir)
	if err != nil {
		return "", err
	}
	tree := filepath.Join(in.scratch, "tree")
	if _, err := output(ctx, "git", "worktree", "add", "--detach", tree, ref); err != nil {
		return "", err
	}
	defer func() {
		_, removed := output(context.WithoutCancel(ctx), "git", "worktree", "remove", "--force", tree)
		err = errors.Join(err, removed)
	}()
	if info, err := os.Stat(filepath.Join(tree, inside)); err != nil || !info.IsDir() {
		return "", fmt.Errorf("%s has no directory %s: give the base as a directory", ref, inside)
	}
	out := filepath.Join(in.scratch, "base")
	fmt.Fprintf(in.stderr, "synth       %s of %s\n", inside, ref)
	synth := exec.CommandContext(ctx, "make", "-C", tree, "synth", "CONFIG="+inside, "OUT="+out)
	synth.Env = slices.DeleteFunc(os.Environ(), func(variable string) bool {
		name, _, _ := strings.Cut(variable, "=")
		return slices.Contains([]string{"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "BULKHEAD_CONFIG"}, name)
	})
	synth.Stdout, synth.Stderr = in.stderr, in.stderr
	if err := synth.Run(); err != nil {
		return "", fmt.Errorf("%s cannot be synthesized: %w", ref, err)
	}
	return out, nil
}

// below returns where in the repository a configuration directory is.
func below(root, dir string) (string, error) {
	absolute, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	if resolved, err := filepath.EvalSymlinks(absolute); err == nil {
		absolute = resolved
	}
	inside, err := filepath.Rel(root, absolute)
	if err != nil || strings.HasPrefix(inside, "..") {
		return "", fmt.Errorf("%s is not in the repository, so no commit has it; give the base as a directory", dir)
	}
	return inside, nil
}

// output runs a command and returns what it prints; its error has what it complains about.
func output(ctx context.Context, name string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, name, args...)
	var complaint strings.Builder
	command.Stderr = &complaint
	text, err := command.Output()
	if err != nil {
		err = fmt.Errorf("%s %s: %w: %s", name, strings.Join(args, " "), err, strings.TrimSpace(complaint.String()))
	}
	return strings.TrimSpace(string(text)), err
}
