package verify

import (
	"embed"
	"sync"

	"bulkhead/internal/fingerprint"
)

// What is found depends on how the tools are run and how their output is read.
//
//go:embed attempt.go cfnlint.go class.go cloudformation-validate.js cloudformation_validate.go command.go copies.go
//go:embed doc.go expand.go finding.go guard.go guard_batch.go guard_report.go guard_rules.go kept.go limit.go nag.go
//go:embed npm.go own.go progress.go refute.go run.go skipped.go source.go stamp.go template.go tool.go unseen.go
//go:embed version.go waiver.go
var sources embed.FS

// source returns the digest of this package.
var source = sync.OnceValue(func() string {
	digest, err := fingerprint.OfFiles(sources)
	if err != nil {
		panic(err) // it is in memory
	}
	return digest
})
