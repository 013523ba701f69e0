package changes

import "bulkhead/test/changes/cloudformation"

// permitted is a list of one permission.
func permitted(action string) string {
	return `[{actions: ["` + action + `"], resources: ["*"], reason: Looks at pictures}]`
}

// The edits of services and of what runs them.
var serviceLines = []line{
	{says: "a new image", base: "small", edits: dev("services.web.image", "web:1.1.0"), want: fine, back: fine},
	{says: "an image of another repository", base: "small", edits: dev("services.web.image", "worker:1.0.0"), want: fine, back: fine},
	{says: "more tasks", base: "small", edits: dev("services.web.scaling.max", "6"), want: fine, back: fine},
	{
		says: "larger tasks", base: "small",
		edits: both(dev("services.web.cpu", "512"), dev("services.web.memory", "1024")),
		want:  fine, back: fine,
	},
	{says: "another port", base: "small", edits: dev("services.web.port", "8080"), want: fine, back: fine},
	{
		says: "another architecture", base: "small",
		edits: dev("services.worker.architecture", "amd64"),
		want:  fine, back: fine,
	},
	{says: "shells are allowed", base: "small", edits: dev("services.worker.exec", "enabled"), want: fine, back: fine},
	{
		says: "another health check", base: "small",
		edits: dev("services.web.health", "{path: /ready, graceSeconds: 90}"),
		want:  fine, back: fine,
	},
	{says: "TLS up to the task", base: "small", edits: dev("services.web.tls", "enabled"), want: fine, back: fine},
	{
		says: "the environment of a task changes", base: "small",
		edits: dev("services.web.environment", "{LOG_LEVEL: debug}"),
		want:  fine, back: fine,
	},
	{
		says: "a service is permitted something in IAM's words", base: "small",
		edits: dev("services.web.permissions", permitted("rekognition:DetectLabels")),
		want:  fine, back: fine,
	},
	{
		says: "a service is permitted something else", base: "small",
		before: dev("services.web.permissions", permitted("rekognition:DetectLabels")),
		edits:  dev("services.web.permissions", permitted("rekognition:DetectText")),
		want:   fine, back: fine,
	},
	{
		says: "a service is permitted what none may", base: "small",
		edits: dev("services.web.permissions", permitted("iam:PassRole")),
		want:  unloadable,
	},
	{
		says: "a service scales by requests", base: "small",
		edits: dev("services.web.scaling.requests", "500"),
		want:  fine, back: fine,
	},
	{
		says: "a service scales by the clock", base: "small",
		edits: dev("services.web.scaling.schedules", `{night: {cron: "0 22 * * ? *", min: 2}}`),
		want:  fine, back: fine,
	},
	{
		says: "other objectives", base: "small",
		edits: dev("services.web.slo", "{availability: 99.5, latency: 97.5, days: 7}"),
		want:  fine, back: fine,
	},
	{
		says: "a task runs before the service", base: "small",
		edits: dev("services.web.tasks", "{migrate: {command: [./migrate], run: before-start}}"),
		want:  fine, back: fine,
	},
	{
		says: "a task runs by the clock", base: "small",
		edits: dev("services.web.tasks", `{report: {command: [./report], run: scheduled, cron: "0 3 1 * ? *"}}`),
		want:  fine, back: fine,
	},
	{
		says: "a service's log is kept for longer", base: "small",
		edits: dev("logRetentionDays", "90"),
		want:  fine, back: fine,
	},

	{
		says: "a service no longer uses a database that nobody else uses", base: "small",
		edits: dev("services.prices.uses", "[payment-key]"),
		want:  fine, back: fine,
	},
	{
		says: "a service no longer uses a store that others use", base: "small",
		edits: dev("services.web.uses", "[sessions, uploads]"),
		want:  fine, back: fine,
	},
	{
		says: "a service no longer uses a stream", base: "large",
		edits: prod("services.worker.uses", "[orders, uploads]"),
		want:  fine, back: fine,
	},
	{
		says: "a service uses one more store", base: "small",
		edits: dev("services.worker.uses", "[orders, prices, shop]"),
		want:  fine, back: fine,
	},
	{
		says: "nobody uses the internal load balancer any more", base: "small",
		edits: both(dev("services.worker.uses", "[orders]"), dev("services.prices.route", "")),
		want:  fine, back: fine,
	},

	{
		says: "a container is asked whether it works", base: "small",
		edits: dev("services.web.health", "{container: {command: [/web, --ready]}}"),
		want:  fine, back: fine,
	},
	{
		says: "a container may write to memory and to a disk", base: "small",
		edits: both(
			dev("services.web.tmpfs", "[{path: /tmp, sizeMiB: 32}]"),
			dev("services.web.storage", "{sizeGiB: 40, paths: [/var/cache/web]}"),
		),
		want: fine, back: fine,
	},
	{
		says: "people log in at the load balancer", base: "small",
		edits: dev("services.web.route.login", login),
		want:  fine, back: fine,
	},
	{
		says: "people log in elsewhere, and by another version of the secret", base: "small",
		before: dev("services.web.route.login", login),
		edits: both(
			dev("services.web.route.login.token", "https://sso.example.net/token"),
			dev("services.web.route.login.secretVersion", "01234567-89ab-cdef-0123-456789abcdef"),
		),
		want: fine, back: fine,
	},
	{
		says: "a service may connect to a partner", base: "small",
		edits: dev("services.web.egress", "[{to: 203.0.113.0/24, port: 587}, {to: 198.51.100.7/32, port: 123, protocol: udp}]"),
		want:  fine, back: fine,
	},
	{
		says: "a service connects elsewhere than before", base: "small",
		before: dev("services.web.egress", "[{to: 203.0.113.0/24, port: 587}]"),
		edits: both(
			dev("services.web.egress", "[{to: 203.0.113.0/25, port: 587}]"),
			dev("services.worker.egress", "[{to: 198.51.100.7/32, port: 22}]"),
		),
		want: fine, back: fine,
	},
	{
		says: "a sidecar is added", base: "small",
		edits: dev("services.web.sidecars", "{proxy: {image: worker:1.0.0, start: before, essential: enabled, secrets: [payment-key]}}"),
		want:  fine, back: fine,
	},
	{
		says: "a sidecar starts later, and has no secret any more", base: "small",
		before: dev("services.web.sidecars", "{proxy: {image: worker:1.0.0, start: before, secrets: [payment-key]}}"),
		edits:  dev("services.web.sidecars", "{proxy: {image: worker:1.1.0, start: after}}"),
		want:   fine, back: fine,
	},
	{
		says: "tasks run on Fargate Spot", base: "small",
		edits: dev("services.web.spotPercent", "50"),
		want:  fine, back: fine,
	},
	{
		says: "tasks leave Fargate Spot for instances", base: "small",
		before: both(instances, dev("services.web.spotPercent", "99")),
		edits:  both([]edit{without("dev", "services.web.spotPercent")}, dev("services.web.launch", "ec2")),
		want:   fine, back: fine,
	},

	{
		says: "a service is added", base: "small",
		edits: dev("services.api", "{image: web:1.0.0, route: {path: /api/*}, uses: [orders]}"),
		want:  fine, back: fine,
	},
	{says: "a service is removed", base: "small", edits: dev("services.worker", ""), want: fine, back: fine},
	{says: "a service with a route is removed", base: "small", edits: dev("services.web", ""), want: fine, back: fine},
	{
		says: "an internal service is removed", base: "small",
		edits: both(dev("services.prices", ""), dev("services.worker.uses", "[orders]")),
		want:  fine, back: fine,
	},
	{
		says: "a service is renamed", base: "small",
		edits: both(
			dev("services.worker", ""),
			dev("services.jobs", "{image: worker:1.0.0, uses: [orders, prices], scaling: {min: 1, max: 2}}"),
		),
		want: fine, back: fine,
	},
	{
		says: "a service with a route is renamed", base: "small",
		edits: both(
			dev("services.web", ""),
			dev("services.front", "{image: web:1.0.0, uses: [orders, sessions, uploads], route: {path: /*}}"),
		),
		want: fine, back: fine,
	},
	{
		says: "two services swap their paths", base: "small",
		before: dev("services.api", "{image: web:1.0.0, route: {path: /api/*}}"),
		edits:  both(dev("services.api.route.path", "/*"), dev("services.web.route.path", "/api/*")),
		want:   fine, back: fine,
	},
	{
		says: "a service has another path", base: "small",
		edits: dev("services.web.route.path", "/shop/*"),
		want:  fine, back: fine,
	},
	{
		says: "a service is reached by a name", base: "small",
		edits: dev("services.web.route", "{host: shop.dev.example.com, path: /*}"),
		want:  fine, back: fine,
	},
	{
		says: "sessions stick", base: "small",
		edits: dev("services.web.route", "{path: /*, stickyMinutes: 5}"),
		want:  fine, back: fine,
	},
	{
		says: "a public service becomes internal", base: "small",
		edits: dev("services.web.route", "{balancer: internal}"),
		want:  fine, back: fine,
	},
	{
		says: "an internal service becomes public", base: "small",
		edits: both(dev("services.prices.route", "{path: /prices/*}"), dev("services.worker.uses", "[orders]")),
		want:  fine, back: fine,
	},
	{
		says: "a service has no route any more", base: "small",
		edits: dev("services.web.route", ""),
		want:  fine, back: fine,
	},

	{
		says: "rolling becomes canary", base: "small",
		edits: dev("services.web.deployment", "{strategy: canary}"),
		want:  fine, back: fine,
	},
	{
		says: "rolling becomes blue/green", base: "small",
		edits: dev("services.web.deployment", "{strategy: blue-green}"),
		want:  fine, back: fine,
	},
	{
		says: "rolling becomes linear", base: "small",
		edits: dev("services.web.deployment", "{strategy: linear}"),
		want:  fine, back: fine,
	},
	{
		says: "canary becomes rolling after an odd number of deployments", base: "large",
		happens: shifted("prod/service-prices"),
		edits:   prod("services.prices.deployment", "{strategy: rolling}"),
		want:    fine,
	},
	{
		says: "canary becomes linear after an odd number of deployments", base: "large",
		happens: shifted("prod/service-prices"),
		edits:   prod("services.prices.deployment", "{strategy: linear}"),
		want:    fine,
	},
	{
		says: "the path of a canary service changes after an odd number of deployments", base: "large",
		happens: shifted("prod/service-prices"),
		edits:   prod("services.prices.route.path", "/v2/prices/*"),
		want:    risk,
		differs: "which target group has the tasks is known in the account alone",
	},
	{
		says: "a linear deployment takes too long", base: "large",
		edits: prod("services.prices.deployment", "{strategy: linear, stepPercent: 5, stepMinutes: 120, bakeMinutes: 1440}"),
		want:  unloadable,
	},
	{
		says: "tasks move to instances", base: "small",
		edits: both(instances, dev("services.web.launch", "ec2")),
		want:  fine, back: refusedFor(cloudformation.Export),
		why: "instances go after the services that are on them: two commits",
	},
	{says: "instances are added", base: "small", edits: instances, want: fine, back: fine},
	{
		says: "instances are of another class", base: "small",
		before: instances,
		edits:  dev("instances.classes", "[t4g.large, m7g.large]"),
		want:   fine, back: fine,
	},
	{
		says: "instances run Bottlerocket", base: "small",
		before: instances,
		edits:  dev("instances.os", "bottlerocket"),
		want:   fine, back: fine,
	},
	{
		says: "more instances", base: "small",
		before: instances,
		edits:  dev("instances.max", "6"),
		want:   fine, back: fine,
	},
	{
		says: "instances go while services are on them", base: "small",
		before: both(instances, dev("services.web.launch", "ec2")),
		edits:  both([]edit{without("dev", "instances")}, dev("services.web.launch", "fargate")),
		want:   refusedFor(cloudformation.Export),
		why:    "instances go after the services that are on them: two commits",
	},
	{
		says: "services leave instances", base: "small",
		before: both(instances, dev("services.web.launch", "ec2")),
		edits:  dev("services.web.launch", "fargate"),
		want:   fine, back: fine,
	},
	{
		says: "services are traced", base: "small",
		edits: traced,
		want:  fine, back: fine,
	},
	{
		says: "traces are searched", base: "small",
		before: traced,
		edits:  dev("tracing.exporter", "transaction-search"),
		want:   fine, back: fine,
	},
	{
		says: "traces go to a third party", base: "small",
		before: traced,
		edits: both(
			dev("tracing.exporter", "otlp"),
			dev("tracing.endpoint", "https://otlp.example.com"),
			dev("tracing.secret", "payment-key"),
			dev("tracing.header", "api-key"),
		),
		want: fine, back: fine,
	},
	{says: "a bastion is added", base: "small", edits: dev("bastion", "{uses: [orders]}"), want: fine, back: fine},
	{
		says: "a bastion is larger", base: "small",
		before: dev("bastion", "{uses: [orders]}"),
		edits:  dev("bastion", "{class: t4g.micro, uses: [orders, shop]}"),
		want:   fine, back: fine,
	},
	{
		says: "people reach one more store", base: "small",
		edits: dev("openToVPN", "[orders, shop]"),
		want:  fine, back: fine,
	},
	{says: "people reach no store", base: "small", edits: dev("openToVPN", ""), want: fine, back: fine},
}

// login has the load balancer ask an identity provider.
const login = "{issuer: https://login.example.net, authorization: https://login.example.net/authorize, " +
	"token: https://login.example.net/token, userInfo: https://login.example.net/userinfo, client: web, secret: payment-key}"

// instances are what services with launch ec2 run on.
var instances = both(
	org("repositories", "[web, worker, fluent-bit, cloudwatch-agent]"),
	dev("instances", "{classes: [t4g.medium, t4g.large], agents: {logs: \"fluent-bit:3.2.1\", metrics: \"cloudwatch-agent:1.300064.0\"}}"),
)

// shifted has the tasks of a service be in its other target group.
func shifted(stack string) func(*cloudformation.World) {
	return func(w *cloudformation.World) { w.Shifted(stack) }
}

func org(path, value string) []edit  { return []edit{set("organization", path, value)} }
func dev(path, value string) []edit  { return []edit{set("dev", path, value)} }
func prod(path, value string) []edit { return []edit{set("prod", path, value)} }

// both are several edits in one commit.
func both(edits ...[]edit) []edit {
	var all []edit
	for _, e := range edits {
		all = append(all, e...)
	}
	return all
}

// traced has a collector beside each service.
var traced = both(org("repositories.2", "otel-collector"), dev("tracing", "{collector: otel-collector:v0.45.1}"))
