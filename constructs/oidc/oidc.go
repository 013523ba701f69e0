// Package oidc makes roles that jobs of GitHub Actions and CircleCI get by a token, without a stored key.
package oidc

import (
	"strconv"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// GitHubAudience is whom GitHub's tokens are written for.
const GitHubAudience = "sts.amazonaws.com"

// sessionHours is how long credentials may be good for: GitHub ends jobs after six hours.
const sessionHours = 6

// NewProvider adds the provider of tokens from a host that are written for an audience. An account has each once.
// Thumbprints are left out: AWS knows the authorities of both hosts' certificates.
func NewProvider(scope constructs.Construct, id, host, audience string) {
	awsiam.NewCfnOIDCProvider(scope, &id, &awsiam.CfnOIDCProviderProps{
		Url:          new("https://" + host),
		ClientIdList: jsii.Strings(audience),
	})
}

// Trust is whose tokens a role takes.
type Trust struct {
	Provider string // its ARN
	equals   map[string]any
	like     map[string]any
}

// GitHub returns the trust in the jobs of a repository: those of its branch, or, where an environment is named, those
// of both. A job with an environment has a subject that does not tell the branch, so the token's own claim does. The
// number of the repository is compared as well: a name can become another's.
func GitHub(provider, host string, g config.GitHub, environment string) Trust {
	ref := "refs/heads/" + g.Branch
	subject := "ref:" + ref
	if environment != "" {
		subject = "environment:" + environment
	}
	return Trust{Provider: provider, equals: map[string]any{
		host + ":aud":           GitHubAudience,
		host + ":sub":           "repo:" + repository(g) + ":" + subject,
		host + ":repository_id": strconv.Itoa(g.RepositoryID),
		host + ":ref":           ref,
	}}
}

// repository is what the subject of a token calls a repository.
func repository(g config.GitHub) string {
	if g.Subject == config.SubjectNames {
		return g.Repository
	}
	owner, name, _ := strings.Cut(g.Repository, "/")
	return owner + "@" + strconv.Itoa(g.OwnerID) + "/" + name + "@" + strconv.Itoa(g.RepositoryID)
}

// anyUser matches the id of a user and nothing longer. A star would match on into what follows it, and a branch whose
// name repeats the rest of the pattern would pass.
const anyUser = "????????-????-????-????-????????????"

// CircleCI returns the trust in the jobs of a project, for a branch of a repository. The subject tells who started the
// job as well, which may be anybody.
func CircleCI(provider, host string, c config.CircleCI) Trust {
	return Trust{
		Provider: provider,
		equals:   map[string]any{host + ":aud": c.Organization},
		like: map[string]any{host + ":sub": "org/" + c.Organization + "/project/" + c.Project + "/user/" + anyUser +
			"/vcs-origin/" + c.Repository + "/vcs-ref/refs/heads/" + c.Branch},
	}
}

// NewRole adds a role of a name that whoever is trusted may have, to do what the statements say.
func NewRole(scope constructs.Construct, id, name, description string, t Trust, may ...awsiam.PolicyStatement) {
	conditions := map[string]any{"StringEquals": t.equals}
	if t.like != nil {
		conditions["StringLike"] = t.like
	}
	role := awsiam.NewRole(scope, &id, &awsiam.RoleProps{
		RoleName:           &name,
		Description:        &description,
		MaxSessionDuration: awscdk.Duration_Hours(jsii.Number(sessionHours)),
		AssumedBy:          awsiam.NewWebIdentityPrincipal(&t.Provider, &conditions),
	})
	for _, statement := range may {
		role.AddToPolicy(statement)
	}
}
