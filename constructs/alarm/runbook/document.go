package runbook

import (
	"fmt"
	"strings"
)

// columns is how long lines of the document are at most.
const columns = 120

const preface = `# Alarms

What each alarm means, where to look, and what to do. An alarm's own text says what it is about, how urgent it is, and
which section here is its.

| urgency | when to look | who hears |
|---|---|---|
| page | now: users notice, or will before the morning, or data is at risk | e-mail, and the pager |
| ticket | in working hours | e-mail |

Who hears is said by ` + "`alerts.email`" + ` and ` + "`alerts.pager`" + `, of the organization or of an environment:
[Configuration](../configuration.md). Each address confirms two subscriptions for each environment and region, and a
pager confirms its own. Where ` + "`detection.findings.slack`" + ` names a channel, it shows the alarms of every account, each in
a thread of its own, and whether they are muted or not.

What the weekly maintenance of a store sets off is muted in its ` + "`maintenanceWindow`" + `: CloudWatch shows it, and tells
nobody. What still fires after the window is told then.
`

// Document returns docs/operate/alarms.md.
func Document() string {
	var out strings.Builder
	out.WriteString(preface)
	for _, chapter := range Chapters {
		fmt.Fprintf(&out, "\n## %s\n", chapter.Title)
		for _, s := range chapter.Sections {
			fmt.Fprintf(&out, "\n### %s\n\n", s.Title)
			out.WriteString(wrapped("", string(s.Urgency)+". "+s.Means+s.whileMaintained()))
			out.WriteString("\n")
			out.WriteString(wrapped("- ", "Look at: "+lower(s.Look)))
			out.WriteString(wrapped("- ", "Do: "+lower(s.Do)))
		}
	}
	return out.String()
}

// whileMaintained returns what is to be said of maintenance, after a sentence.
func (s Section) whileMaintained() string {
	if !s.Maintenance {
		return ""
	}
	return " Muted in the store's `maintenanceWindow`."
}

// lower returns text that goes on after a colon.
func lower(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if first == strings.ToUpper(first) || strings.HasPrefix(text, "Auto Scaling") ||
		strings.Contains(names, " "+first+" ") {
		return text
	}
	return strings.ToLower(text[:1]) + text[1:]
}

// names are first words that keep their capitals.
const names = " CloudFront's Performance OpenSearch MSK S3 "

// wrapped returns text in lines; those after the first begin with as many spaces as the prefix has.
func wrapped(prefix, text string) string {
	var out strings.Builder
	line := prefix
	for i, word := range strings.Fields(text) {
		if i > 0 && len(line)+1+len(word) > columns {
			out.WriteString(line + "\n")
			line = strings.Repeat(" ", len(prefix))
		} else if i > 0 {
			line += " "
		}
		line += word
	}
	return out.String() + line + "\n"
}
