package access

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"bulkhead/analysis/promise"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// promising is a graph of two services, a bucket that the one reads, an administrator, and a role of AWS's that
// changes the code of the other.
func promising(t testing.TB) *Graph {
	t.Helper()
	service := func(name string, statements ...string) string {
		return role(name, "ecs-tasks.amazonaws.com", statements...) +
			`, "T": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Fn::GetAtt": ["` + name + `", "Arn"]}}}`
	}
	g, err := graphOf(t, map[string]string{
		"dev/data-orders":   `"Orders": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "orders"}}`,
		"dev/data-pictures": `"Pictures": {"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "pictures"}}`,
		"dev/service-web":   service("web", allow("arn:aws:s3:::orders/*", "s3:GetObject", "s3:PutObject")),
		"dev/service-jobs":  service("jobs", allow("arn:aws:s3:::pictures/*", "s3:GetObject")),
		"dev/access":        role("acme-admin", admitting("444444444444"), allow("*", "*")),
		"dev/parts":         role("part", lambda, allow("arn:aws:s3:::orders/*", "s3:GetObject")),
	})
	require.NoError(t, err)
	return g
}

func prove(t testing.TB, g *Graph, sentences ...string) ([]Broken, error) {
	t.Helper()
	dir := t.TempDir()
	var text strings.Builder
	text.WriteString("promises:\n")
	for _, s := range sentences {
		fmt.Fprintf(&text, "  - %q\n", s)
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, promise.File), []byte(text.String()), 0o644))
	all, err := promise.Read(dir)
	require.NoError(t, err)
	return g.Prove(all.List)
}

func TestAPromiseHoldsOrNamesWhoBreaksIt(t *testing.T) {
	g := promising(t)
	for sentence, against := range map[string]string{
		"nobody but dev/web reads dev/orders":          "",
		"only dev/web read dev/orders":                 "",
		"only dev/* read dev/*":                        "",
		"nobody reads dev/orders":                      "dev/web reads dev/orders",
		"nobody but dev/jobs writes dev/orders":        "dev/web writes dev/orders",
		"nobody deletes dev/orders":                    "",
		"nobody but dev/web reads dev/*":               "dev/jobs reads dev/pictures",
		"only admin@dev administer dev/account":        "",
		"nobody administers dev/account":               "admin@dev administers dev/account",
		"dev/web reads dev/orders":                     "",
		"dev/web, admin@dev read dev/orders":           "",
		"dev/web, dev/jobs read dev/orders":            "cannot dev/jobs dev/orders",
		"dev/web reads dev/orders only":                "",
		"dev/* reads dev/orders only":                  "dev/jobs reads dev/pictures",
		"dev/parts/part reads dev/orders":              "",
		"only dev/web, dev/parts/part read dev/orders": "",
	} {
		broken, err := prove(t, g, sentence)
		require.NoError(t, err, sentence)
		var got []string
		for _, b := range broken {
			assert.Equal(t, 2, b.Promise.Fault("", "").Line)
			for _, a := range b.Against {
				assert.NotEmpty(t, a.Hops)
				got = append(got, fmt.Sprintf("%s %s %s", a.Who, a.Verb, a.Target))
			}
			for _, missing := range b.Missing {
				got = append(got, "cannot "+missing.Who+" "+missing.Target)
			}
		}
		if against == "" {
			assert.Empty(t, got, sentence)
			continue
		}
		assert.Contains(t, got, against, sentence)
	}
}

func TestAPromiseAboutWhatThereIsNotIsAFaultWithTheNearestName(t *testing.T) {
	for sentence, want := range map[string]string{
		"nobody but dev/wep reads dev/orders": `promises.yaml:2:5: promises[0]: "dev/wep" is nothing that there is; did you mean dev/web?`,
		"nobody reads dev/order":              `"dev/order" is nothing that there is; did you mean dev/orders?`,
		"nobody reads prod/*":                 `"prod/*" is nothing that there is`,
		"only dev/web read dev/orders only":   "says only twice; write two sentences",
	} {
		_, err := prove(t, promising(t), sentence)
		assert.ErrorContains(t, err, want, sentence)
	}
}
