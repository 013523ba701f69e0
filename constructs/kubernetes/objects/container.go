package objects

import (
	"fmt"
	"strconv"
	"strings"
)

// inits returns the containers that start before the app, in this order: those that the app and its task wait for, the
// task, and the others, for which nobody waits. But for the task, they run as long as the app does, and end after it.
func (w Workload) inits(before []Task) []any {
	var first, last []any
	if w.Collector != nil {
		first = append(first, sidecar(w, *w.Collector, false))
	}
	for _, s := range w.Sidecars {
		if s.Before {
			first = append(first, sidecar(w, s.Container, true))
		} else {
			last = append(last, sidecar(w, s.Container, false))
		}
	}
	for _, t := range before {
		first = append(first, w.task(t))
	}
	return append(first, last...)
}

// sidecar returns a container that runs beside the app, and that others wait for if they are told to.
func sidecar(w Workload, c Container, awaited bool) Object {
	made := w.container(c, w.of(c.Name))
	made["restartPolicy"] = "Always"
	if c.Health != nil {
		made["livenessProbe"] = c.Health.probe()
		if awaited {
			made["startupProbe"] = starting(c.Health.handler(), c.Health.TimeoutSeconds, max(c.Health.StartSeconds, 30))
		}
	}
	return made
}

// task returns a container of the app's image with another command.
func (w Workload) task(t Task) Object {
	c := w.App
	c.Name, c.Command, c.Health = t.Name, t.Command, nil
	return w.container(c, w.Name)
}

// app returns the container of the app.
func (w Workload) app() Object {
	c := w.container(w.App, w.Name)
	c["ports"] = []any{Object{"name": "app", "containerPort": w.Port, "protocol": "TCP"}}
	if w.routed() && w.DrainSeconds > 0 {
		// The load balancer sends requests for a while after it was told not to.
		c["lifecycle"] = Object{"preStop": Object{"sleep": Object{"seconds": w.DrainSeconds}}}
	}
	ask := Object{"httpGet": Object{"path": w.Health.Path, "port": "app", "scheme": w.scheme()}}
	switch routed := w.routed(); {
	case w.App.Health != nil:
		c["livenessProbe"] = w.App.Health.probe()
		c["readinessProbe"] = w.App.Health.probe()
		if start := w.App.Health.StartSeconds; start > 0 {
			c["startupProbe"] = starting(w.App.Health.handler(), w.App.Health.TimeoutSeconds, start)
		}
		if routed {
			c["readinessProbe"] = probe(ask, 10, 5, 3)
		}
	case routed:
		c["readinessProbe"] = probe(ask, 10, 5, 3)
		c["livenessProbe"] = probe(ask, 10, 5, 6) // later than it is taken out of the load balancer
		c["startupProbe"] = starting(ask, 5, w.Health.GraceSeconds)
	}
	return c
}

func (w Workload) scheme() string {
	if w.TLS {
		return "HTTPS"
	}
	return "HTTP"
}

func (c Command) handler() Object { return Object{"exec": Object{"command": list(c.Command)}} }

func (c Command) probe() Object {
	return probe(c.handler(), c.IntervalSeconds, c.TimeoutSeconds, c.Retries)
}

func probe(handler Object, every, timeout, failures int) Object {
	p := Object{"periodSeconds": every, "timeoutSeconds": timeout, "failureThreshold": failures}
	for key, value := range handler {
		p[key] = value
	}
	return p
}

// starting returns what asks until something has started, for so many seconds at most.
func starting(handler Object, timeout, seconds int) Object {
	const every = 5
	return probe(handler, every, timeout, (seconds+every-1)/every)
}

// container returns a container, whose secrets are in the volume of that name.
func (w Workload) container(c Container, secrets string) Object {
	uid, gid := user(c.User)
	requests, limits := Object{"memory": mebibytes(c.Memory)}, Object{"memory": mebibytes(c.Memory)}
	if c.CPU > 0 {
		requests["cpu"] = millicores(c.CPU) // without a limit: what nobody uses, it may
	}
	disk := 0
	for _, d := range c.Disk {
		disk += d.MiB
	}
	if disk > 0 {
		requests["ephemeral-storage"] = mebibytes(disk)
	}
	made := Object{
		"name":            c.Name,
		"image":           c.Image,
		"imagePullPolicy": "IfNotPresent",
		"resources":       Object{"requests": requests, "limits": limits},
		"securityContext": Object{
			"allowPrivilegeEscalation": false, "privileged": false, "readOnlyRootFilesystem": true,
			"runAsNonRoot": true, "runAsUser": uid, "runAsGroup": gid,
			"capabilities": Object{"drop": []any{"ALL"}},
		},
		"terminationMessagePolicy": "FallbackToLogsOnError", // a deployment that fails shows it
	}
	if len(c.Command) > 0 {
		made["args"] = list(c.Command)
	}
	if env := environment(c, secrets); env != nil {
		made["env"] = env
	}
	if mounts := mounts(c, secrets); mounts != nil {
		made["volumeMounts"] = mounts
	}
	return made
}

// environment returns the variables of a container. Secrets are in the secret of that name.
func environment(c Container, secrets string) []any {
	var env []any
	for _, name := range sorted(c.Environment) {
		env = append(env, Object{"name": name, "value": c.Environment[name]})
	}
	for _, s := range c.Secrets {
		env = append(env, Object{"name": s.Variable, "valueFrom": Object{
			"secretKeyRef": Object{"name": secrets, "key": s.Variable},
		}})
	}
	return env
}

func list(words []string) []any {
	all := make([]any, 0, len(words))
	for _, word := range words {
		all = append(all, word)
	}
	return all
}

func mebibytes(n int) string { return strconv.Itoa(n) + "Mi" }

// user returns the numbers of a user and of a group. It panics where they are none, which configurations refuse.
func user(text string) (uid, gid int) {
	u, g, _ := strings.Cut(text, ":")
	uid, noUser := strconv.Atoi(u)
	gid, noGroup := strconv.Atoi(g)
	if noUser != nil || noGroup != nil || uid < 1 {
		panic(fmt.Sprintf("%q is not uid:gid of a user that is not root", text))
	}
	return uid, gid
}
