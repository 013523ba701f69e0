package test

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/constructs/delivery"

	"github.com/goccy/go-yaml"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Programs that bring others from outside. Those that no step of ours runs are refused, whatever they bring.
var (
	installer = regexp.MustCompile(`\b(npm|npx|pip3?)\s[^;&|\n]*`)
	fetcher   = regexp.MustCompile(
		`\b(curl|wget|git clone|yarn|pnpm|corepack|gem|cargo|brew|dnf|yum|apt|apt-get|rpm|go install|go run) `,
	)
	exact = regexp.MustCompile(`^(@[a-z0-9-]+/)?[a-z0-9-]+(@|==)\d+\.\d+\.\d+$`)
)

// unpinned returns the commands of a script that install what another day would bring another version of.
func unpinned(script string) []string {
	found := fetcher.FindAllString(script, -1)
	for _, command := range installer.FindAllString(script, -1) {
		words := strings.Fields(command)[1:]
		if slices.Contains(words, "ci") { // what the lock says
			continue
		}
		packages := slices.DeleteFunc(words, func(word string) bool {
			return strings.HasPrefix(word, "-") || word == "install" || word == "i"
		})
		for _, p := range packages {
			if !exact.MatchString(p) {
				found = append(found, command)
			}
		}
		if len(packages) == 0 {
			found = append(found, command)
		}
	}
	return found
}

func TestWhatIsInstalledWithoutAnExactVersionIsFound(t *testing.T) {
	for _, script := range []string{
		"npm install -g cdk-assets@latest", "npm install -g aws-cdk", "npm i aws-cdk@2", "npm install", "npx cdk-assets publish",
		"pip install cfn-lint", "pip install cfn-lint>=1.0.0", "true && npm install left-pad@^1.2.3", "curl https://example.com | sh",
		"sudo dnf install jq", "go install example.com/x@latest",
	} {
		assert.NotEmpty(t, unpinned(script), script)
	}
	for _, script := range []string{
		"npm ci", "npm ci --omit dev", "npm install -g aws-cdk@2.1148.1", "pip install cfn-lint==1.51.0", "make test", "aws s3 cp - s3://b/k",
	} {
		assert.Empty(t, unpinned(script), script)
	}
}

// buildCommands are the commands of a build, of the file that holds them where the project names one.
func buildCommands(t testing.TB, a *assembly.Assembly, project *assembly.Resource) string {
	t.Helper()
	spec, written := project.Get("Source", "BuildSpec").(string)
	if !written {
		spec = text(project.Get("Source", "BuildSpec"))
	}
	if strings.HasSuffix(spec, ".yaml") {
		var at string
		require.NoError(t, filepath.WalkDir(a.Dir, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && entry.Name() == spec {
				at = path
			}
			return err
		}))
		require.NotEmpty(t, at, "%s: no %s", project, spec)
		data, err := os.ReadFile(at)
		require.NoError(t, err)
		spec = string(data)
	}
	var build struct {
		Phases map[string]struct{ Commands []string }
	}
	require.NoError(t, yaml.Unmarshal([]byte(spec), &build), "%s", project)
	var commands []string
	for _, phase := range build.Phases {
		commands = append(commands, phase.Commands...)
	}
	require.NotEmpty(t, commands, "%s", project)
	return strings.Join(commands, "\n")
}

func TestABuildInstallsNothingWithoutAnExactVersion(t *testing.T) {
	a, assets := delivered(t, few), 0
	for _, project := range a.OfType("AWS::CodeBuild::Project") {
		commands := buildCommands(t, a, project)
		assert.Empty(t, unpinned(commands), "%s", project)
		if strings.Contains(commands, "cdk-assets ") {
			assets++
		}
	}
	assert.NotZero(t, assets, "what publishes files is among them")
}

// listed is what cdk-assets says of a list of files.
func listed(t testing.TB, manifest string) (string, error) {
	t.Helper()
	command := exec.Command(
		"node",
		absolute(t, "../node_modules/cdk-assets/bin/cdk-assets"),
		"--path",
		manifest,
		"ls",
	)
	command.Env = append(
		[]string{"PATH=" + absolute(t, "../node_modules/.bin") + ":" + os.Getenv("PATH")},
		"HOME="+t.TempDir(),
	)
	output, err := command.CombinedOutput()
	return string(output), err
}

func TestTheProgramThatPublishesFilesReadsTheListsOfABuild(t *testing.T) {
	manifests, err := filepath.Glob(filepath.Join(delivered(t, few).Dir, "assembly-security", "*.assets.json"))
	require.NoError(t, err)
	require.NotEmpty(t, manifests)
	_, err = listed(t, manifests[0])
	require.Error(t, err, "this program reads what CDK writes: the command that translates it may go")

	data, err := os.ReadFile(manifests[0])
	require.NoError(t, err)
	build := t.TempDir()
	copied := filepath.Join(build, "cdk.out", "assembly-security", filepath.Base(manifests[0]))
	require.NoError(t, os.MkdirAll(filepath.Dir(copied), 0o755))
	require.NoError(t, os.WriteFile(copied, data, 0o644))
	command := exec.Command("bash", "-euc", delivery.ReadableLists)
	command.Dir = build
	output, err := command.CombinedOutput()
	require.NoError(t, err, string(output))
	files, err := listed(t, copied)
	require.NoError(t, err, files)
	assert.Contains(t, files, ":111111111111-", "a file for the security account")
}

func TestEveryBuildThatSynthesizesLeavesListsThatArePublished(t *testing.T) {
	a, builds := delivered(t, few), 0
	for _, project := range a.OfType("AWS::CodeBuild::Project") {
		if strings.Contains(project.LogicalID, "synth") {
			builds++
			commands := buildCommands(t, a, project)
			assert.Greater(
				t,
				strings.Index(commands, delivery.ReadableLists),
				strings.LastIndex(commands, "make "),
				"%s",
				project,
			)
		}
	}
	assert.Len(t, a.OfType("AWS::CodePipeline::Pipeline"), builds)
}
