package synthesis

import (
	"encoding/json"
	"os"
	"path/filepath"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/stacks"
)

// writeIndex writes where each value of the configuration stands, the order of the deployment, and whom accounts let
// deploy. Nothing of it is deployed: a plan tells by it which line changes what, and who can reach what starts there.
func writeIndex(c *config.Config, outdir string) error {
	index := config.Index{Waves: []config.IndexWave{}, Trusted: address.Of(c).TrustedBy()}
	for _, wave := range stacks.Waves(c) {
		of := config.IndexWave{Name: wave.Name}
		for _, stage := range wave.Stages {
			of.Stages = append(of.Stages, stage.Name)
		}
		index.Waves = append(index.Waves, of)
	}
	var err error
	if index.Values, err = config.Lines(c.Dir); err != nil {
		return err
	}
	text, err := json.MarshalIndent(index, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(outdir, config.IndexFile), append(text, '\n'), 0o644)
}
