package config

import "testing"

// workload is an environment with every kind of service.
const workload = `
tier: development
network:
  cidr: 10.10.0.0/16
buckets:
  files: {}
instances:
  os: al2023
  classes: [m7g.large]
  min: 1
  max: 4
  spotPercent: 50
  volumeGiB: 50
  agents: {logs: "worker:1.0.0", metrics: "worker:1.0.0"}
services:
  web:
    image: web:1.0.0
    uses: [billing]
    route: {host: dev.example.com, slowStartSeconds: 60}
    deployment: {strategy: canary, stepPercent: 10, stepMinutes: 5, bakeMinutes: 10}
    scaling:
      min: 2
      schedules:
        morning: {cron: "0 7 ? * MON-FRI *", timezone: Europe/Dublin, min: 4, max: 16}
  billing:
    image: worker:1.0.0
    launch: ec2
    cpu: 1024
    memory: 2048
    route: {balancer: internal}
    tasks:
      migrate: {command: [./migrate], run: before-start}
      report: {command: [./report], run: scheduled, cron: "0 3 * * ? *"}
  idle:
    image: worker:1.0.0
`

func TestMistakesInAWorkloadAreFound(t *testing.T) {
	const canary = "{strategy: canary, stepPercent: 10, stepMinutes: 5, bakeMinutes: 10}"
	findsMistakesIn(t, workload, []mistake{
		{"  files:", "  billing:", `services.billing: billing is the name of a bucket already; give one of them another name; services use them by it`},
		{"uses: [billing]", "uses: [idle]", `services.web.uses[0]: dev has no store "idle"; known: billing, files`},
		{"uses: [billing]", "uses: [billing]\n    environment: {BILLING_URL: here}", `services.web.environment.BILLING_URL: BILLING_URL is set already, because the service uses billing; leave it out or rename it`},
		{"launch: ec2", "launch: ec2\n    uses: [billing]", `services.billing.uses: billing uses itself; leave it out`},
		{"route: {balancer: internal}", "route: {balancer: internal, host: billing.dev.example.com}", `services.billing.route.host: the internal load balancer has one name; leave it out: internal services differ by path`},
		{"slowStartSeconds: 60", "slowStartSeconds: 10", `services.web.route.slowStartSeconds: 10 is shorter than a slow start can be; choose 30 to 900, or leave it out`},
		{"route: {balancer: internal}", "route: {balancer: both}", "services.web.uses[0]: dev has no store \"billing\"; known: files\nservices.billing.route.balancer: \"both\" is not offered; choose public, internal or ingress"},
		{"  idle:\n    image: worker:1.0.0", "  idle:\n    image: worker:1.0.0\n    route: {balancer: internal, path: /billing/*}", `services.idle.route.path: /billing/* goes to billing already; give idle another host or path`},
		{"  idle:\n    image: worker:1.0.0", "  idle:\n    image: worker:1.0.0\n    tls: enabled", `services.idle.tls: no load balancer talks to a service without a route; leave it out or add a route`},
		{"  idle:\n    image: worker:1.0.0", "  idle:\n    image: worker:1.0.0\n    tracing: enabled", `services.idle.tracing: dev has no collector; add tracing.collector to the environment`},
		{"  idle:\n    image: worker:1.0.0", "  idle:\n    image: worker:1.0.0\n    deployment: {strategy: linear}", `services.idle.deployment.strategy: linear moves requests, and a service without a route has none; leave it out or add a route`},
		{"slowStartSeconds: 60", "stickyMinutes: 5", `services.web.deployment.strategy: canary cannot move clients that stick to their task; leave it or route.stickyMinutes out`},
		{canary, "{strategy: canary, minHealthyPercent: 50}", `services.web.deployment.minHealthyPercent: a canary deployment starts a full second set of tasks; leave it out`},
		{canary, "{strategy: blue-green, stepPercent: 10}", `services.web.deployment.stepPercent: a blue-green deployment has no steps; leave it out, or choose canary or linear`},
		{canary, "{strategy: linear, stepPercent: 2}", `services.web.deployment.stepPercent: 2 is less than a linear step can be; choose at least 3`},
		{canary, "{bakeMinutes: 5}", `services.web.deployment.bakeMinutes: a rolling deployment has no second set of tasks to keep; leave it out, or choose another strategy`},
		{"0 7 ? * MON-FRI *", "0 7 * * MON-FRI *", `services.web.scaling.schedules.morning.cron: one of day of month and day of week has to be ?; write ? for the one that does not matter`},
		{"0 7 ? * MON-FRI *", "7 o'clock", `services.web.scaling.schedules.morning.cron: "7 o'clock" is not a cron expression of AWS; write minute, hour, day of month, month, day of week and year, such as 0 3 * * ? *`},
		{"Europe/Dublin", "Dublin", `services.web.scaling.schedules.morning.timezone: "Dublin" is not a time zone; write one such as Europe/Dublin`},
		{"min: 4, max: 16", "min: 0", `services.web.scaling.schedules.morning: changes nothing; set min or max`},
		{"min: 4, max: 16", "min: 9", `services.web.scaling.schedules.morning: its max would be 8 and its min 9; set both`},
		{"  report: {command: [./report], run: scheduled, cron: \"0 3 * * ? *\"}", "  report: {command: [./report], run: scheduled}", `services.billing.tasks.report.cron: a scheduled task needs a time; add it, such as 0 3 * * ? *`},
		{"run: before-start", "run: by-hand, cron: \"0 3 * * ? *\"", `services.billing.tasks.migrate.cron: a task that runs by-hand has no schedule; leave it out, or set run to scheduled`},
		{"run: scheduled, cron: \"0 3 * * ? *\"", "run: before-start", `services.billing.tasks.report.run: migrate runs before the service starts already; make it one command`},
		{"command: [./report]", "command: []", `services.billing.tasks.report.command: is empty; write what the container is to run`},
		{"command: [./report]", "command: [\"\"]", `services.billing.tasks.report.command[0]: is empty; leave it out`},
		{"classes: [m7g.large]", "classes: [m7g.tiny]", `instances.classes[0]: "m7g.tiny" is not a known instance class; choose one such as t4g.medium, m7g.large or c7g.xlarge`},
		{"classes: [m7g.large]", "classes: [m7g.large, m7i.large]", `instances.classes[1]: m7i.large has another processor architecture than m7g.large; keep to one architecture`},
		{"classes: [m7g.large]", "classes: [m7g.large, m7g.large]", `instances.classes[1]: m7g.large is listed twice; keep one`},
		{"classes: [m7g.large]", "classes: [m7i.large]", `services.billing.architecture: the instances are amd64; use images for their architecture`},
		{"classes: [m7g.large]", "classes: [t4g.micro]", `services.billing.memory: t4g.micro has 1024 MiB, of which tasks can use 256; lower memory, or use larger instances`},
		{"cpu: 1024", "cpu: 4096", `services.billing.cpu: m7g.large has 2048 CPU units; lower cpu, or use larger instances`},
		{"  max: 4\n", "  max: 0\n", `instances.max: 0 is too small; the least is 1`},
		{"  min: 1\n  max: 4\n", "  min: 5\n  max: 4\n", `instances.max: 4 is below min, which is 5; raise max or lower min`},
		{"logs: \"worker:1.0.0\"", "logs: \"fluent/fluent-bit:latest\"", `instances.agents.logs: "fluent/fluent-bit" is not a repository of the organization; images come from the organization's own registry: push it there, and list the repository in organization.yaml` + "\n" + `instances.agents.logs: fluent/fluent-bit:latest does not say which build it is; write the tag of one build, such as fluent/fluent-bit:1.0.0`},
	})
}
