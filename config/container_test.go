package config

import "testing"

func TestMistakesInAContainersHealthCheckAreFound(t *testing.T) {
	const health = "graceSeconds: 60"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{health, health + "\n      container: {retries: 3}", `services.web.health.container.command: is missing; add it`},
		{health, health + "\n      container: {command: []}", `services.web.health.container.command: is empty; write what the container is to run`},
		{health, health + "\n      container: {command: [\"\"]}", `services.web.health.container.command[0]: is empty; leave it out`},
		{health, health + "\n      container: {command: [a], timeoutSeconds: 1}", `services.web.health.container.timeoutSeconds: 1 is too small; the least is 2`},
		{health, health + "\n      container: {command: [a], timeoutSeconds: 11, intervalSeconds: 10}", `services.web.health.container.timeoutSeconds: 11 is longer than the 10 seconds between two runs; lower it, or raise intervalSeconds`},
		{health, health + "\n      container: {command: [a], startSeconds: 301}", `services.web.health.container.startSeconds: 301 is too large; the most is 300`},
	})
}

func TestDirectoriesThatCannotBeWrittenToAreRefused(t *testing.T) {
	const port = "port: 3000"
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{port, port + "\n    tmpfs: [{path: tmp, sizeMiB: 1}]", `services.web.tmpfs[0].path: "tmp" is not a directory of a container; write it with a leading slash and without a closing one, such as /var/cache/web`},
		{port, port + "\n    tmpfs: [{path: /tmp/, sizeMiB: 1}]", `services.web.tmpfs[0].path: "/tmp/" is not a directory of a container; write it with a leading slash and without a closing one, such as /var/cache/web`},
		{port, port + "\n    tmpfs: [{path: /a/../b, sizeMiB: 1}]", `services.web.tmpfs[0].path: "/a/../b" is not a directory of a container; write it with a leading slash and without a closing one, such as /var/cache/web`},
		{port, port + "\n    tmpfs: [{path: /proc/self, sizeMiB: 1}]", `services.web.tmpfs[0].path: /proc is the kernel's; choose another directory`},
		{port, port + "\n    tmpfs: [{path: /tmp, sizeMiB: 1}, {path: /tmp/web, sizeMiB: 1}]", `services.web.tmpfs[1].path: /tmp/web and /tmp are inside each other; keep the outer one`},
		{port, port + "\n    tmpfs: [{path: /tmp, sizeMiB: 1024}]", `services.web.tmpfs: they hold 1024 MiB, and the container has 1024 MiB of memory for them and itself; lower sizeMiB, or raise memory`},
		{port, port + "\n    storage: {paths: []}", `services.web.storage.paths: is empty; name the directories that the container writes to`},
		{port, port + "\n    storage: {sizeGiB: 201, paths: [/data]}", `services.web.storage.sizeGiB: 201 is too large; the most is 200`},
		{port, port + "\n    tmpfs: [{path: /data, sizeMiB: 1}]\n    storage: {paths: [/data]}", `services.web.storage.paths[0]: /data and /data are inside each other; keep the outer one`},
	})
	findsMistakesIn(t, onInstances, []mistake{
		{"launch: ec2", "launch: ec2, storage: {paths: [/data]}", `services.web.storage: instances have disks of their own, which tasks share; leave it out, or use fargate`},
	})
}

// onInstances has a service on instances.
const onInstances = "tier: development\nnetwork: {cidr: 10.10.0.0/16}\n" +
	"instances: {agents: {logs: \"web:1\", metrics: \"web:1\"}}\n" +
	"services:\n  web: {image: \"web:1.0.0\", launch: ec2}\n"

func TestMistakesInASidecarAreFound(t *testing.T) {
	const port = "port: 3000"
	with := func(sidecar string) string { return port + "\n    sidecars: {" + sidecar + "}" }
	findsMistakes(t, "environments/prod.yaml", []mistake{
		{port, with("proxy: {memory: 64}"), `services.web.sidecars.proxy.image: is missing; add it`},
		{port, with("proxy: {image: \"envoy:1.0.0\"}"), `services.web.sidecars.proxy.image: "envoy" is not a repository of the organization; images come from the organization's own registry: push it there, and list the repository in organization.yaml`},
		{port, with("web: {image: \"web:1.0.0\"}"), `services.web.sidecars.web: another container of the task is called web; choose another name`},
		{port, with("collector: {image: \"web:1.0.0\"}"), `services.web.sidecars.collector: another container of the task is called collector; choose another name`},
		{port, with("Proxy: {image: \"web:1.0.0\"}"), `services.web.sidecars.Proxy: "Proxy" cannot be the name of a sidecar; use lower-case letters, digits and single hyphens, beginning with a letter`},
		{port, with("proxy: {image: \"web:1.0.0\", memory: 1000}"), `services.web.sidecars: they take 1000 MiB, and leave 24 MiB of the task's to the service's own container; leave at least 64: lower memory of some, or raise that of the service`},
		{port, with("proxy: {image: \"web:1.0.0\", cpu: 512}"), `services.web.sidecars: they keep 512 CPU units, and the task has 512; lower cpu of some, or raise that of the service`},
		{port, with("proxy: {image: \"web:1.0.0\", user: root}"), `services.web.sidecars.proxy.user: a production container does not run as root; leave it out, and make the image work for user 1000`},
		{port, with("proxy: {image: \"web:1.0.0\", command: [\"\"]}"), `services.web.sidecars.proxy.command[0]: is empty; leave it out`},
		{port, with("proxy: {image: \"web:1.0.0\", start: first}"), `services.web.sidecars.proxy.start: "first" is not offered; choose before, after or together`},
		{port, with("proxy: {image: \"web:1.0.0\", health: {command: []}}"), `services.web.sidecars.proxy.health.command: is empty; write what the container is to run`},
		{port, with("proxy: {image: \"web:1.0.0\", secrets: [payment-kez]}"), `services.web.sidecars.proxy.secrets[0]: prod has no secret "payment-kez"; did you mean payment-key?`},
		{port, with("proxy: {image: \"web:1.0.0\", secrets: [orders]}"), `services.web.sidecars.proxy.secrets[0]: prod has no secret "orders"; known: payment-key`},
		{port, with("proxy: {image: \"web:1.0.0\", environment: {A-B: c}}"), `services.web.sidecars.proxy.environment.A-B: "A-B" cannot be the name of a variable; use letters, digits and underscores`},
		{port, with("proxy: {image: \"web:1.0.0\", environment: {API_TOKEN: c}}"), `services.web.sidecars.proxy.environment.API_TOKEN: a variable with this name looks like a secret; every template would show it: add it under secrets:, and list it in uses:, which makes a variable of it; the password of a database comes with uses: alone`},
		{port, with("proxy: {image: \"web:1.0.0\", secrets: [payment-key], environment: {PAYMENT_KEY: c}}"), `services.web.sidecars.proxy.environment.PAYMENT_KEY: "PAYMENT_KEY" is the secret payment-key already; leave it out or rename it`},
		{port, with("proxy: {image: \"web:1.0.0\", tmpfs: [{path: /tmp, sizeMiB: 128}]}"), `services.web.sidecars.proxy.tmpfs: they hold 128 MiB, and the container has 128 MiB of memory for them and itself; lower sizeMiB, or raise memory`},
	})
}
