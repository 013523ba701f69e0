package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"bulkhead/internal/cli"
	"bulkhead/operate/failover"
)

// shownStep is a step as --dry-run shows it.
type shownStep struct {
	Name    string          `json:"name"`
	Changes string          `json:"changes"`
	Takes   string          `json:"takes"`
	Hand    []string        `json:"byHand"`
	Status  failover.Status `json:"status"`
	Detail  string          `json:"detail"`
}

// show prints the steps with their states.
func (m *moving) show(ctx context.Context, out io.Writer, move failover.Move) error {
	result := struct {
		Environment string           `json:"environment"`
		To          string           `json:"to"`
		Mode        failover.Mode    `json:"mode"`
		Ready       bool             `json:"ready"`
		Steps       []shownStep      `json:"steps"`
		Record      *failover.Record `json:"record,omitempty"`
	}{Environment: move.Environment.Name, To: m.to, Mode: move.Mode, Ready: true}
	for _, step := range failover.Steps(move, *m.cloud) {
		state, err := step.State(ctx)
		if err != nil {
			state = failover.State{Status: failover.Failed, Detail: err.Error()}
		}
		if step.Try && state.Status == failover.Failed {
			state.Status = failover.Later
		}
		result.Ready = result.Ready && state.Status != failover.Failed
		result.Steps = append(result.Steps,
			shownStep{step.Name, step.Changes, step.Takes, step.Hand, state.Status, state.Detail})
	}
	if record, err := failover.Current(ctx, move, *m.cloud); err == nil {
		result.Record = &record
	}
	if m.json {
		if err := cli.PrintJSON(out, &result); err != nil {
			return err
		}
	} else {
		for i, s := range result.Steps {
			fmt.Fprintf(out, "%3d  %-11s  %s: %s\n                  %s\n", i+1, s.Status, s.Name, s.Changes, s.Detail)
		}
	}
	if !result.Ready {
		return cli.ErrReported
	}
	return nil
}

// printSteps prints what each step changes and how long it takes.
func printSteps(out io.Writer, steps []failover.Step) {
	for i, step := range steps {
		fmt.Fprintf(out, "%3d  %s: %s\n     takes: %s\n", i+1, step.Name, step.Changes, step.Takes)
	}
}

// confirmMove asks for the stage, and in a disaster for what may be lost.
func confirmMove(in io.Reader, out io.Writer, move failover.Move, stage string) error {
	words, alone := stage, strings.Join(move.Environment.Alone, ", ")
	if alone != "" {
		fmt.Fprintf(out, "\nNothing copies %s: what the other side has of that is its own.\n", alone)
	}
	if move.Mode == failover.Disaster {
		words = stage + " without the last writes of " + strings.Join(move.Lost(), ", ")
		if alone != "" {
			words += ", and without " + alone
		}
		fmt.Fprintf(
			out,
			"\nWhat was not copied in time is lost. Type what you move, and what may be lost:\n  %s\n> ",
			words,
		)
	} else {
		fmt.Fprintf(out, "\nNobody can use %s meanwhile. Type %s to move there:\n> ", move.Environment.Domain, words)
	}
	return confirmed(in, out, words)
}

// tellMove shows an event, and adds it to the log.
func tellMove(out, log io.Writer, e failover.Event) {
	fmt.Fprintf(out, "%s  %-11s  %-26s  %s\n", e.Time.Format(time.TimeOnly), e.Status, e.Step, e.Detail)
	if line, err := json.Marshal(e); err == nil {
		fmt.Fprintf(log, "%s\n", line)
	}
}

// printStopped tells where a move has stopped, and the ways on.
func printStopped(out io.Writer, err error) {
	fmt.Fprintf(out, "\nstopped: %s\n", err)
	if step, is := err.(*failover.StepError); is {
		fmt.Fprintf(out, "by hand:\n  %s\n", strings.Join(step.Step.Hand, "\n  "))
	}
	fmt.Fprintln(out, "Run the same command again to go on, or move to the other side to go back.")
}

// printMoved tells what has to be written into the configuration, and what is left.
func printMoved(out io.Writer, move failover.Move, r failover.Record, left map[string]string) {
	fmt.Fprintf(
		out,
		"\n%s is active. Change the environment's file, and deploy it:\n\n  recovery:\n    active: %s\n    generation: %d\n",
		move.Environment.Side(move.To).Stage,
		failover.Configured(r.Active),
		r.Generation,
	)
	for _, step := range slices.Sorted(maps.Keys(left)) {
		fmt.Fprintf(out, "\nleft for another run: %s: %s\n", step, left[step])
	}
}
