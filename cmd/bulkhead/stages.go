package main

import (
	"io"
	"os"

	"bulkhead/internal/synthesis"

	"github.com/spf13/cobra"
)

// newBuildStages is the command that synthesis starts to build stages side by side.
func newBuildStages() *cobra.Command {
	return &cobra.Command{
		Use:    synthesis.WorkerCommand,
		Hidden: true,
		Args:   cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			var answers io.Writer = os.Stdout
			os.Stdout = os.Stderr // what CDK may print does not mix with answers
			return synthesis.Work(os.Stdin, answers)
		},
	}
}
