package config

import (
	"errors"
	"reflect"
	"testing"
	"testing/fstest"
)

// FuzzLoad puts any bytes in the place of organization.yaml or of an
// environment, beside good files. Loading never panics; every fault names its
// file and what is wrong; what is accepted is accepted again, and the same.
func FuzzLoad(f *testing.F) {
	for name, file := range example(f) {
		if name != routesFile {
			f.Add(file.Data, name == organizationFile)
		}
	}
	f.Add([]byte("tier: development"+minimal), false)
	good := example(f)
	f.Fuzz(func(t *testing.T, text []byte, organization bool) {
		files := fstest.MapFS{organizationFile: good[organizationFile], "environments/dev.yaml": good["environments/dev.yaml"], routesFile: good[routesFile]}
		name := "environments/dev.yaml"
		if organization {
			name = organizationFile
		}
		files[name] = &fstest.MapFile{Data: text, Mode: 0o644}
		c, err := load(files, "conf")
		if err != nil {
			var faults Faults
			if !errors.As(err, &faults) || len(faults) == 0 || c != nil {
				t.Fatalf("not faults: %v", err)
			}
			for _, fault := range faults {
				if fault.File == "" || fault.Problem == "" || fault.Line < 0 {
					t.Fatalf("incomplete: %#v", fault)
				}
			}
		}
		again, errAgain := load(files, "conf")
		if !reflect.DeepEqual(c, again) || !reflect.DeepEqual(err, errAgain) {
			t.Fatalf("loads differently the second time:\n%v\n%v", err, errAgain)
		}
		if c != nil {
			for _, env := range c.Sides() {
				env.Capacity()
			}
		}
	})
}
