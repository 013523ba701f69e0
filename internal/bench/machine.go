package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"time"

	"bulkhead/internal/node"
)

// machine is where and when it was measured, as far as the machine tells.
type machine struct {
	Date      string `json:"date"`
	Processor string `json:"processor"`
	Cores     int    `json:"cores"`
	MemoryGiB int    `json:"memoryGiB,omitempty"`
	Load      string `json:"load,omitempty"` // the load average before the first measurement
	OS        string `json:"os"`
	Go        string `json:"go"`
	Node      string `json:"node"`
}

func newMachine(ctx context.Context) machine {
	m := machine{
		Date:      time.Now().Format("2006-01-02"),
		Processor: runtime.GOARCH,
		Cores:     runtime.NumCPU(),
		OS:        runtime.GOOS + "/" + runtime.GOARCH,
	}
	if model := field("/proc/cpuinfo", "model name"); model != "" {
		m.Processor = model
	}
	kib, _, _ := strings.Cut(field("/proc/meminfo", "MemTotal"), " ")
	if n, err := strconv.Atoi(kib); err == nil {
		m.MemoryGiB = (n + 1<<19) >> 20
	}
	if load, err := os.ReadFile("/proc/loadavg"); err == nil {
		m.Load, _, _ = strings.Cut(string(load), " ")
	}
	m.Go = strings.TrimPrefix(output(ctx, "go", "env", "GOVERSION"), "go")
	m.Node = strings.TrimPrefix(output(ctx, node.Binary(), "--version"), "v")
	return m
}

// String is the machine in two lines.
func (m machine) String() string {
	text := fmt.Sprintf("%s, %d cores", m.Processor, m.Cores)
	if m.MemoryGiB > 0 {
		text += fmt.Sprintf(", %d GiB", m.MemoryGiB)
	}
	text += fmt.Sprintf("\n%s, Go %s, Node.js %s, %s", m.OS, m.Go, m.Node, m.Date)
	if m.Load != "" {
		text += ", load average before " + m.Load
	}
	return text
}

// field is the first value of a name in a file of "name : value" lines.
func field(file, name string) string {
	content, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(content)) {
		if key, value, found := strings.Cut(line, ":"); found && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

func output(ctx context.Context, name string, args ...string) string {
	text, _ := exec.CommandContext(ctx, name, args...).Output()
	return strings.TrimSpace(string(text))
}
