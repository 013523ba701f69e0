package verify

import (
	"fmt"

	"bulkhead/internal/node"
)

// npmPackage returns the directory of an installed npm package.
func npmPackage(name string) (string, error) {
	if dir := node.Package(name); dir != "" {
		return dir, nil
	}
	return "", fmt.Errorf("the npm package %s is not installed; run make node_modules in the bulkhead directory", name)
}
