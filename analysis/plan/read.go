package plan

import (
	"encoding/json"
	"fmt"
	"os"

	"bulkhead/assembly"
	"bulkhead/config"
)

// Cloud is a cloud assembly, and what it was made of. No comparison changes it.
type Cloud struct {
	*assembly.Assembly
	index config.Index // empty for an assembly that was not written by this program
}

// Read reads a cloud assembly. It fails where that is not of CDK: templates alone tell no accounts and no order.
func Read(dir string) (*Cloud, error) {
	a, err := assembly.Load(dir)
	if err != nil {
		return nil, err
	}
	if !assembly.IsCloudAssembly(dir) {
		return nil, fmt.Errorf("%s is not a cloud assembly: the accounts and the order of its templates are not known", dir)
	}
	index, err := config.ReadIndex(dir)
	return &Cloud{a, index}, err
}

// NewCloud returns what Read would of a cloud assembly whose stacks were read already, and the index beside it.
func NewCloud(a *assembly.Assembly, index config.Index) *Cloud { return &Cloud{a, index} }

// ReadKept reads a file of names that exist in accounts: a JSON list of Kept.
func ReadKept(file string) ([]Kept, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var kept []Kept
	if err := json.Unmarshal(text, &kept); err != nil {
		return nil, fmt.Errorf("%s is not a list of names; write [{\"account\": …, \"region\": …, \"type\": …, \"name\": …}]: %w", file, err)
	}
	for i, k := range kept {
		if k.Account == "" || k.Type == "" || k.Name == "" {
			return nil, fmt.Errorf("%s: entry %d lacks its account, type or name", file, i+1)
		}
	}
	return kept, nil
}
