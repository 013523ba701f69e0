package upgrade

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go"
	"github.com/aws/smithy-go/middleware"
)

const (
	here  = "eu-west-1"
	there = "eu-central-1"
	// account is one of those in AWS's documentation.
	account = "111122223333"
	group   = "parameters of acme-prod-orders for 18"
)

// world is a database with its replicas and copies, as strict as RDS. Its time goes on when everybody waits.
type world struct {
	upgrade   Upgrade // as it is at first
	now       time.Time
	databases map[place]*database
	copies    []*copied
	groups    map[string]map[string]string // parameters by the name of the group
	newGroup  bool                         // the deployment has made it
	rotates   bool
	rotated   time.Time // when the rotation that is under way ends
	scheduled time.Time // maintenance
	made      int

	version, upgradeTo string // as the configuration says
	tested             string // what a person has tried
	finish             bool   // the person does not need the database of before any more
	window             bool   // RDS waits for the window
	failures           int    // switches that RDS takes back
	unready            bool   // the copy cannot be kept in step
	failedTests        int

	calls  int
	faults []string
	before func(region, call string) error
	after  func()
}

// database is an instance or a cluster.
type database struct {
	version, pending, next string
	begins, ends           time.Time // of an upgrade or a restart
	doing                  string
	parameters             string // in-sync or pending-reboot
	group                  string
	source                 string
	replicas               []place
	protected              bool
	backups                int32
	restorable             time.Duration // how old the last moment is
	written                bool          // by clients
	waits                  bool
}

// copied is a blue/green deployment.
type copied struct {
	id, name, status, details, from, target, version string
	until                                            time.Time
	members                                          map[string]string // copies by what they are copies of
	deletesCopies                                    bool
	stale                                            bool // its password may be another one
}

var errKilled = context.Canceled

func refuse(code, message string) error { return &smithy.GenericAPIError{Code: code, Message: message} }

func to[In, Out any](answer func(*In) (*Out, error)) func(any) (any, error) {
	return func(in any) (any, error) {
		out, err := answer(in.(*In))
		if err != nil {
			return nil, err
		}
		return out, nil
	}
}

type calls = map[string]func(any) (any, error)

// newWorld is a database with an older version, and replicas here and in the other region.
func newWorld(u Upgrade, version string, replicas, elsewhere int) *world {
	w := &world{
		upgrade: u, now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC), databases: map[place]*database{},
		groups: map[string]map[string]string{"old": {}}, rotates: true, version: version,
	}
	first := w.add(place{here, u.Identifier}, version)
	first.written, first.protected, first.backups = true, true, 35
	for i := range replicas {
		at := place{here, fmt.Sprintf("%s-replica-%d", u.Identifier, i+1)}
		w.add(at, version).source = u.Identifier
		first.replicas = append(first.replicas, at)
	}
	for range elsewhere {
		at := place{there, strings.Replace(u.Identifier, "prod", "prod-dr", 1)}
		follower := w.add(at, version)
		follower.source, follower.protected = u.Identifier, true
		first.replicas = append(first.replicas, at)
	}
	return w
}

func (w *world) add(at place, version string) *database {
	d := &database{version: version, parameters: "in-sync", group: "old", restorable: 5 * time.Minute}
	w.databases[at] = d
	return d
}

func (w *world) status(d *database) string {
	if d.doing != "" && !d.begins.After(w.now) {
		return d.doing
	}
	return "available"
}

// run is the upgrade as the configuration and the command line say by now.
func (w *world) run() Upgrade {
	u := w.upgrade
	u.Committed, u.Prepares = w.version == u.To, w.upgradeTo == u.To
	if u.Major {
		u.Tested, u.Finish = w.tested, w.finish
	}
	return u
}

// cloud is the world as a runner reaches it, until it is killed after so many calls; 0: never.
func (w *world) cloud(killAt int) Cloud {
	made, dead := 0, false
	turn := func(region, call string) error {
		if dead {
			return errKilled
		}
		w.calls++
		if w.before != nil {
			return w.before(region, call)
		}
		return nil
	}
	ended := func() {
		made++
		dead = dead || made == killAt
		w.hold()
		if w.after != nil {
			w.after()
		}
	}
	return Cloud{
		Now: func() time.Time { return w.now },
		Run: func(_ context.Context, _ string, variables []string) error {
			if err := turn("", "Run"); err != nil {
				return &finalError{err}
			}
			defer ended()
			return w.test(variables)
		},
		Config: func(region string) aws.Config {
			return inMemory(region, w.answers(region), turn, ended)
		},
	}
}

// inMemory is a region whose calls are answered here. Turn and ended are asked before and after each.
func inMemory(region string, answers calls, turn func(region, call string) error, ended func()) aws.Config {
	answer := middleware.InitializeMiddlewareFunc("answer", func(
		ctx context.Context, in middleware.InitializeInput, _ middleware.InitializeHandler,
	) (out middleware.InitializeOutput, data middleware.Metadata, err error) {
		name := middleware.GetOperationName(ctx)
		if err := turn(region, name); err != nil {
			return out, data, err
		}
		if answers[name] == nil {
			panic("the world does not know " + name)
		}
		out.Result, err = answers[name](in.Parameters)
		ended()
		return out, data, err
	})
	return aws.Config{Region: region, APIOptions: []func(*middleware.Stack) error{
		func(stack *middleware.Stack) error { return stack.Initialize.Add(answer, middleware.Before) },
	}}
}

// test is the command that tries the copy.
func (w *world) test(variables []string) error {
	for _, c := range w.copies {
		want := "BULKHEAD_HOST=" + c.target + "." + here
		if c.status == ready && slices.Contains(variables, want) &&
			slices.Contains(variables, "BULKHEAD_VERSION="+w.upgrade.Target) {
			if w.failedTests > 0 {
				w.failedTests--
				return errors.New("exit status 1")
			}
			w.tested = c.id
			return nil
		}
	}
	if slices.Contains(variables, "BULKHEAD_HOST="+w.upgrade.Identifier+"."+here) {
		w.fault("the test asks the database that clients use")
	}
	return errors.New("nobody answers")
}

// hold holds the invariants after every call.
func (w *world) hold() {
	for _, c := range w.copies {
		if w.rotates && slices.Contains([]string{copying, ready, switching, unchanged, unready}, c.status) {
			c.stale = true
		}
	}
	written := 0
	for at, d := range w.databases {
		if d.written {
			written++
			for _, replica := range d.replicas {
				if r := w.databases[replica]; r != nil && !w.upgrade.Major && compare(r.version, d.version) < 0 {
					w.fault("%s has %s, and its replica %s", at.identifier, d.version, r.version)
				}
			}
		}
		if at.identifier == w.upgrade.Identifier && !d.protected {
			w.fault("the database is not protected")
		}
	}
	if written == 0 {
		w.fault("what clients have written to is gone")
	}
	busy := 0
	for _, d := range w.databases {
		if d.source != "" && d.doing != "" {
			busy++
		}
	}
	if busy > 1 {
		w.fault("two replicas are away at a time")
	}
}

func (w *world) fault(format string, args ...any) {
	fault := w.now.Format(time.TimeOnly) + " " + fmt.Sprintf(format, args...)
	if !slices.Contains(w.faults, fault) {
		w.faults = append(w.faults, fault)
	}
}

// until is the world at a later time.
func (w *world) until(t time.Time) {
	w.now = t
	for _, d := range w.databases {
		if d.doing != "" && !d.ends.After(t) {
			if d.doing == "upgrading" {
				d.version = d.next
			} else {
				d.parameters = "in-sync"
			}
			d.doing, d.next = "", ""
		}
	}
	for _, c := range slices.Clone(w.copies) {
		if c.until.After(t) {
			continue
		}
		switch c.status {
		case copying:
			c.status = ready
			if w.unready {
				c.status, c.details = unready, "a table has no primary key"
			}
		case switching:
			w.change(c)
		case deleting:
			w.copies = slices.DeleteFunc(w.copies, func(one *copied) bool { return one == c })
			if c.deletesCopies {
				for _, name := range c.members {
					delete(w.databases, place{here, name})
				}
			}
		}
	}
	w.hold()
}

// change is the end of a switch.
func (w *world) change(c *copied) {
	if w.failures > 0 {
		w.failures--
		c.status, c.details = unchanged, "the copy is behind"
		return
	}
	names := slices.Sorted(maps.Keys(c.members))
	for _, name := range names {
		blue, green := place{here, name}, place{here, c.members[name]}
		old, new := w.databases[blue], w.databases[green]
		delete(w.databases, green)
		w.databases[blue], w.databases[place{here, name + "-old1"}] = new, old
		if old.source != "" {
			old.source += "-old1"
			new.source = w.upgrade.Identifier
		}
		for i := range old.replicas {
			new.replicas = append(new.replicas, old.replicas[i])
			old.replicas[i].identifier += "-old1"
		}
		new.written = old.written
	}
	c.status, c.target, c.from = switched, w.upgrade.Identifier, w.upgrade.Identifier+"-old1"
}

// where is everything that an upgrade leaves.
func (w *world) where() string {
	var lines []string
	for at, d := range w.databases {
		lines = append(
			lines,
			fmt.Sprint(
				at,
				" ",
				d.version,
				" ",
				w.status(d),
				" ",
				d.group,
				" protected ",
				d.protected,
				" after ",
				d.source,
				d.replicas,
			),
		)
	}
	for _, c := range w.copies {
		lines = append(lines, c.name+" "+c.status)
	}
	slices.Sort(lines)
	return fmt.Sprintf("%s\nrotates %t, version %s, upgradeTo %q, group %t",
		strings.Join(lines, "\n"), w.rotates, w.version, w.upgradeTo, w.newGroup)
}
