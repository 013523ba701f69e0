package config

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestEveryFaultOfEveryFileIsReportedAtOnceInOrder(t *testing.T) {
	files := example(t)
	edit(t, files, "organization.yaml", "name: acme", "name: acme!")
	edit(t, files, "organization.yaml", "owner: platform", "ownr: platform")
	edit(t, files, "environments/dev.yaml", "nat: single", "nat: one")
	edit(t, files, "environments/prod.yaml", "cidr: 10.30.0.0/16", "cidr: 10.20.0.0/15")
	edit(t, files, "environments/prod.yaml", "port: 3000", "port: 99999")
	edit(t, files, "environments/prod.yaml", "release: {repository: worker, first: 1.0.0}", "image: worker:latest")
	_, err := load(files, "conf")
	want := []string{
		`conf/environments/dev.yaml:13:8: network.nat: "one" is not offered; did you mean none? The choice is per-zone, single, regional or none`,
		`conf/environments/prod.yaml:16:9: network.cidr: /15 is larger than a VPC can be; choose /16 to /21`,
		`conf/environments/prod.yaml:16:9: network.cidr: 10.20.0.0/15 overlaps stage's 10.20.0.0/16; give prod a range of its own, such as 10.22.0.0/15 if it is free`,
		`conf/environments/prod.yaml:94:11: services.web.port: 99999 is too large; the most is 65535`,
		`conf/environments/prod.yaml:124:12: services.worker.image: worker:latest does not say which build it is; write the tag of one build, such as worker:1.0.0`,
		`conf/organization.yaml:7:7: name: "acme!" cannot begin the names of resources; use 2 to 12 lower-case letters, digits and single hyphens, beginning with a letter`,
		`conf/organization.yaml:29:3: tags.ownr: is not a known key; did you mean owner?`,
	}
	if got := strings.Split(err.Error(), "\n"); !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	var one Fault
	if !errors.As(err, &one) || one.Line != 13 || one.Column != 8 {
		t.Errorf("got %+v", one)
	}
}

func TestAFaultAboutAMissingKeyPointsAtItsParent(t *testing.T) {
	files := example(t)
	edit(t, files, "environments/prod.yaml", "    engine: postgres\n", "")
	_, err := load(files, "")
	if got := err.Error(); !strings.HasPrefix(got, "environments/prod.yaml:24:3: databases.orders.engine: is missing") {
		t.Error(got)
	}
}

func TestAnUnreadableOrganizationDoesNotBlameTheEnvironments(t *testing.T) {
	for _, text := range []string{"", "name: [", "- a"} {
		files := example(t)
		files["organization.yaml"].Data = []byte(text)
		if faults := faultsOf(t, files); len(faults) != 1 {
			t.Errorf("%q: got\n%s", text, strings.Join(faults, "\n"))
		}
	}
}

func TestEnvironmentsAreInDeploymentOrder(t *testing.T) {
	files := example(t)
	edit(t, files, "environments/prod.yaml", "wave: 3", "wave: 2")
	edit(t, files, "environments/dev.yaml", "wave: 1", "wave: 9")
	c, err := load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, env := range c.Environments {
		names = append(names, env.Name+" "+string(env.AccountID))
	}
	if want := []string{"prod 555555555555", "stage 444444444444", "dev 333333333333"}; !slices.Equal(names, want) {
		t.Errorf("got %v, want %v", names, want)
	}
}

func TestLineEndsDoNotMatter(t *testing.T) {
	files := example(t)
	unix, err := load(files, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		f.Data = []byte(strings.ReplaceAll(string(f.Data), "\n", "\r\n"))
	}
	windows, err := load(files, "")
	if err != nil || !reflect.DeepEqual(unix, windows) {
		t.Errorf("differs: %v", err)
	}
}

func TestAnEnvironmentsFileCannotBringInAnAccount(t *testing.T) {
	files := example(t)
	edit(t, files, "environments/dev.yaml", "wave: 1", "wave: 1\naccount: \"999999999999\"")
	want := "account: 999999999999 is not among the accounts of organization.yaml; known: dev, prod, security, shared-services, stage"
	if got := faultsOf(t, files); !slices.Equal(got, []string{want}) {
		t.Errorf("got %v", got)
	}
}
