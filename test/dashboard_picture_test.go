package test

import (
	"fmt"
	"html"
	"os"
	"strings"
	"testing"

	"bulkhead/constructs/dashboard"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestThePictureOfADashboardIsWhatItsTemplateSays(t *testing.T) {
	const file = "../docs/pictures/dashboard.svg"
	a := example(t)
	if *update { // before the templates are accepted
		var err error
		a, err = sharedConfigs["example"].load()
		require.NoError(t, err)
	}
	for _, p := range pagesOf(t, a) {
		if p.Stack.Stage != "prod" {
			continue
		}
		if *update {
			require.NoError(t, os.WriteFile(file, []byte(picture(p.widgets)), 0o644))
		}
		want, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(want), picture(p.widgets), "make accept draws it; look at it before you commit it")
	}
}

// The size of a cell of the grid.
const cellWidth, cellHeight = 50, 24

// picture draws the grid of a dashboard.
func picture(widgets []dashboard.Widget) string {
	bottom := 0
	for _, w := range widgets {
		bottom = max(bottom, w.Y+w.Height)
	}
	var out strings.Builder
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-labelledby="title" `+
		`font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="12">
  <title id="title">The dashboard of an environment: alarms first, then the edge, services, stores, and what runs out.</title>
  <style>
    .page { fill: #ffffff; } .alarm { fill: #dafbe1; stroke: #1a7f37; } .metric { fill: #f6f8fa; stroke: #57606a; }
    .threshold { stroke: #cf222e; } .curve { fill: none; stroke: #0969da; } text { fill: #1f2328; }
  </style>
  <rect class="page" width="100%%" height="100%%"/>
`, dashboard.Columns*cellWidth, bottom*cellHeight)
	for _, w := range widgets {
		draw(&out, w)
	}
	out.WriteString("</svg>\n")
	return out.String()
}

// draw adds a widget: what it shows, not what CloudWatch would measure.
func draw(out *strings.Builder, w dashboard.Widget) {
	x, y, width, height := w.X*cellWidth+2, w.Y*cellHeight+2, w.Width*cellWidth-4, w.Height*cellHeight-4
	title, _ := w.Properties["title"].(string)
	if w.Type == "text" {
		markdown := strings.TrimLeft(strings.SplitN(w.Properties["markdown"].(string), "\n", 2)[0], "# ")
		fmt.Fprintf(out, "  <text x=\"%d\" y=\"%d\" font-size=\"16\" font-weight=\"bold\">%s</text>\n", x+4, y+16, html.EscapeString(markdown))
		return
	}
	fmt.Fprintf(out, "  <rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", w.Type, x, y, width, height)
	if most := width / 6; len(title) > most {
		title = title[:most-1] + "…"
	}
	fmt.Fprintf(out, "  <text x=\"%d\" y=\"%d\">%s</text>\n", x+5, y+15, html.EscapeString(title))
	if w.Type == "alarm" {
		fmt.Fprintf(out, "  <text x=\"%d\" y=\"%d\">%d alarms</text>\n", x+5, y+32, len(alarmsAt(w, "alarms")))
		return
	}
	lines := max(len(list(w.Properties["metrics"])), len(alarmsAt(w, "annotations", "alarms")))
	for i := range lines {
		fmt.Fprintf(out, "  <path class=\"curve\" d=\"M%d %dh%d\"/>\n", x+8, y+height-12-14*i, width-16)
	}
	if len(alarmsAt(w, "annotations", "alarms")) > 0 {
		fmt.Fprintf(out, "  <path class=\"threshold\" d=\"M%d %dh%d\"/>\n", x+8, y+30, width-16)
	}
}
