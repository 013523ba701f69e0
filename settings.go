package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// settings are where to read from and write to.
type settings struct {
	config string // -c config=DIR of the CDK CLI, else BULKHEAD_CONFIG, else config/example
	outdir string // where the CDK CLI wants the cloud assembly, else cdk.out
	nag    bool   // -c nag=true of the CDK CLI, or BULKHEAD_NAG=true: have CDK Nag leave its reports

	functions string // what Lambda runs; make build puts it beside the app
}

// readSettings reads the environment; the CDK CLI hands its -c options on there.
func readSettings() (settings, error) {
	var context struct {
		Config string `json:"config"`
		Nag    string `json:"nag"`
	}
	if text := os.Getenv("CDK_CONTEXT_JSON"); text != "" {
		if err := json.Unmarshal([]byte(text), &context); err != nil {
			return settings{}, fmt.Errorf("CDK_CONTEXT_JSON is not what the CDK CLI writes: %w", err)
		}
	}
	executable, err := os.Executable()
	if err != nil {
		return settings{}, fmt.Errorf("where the functions are cannot be told: %w", err)
	}
	functions := filepath.Join(filepath.Dir(executable), "functions")
	if _, err := os.Stat(functions); err != nil {
		return settings{}, fmt.Errorf("%s is missing: run make build", functions)
	}
	return settings{
		functions: functions,

		config: cmp.Or(context.Config, os.Getenv("BULKHEAD_CONFIG"), "config/example"),
		outdir: cmp.Or(os.Getenv("CDK_OUTDIR"), "cdk.out"),
		nag:    cmp.Or(context.Nag, os.Getenv("BULKHEAD_NAG")) == "true",
	}, nil
}
