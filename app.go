// Command app synthesizes the CloudFormation templates of a whole organization
// from one configuration directory. The CDK CLI starts it; it also runs alone.
package main

import (
	"fmt"
	"os"

	"bulkhead/config"
	"bulkhead/kernel"
	"bulkhead/stacks"
)

func main() {
	err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
	}
	kernel.Close()
	if err != nil {
		os.Exit(1)
	}
}

// run loads the configuration, builds the stages and synthesizes them. The
// output directory changes only if all of it succeeds.
func run() error {
	settings, err := readSettings()
	if err != nil {
		return err
	}
	c, err := config.Load(settings.config)
	if err != nil {
		return err
	}
	return replace(settings.outdir, func(dir string) error {
		return kernel.Run(func() {
			stacks.NewApp(c, stacks.Options{Outdir: dir, Functions: settings.functions, Nag: settings.nag}).Synth(nil)
		})
	})
}
