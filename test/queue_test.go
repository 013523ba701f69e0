package test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// queueOf is a queue of an assembly by its stage and full name.
func queueOf(t testing.TB, a *assembly.Assembly, stage, name string) *assembly.Resource {
	t.Helper()
	return named(t, a, stage, "AWS::SQS::Queue", "QueueName", name)
}

// everyQueue calls f with each queue that services name, and with its dead-letter queue.
func everyQueue(t *testing.T, f func(a *assembly.Assembly, settings config.Queue, queue, dead *assembly.Resource)) {
	t.Helper()
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Queues {
			stack := dataStack(a, e, name)
			require.NotNil(t, stack)
			var queue, dead *assembly.Resource
			for _, r := range stack.Resources {
				full, ours := r.Get("QueueName").(string)
				switch {
				case r.Type != "AWS::SQS::Queue" || !ours: // what topics could not deliver has none
				case strings.Contains(full, "_dead"):
					dead = r
				default:
					queue = r
				}
			}
			require.NotNil(t, queue, stack.ID)
			require.NotNil(t, dead, stack.ID)
			seen++
			f(a, settings, queue, dead)
		}
	})
	assert.GreaterOrEqual(t, seen, 7)
}

func TestAQueueAndItsDeadLetterQueueKnowEachOtherAndNoOther(t *testing.T) {
	everyQueue(t, func(a *assembly.Assembly, settings config.Queue, queue, dead *assembly.Resource) {
		assert.Same(t, dead, denotes(t, a, queue, queue.Get("RedrivePolicy", "deadLetterTargetArn")))
		assert.EqualValues(t, settings.Tries, queue.Get("RedrivePolicy", "maxReceiveCount"))
		allowed := dead.Get("RedriveAllowPolicy").(map[string]any)
		assert.Equal(t, "byQueue", allowed["redrivePermission"])
		arn := "arn:aws:sqs:" + queue.Stack.Region + ":" + queue.Stack.Account + ":" + queue.Get("QueueName").(string)
		assert.Equal(t, []any{arn}, allowed["sourceQueueArns"])
		assert.Nil(t, dead.Get("RedrivePolicy"), "nothing is behind it")
	})
}

func TestDeadLettersStayForAWeekAtLeast(t *testing.T) {
	const day = 24 * 60 * 60
	everyQueue(t, func(_ *assembly.Assembly, settings config.Queue, queue, dead *assembly.Resource) {
		kept := queue.Get("MessageRetentionPeriod").(float64)
		assert.EqualValues(t, settings.RetentionDays*day, kept)
		assert.GreaterOrEqual(t, dead.Get("MessageRetentionPeriod").(float64)-kept, float64(7*day), "the age of a message counts on in it")
	})
}

func TestQueuesTakeNoPlainTextAndRequestsWaitForMessages(t *testing.T) {
	everyQueue(t, func(a *assembly.Assembly, settings config.Queue, queue, dead *assembly.Resource) {
		assert.EqualValues(t, settings.VisibilitySeconds, queue.Get("VisibilityTimeout"))
		for _, q := range []*assembly.Resource{queue, dead} {
			assert.EqualValues(t, 20, q.Get("ReceiveMessageWaitTimeSeconds"))
			refused := 0
			for _, policy := range q.Stack.Resources {
				if policy.Type != "AWS::SQS::QueuePolicy" || !slices.Contains(denoted(a, q.Stack, policy.Get("Queues")), q) {
					continue
				}
				for _, s := range assembly.Statements(policy) {
					if s.Effect == "Allow" {
						continue // a topic
					}
					refused++
					assert.Equal(t, `{"Bool":{"aws:SecureTransport":"false"}}`, text(s.Condition))
					assert.Equal(t, []string{"sqs:*"}, s.Actions)
				}
			}
			assert.Equal(t, 1, refused, q)
		}
	})
}

func TestOnlyAQueueThatKeepsTheOrderIsFIFOAndSoAreItsDeadLetters(t *testing.T) {
	kinds := map[bool]int{}
	everyQueue(t, func(_ *assembly.Assembly, settings config.Queue, queue, dead *assembly.Resource) {
		fifo := settings.FIFO == config.Enabled
		kinds[fifo]++
		for _, q := range []*assembly.Resource{queue, dead} {
			assert.Equal(t, fifo, strings.HasSuffix(q.Get("QueueName").(string), ".fifo"))
			for property, want := range map[string]any{
				"FifoQueue": true, "ContentBasedDeduplication": true, "DeduplicationScope": "messageGroup", "FifoThroughputLimit": "perMessageGroupId",
			} {
				if !fifo {
					want = nil
				}
				assert.Equal(t, want, q.Get(property), "%s %s", q, property)
			}
		}
	})
	assert.Positive(t, kinds[true])
	assert.Positive(t, kinds[false])
}

func TestQueuesAreKeptInProduction(t *testing.T) {
	tiers := map[string]int{}
	everyQueue(t, func(_ *assembly.Assembly, _ config.Queue, queue, dead *assembly.Resource) {
		for _, q := range []*assembly.Resource{queue, dead} {
			tiers[q.DeletionPolicy]++
			assert.Equal(t, inDevelopment(q), q.DeletionPolicy == "Delete", q)
		}
	})
	assert.Positive(t, tiers["Delete"])
	assert.Positive(t, tiers["RetainExceptOnCreate"])
}

func TestPeopleHearOfMessagesThatWaitAndOfDeadLetters(t *testing.T) {
	everyQueue(t, func(_ *assembly.Assembly, settings config.Queue, queue, dead *assembly.Resource) {
		want := map[string]float64{
			"ApproximateAgeOfOldestMessage of " + queue.Get("QueueName").(string):      float64(60 * settings.Alarms.OldestMinutes),
			"ApproximateNumberOfMessagesVisible of " + queue.Get("QueueName").(string): float64(settings.Alarms.Waiting),
			"ApproximateNumberOfMessagesVisible of " + dead.Get("QueueName").(string):  0,
		}
		got := map[string]float64{}
		for _, r := range queue.Stack.Resources {
			name, ours := r.Get("Dimensions", "0", "Value").(string)
			if r.Type == "AWS::CloudWatch::Alarm" && ours {
				assert.Equal(t, "GreaterThanThreshold", r.Get("ComparisonOperator"))
				got[r.Get("MetricName").(string)+" of "+name] = r.Get("Threshold").(float64)
			}
		}
		assert.Equal(t, want, got)
	})
}

// backlogPolicy is the policy by which a service scales on a queue.
func backlogPolicy(t testing.TB, a *assembly.Assembly, stage, service string) *assembly.Resource {
	t.Helper()
	for _, r := range a.Stack(stage + "/service-" + service).Resources {
		if r.Type == "AWS::ApplicationAutoScaling::ScalingPolicy" && r.Get("PolicyName") == "backlog" {
			return r
		}
	}
	require.Fail(t, "no such policy", "%s %s", stage, service)
	return nil
}

func TestAWorkerScalesOnTheMessagesOfItsQueueForEachTask(t *testing.T) {
	for stage, want := range map[string]struct {
		service, queue string
		target         float64
	}{
		"dev-stores": {"mailer", "choices-dev-stores-mails", 10},
		"streams":    {"worker", "choices-streams-payments.fifo", 100},
	} {
		queueOf(t, choices(t), stage, want.queue) // it exists
		tracking := backlogPolicy(t, choices(t), stage, want.service).Get("TargetTrackingScalingPolicyConfiguration").(map[string]any)
		assert.Equal(t, want.target, tracking["TargetValue"])
		var expression string
		looksAt := map[string]string{}
		for _, item := range list(tracking["CustomizedMetricSpecification"].(map[string]any)["Metrics"]) {
			var m struct {
				ID, Expression string
				ReturnData     bool
				MetricStat     struct {
					Metric struct {
						MetricName, Namespace string
						Dimensions            []struct{ Name, Value string }
					}
				}
			}
			require.NoError(t, json.Unmarshal([]byte(text(item)), &m))
			assert.Equal(t, m.Expression != "", m.ReturnData)
			if m.Expression != "" {
				expression = m.Expression
				continue
			}
			about := []string{m.MetricStat.Metric.Namespace, m.MetricStat.Metric.MetricName}
			for _, d := range m.MetricStat.Metric.Dimensions {
				about = append(about, d.Name+"="+d.Value)
			}
			looksAt[m.ID] = strings.Join(about, " ")
		}
		assert.Equal(t, map[string]string{
			"waiting": "AWS/SQS ApproximateNumberOfMessagesVisible QueueName=" + want.queue,
			"working": "AWS/SQS ApproximateNumberOfMessagesNotVisible QueueName=" + want.queue,
			"running": "ECS/ContainerInsights RunningTaskCount ClusterName=choices-" + stage + " ServiceName=" + want.service,
		}, looksAt)
		for _, c := range []struct {
			messages, tasks, value float64
			says                   string
		}{
			{0, 0, 0, "nobody is woken for nothing"},
			{1, 0, 2 * want.target, "a single message wakes the first task"},
			{5 * want.target, 0, 2 * want.target, "many wake one, and it goes on from there"},
			{6 * want.target, 3, 2 * want.target, "twice as many as there should be"},
			{1, 4, 0.25, "few messages, many tasks"},
		} {
			assert.Equal(t, c.value, backlogValue(t, expression, c.messages, c.tasks), "%s: %s", stage, c.says)
		}
	}
}

// backlogValue is the value of IF(tasks < 1, IF(messages > 0, awake, 0), messages / tasks).
func backlogValue(t testing.TB, expression string, messages, tasks float64) float64 {
	t.Helper()
	var awake float64
	shape := strings.NewReplacer("(waiting + working)", "m", "FILL(FILL(running, REPEAT), 0)", "r").Replace(expression)
	before, rest, found := strings.Cut(shape, "IF(r < 1, IF(m > 0, ")
	require.True(t, found && before == "", expression)
	number, after, _ := strings.Cut(rest, ",")
	require.Equal(t, " 0), m / r)", after, expression)
	require.NoError(t, json.Unmarshal([]byte(number), &awake))
	switch {
	case tasks >= 1:
		return messages / tasks
	case messages > 0:
		return awake
	}
	return 0
}

func TestAServiceThatMayHaveNoTaskScalesOnNothingElse(t *testing.T) {
	idle := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, s := range e.Services {
			if *s.Scaling.Min > 0 {
				continue
			}
			idle++
			var policies []any
			for _, r := range a.Stack(e.Name + "/service-" + name).Resources {
				if r.Type == "AWS::ApplicationAutoScaling::ScalingPolicy" {
					policies = append(policies, r.Get("PolicyName"))
				}
				if r.Type == "AWS::ApplicationAutoScaling::ScalableTarget" {
					assert.EqualValues(t, 0, r.Get("MinCapacity"))
				}
			}
			assert.Equal(t, []any{"backlog"}, policies, "%s %s: CPU and memory have no value without tasks, and to scale in all agree", e.Name, name)
		}
	})
	assert.GreaterOrEqual(t, idle, 5)
}
