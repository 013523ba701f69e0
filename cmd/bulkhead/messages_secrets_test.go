package main

// The values are made up, and put together here so that nobody's scanner takes them for somebody's.
var badSecrets = []badInput{
	secret("an access key of AWS", "KEY: AKIA"+"IOSFODNN7EXAMPLE"),
	secret("a session's access key of AWS", "KEY: ASIA"+"IOSFODNN7EXAMPLE"),
	secret("a token of GitHub", "GH: ghp"+"_0123456789abcdefghijklmnopqrstuvwxyz"),
	secret("a new token of GitHub", "GH: github_pat"+"_0123456789abcdefghijkl"),
	secret("a token of GitLab", "GL: glpat"+"-0123456789abcdefghij"),
	secret("a token of Slack", "HOOK: xoxb"+"-0123456789-abcdef"),
	secret("a hook of Slack", "HOOK: https://hooks.slack"+".com/services/T00000000/B00000000/XXXXXXXX"),
	secret("a key of Stripe", "STRIPE: sk_live"+"_0123456789abcdef"),
	secret("a key of Google", "MAPS: AIza"+"SyA0123456789abcdefghijklmnopqrstuv"),
	secret("a key of a model", "MODEL: sk-ant"+"-0123456789abcdefghijklmnop"),
	secret("a private key", "PEM: \"-----BEGIN RSA PRIVATE"+" KEY-----\""),
	secret("a JSON Web Token", "JWT: eyJ"+"hbGciOiJIUzI1NiJ9.eyJ"+"zdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"),
	secret("a URL with a password", "UPSTREAM: https://user:pass"+"@example.org/"),
	secret("a URL with a password and no user", "CACHE: redis://:pass"+"@cache.example.org:6379"),
	secret("a password by its name", "DB_PASSWORD: hunter2"),
	secret("a token by its name", "API_TOKEN: abc"),
	secret("a key by its name", "STRIPE_API_KEY: abc"),
	secret("a secret by its name", "CLIENT_SECRET: abc"),
	{says: "a password in an option", file: "prod", old: "[node, prices.js]", new: "[node, prices.js, --password=hunter2]"},
	{says: "a token after an option", file: "prod", old: "[node, prices.js]", new: "[node, prices.js, --api-token, hunter2]"},
	{says: "a password in a line of a shell", file: "prod", old: "[node, prices.js]", new: `[sh, -c, "DB_PASSWORD=hunter2 node prices.js"]`},
	{says: "a key of Stripe in a command", file: "prod", old: "[node, prices.js]", new: "[node, prices.js, sk_live" + "_0123456789abcdef]"},
	{says: "a variable in a command", file: "prod", old: "[node, prices.js]", new: `[sh, -c, "node prices.js ${PORT}"]`},
	{says: "a dynamic reference", file: "prod", old: "LOG_LEVEL: info", new: `KEY: "{{resolve:secretsmanager:other}}"`},
	{says: "a key of Stripe for a function", file: "prod", old: "    directory: shipping\n", new: "    directory: shipping\n    environment: {STRIPE: sk_live" + "_0123456789abcdef}\n"},
	{says: "a password of a sidecar", file: "prod", old: "port: 3000", new: `sidecars: {proxy: {image: "web:1.0.0", environment: {PROXY_PASSWORD: hunter2}}}`},
	{says: "a password of a task", file: "prod", old: "port: 3000", new: "tasks: {migrate: {command: [migrate, --db-password, hunter2]}}"},
	{says: "a password of a health check", file: "prod", old: "graceSeconds: 60", new: "container: {command: [check, --password=hunter2]}"},
}

// secret is an environment variable of a service that is one.
func secret(says, variable string) badInput {
	return badInput{says: says, file: "prod", old: "LOG_LEVEL: info", new: variable}
}
