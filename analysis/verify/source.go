package verify

import (
	"embed"
	"sync"

	"bulkhead/internal/fingerprint"
)

// What is found depends on how the tools are run and how their output is read.
//
//go:embed cfnlint.go cloudformation-validate.js cloudformation_validate.go command.go doc.go finding.go
//go:embed guard.go guard_batch.go guard_report.go guard_rules.go kept.go nag.go npm.go progress.go run.go skipped.go
//go:embed source.go stamp.go template.go tool.go version.go waiver.go
var sources embed.FS

// source returns the digest of this package.
var source = sync.OnceValue(func() string {
	digest, err := fingerprint.OfFiles(sources)
	if err != nil {
		panic(err) // it is in memory
	}
	return digest
})
