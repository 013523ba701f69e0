package assembly

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Found is what was found below a directory: the templates that can be read, those that cannot, and what is beside
// them.
type Found struct {
	Assembly
	Broken  []Broken  // templates that cannot be read, by path
	Skipped []Skipped // what was not taken for a template, by path
}

// Broken is a template that cannot be read.
type Broken struct {
	Path string
	Err  error // names the path, and the remedy
}

// Skipped is a file that might be a template and is none, or a directory that was not entered.
type Skipped struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// Find reads what is below a directory, or one file. A template that cannot be read is told as Broken, and keeps nobody
// from the others: nothing that might be a template is passed over without being named.
//
// A directory with a manifest.json is a cloud assembly: the manifest says which templates there are. In any other one,
// whatever parses as JSON or YAML and has resources with types is a template. Those of nested stacks are stacks of
// their own.
func Find(path string) (*Found, error) { return find(path, true) }

func find(path string, nested bool) (*Found, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, notThere(path)
	}
	found := &Found{Assembly: Assembly{Dir: path}}
	switch {
	case !info.IsDir():
		found.Dir = filepath.Dir(path)
		s := search{root: found.Dir, found: found}
		s.file(path)
	case IsCloudAssembly(path):
		if found.Stacks, err = readManifest(path, nested); err != nil {
			return nil, err
		}
	default:
		s := search{root: path, found: found, entered: map[string]bool{}}
		s.directory(path)
		found.name()
	}
	found.sort()
	return found, nil
}

func notThere(dir string) error {
	return fmt.Errorf("%s is not a directory; synthesize first, or name the directory of the templates", dir)
}

// name gives those that have a name in common, such as a.json and a.yaml, their whole file's name.
func (f *Found) name() {
	for again := true; again; {
		again = false
		byID := map[string][]*Stack{}
		for _, stack := range f.Stacks {
			byID[stack.ID] = append(byID[stack.ID], stack)
		}
		for _, same := range byID {
			if len(same) == 1 {
				continue
			}
			for _, stack := range same {
				if name := filepath.Base(stack.Path); stack.Name != name {
					stack.Name, again = name, true
					stack.ID = strings.TrimPrefix(stack.Stage+"/"+name, "/")
				}
			}
		}
	}
}

func (f *Found) sort() {
	slices.SortFunc(f.Stacks, func(a, b *Stack) int { return strings.Compare(a.ID, b.ID) })
	slices.SortFunc(f.Broken, func(a, b Broken) int { return strings.Compare(a.Path, b.Path) })
	slices.SortFunc(f.Skipped, func(a, b Skipped) int { return strings.Compare(a.Path, b.Path) })
}

// search is a walk through a directory.
type search struct {
	root    string
	found   *Found
	entered map[string]bool // directories, by where they really are
}

func (s *search) skip(path, reason string, args ...any) {
	s.found.Skipped = append(s.found.Skipped, Skipped{path, fmt.Sprintf(reason, args...)})
}

func (s *search) broken(path string, err error) {
	s.found.Broken = append(s.found.Broken, Broken{path, err})
}

// directory looks at what is in a directory, links included.
func (s *search) directory(path string) {
	real, err := filepath.EvalSymlinks(path)
	if err != nil {
		s.skip(path, "it cannot be followed: %s", reason(err))
		return
	}
	if s.entered[real] {
		s.skip(path, "it leads to a directory that was looked at already")
		return
	}
	s.entered[real] = true
	entries, err := os.ReadDir(path)
	if err != nil {
		s.broken(path, fmt.Errorf("the directory %s cannot be read; permit it: %w", path, err))
		return
	}
	for _, entry := range entries {
		inside := filepath.Join(path, entry.Name())
		info, err := os.Stat(inside)
		switch {
		case err != nil && withoutExtension(entry.Name()) == "":
		case err != nil:
			s.skip(inside, "it is a link that leads nowhere")
		case !info.IsDir():
			s.file(inside)
		case strings.HasPrefix(entry.Name(), "."):
			s.skip(inside, "hidden directories are not entered")
		case entry.Name() == "node_modules":
			s.skip(inside, "what npm installed is not entered")
		default:
			s.directory(inside)
		}
	}
}

// mostBytes is how large a template may be: CloudFormation takes 1 MB.
const mostBytes = 1 << 20

// prose are the endings of documents, which show parts of templates.
var prose = []string{".md", ".markdown", ".rst", ".adoc", ".html", ".txt"}

// file adds a file to what it is.
func (s *search) file(path string) {
	named := withoutExtension(filepath.Base(path)) != "" || s.entered == nil
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		if named {
			s.skip(path, "it is no regular file")
		}
		return
	}
	text, err := readAtMost(path, mostBytes+1)
	if err != nil {
		if named {
			s.broken(path, fmt.Errorf("%s cannot be read; permit it: %w", path, err))
		}
		return
	}
	text, err = decode(text)
	mentions := looksLikeTemplate(text)
	if !named && !mentions { // such as a README
		return
	}
	if !mentions && !hasResources(text) {
		s.skip(path, "it has no Resources")
		return
	}
	if err == nil && len(text) > mostBytes {
		err = errors.New("it is larger than the 1 MB that CloudFormation takes; split it")
	}
	var document any
	if err == nil {
		document, err = parse(text)
	}
	switch {
	case err != nil && named && mentions:
		s.broken(path, unreadable(path, err))
	case err != nil && !named && slices.Contains(prose, filepath.Ext(path)): // it shows some
	case err != nil:
		s.skip(path, "it is neither JSON nor YAML: %s", reason(err))
	case !isTemplate(document):
		if named {
			s.skip(path, "%s", whyNot(document))
		}
	default:
		s.add(path, document.(map[string]any))
	}
}

func (s *search) add(path string, template map[string]any) {
	relative, err := filepath.Rel(s.root, filepath.Dir(path))
	if err != nil {
		relative = filepath.Dir(path)
	}
	name := withoutExtension(filepath.Base(path))
	if name == "" {
		name = filepath.Base(path)
	}
	stage := strings.TrimPrefix(filepath.ToSlash(relative), ".")
	stack := &Stack{ID: strings.TrimPrefix(stage+"/"+name, "/"), Stage: stage, Name: name, Path: path}
	stack.fill(template)
	s.found.Stacks = append(s.found.Stacks, stack)
}

// reason is the first line of an error, without the path that stands beside it.
func reason(err error) string {
	var fault *fs.PathError
	if errors.As(err, &fault) {
		err = fault.Err
	}
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}
