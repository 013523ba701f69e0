// Package bulkhead is the CDK app: it synthesizes the CloudFormation templates of a whole organization from one
// configuration directory. The command of the same name runs it: see cmd/bulkhead/app.go.
package bulkhead

import (
	"bulkhead/config"
	"bulkhead/internal/kernel"
	"bulkhead/internal/output"
	"bulkhead/stacks"
)

// Synthesize loads the configuration in dir, builds the stages and writes the cloud assembly to options.Outdir, which
// changes only if all of it succeeds.
func Synthesize(dir string, options stacks.Options) error {
	c, err := config.Load(dir)
	if err != nil {
		return err
	}
	return output.Replace(options.Outdir, func(fresh string) error {
		options.Outdir = fresh
		return kernel.Run(func() { stacks.NewApp(c, options).Synth(nil) })
	})
}
