package draw

import (
	"embed"
	"fmt"
	"strings"
)

// icons are AWS's, which icons/LICENSE lets us show as they are: nothing of theirs is coloured, cut or drawn anew.
//
//go:embed icons
var icons embed.FS

// symbol is an icon that a picture uses: what AWS draws, in an element that says how large its page is.
func symbol(name string) string {
	source, err := icons.ReadFile("icons/" + name + ".svg")
	if err != nil {
		panic(err) // the tables of this package name one that is not there
	}
	_, drawing, opened := strings.Cut(string(source), ">")
	drawing, _, closed := strings.Cut(drawing, "</svg>")
	if !opened || !closed || !strings.Contains(string(source), `viewBox="0 0 64 64"`) {
		panic(fmt.Sprintf("icons/%s.svg is not as AWS's icons of services are", name))
	}
	return fmt.Sprintf(`<symbol id="%s" viewBox="0 0 64 64">%s</symbol>`+"\n", name, drawing)
}
