# bulkhead: `make synth` writes the templates, `make test` proves them.
SHELL       := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS   += --no-print-directory
export CDK_DISABLE_CLI_TELEMETRY := true

CONFIG ?= $(or $(BULKHEAD_CONFIG),config/example)
OUT    ?= cdk.out
# A configuration may bring its own.
WAIVERS ?= $(firstword $(wildcard $(CONFIG)/waivers.yaml) waivers.yaml)

.PHONY: help
help: ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.PHONY: synth
synth: build ## write every template of CONFIG=config/example to OUT=cdk.out
	@bin/bulkhead synth --config $(CONFIG) --out $(OUT)

.PHONY: test
test: build node_modules bin/staticcheck bin/gofumpt ## lint, run every test, and verify the templates
	@echo "lint        gofumpt, go vet, staticcheck"
	@unformatted=$$(bin/gofumpt -l $(GO_FILES)); [ -z "$$unformatted" ] || { echo "run make format: $$unformatted"; exit 1; }
	@go vet ./...
	@bin/staticcheck ./...
	@echo "test        go test ./..."
	@go test -count=1 ./...

.PHONY: agents
agents: toolchain ## prove the collector's configuration with the collector's own code
	@echo "agents      go test in tools/agents; the first time compiles the collector: several minutes"
	@cd tools/agents && go test -count=1 ./...

.PHONY: verify
verify: build node_modules ## synthesize CONFIG and show what independent verifiers find
	@bin/bulkhead synth --config $(CONFIG) --out $(OUT) --nag
	@bin/bulkhead verify $(OUT) --waivers $(WAIVERS)

.PHONY: bench
bench: build node_modules ## measure synthesis, its growth, and the commands
	@go run ./internal/bench

.PHONY: accept
accept: build node_modules ## accept the templates and schemas as they are now; read the difference before you commit it
	@go generate ./config
	@go test -count=1 ./test -run "^TestTemplatesAreAsReviewed$$" -update

.PHONY: format
format: bin/gofumpt ## format the code
	@bin/gofumpt -w $(GO_FILES)

.PHONY: clean
clean: ## remove what was built
	@rm -rf bin cdk.out node_modules

GO_FILES := $(wildcard *.go) $(filter-out bin cdk.out docs examples node_modules,$(patsubst %/,%,$(wildcard */)))

# Go rebuilds only what changed; asking costs a quarter of a second.
.PHONY: build
build: toolchain functions
	@tools/compile build -o bin/bulkhead ./cmd/bulkhead

# What Lambda runs: the same bytes on every machine with the same Go.
FUNCTIONS := $(patsubst lambda/%/main.go,%,$(wildcard lambda/*/main.go))

.PHONY: functions
functions: $(FUNCTIONS:%=bin/functions/%/bootstrap)

.PHONY: $(FUNCTIONS:%=bin/functions/%/bootstrap)
$(FUNCTIONS:%=bin/functions/%/bootstrap): bin/functions/%/bootstrap:
	@GOOS=linux GOARCH=arm64 CGO_ENABLED=0 tools/compile functions -trimpath -buildvcs=false -tags lambda.norpc -ldflags "-s -w" -o $@ ./lambda/$*

.PHONY: toolchain
toolchain:
	@command -v go >/dev/null || { echo "error: Go is missing; install Go 1.26 or newer"; exit 1; }
	@$(SUPPORTED) || ! command -v npm >/dev/null || $(MAKE) node_modules/.installed
	@$(SUPPORTED) || { echo "error: Node.js is missing or too old; install Node.js 22 or 24"; exit 1; }

# Whether there is a Node.js to use, with the same choice as internal/node: npm installs version 24 where there is not.
SUPPORTED := PATH="$(CURDIR)/node_modules/.bin:$$PATH" "$${JSII_NODE:-node}" -e 'process.exit(parseInt(process.versions.node) < 22 ? 1 : 0)' 2>/dev/null

# CDK brings CloudFormation Validate with it, newer than what npm has of it by itself: so it knows what CDK knows.
VALIDATE := node_modules/@aws/cloudformation-validate/package.json

.PHONY: node_modules
node_modules: $(VALIDATE)

$(VALIDATE): go.mod node_modules/.installed
	@mkdir -p $(@D)
	@tar -xzf "$$(go list -m -f '{{.Dir}}' github.com/aws/aws-cdk-go/awscdk/v2)"/jsii/aws-cdk-lib-*.tgz -C $(@D) \
		--strip-components=4 package/node_modules/@aws/cloudformation-validate
	@touch $@

node_modules/.installed: package.json package-lock.json
	@echo "install     npm ci"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@

bin/staticcheck bin/gofumpt: tools/go.mod tools/go.sum
	@echo "build       $(@F)"
	@cd tools && go build -o ../$@ $(if $(filter %gofumpt,$@),mvdan.cc/gofumpt,honnef.co/go/tools/cmd/staticcheck)
