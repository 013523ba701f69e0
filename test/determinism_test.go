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

// TestSynthesisIsTheSameOnAnyMachine runs the app through the CDK CLI, and compares with what the command wrote for
// another user in another place: see elsewhere. Neither has credentials or a network.
func TestSynthesisIsTheSameOnAnyMachine(t *testing.T) {
	cli := filepath.Join(t.TempDir(), "cli")
	status, _, stderr := run(t, absolute(t, ".."),
		append(slices.Clone(noNetwork), home(t), "HOME="+t.TempDir(), "USER=other", "TZ=UTC", "LANG=en_US.UTF-8",
			"CDK_DISABLE_CLI_TELEMETRY=true", "BULKHEAD_NAG=true"),
		absolute(t, "../node_modules/.bin/cdk"), "synth", "--quiet", "--app", binary(t)+" app",
		"--context", "config=config/example", "--output", cli)
	require.Equal(t, 0, status, stderr)
	dir, err := sharedConfigs["example"].synthesize()
	require.NoError(t, err)

	first, second := files(t, dir), files(t, cli)
	// What the CLI leaves beside the cloud assembly.
	maps.DeleteFunc(second, func(name, _ string) bool { return strings.HasSuffix(name, ".lock") })
	assert.Equal(t, slices.Sorted(maps.Keys(first)), slices.Sorted(maps.Keys(second)))
	assert.Greater(t, len(first), 100)
	for name := range first {
		assert.True(t, first[name] == second[name], "%s differs", name)
	}
}

// noNetwork has what asks for anything fail.
var noNetwork = []string{
	"HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED=true",
}

// elsewhere is the environment of another user in another place.
var elsewhere = append([]string{"USER=somebody", "TZ=Asia/Tokyo", "LANG=C"}, noNetwork...)

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
