package config

import (
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

var (
	uuid        = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	filePattern = regexp.MustCompile(`^[\w.*/@+-]{1,255}$`)
)

// mostPaths is how many patterns of files a trigger of CodePipeline takes. Source: the quotas of AWS CodePipeline.
const mostPaths = 8

// checkApplications runs the rules of applications; those of the environments' services are at them.
func (o Organization) checkApplications(at document.Path) {
	pushed := map[string]string{} // applications by their repository
	circle := ""
	for _, name := range slices.Sorted(maps.Keys(o.Applications)) {
		a, here := o.Applications[name], at.Key("applications").Key(name)
		checkName(name, "application", here)
		a.check(here, o)
		here.Key("repository").Demand(pushed[a.Repository] == "",
			pushed[a.Repository]+" pushes to "+a.Repository+", too", "give each application a repository of its own")
		pushed[a.Repository] = name
		if c := a.CircleCI; c != nil {
			here.Key("circleci").Key("organization").Demand(circle == "" || circle == c.Organization,
				"applications are of two organizations of CircleCI", "trust one of them")
			circle = c.Organization
		}
	}
	exists := at.Key("oidcProviderExists")
	for key, accounts := range map[string][]string{"github": o.OIDCProviderExists.GitHub, "circleci": o.OIDCProviderExists.CircleCI} {
		checkOnce(exists.Key(key), accounts)
		for i, account := range accounts {
			checkAccount(exists.Key(key).Index(i), account, o)
		}
	}
}

// check runs the rules of one application.
func (a Application) check(at document.Path, o Organization) {
	at.Key("repository").Demand(slices.Contains(o.Repositories, a.Repository),
		fmt.Sprintf("%q is not a repository of the organization", a.Repository),
		document.Suggest(a.Repository, o.Repositories))
	checkOnce(at.Key("services"), a.Services)
	checkOnce(at.Key("environments"), a.Environments)
	at.Key("environments").Demand(len(a.Environments) > 0, "is empty", "name the environments that a release goes to")
	checkOnce(at.Key("approve"), a.Approve)
	for i, name := range a.Approve {
		at.Key("approve").Index(i).Demand(slices.Contains(a.Environments, name),
			name+" is not among environments", document.Suggest(name, a.Environments))
	}
	checkInside(at.Key("dockerfile"), a.Dockerfile)
	checkInside(at.Key("context"), a.Context)

	given := 0
	for _, is := range []bool{a.CodePipeline != nil, a.GitHub != nil, a.CircleCI != nil} {
		if is {
			given++
		}
	}
	at.Demand(
		given == 1,
		fmt.Sprintf("%d say who builds and releases it", given),
		"write one of codepipeline, github and circleci",
	)
	if a.CodePipeline != nil {
		a.CodePipeline.check(at.Key("codepipeline"), o)
	}
	if a.GitHub != nil {
		a.GitHub.check(at.Key("github"))
		at.Key("approve").Demand(len(a.Approve) == 0, "GitHub asks for approvals as its environments say",
			"leave it out, and protect the environments there")
	}
	if a.CircleCI != nil {
		a.CircleCI.check(at.Key("circleci"))
	}
}

// check runs the rules of pipelines, which are in the shared-services account, and whose builds wait for findings.
func (p CodePipeline) check(at document.Path, o Organization) {
	Pipeline{Repository: p.Repository, Branch: p.Branch, Connection: p.Connection, Directory: "."}.
		check(at, o)
	checkOnce(at.Key("paths"), p.Paths)
	at.Key("paths").
		Demand(len(p.Paths) <= mostPaths, fmt.Sprintf("lists %d patterns", len(p.Paths)), fmt.Sprintf("write at most %d", mostPaths))
	for i, path := range p.Paths {
		at.Key("paths").
			Index(i).
			Demand(filePattern.MatchString(path), fmt.Sprintf("%q is not a pattern of files", path), "write it such as web/**")
	}
	if p.Buildspec != "" {
		checkInside(at.Key("buildspec"), p.Buildspec)
	}
	at.Demand(
		o.Detection.Inspected(SharedServices),
		"nothing tells what weaknesses an image has",
		"add inspector to detection.watch",
	)
	checkType(
		at,
		o.Regions.Primary,
		"AWS::CodeBuild::Project",
		"CodeBuild",
		"build it elsewhere, or choose another primary region",
	)
}

// check runs the rules of a repository at GitHub.
func (g GitHub) check(at document.Path) {
	at.Key("repository").Demand(
		sourceName.MatchString(g.Repository) && strings.Count(g.Repository, "/") == 1,
		fmt.Sprintf("%q is not a repository", g.Repository), "write owner/name",
	)
	checkBranch(at.Key("branch"), g.Branch)
}

// check runs the rules of a project at CircleCI. What stands in a pattern of IAM stands for itself.
func (c CircleCI) check(at document.Path) {
	for key, id := range map[string]string{"organization": c.Organization, "project": c.Project} {
		at.Key(key).
			Demand(uuid.MatchString(id), fmt.Sprintf("%q is not an id", id), "copy it from the settings: 32 hexadecimal digits with hyphens")
	}
	at.Key("repository").Demand(
		sourceName.MatchString(c.Repository) && strings.Count(c.Repository, "/") == 2,
		fmt.Sprintf("%q is not a repository", c.Repository), "write host/owner/name, such as github.com/acme/web",
	)
	checkBranch(at.Key("branch"), c.Branch)
}

// checkBranch demands a name that is one branch, and no pattern.
func checkBranch(at document.Path, branch string) {
	at.Demand(branchName.MatchString(branch) && !strings.Contains(branch, ".."),
		fmt.Sprintf("%q is not a branch", branch), "write its name, such as main")
}

// checkInside demands a path that stays in the repository, and that a shell takes as one word.
func checkInside(at document.Path, path string) {
	at.Demand(
		fs.ValidPath(path) && (path == "." || sourcePath.MatchString(path)),
		fmt.Sprintf(
			"%q is not a path inside the repository",
			path,
		),
		"write it from the repository's root, such as web/Dockerfile",
	)
}

// sourcePath is a path without anything that a shell would read otherwise.
var sourcePath = regexp.MustCompile(`^[\w.@+-]+(/[\w.@+-]+)*$`)

// checkApplications demands that a release of an application finds the services that it moves.
func (c *Config) checkApplications(at document.Path, environments map[string]*document.Document) {
	var known []string
	for _, env := range c.Environments {
		known = append(known, env.Name)
	}
	for name, a := range c.Organization.Applications {
		for i, environment := range a.Environments {
			here := at.Key(name).Key("environments").Index(i)
			at := slices.Index(known, environment)
			here.Demand(
				at >= 0 || len(c.files) == 0 || c.lost(environment),
				fmt.Sprintf("%q is not an environment", environment),
				document.Suggest(environment, known),
			)
			if at >= 0 && !environments[environment].Root().Key("services").Unreadable() {
				a.checkServices(here, c.Environments[at])
			}
		}
	}
}

// checkServices demands that an environment has the application's services, that they are released from its repository,
// and that they run what is built.
func (a Application) checkServices(at document.Path, e Environment) {
	for _, name := range a.Services {
		service, has := e.Services[name]
		at.Demand(
			has && service.Release != nil && service.Release.Repository == a.Repository,
			fmt.Sprintf(
				"%s has no service %s that releases decide on, with images of %s",
				e.Name,
				name,
				a.Repository,
			),
			"write release: {repository: "+a.Repository+", first: …} in it, or name its services",
		)
		at.Demand(
			!has || service.Architecture == a.Architecture,
			fmt.Sprintf(
				"%s of %s runs on %s, and images are built for %s",
				name,
				e.Name,
				service.Architecture,
				a.Architecture,
			),
			"write one architecture in both",
		)
	}
}
