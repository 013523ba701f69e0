package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/config"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// subscriptionOf is the subscription of a queue's stack to a topic.
func subscriptionOf(t testing.TB, a *assembly.Assembly, queue *assembly.Resource, topic string) *assembly.Resource {
	t.Helper()
	for _, r := range queue.Stack.Resources {
		if r.Type == "AWS::SNS::Subscription" {
			name := denotes(t, a, r, r.Get("TopicArn")).Get("TopicName").(string)
			if strings.HasSuffix(strings.TrimSuffix(name, ".fifo"), "-"+topic) {
				return r
			}
		}
	}
	require.Fail(t, "no such subscription", "%s %s", queue, topic)
	return nil
}

// everySubscription calls f with each queue that subscribes to a topic.
func everySubscription(
	t *testing.T, f func(a *assembly.Assembly, settings config.Subscription, queue, subscription *assembly.Resource),
) {
	t.Helper()
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Queues {
			for topic, s := range settings.Subscriptions {
				seen++
				full := "-" + name
				if settings.FIFO == config.Enabled {
					full += ".fifo"
				}
				var queue *assembly.Resource
				for _, r := range dataStack(a, e, name).Resources {
					if called, ours := r.Get("QueueName").(string); ours && strings.HasSuffix(called, full) && r.Type == "AWS::SQS::Queue" {
						queue = r
					}
				}
				require.NotNil(t, queue, name)
				f(a, s, queue, subscriptionOf(t, a, queue, topic))
			}
		}
	})
	assert.GreaterOrEqual(t, seen, 6)
}

// queuePolicies are the policies of a queue.
func queuePolicies(a *assembly.Assembly, queue *assembly.Resource) []*assembly.Resource {
	var all []*assembly.Resource
	for _, policy := range queue.Stack.Resources {
		if policy.Type == "AWS::SQS::QueuePolicy" && slices.Contains(denoted(a, queue.Stack, policy.Get("Queues")), queue) {
			all = append(all, policy)
		}
	}
	return all
}

// senders are what may send to a queue, by the statements of its policy.
func senders(a *assembly.Assembly, queue *assembly.Resource) []assembly.Statement {
	var all []assembly.Statement
	for _, policy := range queuePolicies(a, queue) {
		for _, s := range assembly.Statements(policy) {
			if s.Effect == "Allow" {
				all = append(all, s)
			}
		}
	}
	return all
}

func TestOnlyTheTopicOfASubscriptionSendsToItsQueueAndToWhatIsUndelivered(t *testing.T) {
	everySubscription(t, func(a *assembly.Assembly, _ config.Subscription, queue, subscription *assembly.Resource) {
		topic := denotes(t, a, subscription, subscription.Get("TopicArn"))
		undelivered := denotes(t, a, subscription, subscription.Get("RedrivePolicy", "deadLetterTargetArn"))
		assert.NotSame(t, queue, undelivered)
		assert.Same(t, queue, denotes(t, a, subscription, subscription.Get("Endpoint")))
		assert.Equal(t, true, subscription.Get("RawMessageDelivery"), "a worker reads what was published")
		for _, target := range []*assembly.Resource{queue, undelivered} {
			assert.Equal(t, topic.Get("FifoTopic"), target.Get("FifoQueue"), target)
			admitted := 0
			for _, s := range senders(a, target) {
				assert.Equal(t, []assembly.Principal{{Kind: "Service", ID: "sns.amazonaws.com"}}, s.Principals)
				assert.Equal(t, []string{"sqs:SendMessage"}, s.Actions)
				if slices.Contains(denoted(a, target.Stack, s.Condition["ArnEquals"].(map[string]any)["aws:SourceArn"]), topic) {
					admitted++
				}
			}
			assert.Equal(t, 1, admitted, target)
			key := denotes(t, a, target, target.Get("KmsMasterKeyId"))
			assert.True(t, slices.ContainsFunc(assembly.Statements(key), func(s assembly.Statement) bool {
				return slices.Equal(s.Principals, []assembly.Principal{{Kind: "Service", ID: "sns.amazonaws.com"}}) &&
					s.Condition["StringEquals"].(map[string]any)["aws:SourceAccount"] == target.Stack.Account
			}), "%s: else messages are dropped silently", key)
		}
		watched := 0
		for _, r := range queue.Stack.Resources {
			if r.Type == "AWS::CloudWatch::Alarm" && slices.Contains(denoted(a, r.Stack, r.Get("Dimensions", "0", "Value")), undelivered) {
				watched++
			}
		}
		assert.Equal(t, 1, watched, "people hear of what was not delivered")
	})
}

// TestNoTopicSendsBeforeItMay: what it sends before is lost, or with the queue for what cannot be delivered.
func TestNoTopicSendsBeforeItMay(t *testing.T) {
	everySubscription(t, func(a *assembly.Assembly, _ config.Subscription, queue, subscription *assembly.Resource) {
		undelivered := denotes(t, a, subscription, subscription.Get("RedrivePolicy", "deadLetterTargetArn"))
		for _, target := range []*assembly.Resource{queue, undelivered} {
			policies := queuePolicies(a, target)
			assert.Len(t, policies, 1, target)
			for _, policy := range policies {
				assert.Contains(t, subscription.DependsOn, policy.LogicalID, "%s comes first", policy)
			}
		}
	})
}

// TestTheKeyForDataAdmitsTopicsAsLongAsThereIsAQueue: the last topic of an environment is removed after the key has
// changed, and until then it sends.
func TestTheKeyForDataAdmitsTopicsAsLongAsThereIsAQueue(t *testing.T) {
	sending, silent := 0, 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		messages := 0
		for _, key := range a.OfType("AWS::KMS::Key") {
			if !slices.Contains([]string{e.Name, e.Name + "-foundation"}, key.Stack.Stage) {
				continue
			}
			for _, s := range assembly.Statements(key) {
				if s.Sid == "Messages" {
					messages++
				}
			}
		}
		if len(e.Topics)+len(e.Queues) == 0 {
			silent++
			assert.Zero(t, messages, e.Name)
			return
		}
		sending++
		assert.Equal(t, 1, messages, e.Name)
	})
	assert.Greater(t, sending, 4)
	assert.Positive(t, silent)
}

func TestAQueueThatNothingSendsToAdmitsNoTopic(t *testing.T) {
	everyQueue(t, func(a *assembly.Assembly, settings config.Queue, queue, dead *assembly.Resource) {
		assert.Len(t, senders(a, queue), len(settings.Subscriptions), queue)
		assert.Empty(t, senders(a, dead))
	})
}

func TestASubscriptionGetsTheMessagesThatItsFilterNames(t *testing.T) {
	filtered := 0
	everySubscription(t, func(_ *assembly.Assembly, settings config.Subscription, _, subscription *assembly.Resource) {
		if len(settings.Filter) == 0 {
			assert.Nil(t, subscription.Get("FilterPolicy"))
			return
		}
		filtered++
		assert.JSONEq(t, text(settings.Filter), text(subscription.Get("FilterPolicy")))
		assert.Equal(t, "MessageAttributes", subscription.Get("FilterPolicyScope"))
	})
	assert.Positive(t, filtered)
}

func TestATopicTakesNoPlainTextAndSignsWithSHA256(t *testing.T) {
	seen := 0
	everyEnvironment(t, func(a *assembly.Assembly, e config.Environment) {
		for name, settings := range e.Topics {
			for _, topic := range dataStack(a, e, name).Resources {
				if topic.Type != "AWS::SNS::Topic" {
					continue
				}
				seen++
				assert.Equal(t, "2", topic.Get("SignatureVersion"))
				assert.Equal(t, settings.FIFO == config.Enabled, topic.Get("FifoTopic") == true)
				key := denotes(t, a, topic, topic.Get("KmsMasterKeyId"))
				assert.Equal(t, "encrypts data stores and their backups", key.Get("Description"))
				refused := 0
				for _, policy := range topic.Stack.Resources {
					if policy.Type == "AWS::SNS::TopicPolicy" {
						for _, s := range assembly.Statements(policy) {
							refused++
							assert.Equal(t, "Deny", s.Effect, "%s: what may be done is said where the service is", topic)
							assert.Equal(t, `{"Bool":{"aws:SecureTransport":"false"}}`, text(s.Condition))
						}
					}
				}
				assert.Equal(t, 1, refused)
			}
		}
	})
	assert.GreaterOrEqual(t, seen, 6)
}
