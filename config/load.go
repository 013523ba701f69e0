package config

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// The files of a configuration directory.
const (
	organizationFile = "organization.yaml"
	environmentsDir  = "environments"
)

// Load reads dir/organization.yaml, dir/environments/*.yaml, the record dir/routes.yaml and dir/patches.yaml, fills in
// the defaults and checks everything. The error it returns is Faults: every fault of
// every file, sorted by file and line. A faulty configuration is not returned.
func Load(dir string) (*Config, error) {
	return load(os.DirFS(dir), dir)
}

// Fault is one mistake in a configuration.
type Fault = document.Fault

// Faults are all the faults of a configuration directory, by file and line.
type Faults = document.Faults

// load is Load from any file system; dir is only what the faults call it.
func load(fsys fs.FS, dir string) (*Config, error) {
	r, c, recorded := loadAll(fsys, dir)
	if c != nil {
		checkRecorded(r, recorded.place(c))
	}
	if len(r.Faults) > 0 {
		return nil, r.Faults.Sorted()
	}
	return c, nil
}

// loadWithRecord is load for whoever completes the record of routes: that something is missing in it is no fault.
func loadWithRecord(fsys fs.FS, dir string) (*Config, slots, error) {
	r, c, recorded := loadAll(fsys, dir)
	if len(r.Faults) > 0 {
		return nil, nil, r.Faults.Sorted()
	}
	return c, recorded, nil
}

// loadAll reads, completes and checks all files. There is no configuration when there is no directory.
func loadAll(fsys fs.FS, dir string) (*document.Reader, *Config, slots) {
	r, c := newReader(fsys, dir), &Config{Dir: dir}
	if info, err := fs.Stat(fsys, "."); err != nil || !info.IsDir() {
		r.Faults = Faults{{File: dir, Problem: "is not a directory that can be read", Remedy: "name the one that holds " + organizationFile}}
		return r, nil, nil
	}
	organization, environments := read(r, c)
	recorded := readSlots(r)
	c.Patched = readPatches(r)
	c.complete()
	c.check(organization, environments)
	return r, c, recorded
}

// newReader returns the reader of a configuration directory.
func newReader(fsys fs.FS, dir string) *document.Reader {
	return &document.Reader{FS: fsys, Dir: dir, Text: plain, Empty: "begin with a copy from the example directory"}
}

// read decodes all files into c, and returns the documents that they are.
func read(r *document.Reader, c *Config) (organization *document.Document, environments map[string]*document.Document) {
	organization = r.Read(organizationFile, &c.Organization)
	environments = map[string]*document.Document{}
	for _, name := range environmentNames(r) {
		env := Environment{Name: name}
		file := path.Join(environmentsDir, name+".yaml")
		environments[name] = r.Read(file, &env)
		if env.Recovery != nil { // the standby is what the same file says
			env.Other = &Environment{}
			newReader(r.FS, r.Dir).Read(file, env.Other) // its faults are known
		}
		c.Environments = append(c.Environments, env)
	}
	return organization, environments
}

// live is how text begins that CDK or CloudFormation would replace with something else.
var live = []string{"{{resolve:", "${Token[", "#{Token["}

// plain refuses text that would not stay what it says: CloudFormation puts the value of any secret of the account in
// place of a dynamic reference, wherever it stands in a template.
func plain(text string) error {
	squeezed := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	for _, start := range live {
		if strings.Contains(squeezed, strings.ToLower(start)) {
			return document.TextError{
				Problem: "contains " + start + ", which CloudFormation or CDK would replace",
				Remedy:  "leave it out; a service gets a secret by naming it in uses",
			}
		}
	}
	return nil
}

// environmentNames lists the environments by their files' names.
func environmentNames(r *document.Reader) []string {
	files, ok := r.ReadDir(environmentsDir, "make this directory, with one file per environment")
	if !ok {
		return nil
	}
	var names []string
	for _, f := range files {
		file := path.Join(environmentsDir, f.Name())
		name, extension := strings.TrimSuffix(f.Name(), path.Ext(f.Name())), path.Ext(f.Name())
		switch {
		case strings.HasPrefix(f.Name(), "."): // .gitkeep, .DS_Store, an editor's swap file
		case f.IsDir():
			r.Fault(file, "is a directory", "environments are files; move it elsewhere")
		case extension == ".yml":
			r.Fault(file, "is not read, because its name ends in .yml", "rename it to "+name+".yaml")
		case extension != ".yaml":
			r.Fault(file, "is not an environment", "move it elsewhere, or name it <environment>.yaml")
		default:
			if problem, remedy := environmentName(name); problem != "" {
				r.Fault(file, problem, remedy)
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		r.Fault(environmentsDir, "has no environment", "add one, such as dev.yaml")
	}
	return names
}

// complete fills in the defaults, puts the environments in deployment order, and completes their standbys.
func (c *Config) complete() {
	c.Organization.complete()
	for i := range c.Environments {
		c.Environments[i].complete(c.Organization)
	}
	slices.SortFunc(c.Environments, func(a, b Environment) int {
		return cmp.Or(cmp.Compare(a.Wave, b.Wave), cmp.Compare(a.Name, b.Name))
	})
	for i := range c.Environments {
		if primary := &c.Environments[i]; primary.Other != nil {
			primary.Other.standBy(primary, c.Organization)
		}
	}
}
