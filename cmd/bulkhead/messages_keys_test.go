package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

var badOrganizations = []badInput{
	{says: "a name with capital letters", file: organization, old: "name: acme", new: "name: Acme"},
	{says: "a name that is too long", file: organization, old: "name: acme", new: "name: acme-international"},
	{says: "a domain without a dot", file: organization, old: "name: example.com", new: "name: example"},
	{says: "a domain with letters of its own", file: organization, old: "name: example.com", new: "name: bücher.example"},
	{says: "a region that is misspelt", file: organization, old: "primary: eu-west-1", new: "primary: eu-wst-1"},
	{says: "a region of GovCloud", file: organization, old: "primary: eu-west-1", new: "primary: us-gov-west-1"},
	{says: "a region of China", file: organization, old: "primary: eu-west-1", new: "primary: cn-north-1"},
	{says: "a region in words", file: organization, old: "primary: eu-west-1", new: "primary: Ireland"},
	{says: "the region at the top", file: organization, old: "regions:\n", new: "region: eu-west-1\nregions:\n"},
	{says: "an account's id without quotes", file: organization, old: `dev: "333333333333"`, new: "dev: 333333333333"},
	{says: "an account's id that is too short", file: organization, old: `"333333333333"`, new: `"33333333333"`},
	{says: "an account's id with hyphens", file: organization, old: `"333333333333"`, new: `"3333-3333-3333"`},
	{says: "an account that two environments have", file: organization, old: `"444444444444"`, new: `"333333333333"`},
	{says: "an account that nothing is in", file: organization, old: `  prod: "555555555555"`, new: "  prod: \"555555555555\"\n  qa: \"666666666666\""},
	{says: "an environment without an account", file: organization, old: `  stage: "444444444444"` + "\n", new: ""},
	{says: "an account that is misspelt", file: organization, old: `  dev: "333`, new: `  devv: "333`},
	{says: "no account for what is shared", file: organization, old: `  shared-services: "222222222222" # images, pipelines, DNS` + "\n", new: ""},
	{says: "a log archive in the account of security", file: organization, old: "  dev: \"333", new: "  log-archive: \"111111111111\"\n  dev: \"333"},
	{says: "a log archive that is misspelt", file: organization, old: "  dev: \"333", new: "  log-archve: \"666666666666\"\n  dev: \"333"},
	{says: "an auditor where the log archive is not any more", file: organization, old: "  dev: \"333", new: "  log-archive: \"666666666666\"\n  dev: \"333"},
	{says: "an account called as the stage of the management account", file: organization, old: "  dev: \"333", new: "  management: \"666666666666\"\n  dev: \"333"},
	{says: "a pipeline that deploys a log archive that has no account", file: organization, old: "  branch: main\n", new: "  branch: main\n  deploys: [log-archive]\n"},
	{says: "an owner that is missing", file: organization, old: "  owner: platform\n", new: ""},
	{says: "an owner at the top", file: organization, old: "\ntags:", new: "\nowner: platform\ntags:"},
	{says: "a data class that is not offered", file: organization, old: "dataClass: confidential", new: "dataClass: secret"},
	{says: "a centre of costs in American", file: organization, old: "costCentre", new: "costCenter"},
	{says: "a repository with capital letters", file: organization, old: "  - worker\n", new: "  - Worker\n  - worker\n"},
	{says: "a repository listed twice", file: organization, old: "  - worker\n", new: "  - worker\n  - worker\n"},
	{says: "an archive that forgets before it is cold", file: organization, old: "coldDays: 90", new: "coldDays: 3000"},
	{says: "a budget for nobody", file: organization, old: "    stage: 3000", new: "    stag: 3000"},
	{says: "a person's role in no account", file: organization, old: "developer: [dev, stage, prod]", new: "developer: [dev, stages, prod]"},
	{says: "an address that is none", file: organization, old: "- platform@example.com", new: "- platform"},
	{says: "a connection of another account", file: organization, old: "eu-west-1:222222222222:connection", new: "eu-west-1:333333333333:connection"},
	{says: "an approval of what is not deployed", file: organization, old: "  branch: main\n", new: "  branch: main\n  approve: [security]\n"},
	{says: "a branch that is none", file: organization, old: "branch: main", new: "branch: ../main"},
	{says: "environments in organization.yaml", file: organization, old: "\ntags:", new: "\nenvironments: [dev]\ntags:"},
	{says: "a variable in the place of an account", file: organization, old: `"333333333333"`, new: `"${DEV_ACCOUNT}"`},
}

var badEnvironments = []badInput{
	{says: "a tier that is a stage", file: "prod", old: "tier: production", new: "tier: prod"},
	{says: "a domain outside of the organization's", file: "prod", old: "domain: app.example.com", new: "domain: app.example.org"},
	{says: "a domain in capital letters", file: "prod", old: "domain: app.example.com", new: "domain: App.example.com"},
	{says: "a domain of an environment with letters of its own", file: "prod", old: "domain: app.example.com", new: "domain: bücher.example.com"},
	{says: "a domain inside another one's", file: "prod", old: "domain: app.example.com", new: "domain: app.dev.example.com"},
	{says: "a certificate", file: "prod", old: "wave: 3", new: "certificate: arn:aws:acm:eu-west-1:555555555555:certificate/x\nwave: 3"},
	{says: "the environment's name", file: "dev", old: "wave: 1", new: "name: dev\nwave: 1"},
	{says: "the range at the top", file: "dev", old: "wave: 1", new: "cidr: 10.10.0.0/16\nwave: 1"},
	{says: "a section called as AWS calls it", file: "dev", old: "wave: 1", new: "dynamodb: {}\nwave: 1"},
	{says: "ranges that overlap", file: "stage", old: "10.20.0.0/16", new: "10.10.128.0/17"},
	{says: "a range that is too large", file: "dev", old: "10.10.0.0/16", new: "10.0.0.0/8"},
	{says: "a range that begins elsewhere", file: "dev", old: "10.10.0.0/16", new: "10.10.5.0/16"},
	{says: "a range without a mask", file: "dev", old: "10.10.0.0/16", new: "10.10.0.0"},
	{says: "a range of IPv6", file: "dev", old: "10.10.0.0/16", new: "fd00::/48"},
	{says: "a public range", file: "dev", old: "10.10.0.0/16", new: "52.30.0.0/16"},
	{says: "one zone", file: "prod", old: "zones: 3", new: "zones: 1"},
	{says: "more zones than there are", file: "prod", old: "zones: 3", new: "zones: 5"},
	{says: "days that CloudWatch does not offer", file: "prod", old: "logRetentionDays: 365", new: "logRetentionDays: 100"},
	{says: "a standby in its own region", file: "prod", old: "region: eu-central-1", new: "region: eu-west-1"},
	{says: "a standby in GovCloud", file: "prod", old: "region: eu-central-1", new: "region: us-gov-east-1"},
	{says: "a standby without a range", file: "prod", old: "  cidr: 10.40.0.0/16\n", new: ""},
	{says: "instances without agents", file: "dev", old: "\nbuckets:", new: "\ninstances: {}\nbuckets:"},
	{says: "instances without images of agents", file: "dev", old: "\nbuckets:", new: "\ninstances: {agents: {}}\nbuckets:"},
	{says: "instances that are counted", file: "dev", old: "\nbuckets:", new: "\ninstances: {count: 2, agents: {logs: \"web:1\", metrics: \"web:1\"}}\nbuckets:"},
	{says: "what is opened to the VPN is not there", file: "dev", old: "openToVPN: [orders]", new: "openToVPN: [order]"},
	{says: "a site whose files are not there", file: "prod", old: "files: sites/www", new: "files: sites/ww"},
	{says: "a limit that would stop Route 53", file: "prod", old: "requestsPer5Minutes: 2000", new: "requestsPer5Minutes: 50"},
}

var badServices = []badInput{
	{says: "an image that is not listed", file: "dev", old: "image: web:1.0.0", new: "image: nginx:1.29"},
	{says: "an image of another registry", file: "dev", old: "image: web:1.0.0", new: "image: docker.io/library/nginx:1.29"},
	{says: "an image without a tag", file: "dev", old: "image: web:1.0.0", new: "image: web"},
	{says: "the latest image", file: "dev", old: "image: web:1.0.0", new: "image: web:latest"},
	{says: "a variable in a tag", file: "dev", old: "image: web:1.0.0", new: "image: \"web:${TAG}\""},
	{says: "a variable with a default in a tag", file: "dev", old: "image: web:1.0.0", new: "image: \"web:${TAG:-1.0.0}\""},
	{says: "no image", file: "dev", old: "    image: web:1.0.0 # a repository in organization.yaml and an immutable tag\n", new: ""},
	{says: "a size that Fargate does not offer", file: "prod", old: "cpu: 512 #", new: "cpu: 300 #"},
	{says: "memory that Fargate does not offer", file: "prod", old: "memory: 1024 # MiB; F", new: "memory: 1500 # F"},
	{says: "a store that is not there", file: "prod", old: "uses: [catalogue]", new: "uses: [catalog]"},
	{says: "a store used twice", file: "prod", old: "uses: [catalogue]", new: "uses: [catalogue, catalogue]"},
	{says: "a service that uses itself", file: "prod", old: "uses: [catalogue]", new: "uses: [catalogue, prices]"},
	{says: "a variable that is set already", file: "prod", old: "LOG_LEVEL: info", new: "ORDERS_HOST: localhost"},
	{says: "a variable with a hyphen", file: "prod", old: "LOG_LEVEL: info", new: "LOG-LEVEL: info"},
	{says: "a variable that is a number", file: "prod", old: "LOG_LEVEL: info", new: "WORKERS: 4"},
	{says: "a variable in the place of a value", file: "prod", old: "LOG_LEVEL: info", new: "LOG_LEVEL: ${LOG_LEVEL}"},
	{says: "a health check without a slash", file: "prod", old: "path: /healthz", new: "path: healthz"},
	{says: "a path without a slash", file: "prod", old: "path: /*\n", new: "path: api/*\n"},
	{says: "a host of another domain", file: "prod", old: "path: /*\n", new: "path: /*\n      host: shop.example.org\n"},
	{says: "two services for one path", file: "dev", old: "  worker: # w", new: "  front: {image: \"web:1.0.0\", route: {path: /*}}\n  worker: # w"},
	{says: "one task in production", file: "prod", old: "min: 2\n      max: 10", new: "min: 1\n      max: 10"},
	{says: "fewer tasks at most than at least", file: "prod", old: "max: 10\n      cpu", new: "max: 1\n      cpu"},
	{says: "tasks that are counted", file: "dev", old: "spotPercent: 90", new: "count: 2"},
	{says: "tasks that are called replicas", file: "dev", old: "spotPercent: 90", new: "replicas: 2"},
	{says: "variables called env", file: "prod", old: "    environment: #", new: "    env: #"},
	{says: "a host at the service", file: "prod", old: "port: 3000", new: "host: app.example.com"},
	{says: "root in production", file: "prod", old: "port: 3000", new: "user: root"},
	{says: "an empty word of a command", file: "prod", old: "[node, prices.js]", new: `[node, ""]`},
	{says: "a strategy that is misspelt", file: "prod", old: "strategy: canary", new: "strategy: canery"},
	{says: "a queue that is not there", file: "prod", old: "queue: invoices", new: "queue: invoice"},
	{says: "a service with an underscore", file: "dev", old: "  invoicing: #", new: "  in_voicing: #"},
	{says: "a permission without a reason", file: "prod", old: "        reason: Hands invoices over to the accountants' system, in their own account\n", new: ""},
	{says: "a schedule that is none", file: "prod", old: "{cron: 0 3 * * ? *}", new: "{cron: every day}"},
}

var badStores = []badInput{
	{says: "an engine that is not offered", file: "dev", old: "engine: postgres", new: "engine: oracle"},
	{says: "a version that is not offered", file: "dev", old: `"17.7" #`, new: `"9.6" #`},
	{says: "a class with its prefix", file: "dev", old: "engine: postgres\n    version: \"17.7\" # quoted: 17.10 and 17.1 are the same number\n    class: t4g.micro", new: "engine: postgres\n    version: \"17.7\"\n    class: db.t4g.micro"},
	{says: "a class that there is not", file: "prod", old: "class: m7g.large\n    storageGiB: 100", new: "class: m7g.huge\n    storageGiB: 100"},
	{says: "a password of a database", file: "dev", old: "engine: postgres", new: "password: hunter2\n    engine: postgres"},
	{says: "readers of Aurora", file: "prod", old: "    replicas: 1\n\ncaches", new: "    readers: 1\n\ncaches"},
	{says: "a reader of RDS", file: "prod", old: "multiAZ: enabled #", new: "readers: 1 #"},
	{says: "replicas of RDS that are too many", file: "prod", old: "multiAZ: enabled #", new: "replicas: 6 #"},
	{says: "no replica of Aurora in production", file: "prod", old: "    replicas: 1\n\ncaches", new: "    replicas: 0\n\ncaches"},
	{says: "brokers that are counted", file: "prod", old: "    nodes: 3\n    storageGiB: 500", new: "    count: 3\n    storageGiB: 500"},
	{says: "brokers that fill no zone", file: "prod", old: "    nodes: 3\n    storageGiB: 500", new: "    nodes: 4\n    storageGiB: 500"},
	{says: "nodes of a search domain that are counted", file: "prod", old: "nodes: 3 # one per zone", new: "count: 3"},
	{says: "replicas of a search domain", file: "prod", old: "nodes: 3 # one per zone", new: "replicas: 3"},
	{says: "nodes of Valkey", file: "prod", old: "replicas: 1 # in another zone; takes over", new: "nodes: 2"},
	{says: "readers of a cache", file: "prod", old: "replicas: 1 # in another zone; takes over", new: "readers: 2"},
	{says: "a cache that is counted", file: "dev", old: "engine: memcached", new: "count: 2\n    engine: memcached"},
	{says: "replicas of Memcached", file: "dev", old: "engine: memcached", new: "replicas: 2\n    engine: memcached"},
	{says: "a production database in one zone", file: "prod", old: "multiAZ: enabled #", new: "multiAZ: disabled #"},
	{says: "a window that is none", file: "prod", old: "backupWindow: 01:00-02:00 # UTC", new: "backupWindow: at night"},
	{says: "storage that cannot grow", file: "prod", old: "maxStorageGiB: 1000 # grows", new: "maxStorageGiB: 50 # grows"},
	{says: "a store with a capital letter", file: "dev", old: "buckets:\n  uploads:", new: "buckets:\n  Uploads:"},
	{says: "two stores of one name", file: "dev", old: "buckets:\n  uploads:", new: "buckets:\n  orders: {}\n  uploads:"},
}

var badRecords = []badInput{
	{says: "a route that is not recorded", act: func(t *testing.T, dir string) {
		t.Helper()
		require.NoError(t, os.Remove(filepath.Join(dir, "routes.yaml")))
	}},
	{says: "a slot that two routes have", file: "routes.yaml", old: ": 1\n", new: ": 0\n"},
	{says: "a slot that is none", file: "routes.yaml", old: ": 1\n", new: ": 500\n"},
	{says: "a patch of no stage", act: patched("staging/data-orders:\n  - {resource: A, type: AWS::S3::Bucket, property: BucketName, value: x, reason: It has to be called so}\n")},
	{says: "a patch of no type", act: patched("prod/data-orders:\n  - {resource: A, type: AWS::S3::Buckets, property: BucketName, value: x, reason: It has to be called so}\n")},
	{says: "a patch of no property", act: patched("prod/data-orders:\n  - {resource: A, type: AWS::S3::Bucket, property: Bucketname, value: x, reason: It has to be called so}\n")},
}

// patched writes patches.
func patched(text string) func(*testing.T, string) {
	return func(t *testing.T, dir string) {
		t.Helper()
		require.NoError(t, os.WriteFile(filepath.Join(dir, "patches.yaml"), []byte(text), 0o644))
	}
}
