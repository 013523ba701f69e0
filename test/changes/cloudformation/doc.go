// Package cloudformation executes deployments of templates over a state, as CloudFormation and the services behind it
// would: what exists in every account and region, which names and slots are taken, who imports which export, and what
// failed deployments and kept resources left behind.
//
// It exists to contradict the plan: both read the same specification of resource types and share nothing else. What it
// assumes of AWS is in tables, each line with its source; docs/model.md is written from them. It refuses what it does
// not know: a type without an entry, an intrinsic function, an attribute.
package cloudformation
