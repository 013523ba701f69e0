package dial

import (
	"embed"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	cacheboot "bulkhead/constructs/cache/boot"
	databaseboot "bulkhead/constructs/database/boot"
	"bulkhead/constructs/node/boot"
	searchboot "bulkhead/constructs/search/boot"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// bootable is what the nodes of a kind of store boot.
type bootable struct {
	files    embed.FS
	settings map[string]string // of a node that is nowhere
	units    int               // of systemd
}

// body is the boot behind its settings.
func (b bootable) body() string { return boot.Body(b.files) }

// everyStore does something for each kind of store on instances.
func everyStore(t *testing.T, do func(t *testing.T, b bootable)) {
	t.Helper()
	s := &set{kind: ofCaches, t: &current{t, t}, name: "acme-prod-basket"}
	d := &set{kind: ofDatabases, t: &current{t, t}, name: "acme-prod-orders"}
	for name, one := range map[string]bootable{
		"cache":    {cacheboot.Files, s.settings(1, nil), 7},
		"database": {databaseboot.Files, d.settings(1, nil), 7},
		"search":   {searchboot.Files, (&cluster{set: s}).settings(1, nil), 9},
	} {
		t.Run(name, func(t *testing.T) { do(t, one) })
	}
}

func TestAllShellOfNodesPassesShellcheck(whole *testing.T) {
	tool(whole, "shellcheck")
	var check []string
	everyStore(whole, func(t *testing.T, b bootable) {
		dir := whole.TempDir()
		text := filepath.Join(dir, "boot.sh")
		require.NoError(t, os.WriteFile(text, []byte("#!/bin/bash\n"+boot.Settings(b.settings)+b.body()), 0o600))
		check = append(check, text)
		programs := regexp.MustCompile(`(?s)<<'?END'?\n(#!/bin/bash\n.*?)\nEND\ncat >>\S+ <<'END'\n(.*?)\nEND\n`).FindAllStringSubmatch(b.body(), -1)
		require.Len(t, programs, 2)
		for i, program := range programs {
			file := filepath.Join(dir, "program"+string(rune('0'+i)))
			require.NoError(t, os.WriteFile(file, []byte(program[1]+"\n"+program[2]+"\n"), 0o600))
			check = append(check, file)
		}
	})
	t := whole
	fakes, err := filepath.Glob("testdata/node/*")
	require.NoError(t, err)
	require.NotEmpty(t, fakes)
	out, err := exec.Command("shellcheck", append(fakes, check...)...).CombinedOutput()
	assert.NoError(t, err, string(out))
}

func TestTheProgramOfAStoreIsOfAmazonLinuxsPython(t *testing.T) {
	tool(t, "python3")
	everyStore(t, func(t *testing.T, b bootable) {
		var program strings.Builder
		for _, part := range regexp.MustCompile(`(?s)cat >>/usr/local/sbin/bulkhead-store <<'END'\n(.*?)\nEND\n`).FindAllStringSubmatch(b.body(), -1) {
			program.WriteString(part[1] + "\n")
		}
		require.NotZero(t, program.Len())
		file := filepath.Join(t.TempDir(), "program.py")
		require.NoError(t, os.WriteFile(file, []byte(program.String()), 0o600))
		out, err := exec.Command("python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))", file).CombinedOutput()
		assert.NoError(t, err, string(out))
	})
}

func TestUnitsOfNodesAreAsSystemdReadsThem(t *testing.T) {
	tool(t, "systemd-analyze")
	everyStore(t, unitsAreRead)
}

// unitsAreRead demands that systemd finds no fault with the units of a store.
func unitsAreRead(t *testing.T, b bootable) {
	t.Helper()
	script := "set -eu\n" + `authorities=/ca
contain() { echo "ExecStart=/bin/true $*"; echo ExecStop=/bin/true; echo Restart=always; echo RestartSec=1; echo TimeoutStartSec=infinity; }
`
	units := regexp.MustCompile(`(?s)cat >/etc/systemd/system/(\S+) <<('?END'?)\n(.*?)\nEND\n`).FindAllStringSubmatch(b.body(), -1)
	require.Len(t, units, b.units)
	dir, verify := t.TempDir(), []string{"verify"}
	for _, unit := range units {
		file := filepath.Join(dir, unit[1])
		script += "cat >" + file + " <<" + unit[2] + "\n" + unit[3] + "\nEND\n"
		verify = append(verify, file)
	}
	docker := filepath.Join(dir, "docker.service")
	require.NoError(t, os.WriteFile(docker, []byte("[Service]\nExecStart=/bin/true\n"), 0o600))
	command := exec.Command("bash", "-c", script)
	for name, value := range b.settings {
		command.Env = append(command.Env, name+"="+value)
	}
	out, err := command.CombinedOutput()
	require.NoError(t, err, string(out))
	for _, file := range verify[1:] {
		text, err := os.ReadFile(file)
		require.NoError(t, err)
		there := strings.NewReplacer("/usr/local/sbin/bulkhead-node-secrets", "/bin/true", "/usr/local/sbin/bulkhead-node-report",
			"/bin/true", "/usr/local/sbin/bulkhead-store", "/bin/true").Replace(string(text))
		require.NoError(t, os.WriteFile(file, []byte(there), 0o600))
	}
	out, err = exec.Command("systemd-analyze", verify...).CombinedOutput()
	assert.NoError(t, err)
	assert.Empty(t, string(out))
}

func TestTheBootOfNodesReadsItsSettingsAndNoOthers(t *testing.T) {
	everyStore(t, func(t *testing.T, b bootable) {
		read := regexp.MustCompile(`\b(NODE|STORE)_[A-Z]+`).FindAllString(b.body(), -1)
		slices.Sort(read)
		known := append(slices.Collect(maps.Keys(b.settings)), "NODE_PAUSE") // of tests
		slices.Sort(known)
		assert.Equal(t, known, slices.Compact(read))
	})
}

func TestTheBootOfNodesLeavesRoomForSettings(t *testing.T) {
	everyStore(t, func(t *testing.T, b bootable) {
		assert.Less(t, len(boot.Script(b.settings, b.files)), 15*1024, "AWS takes 16 KiB, and ids are longer than here")
	})
}
