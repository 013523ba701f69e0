package main

import (
	"bufio"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"bulkhead/internal/node"
)

// kernelRatio is how much more processor time the app may take than the kernel takes for its requests.
const kernelRatio = 1.2

//go:embed recorder.js
var recorderJS string

//go:embed seed.js
var seedJS string

// kernelAlone replays the requests of the app into the jsii kernel, without Go:
// what that takes is CDK's, and the rest is ours. The two take turns, so that a
// machine that gets slower gets slower for both.
func (b *bench) kernelAlone() ([]row, error) {
	r, err := b.record()
	if err != nil {
		return nil, err
	}
	out := b.path("turns")
	var alone, ratios, cpuRatios []float64
	for range b.runs {
		ours, err := run(b.app(b.example(), out))
		if err != nil {
			return nil, err
		}
		kernel, err := r.replay(b)
		if err != nil {
			return nil, fmt.Errorf("the replay failed: %w", err)
		}
		progress("            %.2f s, alone %.2f s", ours.seconds, kernel.seconds)
		alone = append(alone, kernel.seconds)
		ratios = append(ratios, ours.seconds/kernel.seconds)
		cpuRatios = append(cpuRatios, ours.cpu/kernel.cpu)
	}
	return []row{
		newRow(fmt.Sprintf("its %d requests in the jsii kernel alone", r.requests), alone, "s", 0),
		newRow("synthesis ÷ jsii kernel alone", ratios, "×", 0),
		newRow("synthesis ÷ jsii kernel alone: processor time", cpuRatios, "×", kernelRatio),
	}, nil
}

// recording is all that Go said to the kernel in one synthesis.
type recording struct {
	dir         string   // what the recorder wrote, and the app
	runtime     string   // the script of the jsii runtime
	requests    int      // how many, without the last, which has no answer: it ends the kernel
	environment []string // of the kernel
	templates   map[string]string
}

// record synthesizes the example with a recorder between Go and the kernel.
func (b *bench) record() (*recording, error) {
	r := &recording{dir: b.path("recording")}
	where := b.command(nil, "go", "list", "-m", "-f", "{{.Dir}}", "github.com/aws/jsii-runtime-go")
	module, err := where.Output()
	if err != nil {
		return nil, err
	}
	r.runtime = filepath.Join(strings.TrimSpace(string(module)), "internal", "embedded", "resources", "bin", "jsii-runtime.js")
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return nil, err
	}
	for name, script := range map[string]string{"recorder.js": recorderJS, "seed.js": seedJS} {
		if err := os.WriteFile(filepath.Join(r.dir, name), []byte(script), 0o644); err != nil {
			return nil, err
		}
	}
	// CDK numbers its tokens from a random start, and requests name tokens.
	// The limit of the heap is the one that the Go side sets.
	options := "--max-old-space-size=4069 --require=" + strconv.Quote(filepath.Join(r.dir, "seed.js"))
	out := filepath.Join(r.dir, "out")
	if _, err := run(b.app(b.example(), out, "BULKHEAD_TOGETHER=true",
		"JSII_RUNTIME=exec \"$BENCH_NODE\" \"$BENCH_DIR/recorder.js\" \"$BENCH_RUNTIME\" \"$BENCH_DIR\"",
		"BENCH_NODE="+node.Binary(), "BENCH_DIR="+r.dir, "BENCH_RUNTIME="+r.runtime, "NODE_OPTIONS="+options)); err != nil {
		return nil, err
	}
	if r.templates, err = templates(out); err != nil {
		return nil, err
	}
	variables, err := os.ReadFile(filepath.Join(r.dir, "environment.json"))
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(variables, &r.environment); err != nil {
		return nil, err
	}
	requests, err := os.ReadFile(filepath.Join(r.dir, "requests"))
	r.requests = strings.Count(string(requests), "\n") - 1
	return r, err
}

// replay gives the kernel the requests once more, as fast as it takes them, and
// proves that it did the same with them.
func (r *recording) replay(b *bench) (cost, error) {
	requests, err := os.Open(filepath.Join(r.dir, "requests"))
	if err != nil {
		return cost{}, err
	}
	defer requests.Close()
	responses, err := os.Create(filepath.Join(r.dir, "responses"))
	if err != nil {
		return cost{}, err
	}
	defer responses.Close()
	kernel := exec.CommandContext(b.ctx, node.Binary(), r.runtime)
	kernel.Dir, kernel.Env = b.tree, r.environment
	kernel.Stdin, kernel.Stdout = requests, responses
	c, err := run(kernel)
	if err != nil {
		return c, err
	}
	return c, r.check()
}

// check demands an answer to every request, none of them an error, and the same
// templates. The app writes into a fresh directory beside its output.
func (r *recording) check() error {
	responses, err := os.Open(filepath.Join(r.dir, "responses"))
	if err != nil {
		return err
	}
	defer responses.Close()
	lines := bufio.NewScanner(responses)
	lines.Buffer(nil, 64<<20)
	answers := -1 // the first line is a greeting
	for ; lines.Scan(); answers++ {
		var answer map[string]json.RawMessage
		if err := json.Unmarshal(lines.Bytes(), &answer); err != nil {
			return fmt.Errorf("not an answer: %s", lines.Text())
		}
		if problem, failed := answer["error"]; failed {
			return fmt.Errorf("answer %d: %s", answers, problem)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	if answers != r.requests {
		return fmt.Errorf("%d requests have %d answers", r.requests, answers)
	}
	fresh, err := filepath.Glob(filepath.Join(r.dir, ".out-*"))
	if err != nil || len(fresh) != 1 {
		return fmt.Errorf("expected one output directory, found %d", len(fresh))
	}
	defer os.RemoveAll(fresh[0])
	got, err := templates(fresh[0])
	if err == nil && !maps.Equal(got, r.templates) {
		err = fmt.Errorf("it wrote other templates than the app")
	}
	return err
}
