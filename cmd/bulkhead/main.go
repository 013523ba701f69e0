// Command bulkhead is what an operator runs: it writes the templates of an organization and has them checked. It is
// the CDK app as well, so that both are always of the same build.
package main

import (
	"context"
	"os"

	"bulkhead/internal/cli"
	"bulkhead/internal/interrupt"
	"bulkhead/internal/kernel"

	"github.com/spf13/cobra"
)

func main() {
	program := cli.New(newRoot())
	status := program.Execute(interrupt.Watch(context.Background(), program.Leave))
	kernel.Close()
	interrupt.Clean()
	os.Exit(status)
}

// newRoot is the table of contents of the program; each command is a file.
func newRoot() *cobra.Command {
	root := &cobra.Command{
		Use:           "bulkhead",
		Short:         "Build and check the CloudFormation of an AWS organization",
		SilenceUsage:  true,
		SilenceErrors: true,
		Version:       cli.Version(),
	}
	root.SetVersionTemplate("bulkhead {{.Version}}\n")
	root.SetHelpCommand(newHelp(root))
	root.AddCommand(
		newInit(),
		newCheck(),
		newApp(),
		newSynth(),
		newBuildStages(),
		newPlan(),
		newVerify(),
		newAccess(),
		newParity(),
		newLifecycle(),
		newEvidence(),
		newPrice(),
		newReach(),
		newPromises(),
		newQuotas(),
		newRoutes(),
		newGuardrails(),
		newDraw(),
		newManifests(),
		newCI(),
		newPreflight(),
		newBootstrap(),
		newPrune(),
		newVPN(),
		newUpgrade(),
		newFailover(),
		newFailback(),
		newActive(),
		newRelease(),
		newReleases(),
	)
	return root
}
