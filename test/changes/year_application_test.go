package changes

// The edits of who builds and releases an application.
var applicationLines = []line{
	{
		says: "pipelines build and release an application", base: "small",
		before: released("1.0.0"), edits: org("applications", "{worker: "+worker+byPipelines+"}}"),
		want: fine, back: fine, apart: true,
	},
	{
		says: "pipelines release in an environment with a standby as well", base: "large",
		before: both(
			org("detection.elsewhere", "{shared-services: [inspector]}"), recovery,
			prod("services.worker.image", ""), prod("services.worker.release", "{repository: worker, first: 1.0.0}"),
		),
		edits: org("applications", "{worker: {repository: worker, environments: [prod], approve: [prod], "+byPipelines+"}}"),
		want:  fine, back: fine, apart: true,
	},
	{
		says: "GitHub builds and releases an application", base: "small",
		before: released("1.0.0"), edits: org("applications", "{worker: "+worker+byGitHub+"}}"),
		want: fine, back: fine, apart: true,
	},
	{
		says: "CircleCI takes over from pipelines", base: "small",
		before: both(released("1.0.0"), org("applications", "{worker: "+worker+byPipelines+"}}")),
		edits:  org("applications.worker", worker+byCircleCI+"}"),
		want:   fine, back: fine, apart: true,
	},
	{
		says: "CircleCI takes over from GitHub", base: "small",
		before: both(released("1.0.0"), org("applications", "{worker: "+worker+byGitHub+"}}")),
		edits:  org("applications.worker", worker+byCircleCI+"}"),
		want:   fine, back: fine, apart: true,
	},
	{
		says: "a release waits for somebody, and is of another branch and of some files", base: "small",
		before: both(released("1.0.0"), org("applications", "{worker: "+worker+byPipelines+"}}")),
		edits: both(
			org("applications.worker.approve", "[dev]"), org("applications.worker.codepipeline.branch", "release"),
			org("applications.worker.codepipeline.paths", "[worker/**]"),
		),
		want: fine, back: fine, apart: true,
	},
}

// An application, and who builds and releases it.
const (
	worker      = "{repository: worker, environments: [dev], "
	byPipelines = "codepipeline: {repository: acme/worker, connection: arn:aws:codeconnections:eu-west-1:222222222222:connection/01234567-89ab-cdef-0123-456789abcdef}"
	byGitHub    = "github: {repository: acme/worker, ownerId: 1, repositoryId: 2}"
	byCircleCI  = "circleci: {organization: 01234567-89ab-cdef-0123-456789abcdef, project: 89abcdef-0123-4567-89ab-cdef01234567, repository: github.com/acme/worker}"
)
