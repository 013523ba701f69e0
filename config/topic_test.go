package config

import "testing"

const withTopics = `tier: development
network:
  cidr: 10.10.0.0/16
topics:
  placed: {}
  ledger: {fifo: enabled}
queues:
  mails:
    subscriptions: {placed: {filter: {kind: [paid, sent]}}}
  books: {fifo: enabled, subscriptions: {ledger: {}}}
services:
  web:
    image: web:1.0.0
    uses: [placed, ledger]
`

func TestMistakesInATopicAreFound(t *testing.T) {
	const mails = "queues.mails.subscriptions.placed"
	const order = ": one of topic and queue keeps the order of messages, and the other does not; say the same fifo of both"
	findsMistakesIn(t, withTopics, []mistake{
		{"{placed: {filter", "{place: {filter", `queues.mails.subscriptions.place: dev has no topic "place"; did you mean placed?`},
		{"  placed: {}", "  placed: {fifo: enabled}", mails + order},
		{"ledger: {fifo: enabled}", "ledger: {}", "queues.books.subscriptions.ledger" + order},
		{"[paid, sent]", "[]", mails + `.filter.kind: no value fits; write the values that messages may have, or leave it out`},
		{"[paid, sent]", "[paid, paid]", mails + `.filter.kind[1]: paid is listed twice; keep one`},
		{"[paid, sent]", `[paid, ""]`, mails + `.filter.kind[1]: is empty; leave it out`},
		{"kind: [paid, sent]", "a: [x], b: [x], c: [x], d: [x], e: [x], f: [x]", mails + `.filter: has 6 names, and SNS takes 5; look for fewer`},
		{
			"kind: [paid, sent]", "a: [q, w, e, r, t, z], b: [q, w, e, r, t, z], c: [q, w, e, r, t]",
			mails + `.filter: has 180 combinations of values, and SNS takes 150; look for fewer`,
		},
		{"  ledger: {fifo", "  mails: {}\n  ledger: {fifo", `queues.mails: mails is the name of a topic already; give one of them another name; services use them by it`},
	})
}
