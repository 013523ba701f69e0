package plan

import (
	"testing"

	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAPlanSaysWhoseProfilesLeadNowhere(t *testing.T) {
	server := func(data string) string {
		return write(t, []string{"shared-services"}, template{
			stage: "shared-services", id: "vpn", resources: things("A", "AWS::SNS::Topic", `'DisplayName': '`+data+`'`),
		})
	}
	line := func(path, value string) config.Line {
		return config.Line{File: "organization.yaml", Path: path, Value: value}
	}
	dev, prod := config.Line{File: "environments/dev.yaml", Path: "tier", Value: "a"}, config.Line{File: "environments/prod.yaml", Path: "tier", Value: "a"}
	for name, c := range map[string]struct {
		before, after []config.Line
		want          []string
	}{
		"codes": {[]config.Line{line("vpn.mfa", "none")}, []config.Line{line("vpn.mfa", "totp")}, []string{"everybody needs a new profile"}},
		"a level is renamed": {
			[]config.Line{line("vpn.levels.development[0]", "dev")},
			[]config.Line{line("vpn.levels.engineering[0]", "dev")},
			[]string{"the level development is refused"},
		},
		"a level gets more":          {[]config.Line{line("vpn.levels.a[0]", "dev")}, []config.Line{line("vpn.levels.a[0]", "dev"), line("vpn.levels.a[1]", "prod")}, nil},
		"levels of environments":     {[]config.Line{line("vpn.levels.dev[0]", "dev"), dev, prod}, []config.Line{dev, prod}, nil},
		"an environment goes":        {[]config.Line{dev, prod}, []config.Line{dev}, []string{"the level prod is refused"}},
		"AWS's server has no levels": {[]config.Line{line("vpn.server", "client-vpn"), dev, prod}, []config.Line{line("vpn.server", "client-vpn"), dev}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			base, head := server("1"), server("2")
			wave := []config.IndexWave{{Name: "wave-1", Stages: []string{"shared-services"}}}
			writeJSON(t, base+"/"+config.IndexFile, config.Index{Waves: wave, Values: c.before})
			writeJSON(t, head+"/"+config.IndexFile, config.Index{Waves: wave, Values: c.after})
			var told []string
			for _, f := range compare(t, base, head, Options{}).Findings {
				if f.Kind == KindInterruption {
					told = append(told, f.Reason)
				}
			}
			require.Len(t, told, len(c.want))
			for i := range c.want {
				assert.Contains(t, told[i], c.want[i])
			}
		})
	}
}
