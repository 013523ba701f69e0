package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/invopop/jsonschema"
)

const configDir = "../.."

func TestTheReferenceIsUpToDate(t *testing.T) {
	want, err := reference(configDir)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(configDir, document))
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the schemas say; run: go generate ./config", document)
	}
}

func TestADefaultLeavesTheMeaningForItsColumn(t *testing.T) {
	for _, c := range []struct {
		key, description, standard, meaning string
		enum                                []any
	}{
		{"keepDays", "KeepDays is how long it is kept (default 365).", "`365`", "How long it is kept.", nil},
		{"cpu", "CPU in units (default 512 in production, 256 in development).", "512 in production, 256 in development", "CPU in units.", nil},
		{"server", "Server is openvpn (default), or client-vpn.", "`openvpn`", "openvpn (default), or client-vpn.", []any{"openvpn", "client-vpn"}},
		{"tcp", "TCP lets clients in (default disabled; openvpn).", "`disabled`", "Lets clients in (openvpn).", []any{"enabled", "disabled"}},
		{"memory", "Memory in MiB (default twice CPU (1024)). More.", "twice CPU (1024)", "Memory in MiB. More.", nil},
		{"nodes", "Nodes that hold data (default one per zone in production; 1 in development).", "one per zone in production; 1 in development", "Nodes that hold data.", nil},
		{"nat", "NAT is per-zone (default in production), single (default in development), or none.", "`per-zone` in production, `single` in development", "per-zone (default in production), single (default in development), or none.", []any{"per-zone", "single", "none"}},
		{"balancer", "Balancer is the public load balancer (default), or the internal one.", "`public`", "The public load balancer (default), or the internal one.", []any{"public", "internal"}},
		{"flowLogs", "FlowLogs go to the archive (archive, default).", "`archive`", "FlowLogs go to the archive (archive, default).", []any{"archive"}},
		{"tracing", "Tracing runs it: enabled (default where there is tracing) or disabled.", "`enabled` where there is tracing", "Runs it: enabled (default where there is tracing) or disabled.", []any{"enabled", "disabled"}},
		{"brokers", "Brokers are standard (default: on volumes) or express.", "`standard`", "standard (default: on volumes) or express.", []any{"standard", "express"}},
		{"readers", "Readers lists roles; * stands for any text.", "", `Lists roles; \* stands for any text.`, nil},
		{"databases", "Databases by name.", "", "Databases by name.", nil},
	} {
		schema := &jsonschema.Schema{Description: c.description, Enum: c.enum}
		if got := standard(schema); got != c.standard {
			t.Errorf("%s: default %q, want %q", c.key, got, c.standard)
		}
		if got := meaning(c.key, schema); got != c.meaning {
			t.Errorf("%s: meaning %q, want %q", c.key, got, c.meaning)
		}
	}
}

func TestEverySectionIsLinkedToItsHeading(t *testing.T) {
	text, err := reference(configDir)
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for line := range strings.Lines(string(text)) {
		if heading, ok := strings.CutPrefix(line, "### "); ok {
			seen++
			link := "](#" + anchor(strings.ReplaceAll(strings.TrimSpace(heading), `\`, "")) + ")"
			if !bytes.Contains(text, []byte(link)) {
				t.Errorf("nothing links to %s", heading)
			}
		}
	}
	if seen < 40 {
		t.Errorf("%d sections", seen)
	}
}
