package docs

import (
	"regexp"
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
)

func TestEveryKindOfStoreIsInTheTableOfTheREADMEAndInWhatStays(t *testing.T) {
	readme, removing := string(read(t, "README.md").source), string(read(t, "docs/operate/removing.md").source)
	for _, section := range config.StoreSections() {
		assert.Regexp(t, "(?m)^\\| [^|]* \\| `"+section+"` \\| ", readme, "README says what a service that uses it gets")
		if section != "services" && section != "functions" { // nothing of them stays but their logs
			assert.Regexp(t, `(?m)^\| [^|]*`+regexp.QuoteMeta(section)+`[^|]* \| [^|]* \| `, removing, "what of it stays")
		}
	}
}
