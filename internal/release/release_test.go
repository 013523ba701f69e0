package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestTheTreeDiffersFromTheLastReleaseAsTheChangelogSays: in what it deploys, and nowhere in what extensions build on.
func TestTheTreeDiffersFromTheLastReleaseAsTheChangelogSays(t *testing.T) {
	changelog, err := os.ReadFile("../../" + changelogFile)
	require.NoError(t, err)
	if _, err := os.Stat("../../" + recordFile); err != nil {
		require.ErrorIs(t, err, os.ErrNotExist)
		assert.NotRegexp(t, `(?m)^## \[\d`, string(changelog), "a release has a record")
		return
	}
	released, err := Read("../../" + recordFile)
	require.NoError(t, err)
	assert.Contains(t, string(changelog), "\n## ["+released.Version+"] - ")
	assert.NoError(t, consistent("../..", string(changelog)))
}

// tree is a tree like bulkhead's own.
type tree struct {
	t    *testing.T
	root string
}

// day is when it is released.
var day = time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC)

// newTree is one with something to release.
func newTree(t *testing.T) tree {
	t.Helper()
	tr := tree{t, t.TempDir()}
	tr.write(changelogFile, "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- All.\n")
	tr.write(upgradeFile, "# Upgrading\n\n## Unreleased\n\nNothing to do.\n")
	tr.write(versionFile, "package cli\n\nconst Release = \"0.1.0-dev\"\n")
	tr.write(
		"stacks/extend.go",
		"package stacks\n\ntype Parts struct {\n\tA, B int\n\tc int\n}\n\nfunc (p Parts) Do(n int) {}\n",
	)
	tr.write("extensions/extensions.go", "package extensions\n")
	tr.template("prod-network", `"Vpc": {"Type": "AWS::EC2::VPC"}, "Nat": {"Type": "AWS::EC2::NatGateway"}`)
	tr.template("prod-service-web", `"Service": {"Type": "AWS::ECS::Service"}`)
	return tr
}

func (tr tree) write(file, text string) {
	tr.t.Helper()
	file = filepath.Join(tr.root, file)
	require.NoError(tr.t, os.MkdirAll(filepath.Dir(file), 0o755))
	require.NoError(tr.t, os.WriteFile(file, []byte(text), 0o644))
}

func (tr tree) template(stack, resources string) {
	tr.t.Helper()
	tr.write("test/testdata/templates/example/"+stack+".json", `{"Resources": {`+resources+`}, "Outputs": {}}`)
}

func (tr tree) read(file string) string {
	tr.t.Helper()
	text, err := os.ReadFile(filepath.Join(tr.root, file))
	require.NoError(tr.t, err)
	return string(text)
}

// unreleased writes what the changelog says of what is deployed, and returns what is wrong with it.
func (tr tree) unreleased(entries string) error {
	tr.t.Helper()
	text := "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- `prod-network`: this says nothing of what is deployed.\n\n"
	if entries != "" {
		text += deployedHeading + "\n\n" + entries + "\n"
	}
	tr.write(
		changelogFile,
		text+"\n### Fixed\n\n- All.\n\n## [0.1.0] - 2026-12-01\n\n"+deployedHeading+"\n\n- `*`: all.\n",
	)
	return consistent(tr.root, tr.read(changelogFile))
}

func TestAReleaseDatesTheChangelogAndRecordsWhatItDeploys(t *testing.T) {
	tr := newTree(t)
	require.NoError(t, release("0.1.0", tr.root, day))
	assert.Equal(
		t,
		"# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-12-01\n\n### Added\n\n- All.\n",
		tr.read(changelogFile),
	)
	assert.Equal(
		t,
		"# Upgrading\n\n## Unreleased\n\nNothing to do so far.\n\n## 0.1.0\n\nNothing to do.\n",
		tr.read(upgradeFile),
	)
	assert.Contains(t, tr.read(versionFile), `const Release = "0.1.0"`)
	record, err := Read(filepath.Join(tr.root, recordFile))
	require.NoError(t, err)
	assert.Equal(t, "0.1.0", record.Version)
	now, err := Take("0.1.0", tr.root)
	require.NoError(t, err)
	assert.Equal(t, now, record)
	assert.Len(t, record.Parts, 3+2+4+1, "resources, outputs, what stacks offer without c, and a file")
	assert.Equal(t, "func(n int)", record.Parts["api Parts.Do"])
}

func TestARefusedReleaseWritesNothing(t *testing.T) {
	for version, change := range map[string]func(tree){
		"1.0":    func(tree) {},
		"v1.0.0": func(tree) {},
		"0.1.0": func(tr tree) {
			tr.write(changelogFile, "# Changelog\n\n## [Unreleased]\n\n- A.\n\n## [0.1.0] - 2026-11-30\n")
		},
		"0.2.0": func(tr tree) {
			tr.write(changelogFile, "# Changelog\n\n## [Unreleased]\n\n## [0.1.0] - 2026-11-30\n\n- A.\n")
		},
		"0.3.0": func(tr tree) { require.NoError(t, os.RemoveAll(filepath.Join(tr.root, "test"))) },
	} {
		tr := newTree(t)
		change(tr)
		before := tr.read(changelogFile) + tr.read(upgradeFile) + tr.read(versionFile)
		assert.Error(t, release(version, tr.root, day), version)
		assert.Equal(t, before, tr.read(changelogFile)+tr.read(upgradeFile)+tr.read(versionFile), version)
		assert.NoFileExists(t, filepath.Join(tr.root, recordFile), version)
	}
}

func TestWhatDeploysSomethingElseIsInTheChangelogByStack(t *testing.T) {
	tr := newTree(t)
	require.NoError(t, release("0.1.0", tr.root, day))
	require.NoError(t, tr.unreleased(""), "nothing has changed")
	assert.ErrorContains(t, tr.unreleased("- `prod-network`: all."), "no stack that changes is prod-network")

	tr.template("prod-service-web", `"Service": {"Type": "AWS::ECS::Service", "Properties": {}}`)
	assert.ErrorContains(t, tr.unreleased(""), "prod-service-web changes")
	assert.NoError(t, tr.unreleased("- `*-service-*`: tasks restart."))
	assert.ErrorContains(t, tr.unreleased("- Services restart."), "does not say of which stacks")

	tr.template("prod-cache", `"Cache": {"Type": "AWS::ElastiCache::ReplicationGroup"}`)
	assert.ErrorContains(t, tr.unreleased("- `*-service-*`: tasks restart."), "prod-cache changes")
	assert.NoError(t, tr.unreleased("- `*-service-*` and `prod-cache`: tasks restart.\n"))
	assert.NoError(t, tr.unreleased("- `prod-cache`: new.\n- `*-service-*`: tasks\n  restart."))
}

func TestWhatIsTakenAwayIsSaidToBeRemoved(t *testing.T) {
	tr := newTree(t)
	require.NoError(t, release("0.1.0", tr.root, day))
	tr.template("prod-network", `"Vpc": {"Type": "AWS::EC2::VPC"}, "Nat1": {"Type": "AWS::EC2::NatGateway"}`)
	assert.ErrorContains(
		t,
		tr.unreleased("- `prod-network`: another name."),
		"prod-network removes Nat AWS::EC2::NatGateway",
	)
	assert.NoError(t, tr.unreleased("- `prod-network`: removes a gateway, and makes another."))
	require.ErrorContains(
		t,
		release("0.2.0", newer(t, tr), day),
		"removes Nat",
		"and no release comes of what is not said",
	)
}

// newer is the tree with a changelog that says too little.
func newer(t *testing.T, tr tree) string {
	t.Helper()
	require.Error(t, tr.unreleased("- `prod-network`: another name."))
	return tr.root
}

func TestWhatExtensionsBuildOnOnlyGrows(t *testing.T) {
	tr := newTree(t)
	require.NoError(t, release("0.1.0", tr.root, day))
	const grown = "package stacks\n\ntype Parts struct {\n\tA, B, D int\n\tc string\n}\n\nfunc (p Parts) Do(n int) {}\n\nfunc More() {}\n"
	tr.write("stacks/extend.go", grown)
	assert.NoError(t, tr.unreleased(""))
	tr.write("stacks/extend.go", "package stacks\n\ntype Parts struct {\n\tA int\n\tB string\n}\n")
	err := tr.unreleased("")
	assert.ErrorContains(t, err, "stacks.Parts.B")
	assert.ErrorContains(t, err, "stacks.Parts.Do")
	assert.NotContains(t, err.Error(), "Parts.A")
	tr.write("stacks/extend.go", grown)
	tr.write("extensions/ours.go", "package extensions\n")
	assert.NoError(t, tr.unreleased(""), "an operator's")
	tr.write("extensions/extensions.go", "package extensions // new\n")
	assert.ErrorContains(t, tr.unreleased(""), "extensions/extensions.go has changed")
}
