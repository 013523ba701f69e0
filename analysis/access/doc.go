// Package access tells who can reach what through AWS's API: which people, services, functions, pipelines and
// accounts of an assembly can read, write, delete or administer which store, secret, key or log, over how many hops,
// and by which statements.
//
// A node is a principal of any account, an edge "can act as": it assumes a role, changes who may assume it, gives
// itself permissions, passes a role to something new that runs code, takes over something that runs, or writes what
// something else runs. Policies are decided by assembly/iam with an open context: what a condition asks that nobody
// knows is as the principal would like it. So a "no" holds in every context, and a "yes" can still fail on one.
//
// It does not know networks (a password that is read counts as the data behind it), what is granted by AWS RAM or
// grants of KMS keys, permissions boundaries, what approval a pipeline asks for, and mistakes in code.
package access
