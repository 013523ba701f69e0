package verify

import (
	"bytes"
	"errors"
	"fmt"
	"hash"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// together joins the digests of what makes a version.
func together(first string, err error) func(string, error) (string, error) {
	return func(second string, fault error) (string, error) { return first + second, errors.Join(err, fault) }
}

// programStamp returns what tells a program from another version of it, without
// running it: where it is, how large, and when it was written.
func programStamp(path string) (string, error) {
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return "", err
	}
	info, err := os.Stat(path)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%q %d %d\n", path, info.Size(), info.ModTime().UnixNano()), nil
}

// nodeVersion returns the stamp of the program that node is. A script in its
// place, such as that of a version manager, is asked which one it starts.
func nodeVersion(node string) (string, error) {
	head, err := headOf(node)
	if err != nil {
		return "", err
	}
	if bytes.HasPrefix(head, []byte("#!")) {
		output, err := exec.Command(node, "--print", "process.execPath").Output()
		if err != nil {
			return "", fmt.Errorf("%s does not say which program it starts: %w", node, err)
		}
		node = strings.TrimSpace(string(output))
	}
	return programStamp(node)
}

var (
	pyenv       = regexp.MustCompile(`(?m)^exec "(/[^"]*/pyenv)" exec`)
	interpreter = regexp.MustCompile(`\A(?:#!|#!/bin/sh\n'''exec' )"?(/[^"\n]*/python[\d.]*)"?[\s"]`)
)

// pythonPackage returns the version of a Python package that a script runs. To
// ask Python takes a second; this looks at what decides the answer: the
// interpreter that the script names, the package's files by their sizes and
// times, and what is installed beside it. It fails when there is any doubt.
func pythonPackage(script, name string) (string, error) {
	for _, variable := range []string{"PYTHONPATH", "PYTHONHOME", "PYTHONUSERBASE"} {
		if os.Getenv(variable) != "" {
			return "", fmt.Errorf("%s is set", variable)
		}
	}
	head, err := headOf(script)
	if err != nil {
		return "", err
	}
	if shim := pyenv.FindSubmatch(head); shim != nil {
		output, err := exec.Command(string(shim[1]), "which", filepath.Base(script)).Output()
		if err != nil {
			return "", fmt.Errorf("pyenv does not say which %s it starts: %w", filepath.Base(script), err)
		}
		script = strings.TrimSpace(string(output))
	}
	if script, err = filepath.EvalSymlinks(script); err != nil {
		return "", err
	}
	if head, err = headOf(script); err != nil {
		return "", err
	}
	python := interpreter.FindSubmatch(head)
	if python == nil {
		return "", fmt.Errorf("%s does not say which Python runs it", script)
	}
	home, _ := os.UserHomeDir()
	var sites, packages []string
	above := func(program string) string { return filepath.Dir(filepath.Dir(program)) }
	prefixes := []string{above(script), above(string(python[1])), filepath.Join(home, ".local")}
	for _, prefix := range prefixes {
		found, err := filepath.Glob(filepath.Join(prefix, "lib*", "python3*", "*-packages"))
		if err != nil {
			return "", err
		}
		for _, site := range found {
			if slices.Contains(sites, site) {
				continue
			}
			sites = append(sites, site)
			if _, err := os.Stat(filepath.Join(site, name, "__init__.py")); err == nil {
				packages = append(packages, filepath.Join(site, name))
			}
		}
	}
	if len(packages) != 1 {
		return "", fmt.Errorf("there are %d packages %s that %s may run", len(packages), name, script)
	}
	program, err := programStamp(string(python[1]))
	version, err := together(program, err)(stampOf(os.DirFS(packages[0]), func(file fs.DirEntry) bool {
		return strings.HasSuffix(file.Name(), ".pyc")
	}))
	for _, site := range sites {
		version, err = together(version, err)(installedIn(site))
	}
	return version, err
}

// installedIn returns a digest of which versions of which packages there are: pip
// writes a directory for each, named after both.
func installedIn(site string) (string, error) {
	entries, err := os.ReadDir(site)
	if err != nil {
		return "", err
	}
	return digestOf(func(sum hash.Hash) error {
		for _, entry := range entries {
			if !slices.Contains([]string{".dist-info", ".egg-info", ".egg-link", ".pth"}, filepath.Ext(entry.Name())) {
				continue
			}
			info, err := entry.Info()
			if err != nil {
				return err
			}
			fmt.Fprintf(sum, "%q %d\n", entry.Name(), info.ModTime().UnixNano())
		}
		return nil
	})
}

// headOf returns the first bytes of a file.
func headOf(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	head := make([]byte, 4096)
	n, err := file.Read(head)
	return head[:n], err
}
