// Package ci writes what builds and releases an application outside AWS: a workflow for GitHub Actions, or a
// configuration for CircleCI. Both run the scripts of this package, which the pipelines of ours run as well, with the
// AWS CLI and Docker alone.
package ci

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/address"
)

// The scripts. Each says at its beginning what it needs.
var (
	//go:embed push.sh
	Push string
	//go:embed scan.sh
	Scan string
	//go:embed release.sh
	Release string
	//go:embed assume.sh
	assume string
)

// credentialsSeconds is how long credentials are good for: the roles allow no more, and a job of GitHub runs no longer.
const credentialsSeconds = 6 * 60 * 60

// File is one for the repository of an application.
type File struct {
	Path string `json:"path"` // from its root
	Text string `json:"text"`
}

// FileOf writes the file for an application. One that pipelines of ours release needs none.
func FileOf(b address.Book, name string) (File, error) {
	a, known := b.Organization.Applications[name]
	switch {
	case !known:
		return File{}, fmt.Errorf("applications of organization.yaml has no %s", name)
	case a.GitHub != nil:
		return File{".github/workflows/release.yaml", workflow(b, name, a)}, nil
	case a.CircleCI != nil:
		return File{".circleci/config.yml", circleConfig(b, name, a)}, nil
	}
	return File{}, fmt.Errorf("CodePipeline builds and releases %s: its repository needs no file", name)
}

// release is what a job releases.
type release struct {
	environment string
	role        string
	machines    []string
	approve     bool
}

// releases are those of an application, in order.
func releases(b address.Book, name string, a config.Application) []release {
	var all []release
	for _, side := range b.Released(a) {
		if side.Side == config.Standby {
			last := &all[len(all)-1]
			last.machines = append(last.machines, b.ReleaserARN(side))
			continue
		}
		all = append(all, release{
			environment: side.Name,
			role:        address.RoleARN(side.AccountID, b.ReleaseRole(side.Name, name)),
			machines:    []string{b.ReleaserARN(side)},
			approve:     slices.Contains(a.Approve, side.Name),
		})
	}
	return all
}

// setting is a variable of a script.
type setting struct{ name, value string }

// image are the settings of push.sh, for a tag.
func image(b address.Book, a config.Application, tag string) []setting {
	repository := b.Organization.Name + "/" + a.Repository
	return []setting{
		{"REGISTRY", b.Registry()},
		{"REPOSITORY", repository},
		{"REGION", string(b.Organization.Regions.Primary)},
		{"TAG", tag},
		{"IMAGE", b.Registry() + "/" + repository + ":" + tag},
		{"PLATFORM", Platform(a)},
		{"DOCKERFILE", a.Dockerfile},
		{"CONTEXT", a.Context},
	}
}

// Platform is what Docker calls the architecture of an application.
func Platform(a config.Application) string { return "linux/" + string(a.Architecture) }

// credentials are the settings of assume.sh, for a role.
func credentials(role, session string) []setting {
	return []setting{{"ROLE", role}, {"SESSION", session}, {"DURATION", fmt.Sprint(credentialsSeconds)}}
}

// lines writes settings, such as those of a job, indented.
func lines(indent int, settings ...setting) string {
	var text strings.Builder
	for _, s := range settings {
		fmt.Fprintf(&text, "%s%s: %s\n", strings.Repeat(" ", indent), s.name, quoted(s.value))
	}
	return text.String()
}

// quoted writes a value so that YAML takes it for a text.
func quoted(value string) string {
	if strings.ContainsAny(value, ": {}#") || strings.Trim(value, "0123456789") == "" || value == "no" ||
		value == "." {
		return "'" + value + "'"
	}
	return value
}

// block indents a script as the lines of a YAML block, without what is said to ShellCheck.
func block(indent int, script string) string {
	var text strings.Builder
	for line := range strings.Lines(script) {
		if strings.HasPrefix(line, "# shellcheck ") {
			continue
		}
		if strings.TrimSpace(line) != "" {
			text.WriteString(strings.Repeat(" ", indent))
		}
		text.WriteString(line)
	}
	return text.String()
}

// title begins a file.
func title(name string) string {
	return "# Written by bulkhead ci " + name + ", from organization.yaml: change it there.\n"
}
