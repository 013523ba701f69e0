package main

import (
	_ "embed"
	"os"
	"path/filepath"
	"strings"
	"text/template"
)

//go:embed performance.md.tmpl
var documentTemplate string

// write writes the result as docs/performance.md.
func (r result) write(root string) error {
	document, err := template.New("performance").Funcs(template.FuncMap{
		"measured": row.measured,
		"budget":   row.budget,
	}).Parse(documentTemplate)
	if err != nil {
		return err
	}
	var text strings.Builder
	if err := document.Execute(&text, r); err != nil {
		return err
	}
	progress("write       docs/performance.md")
	return os.WriteFile(filepath.Join(root, "docs", "performance.md"), []byte(text.String()), 0o644)
}
