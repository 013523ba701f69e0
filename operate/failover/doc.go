// Package failover moves an environment from one of its two regions to the other. There is one list of steps, see
// [Steps]; a command, a Lambda function and a document are made from it. A step reads the role of what it changes
// before it changes anything, so that the list can be run again wherever a run has ended.
//
// It changes what a deployment does not: roles of stores, endpoints, gates and numbers of tasks. What a deployment
// then has to be told is in the record, see [Record].
package failover
