package failover

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"bulkhead/internal/aws/dynamodb"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/smithy-go/middleware"
)

// world is two regions and an accelerator, as strict as AWS. Its time goes on when everybody waits.
type world struct {
	env   Environment
	now   time.Time
	sides map[SideName]*place
	// of global clusters, global datastores and domains by the name of the store
	writer   map[string]SideName
	syncing  map[string]bool
	changing map[string]change
	ejected  map[string]SideName // of a domain, the side that a disaster has left behind
	stale    bool                // such a domain has not heard of it
	listener []map[SideName]*endpoints
	settled  time.Time // when the accelerator's last change is everywhere
	twins    bool      // two accelerators have the name and the tags of the environment's
	silent   map[string]bool
	lockless bool // conditions always hold
	planned  bool // nothing may be lost

	operator *operator // whose turn it is
	events   []event
	calls    int
	faults   []string // what the invariants found
	served   map[SideName]bool
	before   func(region, call string) error // refuses a call
}

// place is what is in a region.
type place struct {
	deaf, dead bool // its APIs do not answer; nothing of it does
	instances  map[string]*instance
	services   map[string]*service
	table      dynamodb.Item
	open       bool
	snapshots  []string
	lags       map[string]float64
	rotation   map[string]*rotation
	topic      topic
}

type instance struct {
	source   string
	status   string
	until    time.Time
	promoted bool
}

type service struct {
	min, max, desired, running int32
	suspended                  bool
	generation                 int // of pods
	settles                    time.Time
}

type endpoints struct {
	arns []string
	dial float32
}

// rotation is that of a store's password, which is wrong where it changes after its store has moved.
type rotation struct {
	enabled bool
	until   time.Time // it is being changed
}

// change is a change of a role that is under way.
type change struct {
	to    SideName
	until time.Time
}

// event is something that happens at a call.
type event struct {
	at int
	do func()
}

var errSilent = errors.New("dial tcp: i/o timeout")

func errKilled() error { return context.Canceled }

// newWorld is an environment whose primary is active and whose stores replicate.
func newWorld(traffic Traffic) *world {
	w := &world{
		env: example(traffic), now: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC),
		sides: map[SideName]*place{}, writer: map[string]SideName{}, syncing: map[string]bool{},
		changing: map[string]change{}, ejected: map[string]SideName{}, silent: map[string]bool{},
	}
	for _, name := range []SideName{Primary, Standby} {
		p := &place{
			instances: map[string]*instance{}, services: map[string]*service{}, open: name == Primary,
			table: dynamodb.Item{}, lags: map[string]float64{}, rotation: map[string]*rotation{},
			topic: newTopic(name),
		}
		for _, s := range w.env.Services {
			scale := s.Inactive
			if name == Primary {
				scale = s.Active
			}
			p.services[s.Name] = &service{min: scale.Min, max: scale.Max, desired: scale.Min, running: scale.Min}
			if s.Pods {
				p.services[s.Name].deployed(scale, w.env.Generation)
			}
		}
		for _, s := range w.env.Stores {
			if s.SecretTag != "" && name == Primary {
				p.rotation[s.SecretTag] = &rotation{enabled: true}
			}
			switch s.Kind {
			case RDS:
				p.instances[s.At[name]] = &instance{status: "available"}
				if name == Standby {
					p.instances[s.At[name]].source = s.At[Primary]
				}
			case Aurora, Cache, Search:
				w.writer[s.Name] = Primary
			}
		}
		w.sides[name] = p
	}
	for range 2 { // 443 and 80
		w.listener = append(w.listener, map[SideName]*endpoints{
			Primary: {arns: []string{balancerARN(w.env.Primary)}, dial: full}, Standby: {},
		})
	}
	w.served = w.traffic()
	return w
}

func balancerARN(s Side) string {
	return "arn:aws:elasticloadbalancing:" + s.Region + ":111122223333:loadbalancer/app/" + s.Stage + "/1"
}

// example is an environment with a store of each kind.
func example(traffic Traffic) Environment {
	at := func(name string) map[SideName]string {
		return map[SideName]string{Primary: "acme-prod-" + name, Standby: "acme-prod-dr-" + name}
	}
	side := func(stage, region, domain, front string) Side {
		return Side{
			Stage:  stage,
			Region: region,
			Domain: domain,
			Front:  front,
			Prefix: "acme-" + stage,
			Table:  "acme-" + stage + "-recovery",
			Scaler: "acme-" + stage + "-kubernetes-scale",
			Probes: []string{"https://" + domain + "/healthz"},
		}
	}
	gate := "app.example.com"
	if traffic == AcceleratorAndDNS {
		gate = "active.app.example.com" // a site has the domain itself
	}
	return Environment{
		Name: "prod", Gate: gate, Organization: "acme", Account: "111122223333", Domain: "app.example.com",
		Traffic: traffic, Accelerator: "acme-prod", Active: Primary, Generation: 1,
		Primary: side("prod", "eu-west-1", "app.example.com", "_own.app.example.com"),
		Standby: side("prod-dr", "eu-central-1", "prod-dr.example.com", "_own.prod-dr.example.com"),
		Stores: []Store{
			{
				Kind:      Aurora,
				Name:      "catalogue",
				Global:    "acme-prod-catalogue",
				At:        at("catalogue"),
				SecretTag: "acme/prod/catalogue/",
			},
			{Kind: RDS, Name: "orders", At: at("orders"), BackupDays: 35, SecretTag: "acme/prod/orders/"},
			{Kind: Cache, Name: "sessions", Global: "gxeiz-acme-prod-sessions"},
			{Kind: Search, Name: "products", At: at("products")},
			{Kind: Stream, Name: "events", At: at("events")},
			{Kind: Bucket, Name: "uploads", At: at("uploads")},
			{Kind: Table, Name: "issued", At: at("issued")},
			{Kind: Secret, Name: "payment-key"},
		},
		Services: []Service{
			{Name: "web", Active: Scale{2, 10}, Inactive: Scale{1, 10}, Scheduled: true},
			{Name: "worker", Active: Scale{2, 8}, Inactive: Scale{0, 8}},
			{Name: "orders", Active: Scale{2, 6}, Inactive: Scale{1, 6}, Pods: true},
			{Name: "packer", Active: Scale{3, 4}, Inactive: Scale{0, 0}, Pods: true},
		},
	}
}

// cloud is the world as a runner reaches it. Calls are answered before they are written: how they are, is tested beside
// the clients.
func (w *world) cloud() Cloud {
	return Cloud{Now: func() time.Time { return w.now }, Probe: w.probe, Config: func(region string) aws.Config {
		answers := w.answers(region)
		answer := middleware.InitializeMiddlewareFunc("answer", func(
			ctx context.Context, in middleware.InitializeInput, _ middleware.InitializeHandler,
		) (out middleware.InitializeOutput, data middleware.Metadata, err error) {
			out.Result, err = w.answer(region, middleware.GetOperationName(ctx), in.Parameters, answers)
			return out, data, err
		})
		return aws.Config{
			Region: region,
			APIOptions: []func(*middleware.Stack) error{func(stack *middleware.Stack) error {
				return stack.Initialize.Add(answer, middleware.Before)
			}},
		}
	}}
}

// answer is a call, in its turn.
func (w *world) answer(region, call string, in any, answers calls) (any, error) {
	if err := w.turn(region, call); err != nil {
		return nil, err
	}
	out, err := answers[call](in)
	w.look(call)
	w.operator.called()
	return out, err
}

// sideIn is the side in a region.
func (w *world) sideIn(region string) SideName {
	if region == w.env.Standby.Region {
		return Standby
	}
	return Primary
}

// turn is before a call: others may have their turn, and the region may not answer.
func (w *world) turn(region, call string) error {
	w.operator.yield()
	if w.operator.killed {
		return errKilled()
	}
	w.calls++
	for len(w.events) > 0 && w.events[0].at <= w.calls {
		do := w.events[0].do
		w.events = w.events[1:]
		do()
	}
	if w.silent[region] || region != acceleratorRegion && w.sides[w.sideIn(region)].deaf {
		return errSilent
	}
	if w.before != nil {
		return w.before(region, call)
	}
	return nil
}

// probe is what a client sees.
func (w *world) probe(_ context.Context, url, front string) (int, string, error) {
	w.operator.yield()
	if w.operator.killed {
		return 0, "", errKilled()
	}
	defer w.operator.called()
	host, path, _ := strings.Cut(strings.TrimPrefix(url, "https://"), "/")
	if host == w.env.Domain && host != w.env.Gate && path == GatePath[1:] {
		return 403, "", nil // the site's CloudFront
	}
	side := Primary
	if front != "" {
		host = front
	}
	if host == w.env.Standby.Domain || host == w.env.Standby.Front {
		side = Standby
	} else if w.calls > 0 && host != w.env.Primary.Front { // names of the primary lead to who is active
		reached := w.traffic()
		if len(reached) == 0 {
			return 0, "", errSilent
		}
		for one := range reached {
			side = one
		}
	}
	p := w.sides[side]
	switch {
	case p.dead:
		return 0, "", errSilent
	case path == GatePath[1:]:
		answer := answer(p.open)
		return map[bool]int{true: 200, false: 503}[p.open], *answer.MessageBody, nil
	case p.services["web"].running == 0:
		return 503, "", nil
	}
	return 200, "", nil
}

// traffic is which sides clients reach: by the accelerator's addresses, and by DNS.
func (w *world) traffic() map[SideName]bool {
	reached := map[SideName]bool{}
	standby := w.sides[Standby].open && !w.sides[Standby].dead
	if standby {
		reached[Standby] = true
	}
	if w.env.Traffic == DNS && !standby {
		reached[Primary] = true
	}
	if w.env.Traffic == AcceleratorAndDNS {
		for _, groups := range w.listener {
			for side, group := range groups {
				if group.dial > 0 && len(group.arns) > 0 {
					reached[side] = true
				}
			}
		}
	}
	for side := range reached {
		if w.sides[side].dead {
			delete(reached, side)
		}
	}
	return reached
}

// writable tells which stores of a side take writes.
func (w *world) writable(side SideName) (some, all bool) {
	all = true
	for _, s := range w.env.Stores {
		is := false
		switch s.Kind {
		case Aurora, Cache, Search:
			_, changing := w.changing[s.Name]
			is = w.writer[s.Name] == side && !changing
		case RDS:
			i := w.sides[side].instances[s.At[side]]
			is = i != nil && i.source == ""
		default:
			continue
		}
		some, all = some || is, all && is
	}
	return some, all
}

// runs tells whether services of a side run, and whether all have what they need.
func (w *world) runs(side SideName) (some, enough bool) {
	enough = true
	for _, s := range w.env.Services {
		running := w.sides[side].services[s.Name].running
		some, enough = some || running > 0, enough && running >= s.Active.Min
	}
	return some, enough
}

// look holds the invariants after every change.
func (w *world) look(what string) {
	reached, both := w.traffic(), 0
	for side := range reached {
		some, all := w.writable(side)
		tasks, enough := w.runs(side)
		if some && tasks && !w.sides[side].dead {
			both++
		}
		if !w.served[side] && (!all || !enough) {
			w.fault("%s: traffic goes to the %s side, where not everything is ready", what, side)
		}
	}
	if both > 1 {
		w.fault("%s: both sides take writes and receive traffic", what)
	}
	w.served = reached
}

func (w *world) fault(format string, args ...any) {
	w.faults = append(
		w.faults,
		fmt.Sprintf("%s call %d: ", w.now.Format(time.TimeOnly), w.calls)+fmt.Sprintf(format, args...),
	)
}
