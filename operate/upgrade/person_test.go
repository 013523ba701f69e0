package upgrade

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// scenario is an upgrade from its beginning to its end, or to the end of taking it back.
type scenario struct {
	name    string
	world   func() *world
	abandon bool // when the copy is to be tried
}

func postgres(major bool, to string) Upgrade {
	u := Upgrade{
		Database: Database{
			Name: "orders", Region: here, Account: account, Engine: "postgres", Identifier: "acme-prod-orders",
			Secret: "master user of database acme-prod-orders",
		},
		To: to, Target: to, Major: major,
	}
	if major {
		u.Group, u.Parameter, u.Value = group, "rds.logical_replication", "1"
	}
	return u
}

func mysql(major bool, to, target, global string) Upgrade {
	u := Upgrade{
		Database: Database{
			Name: "wares", Region: here, Account: account, Engine: "aurora-mysql", Aurora: true,
			Identifier: "acme-prod-wares", Global: global, Secret: "master user of database acme-prod-wares",
		},
		To: to, Target: target, Major: major,
	}
	if major {
		u.Group, u.Parameter, u.Value = "parameters of acme-prod-wares for 8.4", "binlog_format", "ROW"
	}
	return u
}

const (
	wares310 = "8.0.mysql_aurora.3.10.4"
	wares311 = "8.0.mysql_aurora.3.11.1"
	wares84  = "8.4.mysql_aurora.8.4.7"
)

// tested is u with a command that tries the copy.
func tested(u Upgrade) Upgrade {
	u.Test = "./try"
	return u
}

var scenarios = []scenario{
	{"a major version with replicas, tried by a person", func() *world {
		w := newWorld(postgres(true, "18.3"), "17.7", 2, 0)
		w.rotated = w.now.Add(10 * time.Minute)
		return w
	}, false},
	{"a major version, tried by a command", func() *world {
		w := newWorld(tested(postgres(true, "18.3")), "17.7", 0, 0)
		w.failedTests, w.failures = 1, 1
		return w
	}, false},
	{
		"a major version of Aurora",
		func() *world { return newWorld(mysql(true, "8.4.7", wares84, ""), wares310, 0, 0) },
		false,
	},
	{"a major version of Aurora, tried by a command", func() *world {
		return newWorld(tested(mysql(true, "8.4.7", wares84, "")), wares310, 0, 0)
	}, false},
	{
		"a major version that is abandoned",
		func() *world { return newWorld(postgres(true, "18.3"), "17.7", 1, 0) },
		true,
	},
	{"a major version of Aurora that is abandoned", func() *world {
		return newWorld(mysql(true, "8.4.7", wares84, ""), wares310, 0, 0)
	}, true},
	{"a copy that cannot be kept in step", func() *world {
		w := newWorld(postgres(true, "18.3"), "17.7", 0, 0)
		w.unready = true
		return w
	}, true},
	{"a minor version with replicas here and there", func() *world {
		w := newWorld(postgres(false, "17.9"), "17.7", 2, 1)
		w.window = true
		return w
	}, false},
	{
		"a minor version without replicas",
		func() *world { return newWorld(postgres(false, "17.9"), "17.7", 0, 0) },
		false,
	},
	{"a minor version of a global database", func() *world {
		return newWorld(mysql(false, "3.11.1", wares311, "acme-prod-wares"), wares310, 0, 1)
	}, false},
}

// runner is what somebody runs now.
func (s scenario) runner(w *world, back bool, killAt int) *Runner {
	cloud := w.cloud(killAt)
	r := NewRunner(Steps(w.run(), cloud), cloud)
	if back {
		r = NewRunner(Abandon(w.run(), cloud), cloud)
	}
	r.Sleep = func(context.Context, time.Duration) error {
		step := 9 * time.Minute
		if len(w.copies) > 0 && w.copies[0].status == switching { // longer than anybody tries again
			step = 5 * time.Second
		}
		w.until(w.now.Add(step))
		return nil
	}
	return r
}

// life is an upgrade with all that persons and deployments do for it. The run that makes the call is killed after it.
func (s scenario) life(w *world, killAt int, change func([]Step) []Step) (err error) {
	back, last := false, ""
	for range 60 {
		left := 0
		if killAt > w.calls {
			left = killAt - w.calls
		}
		r := s.runner(w, back, left)
		if change != nil {
			r.steps = change(r.steps)
		}
		err = r.Run(context.Background())
		var asked *YoursError
		switch {
		case err == nil && !back && s.abandon:
			return errors.New("it was to be abandoned")
		case err == nil:
			return nil
		case errors.Is(err, errKilled):
			continue // somebody runs it again
		case errors.As(err, &asked):
			if s.abandon && asked.Step.Name == "test" {
				back = true
				continue
			}
			w.act(asked)
		case !back && strings.Contains(err.Error(), "cannot be kept in step"):
			back = true
		case strings.Contains(err.Error(), "has not passed"), strings.Contains(err.Error(), "taken it back"):
			// it is mended
		case err.Error() == last:
			return err
		default:
			last = err.Error()
		}
	}
	return fmt.Errorf("it never ends: %w", err)
}

// act is what a person or a deployment does when it is asked.
func (w *world) act(asked *YoursError) {
	u, name := w.upgrade, asked.Step.Name
	d := w.databases[place{here, u.Identifier}]
	switch {
	case name == "prepare":
		w.upgradeTo, w.newGroup = u.To, true
		w.groups[d.group][u.Parameter] = u.Value
		d.parameters = "pending-reboot"
	case name == "restart":
		d.doing, d.begins, d.ends = "rebooting", w.now, w.now.Add(time.Minute)
	case name == "test":
		w.tested = asked.Detail[strings.LastIndex(asked.Detail, " ")+1:]
	case name == "commit":
		if d.version != u.Target {
			w.fault("a deployment upgrades the database in place")
		}
		w.version, w.upgradeTo = u.To, ""
	case name == "rotate-password", name == "forget":
		w.finish = true
	case name == "unprepare":
		w.upgradeTo = ""
	case name == "deploy" && w.status(d) == "upgrading":
		w.fault("somebody is asked to deploy what is deployed")
	case name == "deploy" && d.pending != "": // it is Sunday
		d.pending = ""
		d.doing, d.next, d.begins, d.ends = "upgrading", u.Target, w.now, w.now.Add(12*time.Minute)
	case name == "deploy" && w.window:
		w.version, d.pending = u.To, u.Target
	case name == "deploy":
		w.version = u.To
		d.doing, d.next, d.begins, d.ends = "upgrading", u.Target, w.now, w.now.Add(12*time.Minute)
	default:
		w.fault("nobody knows what to do at %s: %s", name, asked.Detail)
	}
	w.hold()
}
