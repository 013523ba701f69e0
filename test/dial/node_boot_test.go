package dial

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	cacheboot "bulkhead/constructs/cache/boot"
	"bulkhead/constructs/node/boot"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// ofNodes is the boot of a node of a cache, behind its settings.
func ofNodes() string { return boot.Body(cacheboot.Files) }

// nodeSettings are those of a node that is nowhere.
func nodeSettings(t *testing.T) map[string]string {
	return (&set{kind: ofCaches, t: &current{t, t}, name: "acme-prod-basket"}).settings(1, nil)
}

func TestAllShellOfNodesPassesShellcheck(t *testing.T) {
	tool(t, "shellcheck")
	whole := filepath.Join(t.TempDir(), "boot.sh")
	require.NoError(t, os.WriteFile(whole, []byte("#!/bin/bash\n"+boot.Settings(nodeSettings(t))+ofNodes()), 0o600))
	check := []string{whole}
	programs := regexp.MustCompile(`(?s)<<'?END'?\n(#!/bin/bash\n.*?)\nEND\ncat >>\S+ <<'END'\n(.*?)\nEND\n`).FindAllStringSubmatch(ofNodes(), -1)
	require.Len(t, programs, 2)
	for i, program := range programs {
		file := filepath.Join(t.TempDir(), "program"+string(rune('0'+i)))
		require.NoError(t, os.WriteFile(file, []byte(program[1]+"\n"+program[2]+"\n"), 0o600))
		check = append(check, file)
	}
	fakes, err := filepath.Glob("testdata/node/*")
	require.NoError(t, err)
	require.NotEmpty(t, fakes)
	out, err := exec.Command("shellcheck", append(fakes, check...)...).CombinedOutput()
	assert.NoError(t, err, string(out))
}

func TestTheProgramOfACacheIsOfAmazonLinuxsPython(t *testing.T) {
	tool(t, "python3")
	program := regexp.MustCompile(`(?s)<<'END'\n(import glob.*?)\nEND\n`).FindStringSubmatch(ofNodes())
	require.Len(t, program, 2)
	file := filepath.Join(t.TempDir(), "program.py")
	require.NoError(t, os.WriteFile(file, []byte(program[1]), 0o600))
	out, err := exec.Command("python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))", file).CombinedOutput()
	assert.NoError(t, err, string(out))
}

func TestUnitsOfNodesAreAsSystemdReadsThem(t *testing.T) {
	tool(t, "systemd-analyze")
	script := "set -eu\n" + `authorities=/ca
contain() { echo "ExecStart=/bin/true $*"; echo ExecStop=/bin/true; echo Restart=always; echo RestartSec=1; echo TimeoutStartSec=infinity; }
`
	units := regexp.MustCompile(`(?s)cat >/etc/systemd/system/(\S+) <<('?END'?)\n(.*?)\nEND\n`).FindAllStringSubmatch(ofNodes(), -1)
	require.Len(t, units, 7)
	dir, verify := t.TempDir(), []string{"verify"}
	for _, unit := range units {
		file := filepath.Join(dir, unit[1])
		script += "cat >" + file + " <<" + unit[2] + "\n" + unit[3] + "\nEND\n"
		verify = append(verify, file)
	}
	docker := filepath.Join(dir, "docker.service")
	require.NoError(t, os.WriteFile(docker, []byte("[Service]\nExecStart=/bin/true\n"), 0o600))
	command := exec.Command("bash", "-c", script)
	for name, value := range nodeSettings(t) {
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
	read := regexp.MustCompile(`\b(NODE|STORE)_[A-Z]+`).FindAllString(ofNodes(), -1)
	slices.Sort(read)
	var known []string
	for name := range nodeSettings(t) {
		known = append(known, name)
	}
	known = append(known, "NODE_PAUSE") // of tests
	slices.Sort(known)
	assert.Equal(t, known, slices.Compact(read))
}

func TestTheBootOfNodesLeavesRoomForSettings(t *testing.T) {
	assert.Less(t, len(boot.Script(nodeSettings(t), cacheboot.Files)), 15*1024, "AWS takes 16 KiB, and ids are longer than here")
}
