package test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSynthesisIsTheSameOnAnyMachine runs the app through the CDK CLI, as another user with another home, language and
// time zone, without credentials, network and anything kept: what it writes is what the command writes here.
func TestSynthesisIsTheSameOnAnyMachine(t *testing.T) {
	cli := filepath.Join(t.TempDir(), "cli")
	status, _, stderr := run(
		t,
		absolute(t, ".."),
		[]string{
			"HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED=true",
			home(t), "HOME=" + t.TempDir(), "USER=somebody", "TZ=Asia/Tokyo", "LANG=C", "CDK_DISABLE_CLI_TELEMETRY=true",
		},
		absolute(t, "../node_modules/.bin/cdk"),
		"synth",
		"--quiet",
		"--app",
		binary(t)+" app",
		"--context",
		"config=config/example",
		"--output",
		cli,
	)
	require.Equal(t, 0, status, stderr)
	here, err := quietExample()
	require.NoError(t, err)
	first, second := files(t, here), files(t, cli)
	// What the CLI leaves beside the cloud assembly.
	maps.DeleteFunc(second, func(name, _ string) bool { return strings.HasSuffix(name, ".lock") })
	assert.Equal(t, slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(second)))
	assert.Greater(t, len(first), 100)
	for name := range first {
		assert.True(t, first[name] == second[name], "%s differs", name)
	}
}

func TestTheCLIListsTheStacksOfAllStages(t *testing.T) {
	dir, err := sharedConfigs["example"].synthesize()
	require.NoError(t, err)
	status, stdout, stderr := run(t, t.TempDir(), []string{"HOME=" + t.TempDir(), "CDK_DISABLE_CLI_TELEMETRY=true"},
		absolute(t, "../node_modules/.bin/cdk"), "ls", "--app", dir)
	require.Equal(t, 0, status, stderr)
	for _, stage := range []string{"security", "shared-services", "dev", "stage", "prod", "prod-dr"} {
		assert.Contains(t, stdout, "\n"+stage+"/")
	}
}
