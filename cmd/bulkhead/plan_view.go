package main

import (
	"fmt"
	"strings"
)

// entry is a line of a page, and those below it. Code in it stands between backticks.
type entry struct {
	text  string
	below []entry
}

// planText writes a plan for a terminal.
func planText(p *pricedPlan) string {
	var w strings.Builder
	for _, page := range planPages(p) {
		writeText(&w, page, 0)
		w.WriteString("\n")
	}
	return w.String()
}

func writeText(w *strings.Builder, e entry, depth int) {
	fmt.Fprintf(w, "%s%s\n", strings.Repeat("  ", depth), strings.ReplaceAll(e.text, "`", ""))
	for _, one := range e.below {
		writeText(w, one, depth+1)
	}
}

// planMarkdown writes a plan for those who approve it.
func planMarkdown(p *pricedPlan) string {
	var w strings.Builder
	for i, page := range planPages(p) {
		mark := "## "
		if i == 0 {
			mark = "# "
		}
		fmt.Fprintf(&w, "%s%s\n\n", mark, page.text)
		for _, part := range page.below {
			if len(part.below) == 0 {
				fmt.Fprintf(&w, "- %s\n", part.text)
				continue
			}
			fmt.Fprintf(&w, "### %s\n\n", part.text)
			for _, one := range part.below {
				writeList(&w, one, 0)
			}
			w.WriteString("\n")
		}
		if len(page.below) > 0 && len(page.below[len(page.below)-1].below) == 0 {
			w.WriteString("\n")
		}
	}
	return strings.TrimRight(w.String(), "\n") + "\n"
}

func writeList(w *strings.Builder, e entry, depth int) {
	fmt.Fprintf(w, "%s- %s\n", strings.Repeat("  ", depth), e.text)
	for _, one := range e.below {
		writeList(w, one, depth+1)
	}
}
