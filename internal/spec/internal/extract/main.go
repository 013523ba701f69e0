// Command extract writes spec.txt from the service specification on npm. It is run by go generate ./internal/spec; to
// take a newer one, change the version below, generate, and read the difference.
package main

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

const (
	packageName = "@aws-cdk/aws-service-spec"
	version     = "0.1.216"
	output      = "spec.txt"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	dir, err := os.MkdirTemp("", "bulkhead-spec-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	pack := exec.Command("npm", "pack", packageName+"@"+version, "--silent", "--pack-destination", dir)
	pack.Stderr = os.Stderr
	name, err := pack.Output()
	if err != nil {
		return fmt.Errorf("npm pack: %w", err)
	}
	db, err := readDatabase(filepath.Join(dir, strings.TrimSpace(string(name))))
	if err != nil {
		return err
	}
	var text strings.Builder
	fmt.Fprintf(&text, "# The resource types of CloudFormation, extracted from npm %s\n", packageName)
	fmt.Fprintf(&text, "# (Apache-2.0). Written by go generate ./internal/spec.\nversion %s\n", version)
	db.write(&text)
	return os.WriteFile(output, []byte(text.String()), 0o644)
}

// readDatabase reads db.json.gz out of the package.
func readDatabase(file string) (*database, error) {
	packed, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	if err != nil {
		return nil, err
	}
	for files := tar.NewReader(unpacked); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("%s has no db.json.gz", file)
		}
		if err != nil {
			return nil, err
		}
		if header.Name != "package/db.json.gz" {
			continue
		}
		content, err := gzip.NewReader(files)
		if err != nil {
			return nil, err
		}
		var document struct {
			Schema struct {
				Resource       struct{ Entities []resource }
				TypeDefinition struct{ Entities []definition }
			}
		}
		if err := json.NewDecoder(content).Decode(&document); err != nil {
			return nil, err
		}
		return newDatabase(document.Schema.Resource.Entities, document.Schema.TypeDefinition.Entities), nil
	}
}
