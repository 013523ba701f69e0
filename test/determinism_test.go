package test

import (
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestSynthesisIsTheSameOnAnyMachine runs the app alone and through the CDK CLI,
// as different users in different places, without credentials or network.
func TestSynthesisIsTheSameOnAnyMachine(t *testing.T) {
	noNetwork := []string{"HTTPS_PROXY=http://127.0.0.1:9", "HTTP_PROXY=http://127.0.0.1:9", "AWS_EC2_METADATA_DISABLED=true"}

	alone, cli := filepath.Join(t.TempDir(), "alone"), filepath.Join(t.TempDir(), "cli")
	bulkhead, cdk, goHome := binary(t), absolute(t, "../node_modules/.bin/cdk"), home(t)
	var both sync.WaitGroup
	both.Go(func() {
		status, _, stderr := run(t, t.TempDir(), append(slices.Clone(noNetwork), goHome, "HOME="+t.TempDir(), "USER=somebody", "TZ=Asia/Tokyo", "LANG=C",
			"BULKHEAD_CONFIG="+absolute(t, exampleDir), "CDK_OUTDIR="+alone), bulkhead, "app")
		assert.Equal(t, 0, status, stderr)
	})
	both.Go(func() {
		status, _, stderr := run(
			t,
			absolute(t, ".."),
			append(
				slices.Clone(noNetwork),
				goHome,
				"HOME="+t.TempDir(),
				"USER=other",
				"TZ=UTC",
				"LANG=en_US.UTF-8",
				"CDK_DISABLE_CLI_TELEMETRY=true",
			),
			cdk,
			"synth",
			"--quiet",
			"--app",
			bulkhead+" app",
			"--context",
			"config=config/example",
			"--output",
			cli,
		)
		assert.Equal(t, 0, status, stderr)
	})
	both.Wait()

	first, second := files(t, alone), files(t, cli)
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
