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
test: build node_modules lint ## lint, run every test, and verify the templates
	@$(MAKE) -j2 test-packages test-templates

.PHONY: lint
lint: bin/staticcheck bin/gofumpt bin/gci
	@echo "lint        gofumpt, gci, go vet, staticcheck"
	@unformatted=$$(bin/gofumpt -l $(GO_FILES) && bin/gci list $(GCI) $(GO_FILES)); [ -z "$$unformatted" ] || { echo "run make format: $$unformatted"; exit 1; }
	@go vet ./...
	@bin/staticcheck ./...

# What needs no kernel and no tool of others.
.PHONY: check
check: lint ## lint, and test what starts no kernel, in seconds
	@echo "check       packages that start no kernel"
	@go test -vet=off ./assembly/... ./config/... ./constructs/... ./internal/facts ./internal/document ./internal/cli | grep -v '\[no test files\]'

# Go repeats the answer for a package whose code and files are as they were; the gate asks again. No limit of time: a
# loaded machine is no fault. lint has vetted them with more than go test does.
GO_TEST := go test -vet=off -timeout 0 $(if $(CI),-count=1)

# They begin: nothing is left for a processor to do beside the one that ends last.
LONGEST := ./test/changes ./test/dial

.PHONY: test-packages
test-packages:
	@echo "test        all packages but test"
	@$(GO_TEST) $$(go list $(LONGEST) ./... | grep -v '/test$$') | grep -v '\[no test files\]'

# Says what it does, and which tests take long; of the others, only what fails.
.PHONY: test-templates
test-templates:
	@echo "test        package test, which synthesizes and verifies"
	@$(GO_TEST) -v ./test | awk '!/^=== |^PASS$$|--- PASS.*\([01]\.[0-9]+s\)$$/ { print; fflush() }'

.PHONY: agents
agents: toolchain ## prove the collector's configuration with the collector's own code
	@echo "agents      go test in tools/agents; the first time compiles the collector: several minutes"
	@cd tools/agents && go test -count=1 ./...

.PHONY: kubernetes
kubernetes: toolchain ## have a real API server of Kubernetes take what is brought to clusters
	@echo "kubernetes  go test in tools/kubernetes; the first time compiles the API server: several minutes"
	@cd tools/kubernetes && go test -count=1 -timeout 0 ./...

.PHONY: verify
verify: build node_modules ## synthesize CONFIG, show what independent verifiers find, compare both sides of recovery, and prove promises
	@bin/bulkhead synth --config $(CONFIG) --out $(OUT) --nag
	@bin/bulkhead verify $(OUT) --waivers $(WAIVERS)
	@bin/bulkhead parity $(OUT)
	@bin/bulkhead lifecycle $(OUT)
	@bin/bulkhead promises $(OUT) --config $(CONFIG)

# The last release, or BASE: a commit, or nothing when there is none.
BASE ?= $(shell git describe --tags --abbrev=0 --match 'v*' 2>/dev/null)

.PHONY: plan
plan: build ## show what deploying CONFIG does where the last release, or BASE=commit, is deployed
	@[ -n "$(BASE)" ] || { echo "error: there is no release (a tag v*) to compare with; name a commit: make plan BASE=main"; exit 1; }
	@bin/bulkhead plan --base-ref $(BASE) $(CONFIG)

.PHONY: bench
bench: build node_modules ## measure synthesis, its growth, and the commands
	@go run ./internal/bench

.PHONY: accept
accept: build node_modules ## accept the templates and schemas as they are now; read the difference before you commit it
	@go generate ./config
	@go test -timeout 0 -v ./test -run "^(TestTemplatesAreAsReviewed|TestThePlansInTheDocumentsAreWhatTheCommandSays|TestThePageOfBothSidesIsWhatTheTemplatesAndTheStepsSay|TestThePageOfAlarmsIsWhatTheRunbookSays|TestThePictureOfADashboardIsWhatItsTemplateSays|TestEveryExampleShows.*|TestTheTableOfExamples.*)$$" -update | awk '!/^=== / { print; fflush() }'
	@go test ./analysis/evidence -run '^TestThePageOfEvidence' -update
	@go test -count=1 ./analysis/draw -run "^TestThePicturesOfTheExampleAreThoseOfItsTemplates$$" -update

.PHONY: release
release: ## make VERSION of the tree: date the changelog, and record what is deployed
	@go run ./internal/release $(VERSION)

.PHONY: docs
docs: build node_modules ## write the reference of the configuration, and prove every document
	@go generate ./config
	@go test -count=1 ./test/docs ./config/internal/...

# The page of every document, with a search that needs no server. What it is made of is in a package of its own.
.PHONY: site
site: toolchain site/node_modules/.installed ## make a site of the documents in bin/site, to be put on any web server
	@export PATH="$(CURDIR)/node_modules/.bin:$$PATH"; cd site && rm -rf ../bin/site && \
		node_modules/.bin/vitepress build . && node check.js ../bin/site

site/node_modules/.installed: site/package.json site/package-lock.json site/.npmrc
	@echo "install     npm ci, in site"
	@cd site && PATH="$(CURDIR)/node_modules/.bin:$$PATH" npm ci --no-audit --no-fund --loglevel=error
	@touch $@

.PHONY: fuzz
fuzz: ## feed the configuration's loader what nobody wrote, for FUZZTIME=60s
	@go test ./config -run '^$$' -fuzz '^FuzzLoad$$' -fuzztime $(or $(FUZZTIME),60s)

.PHONY: walks
walks: ## make WALKS=20 random sequences of STEPS=12 changes, and hold the plan against a model of CloudFormation
	@go test ./test/changes -timeout 0 -v -run '^TestRandomChanges' -walks $(or $(WALKS),20) -steps $(or $(STEPS),12) \
		-seed $(or $(SEED),$(shell date +%s))

.PHONY: variants
variants: build node_modules ## synthesize and verify VARIANTS=30 configurations that between them make every choice
	@go test ./test/variants -timeout 0 -count=1 -v -every -variants $(or $(VARIANTS),30) -seed $(or $(SEED),1)

.PHONY: cover
cover: ## write how much of the packages without a kernel their own tests run, to bin/cover.html
	@mkdir -p bin
	@go test -coverprofile bin/cover.out ./analysis/... ./assembly/... ./config/... ./internal/... ./operate/... | grep -v 'no test files'
	@go tool cover -html bin/cover.out -o bin/cover.html

.PHONY: audit
audit: ## look for known vulnerabilities in Go's modules and npm's packages; says where it could not (AUDIT=strict fails)
	@cd tools && go build -o ../bin/govulncheck golang.org/x/vuln/cmd/govulncheck
	@tools/audit

.PHONY: sbom
sbom: functions ## write what our functions are made of, and how they were built, to bin/sbom (CycloneDX)
	@go run ./internal/sbom bin/functions bin/sbom

.PHONY: format
format: bin/gofumpt bin/gci ## format the code
	@bin/gofumpt -w $(GO_FILES)
	@bin/gci write $(GCI) $(GO_FILES)

# The order of imports: Go's own, ours, and those of others.
GCI := -s standard -s "prefix(bulkhead)" -s default --custom-order

.PHONY: clean
clean: ## remove what was built
	@rm -rf bin cdk.out node_modules site/node_modules

GO_FILES := $(wildcard *.go) $(filter-out bin cdk.out docs examples node_modules site,$(patsubst %/,%,$(wildcard */)))

# The same bytes at whatever commit it is built, since what is kept goes by them.
BUILD_FLAGS := -buildvcs=false

# Go rebuilds only what changed; asking costs a quarter of a second.
.PHONY: build
build: toolchain functions
	@tools/dated bin/bulkhead tools/compile build $(BUILD_FLAGS) -o bin/bulkhead ./cmd/bulkhead

# What Lambda runs, and what environments' functions run: the same bytes on every machine with the same Go. Go looks once
# for all of them whether something has changed.
FUNCTIONS := $(patsubst lambda/%/main.go,%,$(wildcard lambda/*/main.go))
COMPILED  := $(patsubst functions/%/main.go,%,$(wildcard functions/*/main.go))
# Any other directory is taken as it is, with what it needs.
TAKEN := $(filter-out internal $(COMPILED),$(patsubst functions/%/,%,$(wildcard functions/*/)))
FOR_LAMBDA := GOOS=linux GOARCH=arm64 CGO_ENABLED=0 tools/compile functions \
	-trimpath -buildvcs=false -tags lambda.norpc -ldflags "-s -w"

.PHONY: functions
functions: $(TAKEN:%=bin/functions/code/%/.)
	@$(FOR_LAMBDA) -o bin/lambda/ $(FUNCTIONS:%=./lambda/%)
	@tools/place bin/lambda bin/functions $(FUNCTIONS)
	@[ -z "$(COMPILED)" ] || $(FOR_LAMBDA) -o bin/code/ $(COMPILED:%=./functions/%)
	@tools/place bin/code bin/functions/code $(COMPILED)

# Nothing is fetched here: a synthesis needs no network, and two have to give the same.
.PHONY: $(TAKEN:%=bin/functions/code/%/.)
$(TAKEN:%=bin/functions/code/%/.): bin/functions/code/%/.:
	@[ ! -f functions/$*/package-lock.json ] || [ -d functions/$*/node_modules ] || \
		{ echo "error: functions/$* has no node_modules: run npm ci --omit=dev in it"; exit 1; }
	@rm -rf bin/functions/code/$* && mkdir -p bin/functions/code && cp -Rp functions/$* bin/functions/code/$*

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

TOOL_staticcheck := honnef.co/go/tools/cmd/staticcheck
TOOL_gofumpt := mvdan.cc/gofumpt
TOOL_gci := github.com/daixiang0/gci

bin/staticcheck bin/gofumpt bin/gci: tools/go.mod tools/go.sum
	@echo "build       $(@F)"
	@cd tools && go build -o ../$@ $(TOOL_$(@F))
