package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/assert"
)

func TestAnEmptyFileIsToBeginWithACopyOfTheExample(t *testing.T) {
	files := example(t)
	files["environments/prod.yaml"].Data = []byte("# nothing\n")
	_, err := load(files, "")
	assert.EqualError(t, err, "environments/prod.yaml:1:1: is empty; begin with a copy from config/example, or with bulkhead init")
}

func TestTextThatWouldBecomeSomethingElseIsRefused(t *testing.T) {
	const because = ", which CloudFormation or CDK would replace; leave it out; a service gets what is under secrets: by naming it in uses:"
	for new, want := range map[string]string{
		`tier: "{{resolve:ssm:/tier}}"`:                      "5:7: tier: contains {{resolve:" + because,
		`tier: "{{ RESOLVE:ssm:/tier}}"`:                     "5:7: tier: contains {{resolve:" + because,
		`tier: "${Token[TOKEN.1]}"`:                          "5:7: tier: contains ${Token[" + because,
		`"${Token[TOKEN.1]}": x` + "\ntier: production":      `5:1: ["${Token[TOKEN.1]}"]: is not a known key`,
		`alerts: {email: ["#{Token[TOKEN.1]}@a.example"]}`:   "5:18: alerts.email[0]: contains #{Token[" + because,
		`tags: {owner: "a{{resolve:secretsmanager:other}}"}`: "5:15: tags.owner: contains {{resolve:" + because,
	} {
		t.Run(new, func(t *testing.T) {
			files := example(t)
			edit(t, files, "environments/prod.yaml", "tier: production", new)
			_, err := load(files, "")
			assert.ErrorContains(t, err, "prod.yaml:"+want)
		})
	}
}

func TestWhatIsWrongWithADirectoryIsSaid(t *testing.T) {
	environment := func(files fstest.MapFS, name string) { files["environments/"+name] = files["environments/dev.yaml"] }
	for want, change := range map[string]func(fstest.MapFS){
		"organization.yaml: does not exist; begin with a copy from config/example, or with bulkhead init": func(f fstest.MapFS) { delete(f, "organization.yaml") },
		"environments: does not exist; make this directory, with one file per environment": func(f fstest.MapFS) {
			for _, name := range []string{"dev", "stage", "prod"} {
				delete(f, "environments/"+name+".yaml")
			}
		},
		"environments/test.yml: is not read, because its name ends in .yml; rename it to test.yaml":                                               func(f fstest.MapFS) { environment(f, "test.yml") },
		"environments/README.md: is not an environment; move it elsewhere, or name it <environment>.yaml":                                         func(f fstest.MapFS) { environment(f, "README.md") },
		"environments/old: is a directory; environments are files; move it elsewhere":                                                             func(f fstest.MapFS) { environment(f, "old/dev.yaml") },
		"environments/prod-dr.yaml: names an environment that ends in -dr, as standbys do; choose another name; a standby is added with recovery": func(f fstest.MapFS) { environment(f, "prod-dr.yaml") },
		"environments/security.yaml: security is the name of a stage already; choose another name":                                                func(f fstest.MapFS) { environment(f, "security.yaml") },
		`environments/QA.yaml: "QA" has capital letters, and an environment's name has none; rename it to qa.yaml`:                                func(f fstest.MapFS) { environment(f, "QA.yaml") },
		`environments/a.yaml: "a" cannot be the name of an environment; use 2 to 20 characters`:                                                   func(f fstest.MapFS) { environment(f, "a.yaml") },
	} {
		t.Run(want, func(t *testing.T) {
			files := example(t)
			change(files)
			_, err := load(files, "")
			if err == nil || !strings.Contains("\n"+err.Error()+"\n", "\n"+want+"\n") {
				t.Errorf("got\n%v\nwant\n%s", err, want)
			}
		})
	}
}

func TestHiddenFilesAreNoEnvironments(t *testing.T) {
	files := example(t)
	files["environments/.prod.yaml.swp"] = &fstest.MapFile{Data: []byte("x")}
	if _, err := load(files, ""); err != nil {
		t.Error(err)
	}
}

func TestLoadNamesFilesAsTheOperatorDoes(t *testing.T) {
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("example")); err != nil {
		t.Fatal(err)
	}
	prod := filepath.Join(dir, "environments", "prod.yaml")
	if err := errors.Join(
		os.Remove(prod),
		os.Mkdir(prod, 0o755),
		os.Symlink("nowhere", filepath.Join(dir, "environments", "qa.yaml")),
	); err != nil {
		t.Fatal(err)
	}
	_, err := Load(dir)
	for _, want := range []string{prod + ": is a directory", filepath.Join(dir, "environments", "qa.yaml") + ": is a link to what does not exist"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got\n%v\nwant\n%s", err, want)
		}
	}
	if _, err := Load(filepath.Join(dir, "missing")); err == nil || !strings.Contains(err.Error(), "missing: is not a directory that can be read") {
		t.Error(err)
	}
	if _, err := load(unreadableFS{os.DirFS(dir)}, dir); err == nil || !strings.Contains(err.Error(), "organization.yaml: cannot be read: permission denied") {
		t.Error(err)
	}
}

// unreadableFS has an organization.yaml that nobody may open.
type unreadableFS struct{ fs.FS }

func (u unreadableFS) Open(name string) (fs.File, error) {
	if name == organizationFile {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
	}
	return u.FS.Open(name)
}
