// Package bulkhead is the CDK app: it synthesizes the CloudFormation templates of a whole organization from one
// configuration directory. The command of the same name runs it: see cmd/bulkhead/app.go.
package bulkhead

import (
	"bulkhead/config"
	_ "bulkhead/extensions" // the operator's own
	"bulkhead/internal/output"
	"bulkhead/internal/synthesis"
)

// Synthesize loads the configuration in dir, builds the stages and writes the cloud assembly to outdir, which changes
// only if all of it succeeds.
func Synthesize(dir, outdir string, options synthesis.Options) error {
	c, err := config.Load(dir)
	if err != nil {
		return err
	}
	return output.Replace(outdir, func(fresh string) error { return synthesis.Run(c, fresh, options) })
}
