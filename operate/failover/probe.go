package failover

import (
	"context"
	"fmt"
	"net/http"
	"strings"
)

// healthy waits until the services of the side that is moved to answer, asked at its own front: until clients are led
// there, the primary's names lead to the standby.
func (f *failover) healthy() Step {
	step := Step{
		Name:    "healthy",
		Changes: "nothing: it waits until the services in " + f.to().Region + " answer",
		Takes:   "as a task takes to start; measured in rehearsals",
	}
	for _, url := range f.to().Probes {
		host, _, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
		step.Hand = append(step.Hand, "curl --fail --connect-to "+host+":443:"+f.to().Front+":443 "+url)
	}
	step.State = func(ctx context.Context) (State, error) {
		for _, url := range f.to().Probes {
			status, _, err := f.cloud.Probe(ctx, url, f.to().Front)
			if err != nil {
				return waiting(err.Error())
			}
			if status != http.StatusOK {
				return waiting(fmt.Sprintf("%s answers %d", url, status))
			}
		}
		return done("the services answer")
	}
	return step
}

// reached waits until what clients ask for leads to the side that is moved to: the only one whose gate is open.
func (f *failover) reached() Step {
	url := "https://" + f.Environment.Gate + GatePath
	return Step{
		Name:    "reached",
		Changes: "nothing: it waits until " + f.Environment.Gate + " leads to " + f.to().Region,
		Takes:   "up to two minutes where DNS has to change: 30 seconds of checks, and 60 that resolvers keep an answer (arithmetic)",
		Hand:    []string{"curl --fail " + url},
		State: func(ctx context.Context) (State, error) {
			status, body, err := f.cloud.Probe(ctx, url, "")
			if err != nil {
				return waiting(err.Error())
			}
			if status != http.StatusOK || body != "active" {
				return waiting(fmt.Sprintf("it answers %d %s", status, body))
			}
			return done("it answers")
		},
	}
}
