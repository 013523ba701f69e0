package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// cost is what a run took.
type cost struct {
	seconds float64 // by the wall clock
	cpu     float64 // seconds of processor time, of all processes
	mib     float64 // see peak
	process float64 // MiB that one process had at most
}

// run runs a command and measures it.
func run(command *exec.Cmd) (cost, error) {
	var output bytes.Buffer
	if command.Stdout == nil {
		command.Stdout = &output
	}
	command.Stderr = &output
	start := time.Now()
	if err := command.Start(); err != nil {
		return cost{}, err
	}
	ended, memory := make(chan struct{}), make(chan pages)
	go func() { memory <- peak(command.Process.Pid, ended) }()
	err := command.Wait()
	c := cost{seconds: time.Since(start).Seconds()}
	c.cpu = (command.ProcessState.UserTime() + command.ProcessState.SystemTime()).Seconds()
	close(ended)
	most := <-memory
	c.mib, c.process = most.all.mib(), most.largest.mib()
	if err != nil {
		lines := strings.Split(strings.TrimSpace(output.String()), "\n")
		return c, fmt.Errorf("%s: %w\n%s", filepath.Base(command.Path), err, strings.Join(lines[max(0, len(lines)-20):], "\n"))
	}
	return c, nil
}

// repeat runs what it is given n times.
func repeat(n int, once func() (cost, error)) ([]cost, error) {
	var costs []cost
	for range n {
		c, err := once()
		if err != nil {
			return nil, err
		}
		progress("            %.2f s", c.seconds)
		costs = append(costs, c)
	}
	return costs, nil
}

func seconds(costs []cost) []float64 { return each(costs, func(c cost) float64 { return c.seconds }) }
func cpu(costs []cost) []float64     { return each(costs, func(c cost) float64 { return c.cpu }) }
func mib(costs []cost) []float64     { return each(costs, func(c cost) float64 { return c.mib }) }

func each(costs []cost, of func(cost) float64) []float64 {
	var values []float64
	for _, c := range costs {
		values = append(values, of(c))
	}
	return values
}

// peak is the most memory, in MiB, that a process and all below it had at one
// time: the largest sum of their resident sets, looked at every 20 ms, and after a
// minute every second, since looking takes time from what is measured. Pages that
// processes share count in each. Without /proc it is 0.
func peak(pid int, ended <-chan struct{}) (most pages) {
	begun := time.Now()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if time.Since(begun) > time.Minute {
			tick.Reset(time.Second)
		}
		now := resident(strconv.Itoa(pid))
		most = pages{max(most.all, now.all), max(most.largest, now.largest)}
		select {
		case <-ended:
			return most
		case <-tick.C:
		}
	}
}

// pages are how many pages of memory some processes have together, and how many the largest of them has.
type pages struct{ all, largest count }

type count int

func (c count) mib() float64 { return float64(c) * float64(os.Getpagesize()) / (1 << 20) }

// resident returns the pages of a process and its descendants.
func resident(pid string) pages {
	statm, err := os.ReadFile("/proc/" + pid + "/statm")
	if err != nil {
		return pages{} // it has ended
	}
	fields := strings.Fields(string(statm)) // total, resident, …
	if len(fields) < 2 {
		return pages{}
	}
	own, _ := strconv.Atoi(fields[1])
	found := pages{count(own), count(own)}
	threads, _ := filepath.Glob("/proc/" + pid + "/task/*/children")
	for _, thread := range threads {
		children, _ := os.ReadFile(thread)
		for _, child := range strings.Fields(string(children)) {
			below := resident(child)
			found = pages{found.all + below.all, max(found.largest, below.largest)}
		}
	}
	return found
}
