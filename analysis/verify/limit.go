package verify

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Limits are what a tool may take for one template.
type Limits struct {
	Time   time.Duration // 0 means DefaultTime
	Memory int           // MiB; 0 means DefaultMemory
}

// What a tool may take when nothing else is said. A template that people write takes a second; those that take more
// than a minute have taken ten, and four gigabytes.
const (
	DefaultTime   = time.Minute
	DefaultMemory = 2048
)

func (l Limits) completed() Limits {
	if l.Time == 0 {
		l.Time = DefaultTime
	}
	if l.Memory == 0 {
		l.Memory = DefaultMemory
	}
	return l
}

// exceeded is why a tool was stopped.
type exceeded struct {
	what string
	time bool // that it has for one template
}

func (e exceeded) Error() string { return "it was stopped: " + e.what }

// patience stops a process that takes too long without getting on.
type patience struct {
	mutex sync.Mutex
	timer *time.Timer
	each  time.Duration
}

// within returns a context for a process that is expected to take some milliseconds. It ends when the process is not
// done with a template, or with all, for the time that it has; tick says that it got on.
func (l Limits) within(ctx context.Context, milliseconds int) (limited context.Context, tick, stop func()) {
	each := max(l.Time, 10*time.Duration(milliseconds)*time.Millisecond)
	limited, cancel := context.WithCancelCause(context.WithValue(ctx, memoryKey{}, l.Memory))
	p := &patience{each: each}
	p.timer = time.AfterFunc(each, func() {
		cancel(exceeded{fmt.Sprintf("it took more than %s for a template; simplify it, or give it more with --timeout", each), true})
	})
	return limited, p.tick, func() {
		p.timer.Stop()
		cancel(nil)
	}
}

func (p *patience) tick() {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.timer.Stop() {
		p.timer.Reset(p.each)
	}
}

// memoryKey is the key of how many MiB a process may take, in its context.
type memoryKey struct{}

// watchMemory stops a process that takes more memory than its context allows, until done is closed.
func watchMemory(ctx context.Context, command *exec.Cmd, done <-chan struct{}, stop func(error)) {
	most, limited := ctx.Value(memoryKey{}).(int)
	if !limited {
		return
	}
	ticker := time.NewTicker(200 * time.Millisecond)
	defer ticker.Stop()
	for {
		select {
		case <-done:
			return
		case <-ticker.C:
			if taken := residentMemory(command.Process.Pid); taken > most {
				stop(exceeded{what: fmt.Sprintf("it took %d MiB of memory; simplify the template, or give it more with --memory", taken)})
				return
			}
		}
	}
}

// residentMemory returns how many MiB a process has in memory, 0 when that cannot be told.
func residentMemory(pid int) int {
	if runtime.GOOS == "linux" {
		text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
		fields := strings.Fields(string(text))
		if err != nil || len(fields) < 2 {
			return 0
		}
		pages, _ := strconv.Atoi(fields[1])
		return pages * os.Getpagesize() >> 20
	}
	text, err := exec.Command("ps", "-o", "rss=", "-p", strconv.Itoa(pid)).Output()
	if err != nil {
		return 0
	}
	kilobytes, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return kilobytes >> 10
}
