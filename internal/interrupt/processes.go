package interrupt

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// process is one that runs, as the system lists it.
type process struct{ id, parent int }

// patience is how long a process may take to end by itself.
const patience = time.Second

// end ends processes, those that they start meanwhile, too: first they stand still, so that nobody starts another.
func end(listed func() []int) {
	all := map[int]bool{}
	for range 10 {
		before := len(all)
		for _, id := range listed() {
			if !all[id] {
				all[id] = true
				_ = syscall.Kill(id, syscall.SIGSTOP) // it may be gone
			}
		}
		if len(all) == before {
			break
		}
	}
	for id := range all {
		_ = syscall.Kill(id, syscall.SIGTERM)
		_ = syscall.Kill(id, syscall.SIGCONT)
	}
	for begun := time.Now(); time.Since(begun) < patience && alive(all); {
		time.Sleep(10 * time.Millisecond)
	}
	for _, p := range processes() {
		if all[p.id] {
			_ = syscall.Kill(p.id, syscall.SIGKILL)
		}
	}
}

// alive tells whether any of some processes runs.
func alive(all map[int]bool) bool {
	for _, p := range processes() {
		if all[p.id] {
			return true
		}
	}
	return false
}

// descendants are the processes that this one has started, and those that they have.
func descendants() []int {
	children := map[int][]int{}
	for _, p := range processes() {
		children[p.parent] = append(children[p.parent], p.id)
	}
	found := children[os.Getpid()]
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i]]...)
	}
	return found
}

// processes lists those that run. One that has ended and waits to be asked how is none.
func processes() []process {
	if runtime.GOOS != "linux" {
		text, _ := exec.Command("ps", "-A", "-o", "pid=,ppid=,stat=").Output() // without it, none is known
		return parse(string(text))
	}
	var all []process
	files, _ := filepath.Glob("/proc/[0-9]*/stat") // the pattern is right
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it has ended
		}
		// 17 (name) S 1 …: a name may have spaces and brackets.
		id, rest, _ := bytes.Cut(text, []byte(" "))
		fields := bytes.Fields(rest[bytes.LastIndexByte(rest, ')')+1:])
		if len(fields) > 1 {
			all = append(all, parse(string(id)+" "+string(fields[1])+" "+string(fields[0]))...)
		}
	}
	return all
}

// parse reads lines of an id, the parent's, and a state.
func parse(text string) (all []process) {
	for line := range strings.Lines(text) {
		fields := strings.Fields(line)
		if len(fields) < 3 || strings.HasPrefix(fields[2], "Z") {
			continue
		}
		id, err := strconv.Atoi(fields[0])
		parent, errOfParent := strconv.Atoi(fields[1])
		if err == nil && errOfParent == nil {
			all = append(all, process{id, parent})
		}
	}
	return all
}
