package failover

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"bulkhead/internal/aws/dynamodb"
	"bulkhead/internal/client"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Record is what the state table of a side says: who is active, and who changes that now.
type Record struct {
	Active     SideName  `json:"active"`
	Generation int       `json:"generation"`
	Owner      string    `json:"owner,omitempty"` // holds the lock
	Until      time.Time `json:"until,omitzero"`  // when the lock is free again
	To         SideName  `json:"to,omitempty"`    // of a move that has not ended
	// Attributes are what steps have noted.
	Attributes map[string]string `json:"-"`
}

// held tells whether somebody holds the lock at that time. No lock that this program takes is for longer than a lease.
func (r Record) held(now time.Time) bool {
	return r.Owner != "" && r.Until.After(now) && r.Until.Before(now.Add(longestLease))
}

// promoted are the instances that were promoted last, by attribute.
func (r Record) promoted() map[string]string {
	all := maps.Clone(r.Attributes)
	maps.DeleteFunc(all, func(name, _ string) bool { return !strings.HasPrefix(name, promotedBegins) })
	return all
}

// read returns the record of a side as it is there; the generation is 0 where there is none.
func (f *failover) read(ctx context.Context, side SideName) (Record, error) {
	out, err := f.at[side].dynamodb.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: new(f.Environment.RecordARN(side)), Key: f.key(), ConsistentRead: new(true),
	})
	if err != nil {
		return Record{}, err
	}
	r := Record{Attributes: map[string]string{}}
	for name, value := range out.Item {
		r.Attributes[name] = aws.ToString(value.S)
	}
	number := func(name string) int64 {
		n, _ := strconv.ParseInt(aws.ToString(out.Item[name].N), 10, 64)
		return n
	}
	r.Active, r.Generation = SideName(r.Attributes["Active"]), int(number("Generation"))
	r.Owner, r.To = r.Attributes["Owner"], SideName(r.Attributes["To"])
	if until := number("Until"); until != 0 {
		r.Until = time.Unix(until, 0)
	}
	return r, nil
}

func (f *failover) key() dynamodb.Item { return dynamodb.Item{"Environment": {S: &f.Environment.Name}} }

// current is the newest of the records that can be read, or what the configuration says where that is newer: a record
// of the side that was left is not there when its region is not.
func (f *failover) current(ctx context.Context) (Record, error) {
	configured := Record{Active: f.Environment.Active, Generation: f.Environment.Generation}
	newest, err := f.read(ctx, f.To)
	if err != nil {
		return Record{}, err
	}
	other, err := f.read(ctx, f.To.Other())
	switch {
	case err != nil && f.Mode == Planned:
		return Record{}, err
	case err == nil && other.Generation == newest.Generation:
		newest.Attributes = noted(newest, other, f.To, configured)
	case err == nil && other.Generation > newest.Generation:
		newest = other
	}
	if newest.Generation < configured.Generation {
		configured.Attributes = newest.Attributes
		newest = configured
	}
	return newest, nil
}

// noted is what steps have noted in the records of the side that is moved to and of the other, of one generation. A
// move that has not ended went to the side that is not active, and has noted there first.
func noted(there, here Record, to SideName, configured Record) map[string]string {
	active := there.Active
	if there.Generation < configured.Generation {
		active = configured.Active
	}
	all, last := maps.Clone(there.Attributes), here
	if active != to {
		all, last = maps.Clone(here.Attributes), there
	}
	maps.Copy(all, last.promoted())
	return all
}

// Current returns who is active, as the records that can be read and the configuration say.
func Current(ctx context.Context, m Move, c Cloud) (Record, error) {
	return newFailover(m, c).current(ctx)
}

// change writes attributes of the record of a side, where condition holds. A nil value removes an attribute.
func (f *failover) change(
	ctx context.Context,
	side SideName,
	values map[string]*dynamodb.Value,
	condition string,
	more dynamodb.Item,
) error {
	in := &dynamodb.UpdateItemInput{
		TableName: new(f.Environment.Side(side).Table), Key: f.key(),
		ExpressionAttributeNames: map[string]string{"#owner": "Owner"}, ExpressionAttributeValues: dynamodb.Item{},
		ConditionExpression: &condition,
	}
	maps.Copy(in.ExpressionAttributeValues, more)
	if strings.Contains(condition, "#until") {
		in.ExpressionAttributeNames["#until"] = "Until" // AWS refuses names that are not used
	}
	set, remove := "", ""
	for i, name := range slices.Sorted(maps.Keys(values)) {
		alias := "#a" + strconv.Itoa(i)
		in.ExpressionAttributeNames[alias] = name
		if values[name] == nil {
			remove += ", " + alias
			continue
		}
		in.ExpressionAttributeValues[":v"+strconv.Itoa(i)] = *values[name]
		set += ", " + alias + " = :v" + strconv.Itoa(i)
	}
	expression := ""
	if set != "" {
		expression = "SET " + set[2:] + " "
	}
	if remove != "" {
		expression += "REMOVE " + remove[2:]
	}
	in.UpdateExpression = &expression
	_, err := f.at[side].dynamodb.UpdateItem(ctx, in)
	return err
}

func text(s string) *dynamodb.Value    { return &dynamodb.Value{S: &s} }
func number(n int64) *dynamodb.Value   { return &dynamodb.Value{N: new(strconv.FormatInt(n, 10))} }
func isLost(err error) bool            { return client.Code(err) == dynamodb.CodeConditionFailed }
func owned(owner string) dynamodb.Item { return dynamodb.Item{":owner": {S: &owner}} }

const isOurs = "#owner = :owner"

// note writes an attribute into the record of both sides; that of the side that is left only when it can be reached.
func (f *failover) note(ctx context.Context, name, value string) error {
	lock, held := ctx.Value(lockKey{}).(*Lock)
	if !held {
		return errors.New("only who holds the lock changes the record")
	}
	change := map[string]*dynamodb.Value{name: text(value)}
	if err := f.change(ctx, f.To, change, isOurs, owned(lock.Owner)); err != nil {
		return err
	}
	if !lock.every[f.To.Other()] {
		return nil // it is copied when the region answers again
	}
	err := f.change(ctx, f.To.Other(), change, isOurs, owned(lock.Owner))
	if f.Mode == Planned || isLost(err) {
		return err
	}
	return nil
}

// record is the step that writes down at a side who is active now.
func (f *failover) record(side SideName) Step {
	at := f.Environment.Side(side)
	step := Step{
		Name:    "record-" + at.Stage,
		Changes: "the table " + at.Table + " says who is active, and the generation is one more",
		Takes:   "seconds",
		Hand: f.handUpdate(side, "SET Active = :side, Generation = :number REMOVE #to", `{"#to":"To"}`,
			`{":side":{"S":"`+string(f.To)+`"},":number":{"N":"`+strconv.Itoa(f.next())+`"}}`),
	}
	step.State = func(ctx context.Context) (State, error) {
		current, err := f.current(ctx)
		if err != nil {
			return State{}, err
		}
		own, err := f.read(ctx, side)
		if err != nil {
			return State{}, err
		}
		detail := fmt.Sprintf("%s is active, generation %d", current.Active, current.Generation)
		if current.Active == f.To && own.Active == f.To && own.Generation == current.Generation &&
			!lacks(own.promoted(), current.promoted()) {
			return done(detail)
		}
		return due(detail)
	}
	step.Do = func(ctx context.Context) error {
		current, err := f.current(ctx)
		if err != nil {
			return err
		}
		generation := current.Generation
		if current.Active != f.To {
			generation++
		}
		lock, held := ctx.Value(lockKey{}).(*Lock)
		if !held {
			return errors.New("only who holds the lock changes the record")
		}
		values := map[string]*dynamodb.Value{"Active": text(string(f.To)), "Generation": number(int64(generation))}
		for name, id := range current.promoted() {
			values[name] = text(id)
		}
		return f.change(ctx, side, values, isOurs, owned(lock.Owner))
	}
	return step
}

// next is the generation after the move, where the configuration knows who is active.
func (f *failover) next() int {
	if f.Environment.Active == f.To {
		return f.Environment.Generation
	}
	return f.Environment.Generation + 1
}

// lacks tells whether a record does not say what another one does of instances that were promoted.
func lacks(own, other map[string]string) bool {
	for name, id := range other {
		if own[name] != id {
			return true
		}
	}
	return false
}

// moved tells whether the move is over, but for what is left to a later run: it is recorded, every store is promoted
// and the gates say so.
func (f *failover) moved(ctx context.Context) (bool, error) {
	current, err := f.current(ctx)
	if err != nil || current.Active != f.To {
		return false, err
	}
	for side, open := range map[SideName]bool{f.To: true, f.To.Other(): false} {
		if is, err := f.isOpen(ctx, side); err != nil || is != open {
			return false, err
		}
	}
	for _, step := range f.promote() {
		if state, err := step.State(ctx); err != nil || state.Status != Done {
			return false, err
		}
	}
	return true, nil
}
