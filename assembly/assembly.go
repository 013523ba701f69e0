package assembly

import (
	"fmt"
	"os"
	"path/filepath"
)

// Assembly is every stack found below one directory.
type Assembly struct {
	Dir    string
	Stacks []*Stack // sorted by ID
}

// Load reads the stacks below dir, as Find does. It fails when a template cannot be read or when there is none at all,
// and every error names the file.
func Load(dir string) (*Assembly, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, notThere(dir)
	}
	found, err := find(dir, false)
	if err != nil {
		return nil, err
	}
	if len(found.Broken) > 0 {
		return nil, found.Broken[0].Err
	}
	if len(found.Stacks) == 0 {
		return nil, fmt.Errorf("there is no CloudFormation template below %s; synthesize first, or name the directory of the templates", dir)
	}
	return &found.Assembly, nil
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
