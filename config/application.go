package config

import "cmp"

// Application is what one repository of code is built into and released as: an image, which services of environments
// run.
type Application struct {
	// Repository of repositories that its images are pushed to. What nothing else pushes to is released by nobody else.
	Repository string `yaml:"repository" jsonschema:"required"`
	// Services that a release moves in each environment, in this order (default: the one with the application's name).
	// Each says release.repository there.
	Services []string `yaml:"services"`
	// Environments that a release goes to, in this order. The standby of one follows it.
	Environments []string `yaml:"environments" jsonschema:"required"`
	// Approve lists environments before which somebody has to agree. With GitHub, the rules of its environments decide.
	Approve []string `yaml:"approve"`
	// Architecture that the image is built for: arm64 (default) or amd64, as its services say.
	Architecture Architecture `yaml:"architecture"`
	// Dockerfile that builds the image, from the root of the repository (default Dockerfile).
	Dockerfile string `yaml:"dockerfile"`
	// Context is the directory that docker build gets, from the root of the repository (default .).
	Context string `yaml:"context"`
	// CodePipeline builds and releases it in shared-services. An application has this, or github, or circleci.
	CodePipeline *CodePipeline `yaml:"codepipeline"`
	// GitHub Actions build and release it, by roles that trust one repository.
	GitHub *GitHub `yaml:"github"`
	// CircleCI builds and releases it, by roles that trust one project and branch.
	CircleCI *CircleCI `yaml:"circleci"`
}

// CodePipeline is where the pipelines of an application take its code from.
type CodePipeline struct {
	// Repository is owner/name at the provider that the connection was made for.
	Repository string `yaml:"repository" jsonschema:"required"`
	// Branch to build and release (default main).
	Branch string `yaml:"branch"`
	// Connection is the ARN of a CodeConnections connection in the shared-services account.
	// Somebody has to finish its handshake in the console once.
	Connection string `yaml:"connection" jsonschema:"required"`
	// Paths are patterns of files, at most 8, of which one has to change for a build, such as web/** (default: any).
	Paths []string `yaml:"paths"`
	// Buildspec is a file of the repository that CodeBuild runs instead of docker build: it gets REGISTRY, IMAGE and
	// TAG, and pushes IMAGE unless it is there. Pull requests run it without a right, and with PUSH=no.
	Buildspec string `yaml:"buildspec"`
}

// GitHub is a repository whose workflows AWS trusts.
type GitHub struct {
	// Repository is owner/name.
	Repository string `yaml:"repository" jsonschema:"required"`
	// OwnerID is the number of the owner: gh api users/OWNER --jq .id prints it.
	OwnerID int `yaml:"ownerId" jsonschema:"required,minimum=1,maximum=9007199254740991"`
	// RepositoryID is the number of the repository: gh api repos/OWNER/NAME --jq .id prints it. A repository of the
	// same name that somebody makes later has another one.
	RepositoryID int `yaml:"repositoryId" jsonschema:"required,minimum=1,maximum=9007199254740991"`
	// Branch to build and release (default main).
	Branch string `yaml:"branch"`
	// Subject is how GitHub's tokens name the repository: ids (default), its name with numbers, as for those that were
	// made or renamed since 15 July 2026, or names, as for older ones.
	Subject Subject `yaml:"subject"`
}

// Subject is a form of the subject of GitHub's tokens.
type Subject string

// The subjects.
const (
	SubjectIDs   Subject = "ids"   // repo:OWNER@ID/REPOSITORY@ID:…
	SubjectNames Subject = "names" // repo:OWNER/REPOSITORY:…
)

// Values returns the subjects.
func (Subject) Values() []string { return texts(SubjectIDs, SubjectNames) }

// CircleCI is a project whose jobs AWS trusts.
type CircleCI struct {
	// Organization is the id of the organization: its settings show it.
	Organization string `yaml:"organization" jsonschema:"required"`
	// Project is the id of the project: its settings show it.
	Project string `yaml:"project" jsonschema:"required"`
	// Repository is host/owner/name, such as github.com/acme/web.
	Repository string `yaml:"repository" jsonschema:"required"`
	// Branch to build and release (default main).
	Branch string `yaml:"branch"`
}

// OIDCProviders are accounts, by name, that have an OpenID Connect provider in IAM already.
type OIDCProviders struct {
	// GitHub lists accounts that have token.actions.githubusercontent.com.
	GitHub []string `yaml:"github"`
	// CircleCI lists accounts that have oidc.circleci.com of the organization there.
	CircleCI []string `yaml:"circleci"`
}

// complete fills in the defaults of the application with that name.
func (a *Application) complete(name string) {
	if len(a.Services) == 0 {
		a.Services = []string{name}
	}
	a.Architecture = cmp.Or(a.Architecture, ARM64)
	a.Dockerfile = cmp.Or(a.Dockerfile, "Dockerfile")
	a.Context = cmp.Or(a.Context, ".")
	if a.CodePipeline != nil {
		a.CodePipeline.Branch = cmp.Or(a.CodePipeline.Branch, "main")
	}
	if a.GitHub != nil {
		a.GitHub.Branch = cmp.Or(a.GitHub.Branch, "main")
		a.GitHub.Subject = cmp.Or(a.GitHub.Subject, SubjectIDs)
	}
	if a.CircleCI != nil {
		a.CircleCI.Branch = cmp.Or(a.CircleCI.Branch, "main")
	}
}
