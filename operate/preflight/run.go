package preflight

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"bulkhead/analysis/quota"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"golang.org/x/sync/errgroup"
)

// Account is one that is looked into.
type Account struct {
	Name string
	ID   string // empty where the configuration does not say it
}

// Run is how accounts are looked into.
type Run struct {
	Plan
	// Enter returns credentials of an account, or why there are none.
	Enter func(context.Context, Account) (aws.Config, error)
	// Servers returns the names of the name servers that the internet is told of a domain.
	Servers func(ctx context.Context, domain string) ([]string, error)
	// Addresses returns the addresses that the internet is told of a name.
	Addresses func(ctx context.Context, host string) ([]string, error)
	// Limit is how long a call may take, with all attempts; if zero, 20 seconds.
	Limit time.Duration
	// Tell hears of each thing before it is looked at, and Listen of each call.
	Tell   func(account, check, what string)
	Listen func(check, call string)
}

// Plan is everything that is looked for.
type Plan struct {
	Needs
	things []thing
}

// thing is an item of a check.
type thing struct {
	item
	check *Check
}

// Plan returns what is looked for, in the order of the table. It fails for types in templates that internal/facts does
// not know, since nobody could tell what they take, and for templates of another configuration.
func (n Needs) Plan() (Plan, error) {
	err := n.ours()
	if err != nil {
		return Plan{}, err
	}
	if n.quotas, err = quota.Needs(n.Assembly); err != nil {
		return Plan{}, err
	}
	p := Plan{Needs: n}
	for at := range Table {
		for _, i := range Table[at].items(n) {
			p.things = append(p.things, thing{i, &Table[at]})
		}
	}
	return p, nil
}

// Accounts are those that something is looked for in, in the order of a first deployment.
func (p Plan) Accounts() []Account {
	order := once(keysOf(p.Organization.Accounts))
	order = append([]string{Management}, append(p.StageAccounts(), order...)...)
	var all []Account
	for _, name := range order {
		looked := slices.ContainsFunc(p.things, func(t thing) bool { return t.account == name })
		if !looked || slices.ContainsFunc(all, func(a Account) bool { return a.Name == name }) {
			continue
		}
		id := string(p.Organization.Accounts[name])
		if name == Management && p.Organization.Management != nil {
			id = string(p.Organization.Management.Account)
		}
		all = append(all, Account{name, id})
	}
	return all
}

// Do looks into accounts, side by side, and returns what was found, in the order of the accounts and of the table. An
// account that cannot be entered is one finding. It fails only when the context ends.
func (r Run) Do(ctx context.Context, accounts []Account) ([]Finding, error) {
	found := make([][]Finding, len(accounts))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(4)
	for i, a := range accounts {
		group.Go(func() error {
			found[i] = r.account(ctx, a)
			return ctx.Err()
		})
	}
	err := group.Wait()
	return slices.Concat(found...), err
}

// Limit is how long a call may take, with all attempts.
const Limit = 20 * time.Second

// enough calls in a row that are not answered end the look into an account.
const enough = 3

// account looks into one.
func (r Run) account(ctx context.Context, a Account) []Finding {
	r.Limit = cmp.Or(r.Limit, Limit)
	entered, refusal := r.enter(ctx, a)
	v := &visit{Run: r, account: a.Name, entered: client.Within(entered, r.Limit), known: map[string]*answered{}}
	var all []Finding
	asked := 0
	for _, t := range r.things {
		if t.account != a.Name || ctx.Err() != nil {
			continue
		}
		f := Finding{Check: t.check.Name, Account: a.Name, Region: t.region, What: t.what}
		switch {
		case t.ask == nil:
			f.State, f.Why = Unknown, t.check.Why
		case refusal != nil || v.lost >= enough:
			asked++
			continue
		default:
			if r.Tell != nil {
				r.Tell(a.Name, f.Check, t.what)
			}
			v.check, v.place = f.Check, t.region
			result, err := t.ask(ctx, v)
			if err != nil {
				result = unanswered(reason(err))
			}
			f.State, f.Why, f.Mend, f.Unanswered = result.state, result.why, result.mend, result.unanswered
		}
		all = append(all, f)
	}
	switch {
	case refusal != nil:
		why := fmt.Sprintf("%s: %d things were not looked at", refusal, asked)
		all = append([]Finding{unheard("credentials", a, why)}, all...)
	case asked > 0:
		why := fmt.Sprintf("%d calls in a row were not answered: %d things more were not looked at", enough, asked)
		all = append(all, unheard("network", a, why))
	}
	return all
}

// enter enters an account, in no more time than a call may take.
func (r Run) enter(ctx context.Context, a Account) (aws.Config, error) {
	within, cancel := context.WithTimeout(ctx, r.Limit)
	defer cancel()
	return r.Enter(within, a)
}

// unheard is the finding that stands for all of an account that nobody was asked for.
func unheard(check string, a Account, why string) Finding {
	return Finding{Check: check, Account: a.Name, What: "of the account", State: Unknown, Why: why, Unanswered: true}
}

// items are what a check looks for.
func (c Check) items(n Needs) (all []item) {
	if c.find != nil {
		return c.find(n)
	}
	for _, account := range c.when(n) {
		all = append(all, item{account: account, what: c.What})
	}
	return all
}

// visit is one account while it is looked into.
type visit struct {
	Run
	account      string
	entered      aws.Config
	check, place string // of the thing that is looked at
	known        map[string]*answered
	lost         int // calls in a row that were not answered
}

// answered is what a call has said.
type answered struct {
	out any
	err error
}

// ask makes a call in the place that is looked at, once in a run: nothing changes meanwhile.
func ask[In, Out any](ctx context.Context, v *visit, call look.Call[In, Out], in In) (*Out, error) {
	return askIn(ctx, v, v.place, call, in)
}

// askIn makes it in a region.
func askIn[In, Out any](ctx context.Context, v *visit, region string, call look.Call[In, Out], in In) (*Out, error) {
	if region == "" {
		region = string(v.Organization.Regions.Primary)
	}
	if v.Listen != nil {
		v.Listen(v.check, call.ID())
	}
	text, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	key := strings.Join([]string{call.ID(), region, string(text)}, " ")
	if there := v.known[key]; there != nil {
		out, _ := there.out.(*Out)
		return out, there.err
	}
	out, err := call.Do(ctx, client.In(v.entered, region), in)
	if _, lost := client.Unreached(err); lost {
		v.lost++
	} else {
		v.lost = 0
	}
	if err == nil {
		err = look.Whole(out)
	}
	if err != nil {
		err = &refusal{call.Action, call.ID(), err}
	}
	v.known[key] = &answered{out, err}
	return out, err
}

// refusal is an answer of AWS that is none.
type refusal struct {
	action, call string
	err          error
}

func (r *refusal) Error() string { return r.err.Error() }
func (r *refusal) Unwrap() error { return r.err }

// The codes that say that somebody may not, and that a session has ended.
var (
	denied = []string{
		"AccessDenied", "AccessDeniedException", "AuthorizationError", "AuthorizationErrorException", "UnauthorizedOperation",
		"UnauthorizedAccess", "NotAuthorized",
	}
	ended = []string{"ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "UnrecognizedClientException"}
)

// reason is why something is not known.
func reason(err error) string {
	r, is := errors.AsType[*refusal](err)
	if !is {
		return err.Error()
	}
	if why, lost := client.Unreached(err); lost {
		return fmt.Sprintf("AWS was not reached (%s): %s", r.call, why)
	}
	code := client.Code(err)
	_, throttled := retry.DefaultThrottleErrorCodes[code]
	switch {
	case slices.Contains(ended, code):
		return "the session has ended: log in again"
	case slices.Contains(denied, code):
		return fmt.Sprintf("these credentials may not %s (%s)", r.action, code)
	case throttled:
		return fmt.Sprintf("AWS is asked too often at present (%s): run it again later", r.call)
	case code != "":
		return fmt.Sprintf("AWS does not tell (%s): %s", r.call, code)
	}
	return fmt.Sprintf("what was answered cannot be read (%s): %s", r.call, innermost(r.err))
}

// innermost is what an error says without where it has passed.
func innermost(err error) error {
	for errors.Unwrap(err) != nil {
		err = errors.Unwrap(err)
	}
	return err
}

// absent tells whether an answer says that there is no such thing, by one of these codes.
func absent(err error, codes ...string) bool {
	return err != nil && slices.Contains(codes, client.Code(err))
}
