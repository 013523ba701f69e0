package config

import (
	"cmp"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
)

// The files of a configuration directory.
const (
	organizationFile = "organization.yaml"
	environmentsDir  = "environments"
)

// Load reads dir/organization.yaml and dir/environments/*.yaml, fills in the
// defaults and checks everything. The error it returns is Faults: every fault of
// every file, sorted by file and line. A faulty configuration is not returned.
func Load(dir string) (*Config, error) {
	return load(os.DirFS(dir), dir)
}

// load is Load from any file system; dir is only what the faults call it.
func load(fsys fs.FS, dir string) (*Config, error) {
	l := loader{fsys: fsys, dir: dir}
	c := &Config{Dir: dir}
	if info, err := fs.Stat(fsys, "."); err != nil || !info.IsDir() {
		return nil, Faults{{File: dir, Problem: "is not a directory that can be read", Remedy: "name the one that holds " + organizationFile}}
	}
	organization, environments := l.read(c)
	c.complete()
	c.check(organization, environments)
	if len(l.faults) > 0 {
		return nil, l.faults.sorted()
	}
	return c, nil
}

// loader reads files and gathers their faults.
type loader struct {
	fsys   fs.FS
	dir    string
	faults Faults
}

// read decodes all files into c, and returns where each of them was read from.
func (l *loader) read(c *Config) (organization *document, environments map[string]*document) {
	organization = l.document(organizationFile, &c.Organization)
	environments = map[string]*document{}
	for _, name := range l.environmentNames() {
		env := Environment{Name: name}
		file := path.Join(environmentsDir, name+".yaml")
		environments[name] = l.document(file, &env)
		if env.Recovery != nil { // the standby is what the same file says
			env.Other = &Environment{}
			again := loader{fsys: l.fsys, dir: l.dir} // its faults are known
			again.document(file, env.Other)
		}
		c.Environments = append(c.Environments, env)
	}
	return organization, environments
}

// document decodes a file.
func (l *loader) document(name string, into any) *document {
	doc := newDocument(l.name(name), l.fsys, &l.faults)
	if node := parse(l.fsys, name, doc); node != nil {
		decode(node, reflect.ValueOf(into).Elem(), doc.root())
	}
	return doc
}

// environmentNames lists the environments by their files' names.
func (l *loader) environmentNames() []string {
	files, err := fs.ReadDir(l.fsys, environmentsDir)
	if err != nil {
		l.fault(environmentsDir, unreadable(err).Error(), "make this directory, with one file per environment")
		return nil
	}
	var names []string
	for _, f := range files {
		file := path.Join(environmentsDir, f.Name())
		name, extension := strings.TrimSuffix(f.Name(), path.Ext(f.Name())), path.Ext(f.Name())
		switch {
		case strings.HasPrefix(f.Name(), "."): // .gitkeep, .DS_Store, an editor's swap file
		case f.IsDir():
			l.fault(file, "is a directory", "environments are files; move it elsewhere")
		case extension == ".yml":
			l.fault(file, "is not read, because its name ends in .yml", "rename it to "+name+".yaml")
		case extension != ".yaml":
			l.fault(file, "is not an environment", "move it elsewhere, or name it <environment>.yaml")
		default:
			if problem, remedy := environmentName(name); problem != "" {
				l.fault(file, problem, remedy)
			}
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		l.fault(environmentsDir, "has no environment", "add one, such as dev.yaml")
	}
	return names
}

// fault reports a fault of a file as a whole.
func (l *loader) fault(file, problem, remedy string) {
	l.faults = append(l.faults, Fault{File: l.name(file), Problem: problem, Remedy: remedy})
}

// name is a file as the operator would name it.
func (l *loader) name(file string) string {
	return filepath.Join(l.dir, filepath.FromSlash(file))
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
