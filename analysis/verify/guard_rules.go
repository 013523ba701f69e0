package verify

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"bulkhead/assembly"
)

// guardRule is a file of Guard rules and the resource types it is about.
type guardRule struct {
	file   string
	types  []string
	digest string
}

var (
	guardComment = regexp.MustCompile(`(?m)^\s*#.*$`)
	typeName     = regexp.MustCompile(`\b\w+::\w+::\w+\b`)
)

// readGuardRules reads the files below dir, in the order of their paths.
func readGuardRules(dir string) ([]guardRule, error) {
	var rules []guardRule
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".guard") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(text)
		types := typeName.FindAllString(guardComment.ReplaceAllString(string(text), ""), -1)
		rules = append(rules, guardRule{path, types, hex.EncodeToString(sum[:])})
		return nil
	})
	if err != nil || len(rules) == 0 {
		return nil, errors.New("its rules are missing; run make node_modules in the bulkhead directory")
	}
	return rules, nil
}

// concerns tells whether a rule can apply to a stack. One that names no type may
// apply to any.
func (r guardRule) concerns(stack *assembly.Stack) bool {
	return len(r.types) == 0 || slices.ContainsFunc(stack.Resources, func(resource *assembly.Resource) bool {
		return slices.Contains(r.types, resource.Type)
	})
}

// guardRulesOf returns the rules that concern a stack.
func guardRulesOf(stack *assembly.Stack, rules []guardRule) []guardRule {
	var concerning []guardRule
	for _, rule := range rules {
		if rule.concerns(stack) {
			concerning = append(concerning, rule)
		}
	}
	return concerning
}
