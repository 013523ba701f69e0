package config

import "testing"

func TestMistakesInAServiceAreFound(t *testing.T) {
	const uses = "uses: [orders, events, uploads]"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{"  web:", "  web_1:", `services.web_1: "web_1" cannot be the name of a service; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{"  web:", "  a-very-long-service-name:", `services.a-very-long-service-name: the name has more than 20 characters; AWS limits the names made from it; choose a shorter one`},
		{"    image: web:1.0.0\n", "", `services.web.image: is missing; add it, or release: {repository: …, first: …}`},
		{"image: web:1.0.0", "image: wbe:1.0.0", `services.web.image: "wbe" is not a repository of the organization; did you mean web?`},
		{"image: web:1.0.0", "image: nginx:1.29", `services.web.image: "nginx" is not a repository of the organization; images come from the organization's own registry: push it there, and list the repository in organization.yaml`},
		{"image: web:1.0.0", "image: public.ecr.aws/nginx/nginx:1.29", `services.web.image: public.ecr.aws/nginx/nginx:1.29 names a registry, public.ecr.aws; images come from the organization's own registry: push it there, and write repository:tag`},
		{"image: web:1.0.0", "image: 222222222222.dkr.ecr.eu-west-1.amazonaws.com/web:1.0.0", `services.web.image: 222222222222.dkr.ecr.eu-west-1.amazonaws.com/web:1.0.0 names a registry, 222222222222.dkr.ecr.eu-west-1.amazonaws.com; images come from the organization's own registry: push it there, and write repository:tag`},
		{"image: web:1.0.0", "image: localhost:5000/web", `services.web.image: localhost:5000/web names a registry, localhost:5000; images come from the organization's own registry: push it there, and write repository:tag`},
		{"image: web:1.0.0", "image: web:latest", `services.web.image: web:latest does not say which build it is; write the tag of one build, such as web:1.0.0`},
		{"image: web:1.0.0", "image: web", `services.web.image: web has no tag; add the tag or digest of one build, such as web:1.0.0`},
		{"image: web:1.0.0", "image: web:-1", `services.web.image: "-1" is not a tag; use at most 128 letters, digits, and _ . -`},
		{"image: web:1.0.0", "image: web@sha256:1234", `services.web.image: "sha256:1234" is not a digest; write sha256: and 64 hexadecimal digits`},
		{"port: 3000", "port: 0", `services.web.port: 0 is too small; the least is 1`},
		{"port: 3000", "port: 65536", `services.web.port: 65536 is too large; the most is 65535`},
		{"port: 3000", "port: \"3000\"", `services.web.port: "3000" is text where a number is expected; write a number, without quotes`},
		{"port: 3000", "port: 0x10", `services.web.port: 0x10 is not a plain whole number; write digits only, without a leading zero`},
		{"port: 3000", "port: [3000]", `services.web.port: is a list where one value is expected; write one value in its place`},
		{"port: 3000", "port:", `services.web.port: has no value; write one, or leave the key out`},
		{"cpu: 512", "cpu: 300", `services.web.cpu: Fargate does not offer 300 CPU units; choose 256, 512, 1024, 2048, 4096, 8192 or 16384`},
		{"cpu: 512", "cpu: 16384", `services.web.memory: Fargate does not offer 1024 MiB with cpu 16384; choose 32768 to 122880 in steps of 8192`},
		{"memory: 1024", "memory: 1500", `services.web.memory: Fargate does not offer 1500 MiB with cpu 512; choose 1024 to 4096 in steps of 1024`},
		{"cpu: 512 # half a vCPU\n    memory: 1024", "cpu: 256\n    memory: 1536", `services.web.memory: Fargate does not offer 1536 MiB with cpu 256; choose 512, 1024 or 2048`},
		{"port: 3000", "architecture: x86", `services.web.architecture: "x86" is not offered; choose arm64 or amd64`},
		{"port: 3000", "user: root", `services.web.user: a production container does not run as root; leave it out, and make the image work for user 1000`},
		{"port: 3000", "user: \"0:0\"", `services.web.user: a production container does not run as root; leave it out, and make the image work for user 1000`},
		{"port: 3000", "user: \"1000:\"", `services.web.user: "1000:" is not a user of a container; write a name or uid, and :group if need be, such as 1000:1000`},
		{"port: 3000", "exec: yes", `services.web.exec: "yes" is not offered; choose enabled or disabled`},
		{"port: 3000", "command: [\"\"]", `services.web.command[0]: is empty; leave it out`},
		{"port: 3000", "command: ./web", `services.web.command: is text where a list is expected; write it as [a, b] or with dashes`},
		{uses, "uses: [order]", `services.worker.uses[0]: prod has no store "order"; did you mean orders?`},
		{uses, "uses: [orders, orders]", `services.worker.uses[1]: orders is listed twice; keep one`},
		{"LOG_LEVEL: info", "LOG-LEVEL: info", `services.web.environment.LOG-LEVEL: "LOG-LEVEL" cannot be the name of a variable; use letters, digits and underscores`},
		{"LOG_LEVEL: info", "ORDERS_HOST: localhost", `services.web.environment.ORDERS_HOST: ORDERS_HOST is set already, because the service uses orders; leave it out or rename it`},
		{"LOG_LEVEL: info", "STRIPE_API_KEY: abc", `services.web.environment.STRIPE_API_KEY: a variable with this name looks like a secret; every template would show it: add it under secrets:, and list it in uses:, which makes a variable of it; the password of a database comes with uses: alone`},
		{"LOG_LEVEL: info", "AWS_ID: AKIAIOSFODNN7EXAMPLE", `services.web.environment.AWS_ID: the value looks like an access key of AWS; every template would show it: add it under secrets:, and list it in uses:, which makes a variable of it; the password of a database comes with uses: alone`},
		{"LOG_LEVEL: info", "UPSTREAM: https://user:pass@example.org/", `services.web.environment.UPSTREAM: the value looks like a URL with a password; every template would show it: add it under secrets:, and list it in uses:, which makes a variable of it; the password of a database comes with uses: alone`},
		{"LOG_LEVEL: info", "WORKERS: 4", `services.web.environment.WORKERS: is a number where text is expected; write it in quotes: "4"`},
		{"path: /healthz", "path: healthz", `services.web.health.path: "healthz" is not a path; write it with a leading slash, such as /healthz`},
		{"graceSeconds: 60", "graceSeconds: 0", `services.web.health.graceSeconds: 0 is too small; the least is 1`},
		{"min: 2\n      max: 10", "min: 1\n      max: 10", `services.web.scaling.min: one task behind the load balancer does not survive the loss of a zone; production needs at least 2`},
		{"max: 10", "max: 1", `services.web.scaling.max: 1 is below min, which is 2; raise max or lower min`},
		{"cpu: 60", "cpu: 95", `services.web.scaling.cpu: 95 is too large; the most is 90`},
		{"port: 3000", "slo: {availability: 99.999}", `services.web.slo.availability: 99.999 is too large; the most is 99.99`},
		{"port: 3000", "slo: {latency: 90.5}", `services.web.slo.latency: 90.5 is too small; the least is 95`},
		{"port: 3000", "slo: {days: 31}", `services.web.slo.days: 31 is too large; the most is 30`},
		{uses, uses + "\n    slo: {availability: 99}", `services.worker.slo: a service without a route answers no requests; leave it out or add a route`},
		{"max: 8", "max: 8\n      requests: 100", `services.worker.scaling.requests: a service without a route has no requests to scale on; leave it out or add a route`},
	})
}

func TestMistakesInARouteAreFound(t *testing.T) {
	const route = "path: /*"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{route, "path: /*\n      host: www.example.com", `services.web.route.host: "www.example.com" is not covered by the certificate of app.example.com; use app.example.com or one name below it, such as api.app.example.com, *.app.example.com for all of those, or add its domain to domains`},
		{route, "path: /*\n      host: a.b.app.example.com", `services.web.route.host: "a.b.app.example.com" is not covered by the certificate of app.example.com; use app.example.com or one name below it, such as api.app.example.com, *.app.example.com for all of those, or add its domain to domains`},
		{route, "path: api", `services.web.route.path: "api" is not a path pattern; begin with a slash, and use at most 128 letters, digits, and _-.$/~"'@:+&*?`},
		{route, "path: /.bulkhead/*", `services.web.route.path: /.bulkhead is where load balancers tell whether their side is active; choose another path`},
		{route, "path: /a b", `services.web.route.path: "/a b" is not a path pattern; begin with a slash, and use at most 128 letters, digits, and _-.$/~"'@:+&*?`},
		{route, "path: /*/*/*/*/*/*", `services.web.route.path: has more than 5 wildcards; a listener rule takes no more`},
		{route, "stickyMinutes: 20000", `services.web.route.stickyMinutes: 20000 is too large; the most is 10080`},
		{"release: {repository: worker, first: 1.0.0}", "release: {repository: worker, first: 1.0.0}\n    route: {}", `services.worker.route.path: /* goes to web already; give worker another host or path`},
		{"release: {repository: worker, first: 1.0.0}", "release: {repository: worker, first: 1.0.0}\n    route:", `services.worker.route: has no value; write one, or leave the key out`},
		{"release: {repository: worker, first: 1.0.0}", "release: {repository: worker, first: 1.0.0}\n    route: {path: /**}", `services.worker.route.path: /** and /*, which goes to web, match the same paths, and neither is more specific; write more of one of them`},
		{"release: {repository: worker, first: 1.0.0}", "release: {repository: worker, first: 1.0.0}\n    route: {balancer: internal, path: /prices}", `services.worker.route.path: /prices goes to prices already; give worker another host or path`},
	})
}

func TestMistakesInScalingAndDeploymentAreFound(t *testing.T) {
	const max = "max: 8"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{max, max + "\n      metrics: [{namespace: Acme, target: 1}]", `services.worker.scaling.metrics[0].name: is missing; add it`},
		{max, max + "\n      metrics: [{name: Depth, namespace: Acme, target: 0}]", `services.worker.scaling.metrics[0].target: is not above zero; write the value that tasks are to be added for`},
		{max, max + "\n      metrics: [{name: Depth, namespace: Acme, target: .inf}]", `services.worker.scaling.metrics[0].target: .inf is not a number; write a number`},
		{max, max + "\n      metrics: [{name: Depth, namespace: \":\", target: 1}]", `services.worker.scaling.metrics[0].namespace: ":" cannot be a namespace; copy it from CloudWatch, such as Acme/Orders`},
		{max, max + "\n      metrics: [{name: \" \", namespace: Acme, target: 1}]", `services.worker.scaling.metrics[0].name: " " cannot be the name of a metric; copy it from CloudWatch`},
		{max, max + "\n      metrics: [{name: Depth, namespace: Acme, target: 1, statistic: average}]", `services.worker.scaling.metrics[0].statistic: "average" is not offered; did you mean Average? The choice is Average, Sum, Minimum, Maximum or SampleCount`},
		{max, max + "\n      metrics: [{name: Depth, namespace: Acme, target: 1, dimensions: {Queue: \"\"}}]", `services.worker.scaling.metrics[0].dimensions.Queue: Queue is not a dimension; use printable ASCII in name and value`},
		{max, max + "\n      metrics: [{name: D, namespace: A, target: 1}, {name: D, namespace: A, target: 2}]", `services.worker.scaling.metrics[1]: is the same metric as one before; keep one`},
		{max, max + "\n    deployment: {maxHealthyPercent: 100}", `services.worker.deployment.maxHealthyPercent: 100 is too small; the least is 101`},
		{max, max + "\n    deployment: {maxHealthyPercent: 201}", `services.worker.deployment.maxHealthyPercent: 201 is too large; the most is 200`},
		{"min: 2\n      max: 8", "min: 1\n      max: 8\n    deployment: {maxHealthyPercent: 150}", `services.worker.deployment.maxHealthyPercent: with 1 running, no task may be started above 150% and none stopped below 100%, so deployments would hang; leave it out, or set it to 200`},
		{max, max + "\n    deployment: {minHealthyPercent: 0}", `services.worker.deployment.minHealthyPercent: 0 is too small; the least is 1`},
	})
}

func TestDeploymentsThatTakeLongerThanECSWaitsAreRefused(t *testing.T) {
	const remedy = "; lower it or stepMinutes, or raise stepPercent"
	findsMistakesIn(t, "tier: development\nnetwork: {cidr: 10.10.0.0/16}\nservices:\n  web:\n    image: web:1.0.0\n    route: {path: /*}\n    deployment: {strategy: linear, stepPercent: 5, stepMinutes: 60, bakeMinutes: 780}\n", []mistake{
		{"stepMinutes: 60", "stepMinutes: 120", `services.web.deployment.bakeMinutes: with its steps, a deployment would take 3180 minutes, and ECS gives up after 1980` + remedy},
		{"bakeMinutes: 780", "bakeMinutes: 781", `services.web.deployment.bakeMinutes: with its steps, a deployment would take 1981 minutes, and ECS gives up after 1980` + remedy},
		{"linear, stepPercent: 5, stepMinutes: 60, bakeMinutes: 780", "canary, stepMinutes: 1440, bakeMinutes: 541", `services.web.deployment.bakeMinutes: with its steps, a deployment would take 1981 minutes, and ECS gives up after 1980` + remedy},
	})
}

func TestAServiceLeavesTheCollectorItsPorts(t *testing.T) {
	const traced = "tier: development\nnetwork: {cidr: 10.10.0.0/16}\ntracing: {collector: \"web:1.0.0\"}\nservices:\n  web:\n    image: web:1.0.0\n    port: 3000\n"
	findsMistakesIn(t, traced, []mistake{
		{"port: 3000", "port: 4318", `services.web.port: the collector beside the service listens on 4318 already; choose another port, or set tracing to disabled`},
	})
}
