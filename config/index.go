package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// IndexFile is the file beside a cloud assembly that says which configuration it was made of, in which order it is
// deployed, and whom accounts let deploy. It is not deployed.
const IndexFile = "configuration.json"

// Index is the content of that file.
type Index struct {
	Waves  []IndexWave `json:"waves"`  // in the order of the deployment
	Values []Line      `json:"values"` // of the configuration, by file and line
	// Trusted are patterns of the ARNs of the roles that accounts, by id, let assume the roles of CDK's bootstrap, by
	// the kinds of these.
	Trusted map[string]map[string][]string `json:"trusted"`
}

// IndexWave is the stages that are deployed side by side.
type IndexWave struct {
	Name   string   `json:"name"`
	Stages []string `json:"stages"`
}

// Line is a value that the configuration says, and where.
type Line struct {
	File  string `json:"file"` // below the configuration directory
	Line  int    `json:"line"` // counted from one
	Path  string `json:"path"` // such as services.web.uses[0]
	Value string `json:"value"`
}

// ReadIndex reads that file beside the cloud assembly in dir. An assembly that was not written by this program has
// none, and its index is empty.
func ReadIndex(dir string) (Index, error) {
	var index Index
	file := filepath.Join(dir, IndexFile)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return index, nil
	}
	if err != nil {
		return index, err
	}
	if err := json.Unmarshal(text, &index); err != nil {
		return index, fmt.Errorf("%s cannot be read; synthesize again: %w", file, err)
	}
	return index, nil
}

// Lines returns every value of the files of a configuration directory, whether or not it is a good one.
func Lines(dir string) ([]Line, error) { return lines(os.DirFS(dir), dir) }

// Fault returns what is wrong with a value that the file of an environment says, such as functions.resize.directory,
// or, without one, the organization's. What it does not say stands where the first of its neighbours does.
func (c *Config) Fault(environment, value, problem, remedy string) Fault {
	file := path.Join(environmentsDir, environment+".yaml")
	if environment == "" {
		file = organizationFile
	}
	fault := Fault{File: filepath.Join(c.Dir, filepath.FromSlash(file)), Path: value, Problem: problem, Remedy: remedy}
	section := value[:strings.LastIndex(value, ".")+1]
	for _, leaf := range newReader(os.DirFS(c.Dir), c.Dir).Leaves(file) {
		if leaf.Path == value || fault.Line == 0 && section != "" && strings.HasPrefix(leaf.Path, section) {
			fault.Line, fault.Column = leaf.Line, leaf.Column
		}
	}
	return fault
}

func lines(fsys fs.FS, dir string) ([]Line, error) {
	r := newReader(fsys, dir)
	var all []Line
	for _, pattern := range []string{"*.yaml", path.Join(environmentsDir, "*.yaml")} {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return nil, err
		}
		slices.Sort(names)
		for _, name := range names {
			if name == waiversFile || name == promisesFile || strings.HasPrefix(path.Base(name), ".") {
				continue
			}
			for _, leaf := range r.Leaves(name) {
				all = append(all, Line{name, leaf.Line, leaf.Path, leaf.Value})
			}
		}
	}
	return all, nil
}

// These are in the directory, too, and change no template.
const (
	waiversFile  = "waivers.yaml"
	promisesFile = "promises.yaml"
)

// Environment returns the environment whose file a line is in, or nothing for those of the organization.
func (l Line) Environment() string {
	name, inEnvironment := strings.CutPrefix(l.File, environmentsDir+"/")
	if !inEnvironment {
		return ""
	}
	return strings.TrimSuffix(name, ".yaml")
}
