package assembly

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// files is a directory of files.
func files(t *testing.T, texts map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range texts {
		file := filepath.Join(dir, name)
		require.NoError(t, os.MkdirAll(filepath.Dir(file), 0o755))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o644))
	}
	return dir
}

const topic = "Resources: {Topic: {Type: AWS::SNS::Topic}}\n"

func TestATemplateIsRecognizedHoweverItIsWritten(t *testing.T) {
	for name, text := range map[string]string{
		"quoted.yaml":       "'Resources':\n  'Topic':\n    'Type': 'AWS::SNS::Topic'\n",
		"indented.yaml":     "   Resources:\n     Topic:\n       Type: AWS::SNS::Topic\n",
		"flow.yaml":         "{Resources: {Topic: {Type: AWS::SNS::Topic}}}",
		"flow-of-lines.yml": "{\n  Resources:\n    {Topic: {Type: 'AWS::SNS::Topic'}},\n}\n",
		"mark.yaml":         "\ufeff" + topic,
		"mark.json":         "\ufeff" + `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`,
		"begun.yaml":        "%YAML 1.1\n---\n" + topic + "...\n",
		"lines.yaml":        "Resources:\r\n  Topic:\r\n    Type: AWS::SNS::Topic\r\n",
		"comma.json":        `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic",},},}`,
		"explicit.yaml":     "? Resources\n: ? Topic\n  : Type: AWS::SNS::Topic\n",
		"anchored.yaml":     "Metadata: &type {Type: 'AWS::SNS::Topic'}\nResources:\n  Topic: *type\n",
		"short.yaml":        "Resources:\n  Topic:\n    Type: AWS::SNS::Topic\n    Properties: {TopicName: !Sub '${AWS::StackName}-a'}\n",
		"escaped.json":      `{"\u0052esources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`,
		"ending.cfn":        topic,
		"stack.template":    topic,
		"no-ending":         topic,
		"notes.txt":         topic,
		"twice.yaml":        topic + "Resources: {Topic: {Type: AWS::SNS::Topic}}\n",
		"a [1] ü.yaml":      topic,
		"-dash.yaml":        topic,
		"new\nline.yaml":    topic,
		".hidden.yaml":      topic,
		"custom.yaml":       "Resources: {Topic: {Type: Custom::Thing}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			found, err := Find(files(t, map[string]string{name: text}))
			require.NoError(t, err)
			require.Empty(t, found.Broken)
			require.Len(t, found.Stacks, 1, "%v", found.Skipped)
			assert.Len(t, found.Stacks[0].Resources, 1)
		})
	}
}

func TestWhatIsNoTemplateIsNamedWithTheReason(t *testing.T) {
	dir := files(t, map[string]string{
		"a.yaml":               topic,
		"README.md":            "Resources: of many kinds",
		"main.go":              "package main",
		"values.yaml":          "name: value",
		"empty.json":           `{"Resources": {}}`,
		"list.json":            `["Resources", {"Type": "AWS::SNS::Topic"}]`,
		"text.yaml":            "Resources",
		"chart.yaml":           "{{ if .Resources }}\na: [\n{{ end }}",
		"node_modules/b.yaml":  topic,
		".git/c.yaml":          topic,
		"large.json":           `{"Items": "` + strings.Repeat("a", mostBytes) + `"}`,
		"deploy.sh":            "cat <<END > a\nResources:\n  A:\n    Type: AWS::SNS::Topic\nEND\n",
		"docs/example.md":      "```yaml\nResources:\n  A:\n    Type: AWS::SNS::Topic\n```\n",
		"kubernetes/more.yaml": "kind: A\n---\nkind: B\n",
	})
	require.NoError(t, os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "link.yaml")))
	require.NoError(t, os.Symlink(dir, filepath.Join(dir, "kubernetes", "round")))
	found, err := Find(dir)
	require.NoError(t, err)
	assert.Empty(t, found.Broken)
	assert.Len(t, found.Stacks, 1)
	reasons := map[string]string{}
	for _, s := range found.Skipped {
		relative, err := filepath.Rel(dir, s.Path)
		require.NoError(t, err)
		reasons[relative] = s.Reason
	}
	assert.Contains(t, reasons["chart.yaml"], "it is neither JSON nor YAML")
	assert.Contains(t, reasons["deploy.sh"], "it is neither JSON nor YAML")
	delete(reasons, "chart.yaml")
	delete(reasons, "deploy.sh")
	assert.Equal(t, map[string]string{
		"values.yaml":          "it has no Resources",
		"empty.json":           "none of its Resources has a type",
		"list.json":            "it is a list",
		"text.yaml":            "it has no keys and values",
		"node_modules":         "what npm installed is not entered",
		".git":                 "hidden directories are not entered",
		"large.json":           "it has no Resources",
		"kubernetes/more.yaml": "it has no Resources",
		"kubernetes/round":     "it leads to a directory that was looked at already",
		"link.yaml":            "it is a link that leads nowhere",
	}, reasons)
}

func TestATemplateThatCannotBeReadKeepsNobodyFromTheOthers(t *testing.T) {
	dir := files(t, map[string]string{
		"good.yaml":  topic,
		"open.yaml":  "Resources:\n  A: {Type: AWS::SNS::Topic",
		"open.json":  "{\"Resources\": {\"A\": {\n\"Type\": \"AWS::SNS::Topic\" \"Properties\"}}}",
		"two.yaml":   topic + "---\n" + topic,
		"bytes.yaml": topic + "# \xff\n",
		"wide.yaml":  "\xff\xfe" + strings.Join(strings.Split(topic, ""), "\x00") + "\x00",
		"deep.yaml":  topic + "Metadata: " + strings.Repeat("[", 600) + strings.Repeat("]", 600),
		"dash.yaml":  topic + "Metadata:\n  " + strings.Repeat("- ", 600) + "a\n",
		"bomb.yaml": topic + "Metadata:\n  a0: &a0 [x]\n" + func() (text string) {
			for i := range 9 {
				text += strings.NewReplacer("N", string(rune('1'+i)), "P", string(rune('0'+i))).
					Replace("  aN: &aN [*aP, *aP, *aP, *aP, *aP, *aP, *aP, *aP, *aP, *aP]\n")
			}
			return text
		}(),
		"large.yaml": topic + "# " + strings.Repeat("a", mostBytes),
	})
	found, err := Find(dir)
	require.NoError(t, err)
	require.Len(t, found.Stacks, 1, "%v", found.Stacks)
	assert.Equal(t, "good", found.Stacks[0].ID)
	said := map[string]string{}
	for _, b := range found.Broken {
		said[filepath.Base(b.Path)] = b.Err.Error()
		assert.Contains(t, b.Err.Error(), b.Path)
	}
	for name, want := range map[string]string{
		"open.yaml":  "correct it",
		"open.json":  "line 2: invalid character",
		"two.yaml":   "2 YAML documents instead of one",
		"bytes.yaml": "it is not UTF-8; save it as UTF-8",
		"wide.yaml":  "it is UTF-16; save it as UTF-8",
		"deep.yaml":  "nested more than 500 deep",
		"dash.yaml":  "nested more than 500 deep",
		"bomb.yaml":  "its aliases stand for more than 1000000 values",
		"large.yaml": "larger than the 1 MB that CloudFormation takes",
	} {
		assert.Contains(t, said[name], want, name)
	}
	assert.Len(t, said, 9)
	assert.Empty(t, found.Skipped)
}

func TestTemplatesThatShareANameAreToldApartByTheirEnding(t *testing.T) {
	found, err := Find(files(t, map[string]string{
		"a.json": `{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}`, "a.yaml": topic, "a.json.yaml": topic,
		"b/a.yaml": topic, "c.yaml": topic,
	}))
	require.NoError(t, err)
	var ids []string
	for _, stack := range found.Stacks {
		ids = append(ids, stack.ID)
	}
	assert.Equal(t, []string{"a.json", "a.json.yaml", "a.yaml", "b/a", "c"}, ids)
}

func TestALinkLeadsToTemplatesAndAFileIsOne(t *testing.T) {
	dir := files(t, map[string]string{"in/a.yaml": topic, "b.yaml": topic})
	require.NoError(t, os.Symlink(filepath.Join(dir, "in"), filepath.Join(dir, "link")))
	require.NoError(t, os.Symlink(filepath.Join(dir, "b.yaml"), filepath.Join(dir, "c.yaml")))
	for path, want := range map[string]int{"link": 1, "in/a.yaml": 1, "c.yaml": 1, "": 3} {
		found, err := Find(filepath.Join(dir, path))
		require.NoError(t, err)
		assert.Len(t, found.Stacks, want, "%q: %v", path, found.Skipped)
	}
	_, err := Find(filepath.Join(dir, "nowhere"))
	assert.ErrorContains(t, err, "synthesize first")
}

func TestAPipeIsNotWaitedFor(t *testing.T) {
	dir := files(t, map[string]string{"a.yaml": topic})
	makePipe(t, filepath.Join(dir, "pipe.yaml"))
	done := make(chan *Found, 1)
	go func() {
		found, _ := Find(dir)
		done <- found
	}()
	select {
	case found := <-done:
		require.Len(t, found.Skipped, 1)
		assert.Equal(t, "it is no regular file", found.Skipped[0].Reason)
	case <-time.After(10 * time.Second):
		t.Fatal("it waits")
	}
}

func TestAKeyThatIsThereTwiceIsTheLastOne(t *testing.T) {
	for name, text := range map[string]string{
		"a.yaml": "Resources:\n  A: {Type: AWS::SNS::Topic}\n  A: {Type: AWS::SQS::Queue}\n",
		"a.json": "{\"Resources\": {\"B\": [{\"A\": 1}, {\"A\": 1}],\n\"A\": {\"Type\": \"AWS::SNS::Topic\"},\n\"A\": {\"Type\": \"AWS::SQS::Queue\"}}}",
	} {
		dir := files(t, map[string]string{name: text})
		found, err := Find(dir)
		require.NoError(t, err)
		require.Len(t, found.Stacks, 1)
		assert.Equal(t, "AWS::SQS::Queue", found.Stacks[0].Resource("A").Type)
		twice, err := DuplicateKeys(filepath.Join(dir, name))
		require.NoError(t, err)
		assert.Equal(t, []DuplicateKey{{"A", 3}}, twice)
	}
}
