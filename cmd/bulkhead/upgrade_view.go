package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"bulkhead/internal/cli"
	"bulkhead/operate/upgrade"
)

// shownUpgradeStep is a step as --dry-run shows it.
type shownUpgradeStep struct {
	Name    string         `json:"name"`
	Who     upgrade.Who    `json:"who"`
	Changes string         `json:"changes"`
	Takes   string         `json:"takes"`
	Back    string         `json:"back"`
	Hand    []string       `json:"byHand"`
	Status  upgrade.Status `json:"status"`
	Detail  string         `json:"detail"`
}

// Kinds of stores.
const (
	kindDatabase = "database"
	kindCache    = "cache"
	kindSearch   = "search"
	kindStream   = "stream"
)

// shownUpgrade is what --dry-run shows.
type shownUpgrade struct {
	Store string             `json:"store"`
	Kind  string             `json:"kind"`
	To    string             `json:"to"`
	Major bool               `json:"major"`
	Ready bool               `json:"ready"`
	Steps []shownUpgradeStep `json:"steps"`
}

// show prints the steps with their states, up to the first that stands in the way: those after it wait for it.
func (u *upgrading) show(ctx context.Context, out io.Writer, result shownUpgrade, steps []upgrade.Step) error {
	result.Ready = true
	waits := false
	for _, step := range steps {
		state := upgrade.State{Status: upgrade.Later, Detail: "waits for what is before it"}
		if !waits {
			var err error
			if state, err = step.State(ctx); err != nil {
				state = upgrade.State{Status: upgrade.Failed, Detail: err.Error()}
			}
		}
		waits = waits || state.Status != upgrade.Done
		result.Ready = result.Ready && state.Status != upgrade.Failed
		result.Steps = append(result.Steps, shownUpgradeStep{
			step.Name, step.Who, step.Changes, step.Takes, step.Back, step.Hand, state.Status, state.Detail,
		})
	}
	if u.json {
		if err := cli.PrintJSON(out, &result); err != nil {
			return err
		}
	} else {
		for i, s := range result.Steps {
			fmt.Fprintf(out, "%3d  %-11s  %s (%s): %s\n                  %s\n",
				i+1, s.Status, s.Name, s.Who, s.Changes, s.Detail)
		}
	}
	if !result.Ready {
		return cli.ErrReported
	}
	return nil
}

// printUpgrade prints what each step changes, whose it is, how long it takes, and the way back.
func printUpgrade(out io.Writer, steps []upgrade.Step) {
	for i, step := range steps {
		fmt.Fprintf(out, "%3d  %s (%s): %s\n     takes: %s\n     back:  %s\n",
			i+1, step.Name, step.Who, step.Changes, step.Takes, step.Back)
	}
}

func tellUpgrade(out io.Writer, e upgrade.Event) {
	fmt.Fprintf(out, "%s  %-11s  %-16s  %s\n", e.Time.Format(time.TimeOnly), e.Status, e.Step, e.Detail)
}

// printUpgradeStopped tells where an upgrade has stopped, and the way on.
func printUpgradeStopped(out io.Writer, err error) {
	if asked, is := errors.AsType[*upgrade.YoursError](err); is {
		fmt.Fprintf(out, "\nyours (%s): %s\n", asked.Step.Name, asked.Detail)
	} else {
		fmt.Fprintf(out, "\nstopped: %s\n", err)
	}
	if failed, is := errors.AsType[*upgrade.StepError](err); is {
		fmt.Fprintf(out, "by hand:\n  %s\n", strings.Join(failed.Step.Hand, "\n  "))
	}
	fmt.Fprintln(out, "Run the same command again to go on.")
}
