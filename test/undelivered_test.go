package test

import (
	"strings"
	"testing"

	"bulkhead/assembly"

	"github.com/stretchr/testify/assert"
)

// undeliveredEnds ends the name of the queue that an account and region has for what rules could not deliver.
const undeliveredEnds = "-undelivered"

// place is an account and region of a resource.
func placeOf(r *assembly.Resource) string { return r.Stack.Account + " " + r.Stack.Region }

// queueDenoted returns the queue of an ARN, which is a reference, or a literal of the queue's place and name.
func queueDenoted(a *assembly.Assembly, r *assembly.Resource, arn any) *assembly.Resource {
	if queue, found := a.Resolve(r.Stack, arn); found {
		return queue
	}
	for _, queue := range a.OfType("AWS::SQS::Queue") {
		name, _ := queue.Get("QueueName").(string)
		if arn == "arn:aws:sqs:"+queue.Stack.Region+":"+queue.Stack.Account+":"+name {
			return queue
		}
	}
	return nil
}

// dropped finds targets that lose what they cannot be told: without a queue of their account and region that lets
// EventBridge in.
func dropped(a *assembly.Assembly) []string {
	var faults []string
	judge := func(r *assembly.Resource, target any, sender string) {
		queue := queueDenoted(a, r, assembly.At(target, "DeadLetterConfig", "Arn"))
		switch {
		case queue == nil:
			faults = append(faults, r.String()+" loses what it cannot deliver: give its target a queue with undelivered.To")
		case queue.Type != "AWS::SQS::Queue" || placeOf(queue) != placeOf(r):
			faults = append(faults, r.String()+" leaves what it cannot deliver to "+queue.String()+", which is elsewhere")
		case sender != "" && !admitsSender(a, queue, sender):
			faults = append(faults, r.String()+" may not put what it cannot deliver into "+queue.String())
		}
	}
	for _, rule := range a.OfType("AWS::Events::Rule") {
		for _, target := range list(rule.Get("Targets")) {
			judge(rule, target, "events.amazonaws.com")
		}
	}
	for _, schedule := range a.OfType("AWS::Scheduler::Schedule") {
		judge(schedule, schedule.Get("Target"), "") // as a role: CDK lets it
	}
	return faults
}

// admitsSender tells whether a policy of a queue lets a service send for the rules of the queue's account and region.
func admitsSender(a *assembly.Assembly, queue *assembly.Resource, service string) bool {
	for _, policy := range a.OfType("AWS::SQS::QueuePolicy") {
		to, found := a.Resolve(policy.Stack, list(policy.Get("Queues"))[0])
		if !found || to != queue {
			continue
		}
		for _, statement := range list(policy.Get("PolicyDocument", "Statement")) {
			condition := text(assembly.At(statement, "Condition"))
			if assembly.At(statement, "Effect") == "Allow" && assembly.At(statement, "Principal", "Service") == service &&
				strings.Contains(condition, "arn:aws:events:"+queue.Stack.Region+":"+queue.Stack.Account+":rule/*") {
				return true
			}
		}
	}
	return false
}

func TestWhatARuleCannotDeliverIsKept(t *testing.T) {
	holds(t, dropped)
	targets := 0
	for _, r := range resources(t) {
		if r.Type == "AWS::Events::Rule" {
			targets += len(list(r.Get("Targets")))
		}
	}
	assert.Greater(t, targets, 300)
}

func TestARuleThatLosesWhatItCannotDeliverIsFound(t *testing.T) {
	for _, c := range []struct {
		what   string
		target map[string]any
		want   string
	}{
		{"no queue", map[string]any{}, "loses what it cannot deliver"},
		{"no such queue", map[string]any{"DeadLetterConfig": map[string]any{"Arn": "arn:aws:sqs:eu-west-1:1:gone"}}, "loses what it cannot deliver"},
		{"a closed queue", map[string]any{"DeadLetterConfig": map[string]any{"Arn": map[string]any{"Fn::GetAtt": []any{"Queue", "Arn"}}}}, "may not put"},
	} {
		faults := strings.Join(dropped(templateOf(t, map[string]any{
			"Queue": map[string]any{"Type": "AWS::SQS::Queue"},
			"Rule":  map[string]any{"Type": "AWS::Events::Rule", "Properties": map[string]any{"Targets": []any{c.target}}},
		})), "\n")
		assert.Contains(t, faults, c.want, c.what)
	}
}

// TestPeopleHearOfWhatRulesCouldNotDeliverWhereverTheyHearOfAlarms: an alarm tells a topic of its own region, so that
// it is heard where there is one for alarms.
func TestPeopleHearOfWhatRulesCouldNotDeliverWhereverTheyHearOfAlarms(t *testing.T) {
	for _, a := range assemblies(t) {
		queues, told := map[string]string{}, map[string][]string{}
		for _, queue := range a.OfType("AWS::SQS::Queue") {
			if name, _ := queue.Get("QueueName").(string); strings.HasSuffix(name, undeliveredEnds) {
				queues[placeOf(queue)] = name
			}
		}
		hearing := map[string]bool{}
		for _, alarm := range a.OfType("AWS::CloudWatch::Alarm") {
			hearing[placeOf(alarm)] = true
			watched := text(alarm.Get("Dimensions")) + text(alarm.Get("Metrics"))
			if queue := queues[placeOf(alarm)]; queue != "" && strings.Contains(watched, `"`+queue+`"`) {
				told[placeOf(alarm)] = append(told[placeOf(alarm)], "kept")
			}
			if strings.Contains(watched, "InvocationsFailedToBeSentToDlq") {
				told[placeOf(alarm)] = append(told[placeOf(alarm)], "lost")
			}
		}
		for place := range hearing {
			assert.NotEmpty(t, queues[place], place)
			assert.Contains(t, told[place], "kept", place)
			assert.Contains(t, told[place], "lost", place)
		}
	}
}

// TestWhatOtherAccountsLoseIsNotToldAsFindingsThatAreLost: where they share what they measure with security, a query
// there sees theirs as well.
func TestWhatOtherAccountsLoseIsNotToldAsFindingsThatAreLost(t *testing.T) {
	for name, own := range map[string]string{"choices": " WHERE AWS.AccountId = '101010101010'", "example": ""} {
		lost := 0
		for _, alarm := range in(t, shared(t, name), "security", "AWS::CloudWatch::Alarm") {
			for _, metric := range list(alarm.Get("Metrics")) {
				if query, _ := metric.(map[string]any)["Expression"].(string); strings.HasPrefix(query, "SELECT") {
					lost++
					assert.Equal(t, `SELECT SUM(InvocationsFailedToBeSentToDlq) FROM "AWS/Events"`+own, query, alarm)
				}
			}
		}
		assert.Positive(t, lost, name)
	}
}
