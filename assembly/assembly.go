package assembly

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Assembly is every stack found below one directory.
type Assembly struct {
	Dir    string
	Stacks []*Stack // sorted by ID
}

// Load reads the stacks below dir.
//
// A directory with a manifest.json is a cloud assembly: the manifest, and those
// of the assemblies nested in it, say which templates there are. Any other
// directory is searched for JSON and YAML files that look like CloudFormation.
//
// Load fails when a template cannot be read or when there is none at all, and
// every error names the file.
func Load(dir string) (*Assembly, error) {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return nil, fmt.Errorf("%s is not a directory; synthesize first, or name the directory of the templates", dir)
	}
	read := readTemplates
	if IsCloudAssembly(dir) {
		read = readManifest
	}
	stacks, err := read(dir)
	if err != nil {
		return nil, err
	}
	if len(stacks) == 0 {
		return nil, fmt.Errorf("there is no CloudFormation template below %s; synthesize first, or name the directory of the templates", dir)
	}
	slices.SortFunc(stacks, func(a, b *Stack) int { return strings.Compare(a.ID, b.ID) })
	for i := 1; i < len(stacks); i++ {
		if stacks[i].ID == stacks[i-1].ID {
			return nil, fmt.Errorf("%s and %s are both called %q; rename one of the files", stacks[i-1].Path, stacks[i].Path, stacks[i].ID)
		}
	}
	return &Assembly{Dir: dir, Stacks: stacks}, nil
}

// IsCloudAssembly tells whether dir is what the CDK synthesized, rather than a
// directory that happens to hold templates.
func IsCloudAssembly(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "manifest.json"))
	return err == nil
}

// Stack returns the stack with this ID ("dev/network"), or nil.
func (a *Assembly) Stack(id string) *Stack {
	for _, stack := range a.Stacks {
		if stack.ID == id {
			return stack
		}
	}
	return nil
}

// Stage returns the stacks of a stage ("dev"), sorted by ID. The stage "" holds
// those that belong to none.
func (a *Assembly) Stage(name string) []*Stack {
	var stacks []*Stack
	for _, stack := range a.Stacks {
		if stack.Stage == name {
			stacks = append(stacks, stack)
		}
	}
	return stacks
}

// OfType returns every resource of a CloudFormation type, by stack and logical id.
func (a *Assembly) OfType(typ string) []*Resource {
	var resources []*Resource
	for _, stack := range a.Stacks {
		for _, resource := range stack.Resources {
			if resource.Type == typ {
				resources = append(resources, resource)
			}
		}
	}
	return resources
}
