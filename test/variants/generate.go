// Package variants makes configurations that nobody wrote, from the schemas: valid ones that between them make every
// choice that a configuration can make.
package variants

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"

	"bulkhead/config"

	"github.com/goccy/go-yaml"
)

// A Variant is a configuration: what its files say.
type Variant struct {
	Organization map[string]any
	Environments map[string]map[string]any // by name
}

// A Generator makes one variant after the other. What none had yet comes first.
type Generator struct {
	random       *rand.Rand
	organization schema
	environment  schema
	seen         map[choice]bool // what valid variants have
}

// New returns a generator: the same one for the same seed and the schemas in dir.
func New(seed uint64, dir string) (*Generator, error) {
	g := &Generator{random: rand.New(rand.NewPCG(seed, 0)), seen: map[choice]bool{}}
	for file, into := range map[string]*schema{"organization.json": &g.organization, "environment.json": &g.environment} {
		read, err := readSchema(filepath.Join(dir, file))
		if err != nil {
			return nil, err
		}
		*into = read
	}
	return g, nil
}

// most is how often a variant is mended before another is made. From the patience on, what still has a fault goes as a
// whole: a service, and not the word in it.
const (
	most     = 40
	patience = 20
)

// candidates are how many valid variants are made for one: the one with most that is new is synthesized, which takes
// far longer.
const candidates = 5

// Next writes the next valid variant to dir, in place of whatever is there.
func (g *Generator) Next(dir string) error {
	var best Variant
	news := -1
	for range candidates {
		v, err := g.valid(dir)
		if err != nil {
			return err
		}
		if n := g.news(v); n > news {
			best, news = v, n
		}
	}
	maps.Copy(g.seen, g.made(best))
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := best.write(dir); err != nil {
		return err
	}
	_, err := config.RecordRoutes(dir)
	return err
}

// valid guesses until a guess can be mended; it writes what comes of it to dir.
func (g *Generator) valid(dir string) (Variant, error) {
	for range most {
		v := g.guess()
		valid, err := g.mend(v, dir)
		if valid || err != nil {
			return v, err
		}
	}
	return Variant{}, fmt.Errorf("no guess of %d could be made a valid configuration", most)
}

// mend takes out what the configuration's own checks refuse, until they refuse nothing.
func (g *Generator) mend(v Variant, dir string) (valid bool, err error) {
	for round := range most {
		if err := os.RemoveAll(dir); err != nil {
			return false, err
		}
		if err := v.write(dir); err != nil {
			return false, err
		}
		_, err := config.RecordRoutes(dir)
		var faults config.Faults
		switch {
		case err == nil:
			return true, nil
		case !errors.As(err, &faults):
			return false, err
		}
		for _, fault := range faults {
			if round >= patience && g.drop(v, fault) {
				continue
			}
			if !g.amend(v, fault) {
				return false, nil
			}
		}
	}
	return false, nil
}

// See takes the choices of a configuration for made.
func (g *Generator) See(dir string) error {
	v := Variant{Environments: map[string]map[string]any{}}
	if err := read(filepath.Join(dir, "organization.yaml"), &v.Organization); err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(dir, "environments", "*.yaml"))
	if err != nil {
		return err
	}
	for _, file := range files {
		var e map[string]any
		if err := read(file, &e); err != nil {
			return err
		}
		v.Environments[file] = e
	}
	maps.Copy(g.seen, g.made(v))
	return nil
}

func read(file string, into any) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	return yaml.Unmarshal(text, into)
}

// write writes the files of a configuration.
func (v Variant) write(dir string) error {
	if err := os.MkdirAll(filepath.Join(dir, "environments"), 0o755); err != nil {
		return err
	}
	files := map[string]map[string]any{"organization.yaml": v.Organization}
	for name, environment := range v.Environments {
		files["environments/"+name+".yaml"] = environment
		if sites, _ := environment["sites"].(map[string]any); len(sites) > 0 {
			if err := writeSites(filepath.Join(dir, "sites"), sites); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		text, err := yaml.Marshal(content)
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// writeSites writes a page for each site.
func writeSites(dir string, sites map[string]any) error {
	for name := range sites {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			return err
		}
		for _, page := range []string{"index.html", "404.html"} {
			if err := os.WriteFile(filepath.Join(dir, name, page), []byte("<!doctype html>"), 0o644); err != nil {
				return err
			}
		}
	}
	return nil
}
