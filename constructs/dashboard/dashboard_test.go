package dashboard

import (
	"fmt"
	"testing"

	"bulkhead/constructs/alarm"
	"bulkhead/constructs/alarm/runbook"
	"bulkhead/constructs/slo"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestADashboardOfTooManyAlarmsAndServicesKeepsToItsLimits(t *testing.T) {
	for _, anchor := range []string{"stream-cpu", "stream-storage"} {
		section, found := runbook.Of(anchor)
		require.True(t, found)
		p := Props{Region: "eu-west-1"}
		for i := range 60 {
			p.Services = append(p.Services, Service{Name: fmt.Sprint(i), Objectives: make([]slo.Objective, 2)})
		}
		for i := range 600 {
			p.Alarms = append(p.Alarms, alarm.Registered{Name: fmt.Sprint(i), Of: "events", Region: "eu-west-1", Section: section})
		}
		states, graphs := 0, 0
		for _, w := range p.widgets() {
			arns, _ := w.Properties["alarms"].([]string)
			states += len(arns)
			if annotations, is := w.Properties["annotations"].(map[string]any); is && annotations["alarms"] != nil {
				graphs++
			}
		}
		assert.Equal(t, 600, states, "none is left out of the states")
		assert.LessOrEqual(t, len(p.widgets()), 500)
		assert.Equal(t, section.Urgency == runbook.Now, graphs > 2*mostServices, "those of pages stay")
	}
}

// TestEveryChapterHasItsPlaceOnThePage: a graph of an alarm is in the part of its chapter, and nowhere if none is its.
func TestEveryChapterHasItsPlaceOnThePage(t *testing.T) {
	elsewhere := []string{
		"Services",          // by service
		"Functions",         // by function, where there is one
		"Clusters",          // Kubernetes, where there is a cluster
		"Network and edge",  // at the edge
		"Backups",           // counted, and so only among the states
		"How people get in", // of shared-services
		"Accounts",          // counted, but for quotas, which run out
	}
	for _, chapter := range runbook.Chapters {
		places := 0
		for _, some := range [][]string{stores, elsewhere} {
			for _, title := range some {
				if title == chapter.Title {
					places++
				}
			}
		}
		assert.Equal(t, 1, places, "%s: add it to stores in dashboard.go, or say here where its graphs are", chapter.Title)
	}
}
