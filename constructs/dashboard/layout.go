package dashboard

import (
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/alarm/runbook"
)

// Columns is how wide a page is.
const Columns = 24

// Widget is a rectangle of a page, and what it shows.
type Widget struct {
	Type       string         `json:"type"`
	X          int            `json:"x"`
	Y          int            `json:"y"`
	Width      int            `json:"width"`
	Height     int            `json:"height"`
	Properties map[string]any `json:"properties"`
}

// layout puts widgets in rows, from left to right.
type layout struct {
	widgets []Widget
	x, y    int // of the next one
	row     int // height of the row
}

// add puts a widget beside the one before, or in a new row.
func (l *layout) add(width, height int, w Widget) {
	if l.x+width > Columns {
		l.end()
	}
	w.X, w.Y, w.Width, w.Height = l.x, l.y, width, height
	l.widgets = append(l.widgets, w)
	l.x, l.row = l.x+width, max(l.row, height)
}

// end begins a new row.
func (l *layout) end() { l.x, l.y, l.row = 0, l.y+l.row, 0 }

// title begins a part of the page.
func (l *layout) title(title string) {
	l.end()
	l.add(Columns, 1, text("## "+title))
	l.end()
}

// alarmsPerWidget is how many alarms a widget can show the state of. Source: Amazon CloudWatch API reference,
// "Dashboard Body Structure and Syntax".
const alarmsPerWidget = 100

// status adds the state of all alarms of an urgency, those that fire first.
func (l *layout) status(p Props, title string, urgency runbook.Urgency) {
	l.end()
	var arns []string
	for _, a := range p.Alarms {
		if a.Section.Urgency == urgency {
			arns = append(arns, p.arn(a.Name, a.Region))
		}
	}
	for first := 0; first < len(arns); first += alarmsPerWidget {
		some := arns[first:min(first+alarmsPerWidget, len(arns))]
		l.add(Columns, 2+(len(some)+7)/8, Widget{Type: "alarm", Properties: map[string]any{
			"title": title, "alarms": some, "sortBy": "stateUpdatedTimestamp",
		}})
	}
}

// graphs adds a graph of each of some alarms that are about one of the sections; each store begins a row.
func (l *layout) graphs(p Props, alarms []alarm.Registered, rows bool, about func(runbook.Section) bool) {
	l.end()
	before := ""
	for _, a := range alarms {
		if !about(a.Section) {
			continue
		}
		if rows && before != "" && before != a.Of {
			l.end()
		}
		title := a.About
		if a.Region != p.Region {
			title += ", " + a.Region
		}
		l.add(4, 4, p.alarm(title, a.Name, a.Region))
		before = a.Of
	}
}
