// Package upgrade takes a database to another version. There is one list of steps, see [Steps], and each says whose it
// is: the command's, a deployment's or a person's. A step reads what there is before it changes anything, so that the
// list can be run again wherever a run has ended.
//
// What a template says, only deployments change. The command changes what templates do not say: the versions of
// replicas, copies and their change of places, and when passwords rotate. It never deletes a database that has been
// written to by clients.
package upgrade
