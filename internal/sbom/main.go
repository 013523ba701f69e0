// Sbom writes what the functions that bulkhead deploys are made of, and how they were built, as CycloneDX: for each
// executable a document with its modules and their hashes, its own hash, and what the Go toolchain says of its build.
// Whoever builds the same commit with the same Go gets the same bytes, so the hash of an executable shows where it
// comes from.
//
//	sbom FROM TO   reads FROM/NAME/bootstrap, and writes TO/NAME.cdx.json
package main

import (
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"

	"bulkhead/internal/fingerprint"

	cyclonedx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: sbom FROM TO")
		os.Exit(2)
	}
	if err := write(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

// write writes a document for each executable below from, and takes away those of executables that are there no more.
func write(from, to string) error {
	executables, err := filepath.Glob(filepath.Join(from, "*", "bootstrap"))
	if err != nil {
		return err
	}
	ofEnvironments, err := filepath.Glob(filepath.Join(from, "code", "*", "bootstrap"))
	if err != nil {
		return err
	}
	executables = append(executables, ofEnvironments...)
	if len(executables) == 0 {
		return fmt.Errorf("%s has no executables: run make functions", from)
	}
	if err := os.RemoveAll(to); err != nil {
		return err
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		return err
	}
	for _, path := range executables {
		name, err := filepath.Rel(from, filepath.Dir(path))
		if err != nil {
			return err
		}
		name = strings.ReplaceAll(filepath.ToSlash(name), "/", "-")
		if err := writeOne(name, path, filepath.Join(to, name+".cdx.json")); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return nil
}

// writeOne writes the document of one executable.
func writeOne(name, path, to string) error {
	info, err := buildinfo.ReadFile(path)
	if err != nil {
		return err
	}
	sum, err := fingerprint.OfFile(path)
	if err != nil {
		return err
	}
	file, err := os.Create(to)
	if err != nil {
		return err
	}
	err = cyclonedx.NewBOMEncoder(file, cyclonedx.BOMFileFormatJSON).SetPretty(true).Encode(document(name, sum, info))
	if closed := file.Close(); err == nil {
		err = closed
	}
	return err
}

// document returns what an executable is made of. It has neither a time nor a serial number: the same executable has
// the same document.
func document(name, sum string, info *debug.BuildInfo) *cyclonedx.BOM {
	bom := cyclonedx.NewBOM()
	whole := cyclonedx.Component{
		BOMRef: name, Type: cyclonedx.ComponentTypeApplication, Name: name,
		Hashes:     &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: sum}},
		Properties: &[]cyclonedx.Property{{Name: "go:package", Value: info.Path}, {Name: "go:version", Value: info.GoVersion}},
	}
	for _, setting := range info.Settings {
		*whole.Properties = append(*whole.Properties, cyclonedx.Property{Name: "go:build:" + setting.Key, Value: setting.Value})
	}
	bom.Metadata = &cyclonedx.Metadata{Component: &whole}
	modules := []cyclonedx.Component{{ // with the standard library, which scanners know by Go's version
		BOMRef: "std", Type: cyclonedx.ComponentTypeLibrary, Name: "std", Version: strings.TrimPrefix(info.GoVersion, "go"),
		PackageURL: "pkg:golang/std@" + strings.TrimPrefix(info.GoVersion, "go"),
	}}
	for _, module := range info.Deps {
		if module.Replace != nil {
			module = module.Replace
		}
		modules = append(modules, component(module))
	}
	uses := []string{}
	for _, module := range modules {
		uses = append(uses, module.BOMRef)
	}
	bom.Components = &modules
	bom.Dependencies = &[]cyclonedx.Dependency{{Ref: name, Dependencies: &uses}}
	return bom
}

// component returns a module, with the hash that go.sum has of it.
func component(module *debug.Module) cyclonedx.Component {
	url := "pkg:golang/" + module.Path + "@" + module.Version
	c := cyclonedx.Component{
		BOMRef: url, Type: cyclonedx.ComponentTypeLibrary, Name: module.Path, Version: module.Version, PackageURL: url,
	}
	if sum, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(module.Sum, "h1:")); err == nil && len(sum) > 0 {
		c.Hashes = &[]cyclonedx.Hash{{Algorithm: cyclonedx.HashAlgoSHA256, Value: hex.EncodeToString(sum)}}
	}
	return c
}
