package config

import (
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
	r.Text = stays // CloudFormation puts values in the place of ${…} in what is patched
	c.Patched = readPatches(r)
	c.complete()
	c.check(organization, environments)
	return r, c, recorded
}

// newReader returns the reader of a configuration directory.
func newReader(fsys fs.FS, dir string) *document.Reader {
	return &document.Reader{FS: fsys, Dir: dir, Text: plain, Empty: "begin with a copy from config/example, or with bulkhead init"}
}

// read decodes all files into c, and returns the documents that they are. Of an environment whose file has a wrong name
// only the document is known.
func read(r *document.Reader, c *Config) (organization *document.Document, environments map[string]*document.Document) {
	organization = r.Read(organizationFile, &c.Organization)
	environments = map[string]*document.Document{}
	names, others := environmentNames(r)
	c.files = append(slices.Clone(names), others...)
	for _, name := range names {
		env := Environment{Name: name}
		file := path.Join(environmentsDir, name+".yaml")
		environments[name] = r.Read(file, &env)
		if problem, remedy := environmentName(name); problem != "" {
			r.Fault(file, problem, remedy)
			continue
		}
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

// expanded is what shells, Compose and CI put values in the place of, and nothing here does.
var expanded = regexp.MustCompile(`\$\{([A-Za-z_]\w*)(:?[-+?=][^}]*)?\}`)

// plain refuses text that does not mean what whoever wrote it may think, or that would not stay what it says.
func plain(text string) error {
	if parts := expanded.FindStringSubmatch(text); parts != nil {
		return document.TextError{
			Problem: "holds " + parts[0] + ", in whose place nothing puts a value",
			Remedy: "write the value itself; what is secret goes under secrets:, and is listed in uses:" +
				" (a shell in a container reads $" + parts[1] + ")",
		}
	}
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	if len(text) > utf8.RuneLen(first) && strings.ContainsRune("“”„‟‘’‚‛«»", first) && strings.ContainsRune("“”„‟‘’‚‛«»", last) {
		return document.TextError{Problem: "is in typographic quotes, " + string(first) + " and " + string(last), Remedy: `write " before and after it`}
	}
	for _, r := range []rune{first, last} {
		if r > unicode.MaxASCII && (unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)) {
			return document.TextError{Problem: fmt.Sprintf("begins or ends with a character that cannot be seen (%U)", r), Remedy: "take it out"}
		}
	}
	return stays(text)
}

// stays refuses text that would not stay what it says: CloudFormation puts the value of any secret of the account in
// place of a dynamic reference, wherever it stands in a template.
func stays(text string) error {
	squeezed := strings.ToLower(strings.ReplaceAll(text, " ", ""))
	for _, start := range live {
		if strings.Contains(squeezed, strings.ToLower(start)) {
			return document.TextError{
				Problem: "contains " + start + ", which CloudFormation or CDK would replace",
				Remedy:  "leave it out; a service gets what is under secrets: by naming it in uses:",
			}
		}
	}
	return nil
}

// environmentNames lists the environments by their files' names, and what other files are called, which are none.
func environmentNames(r *document.Reader) (names, others []string) {
	files, ok := r.ReadDir(environmentsDir, "make this directory, with one file per environment")
	if !ok {
		return nil, nil
	}
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
			names = append(names, name)
			continue
		}
		others = append(others, name)
	}
	if len(names) == 0 {
		r.Fault(environmentsDir, "has no environment", "add one, such as dev.yaml")
	}
	return names, others
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
	c.completeLevels()
}
