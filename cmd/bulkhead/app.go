package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"bulkhead"
	"bulkhead/internal/cache"
	"bulkhead/internal/synthesis"

	"github.com/spf13/cobra"
)

// newApp is `bulkhead app`, which the CDK CLI starts: cdk.json says so.
func newApp() *cobra.Command {
	return &cobra.Command{
		Use:   "app",
		Short: "Be the CDK app (the CDK CLI starts this; people run synth)",
		Long: `Writes the cloud assembly as the CDK CLI asks for it, and says nothing unless
something is wrong:

  -c config=DIR    the configuration; else BULKHEAD_CONFIG, else config/example
  -c nag=true      have CDK Nag leave its reports; or BULKHEAD_NAG=true
  -c no-cache=true build every stage, even if nothing changed; or BULKHEAD_NO_CACHE=true
  BULKHEAD_TOGETHER=true has one process build everything in one app, without the cache
  CDK_OUTDIR       the output directory, set by the CDK CLI; else cdk.out

Exit status:
  0  written
  1  a fault in the configuration or in a construct; the output directory stays as it was
  2  the command line is wrong`,
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			dir, options, err := appSettings()
			if err != nil {
				return err
			}
			return bulkhead.Synthesize(dir, cmp.Or(os.Getenv("CDK_OUTDIR"), defaultOut), options)
		},
	}
}

// appSettings reads the configuration directory and the options from the environment. The CDK CLI hands its -c options
// on there.
func appSettings() (dir string, options synthesis.Options, err error) {
	var context struct {
		Config  string `json:"config"`
		Nag     string `json:"nag"`
		NoCache string `json:"no-cache"`
	}
	if text := os.Getenv("CDK_CONTEXT_JSON"); text != "" {
		if err := json.Unmarshal([]byte(text), &context); err != nil {
			return "", options, fmt.Errorf("CDK_CONTEXT_JSON is not what the CDK CLI writes: %w", err)
		}
	}
	options = synthesis.Options{
		Nag:      cmp.Or(context.Nag, os.Getenv("BULKHEAD_NAG")) == "true",
		Together: os.Getenv("BULKHEAD_TOGETHER") == "true",

		Cache:  cache.Default(),
		Stderr: os.Stderr,
	}
	if context.NoCache == "true" {
		options.Cache = nil
	}
	dir = cmp.Or(context.Config, defaultConfig())
	options.Functions, err = functionsFor(dir)
	return dir, options, err
}

// defaultOut is where the cloud assembly is when nothing else is said.
const defaultOut = "cdk.out"

// defaultConfig is the configuration directory when no option names one.
func defaultConfig() string { return cmp.Or(os.Getenv("BULKHEAD_CONFIG"), "config/example") }

// functionsFor is functions, or the faults of a configuration, which come first: without what Lambda runs, nothing else
// would look for them.
func functionsFor(config string) (string, error) {
	dir, err := functions()
	if err != nil {
		if _, faults := load(config); faults != nil {
			return "", faults
		}
	}
	return dir, err
}

// functions is the directory of what Lambda runs, which make build puts beside this executable.
func functions() (string, error) {
	executable, err := os.Executable()
	if err != nil {
		return "", fmt.Errorf("where the functions are cannot be told: %w", err)
	}
	dir := filepath.Join(filepath.Dir(executable), "functions")
	if _, err := os.Stat(dir); err != nil {
		return "", fmt.Errorf("%s does not exist: what Lambda runs has to be beside this program; in the repository, make build puts both into bin", dir)
	}
	return dir, nil
}
