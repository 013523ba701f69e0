package dial

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/constructs/openvpn/boot"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// tool skips a test whose tool is missing, except in CI.
func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil && os.Getenv("CI") != "" {
		t.Fatalf("%s is missing", name)
	} else if err != nil {
		t.Skipf("%s is missing", name)
	}
}

func TestAllShellPassesShellcheck(t *testing.T) {
	tool(t, "shellcheck")
	whole := filepath.Join(t.TempDir(), "boot.sh") // a file alone does not know the variables of those before it
	require.NoError(t, os.WriteFile(whole, []byte("#!/bin/bash\n"+boot.Script(settings)), 0o600))
	fakes, err := filepath.Glob("testdata/bin/*")
	require.NoError(t, err)
	require.NotEmpty(t, fakes)
	out, err := exec.Command("shellcheck", append(fakes, whole)...).CombinedOutput()
	assert.NoError(t, err, string(out))
}

func TestProgramsOfTheBootAreOfAmazonLinuxsPython(t *testing.T) {
	tool(t, "python3")
	programs := regexp.MustCompile(`(?s)<<'END'\n(#!/usr/bin/python3\n.*?)\nEND\n`).FindAllStringSubmatch(boot.Body(), -1)
	require.Len(t, programs, 2)
	assert.Equal(t, 2, strings.Count(boot.Body(), "#!"), "there is no other")
	for _, program := range programs {
		file := filepath.Join(t.TempDir(), "program.py")
		require.NoError(t, os.WriteFile(file, []byte(program[1]), 0o600))
		out, err := exec.Command("python3", "-m", "py_compile", file).CombinedOutput()
		assert.NoError(t, err, string(out))
		// Amazon Linux 2023 has Python 3.9.
		out, err = exec.Command("python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1]).read(), feature_version=(3, 9))", file).CombinedOutput()
		assert.NoError(t, err, string(out))
	}
}

func TestUnitsOfTheBootAreAsSystemdReadsThem(t *testing.T) {
	tool(t, "systemd-analyze")
	units := regexp.MustCompile(`(?s)cat >/etc/systemd/system/(\S+) <<'?END'?\n(.*?)\nEND\n`).FindAllStringSubmatch(boot.Body(), -1)
	require.Len(t, units, 3)
	dir, verify := t.TempDir(), []string{"verify"}
	for _, unit := range units {
		file := filepath.Join(dir, unit[1])
		if extended, _, is := strings.Cut(unit[1], ".d/"); is { // a unit of the distribution's
			file = filepath.Join(dir, extended)
			unit[2] = "[Timer]\nOnCalendar=daily\n" + unit[2]
			service := strings.TrimSuffix(file, ".timer") + ".service"
			require.NoError(t, os.WriteFile(service, []byte("[Service]\nExecStart=/bin/true\n"), 0o600))
		}
		text := strings.Replace(unit[2], "/usr/local/sbin/bulkhead-vpn ", "/bin/true ", 1) // which has to exist
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		verify = append(verify, file)
	}
	out, err := exec.Command("systemd-analyze", verify...).CombinedOutput()
	assert.NoError(t, err)
	assert.Empty(t, string(out))
}

func TestTheBootLeavesRoomForSettings(t *testing.T) {
	// Ids are longer than the names that stand for them here.
	script := boot.Script(
		with(
			map[string]string{
				"VPN_ADDRESS":  strings.Repeat("x", 64),
				"VPN_RESOURCE": strings.Repeat("x", 64),
			},
		),
	)
	assert.Less(t, len(script), 16*1024, "AWS takes no more of user data")
}

func TestTheBootReadsTheSettingsAndNoOthers(t *testing.T) {
	read := regexp.MustCompile(`VPN_[A-Z]+`).FindAllString(boot.Body(), -1)
	slices.Sort(read)
	var known []string
	for name := range settings {
		known = append(known, name)
	}
	slices.Sort(known)
	assert.Equal(t, known, slices.Compact(read))
}
