package stacks

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/bucket"
	"bulkhead/constructs/cache"
	"bulkhead/constructs/database"
	"bulkhead/constructs/function"
	"bulkhead/constructs/secret"
	"bulkhead/internal/address"

	"github.com/aws/aws-cdk-go/awscdk/v2"
)

// replica is where the secret of a store is replicated to.
func (w *workload) replica(name string) secret.Replica {
	standby := w.Environment
	if w.Side == config.Primary {
		standby = *w.Other
	}
	return secret.Replica{
		Region:   string(standby.Region),
		Key:      w.KeyAliasARN(standby, "secrets"),
		Tag:      address.StoreTag,
		TagValue: w.StoreTagValue(w.Environment, name),
	}
}

// findSecret finds, in the standby, the replica of the secret of a store.
func (w *workload) findSecret(stack awscdk.Stack, name string) string {
	return w.findSecrets(stack, w.replica(name))[0]
}

// findSecrets finds, in the standby, replicas of secrets. The stack has no other function of CDK.
func (w *workload) findSecrets(stack awscdk.Stack, replicas ...secret.Replica) (arns []string) {
	for i, replica := range replicas {
		id := "SecretReplica"
		if len(replicas) > 1 {
			id = "Login" + strconv.Itoa(i+1) + "Replica"
		}
		arns = append(arns, replica.Find(stack, id))
	}
	function.LogAll(stack, w.newLogGroup(stack, "FunctionLogs", ""))
	return arns
}

// databaseRecovery is how a database is replicated; nil where it is not.
func (w *workload) databaseRecovery(stack awscdk.Stack, name string, settings config.Database) *database.Recovery {
	if settings.Standby != config.Replica {
		return nil
	}
	r := &database.Recovery{
		Side:   w.Side,
		Active: w.Active,
		Other:  string(w.Other.Region),
		Secret: w.replica(name),
	}
	if settings.Aurora() {
		r.Global = w.GlobalStore(w.Environment, name)
	} else {
		r.Copies = w.copies(name)
	}
	if w.Side == config.Standby {
		r.Of = w.findSecret(stack, name)
	}
	return r
}

// cacheRecovery is how a cache is replicated.
func (w *workload) cacheRecovery(stack awscdk.Stack, name string) *cache.Recovery {
	r := &cache.Recovery{
		Side:      w.Side,
		Region:    string(address.PrimaryOf(w.Environment).Region),
		Suffix:    w.GlobalStore(w.Environment, name),
		Datastore: w.GlobalDatastore(w.Environment, name),
		Secret:    w.replica(name),
	}
	if w.Side == config.Standby {
		r.Of = w.findSecret(stack, name)
	}
	return r
}

// bucketRecovery is the bucket of the other side. That of the standby is there first.
func (w *workload) bucketRecovery(name string) *bucket.Recovery {
	return &bucket.Recovery{
		Here:  w.bucketPlace(w.Environment, name),
		There: w.bucketPlace(*w.Other, name),
		First: w.Side == config.Standby,
	}
}

func (w *workload) bucketPlace(e config.Environment, name string) bucket.Place {
	return bucket.Place{
		Bucket:   e.FullBucketName(name),
		Region:   string(e.Region),
		KeyAlias: w.KeyAliasARN(e, "data"),
		KeyName:  w.KeyAlias(e.Name, "data"),
		Account:  string(e.AccountID),
	}
}

// newReplication is the stack that has the standby's bucket send objects to the primary's, which is there by now.
func (w *workload) newReplication(name string) {
	stack := w.newStack("replication-"+name, stateless, "What the standby's bucket "+name+" sends to the primary's")
	r := w.bucketRecovery(name)
	log := w.newLogGroup(stack, "FunctionLogs", "")
	bucket.NewReplication(stack, "Replication", bucket.Replication{From: r.Here, To: r.There}, log)
}

// copies are the last two replicas on RDS that this side has made of the other's instances. The first generation's is
// the standby's; each failover leaves behind an instance that follows nobody, so that the next generation's is a new
// one on the side that was left.
func (w *workload) copies(name string) []database.Copy {
	var all []database.Copy
	for g := 1; g <= w.Recovery.Generation; g++ {
		if copiesIn(w.Side, g) {
			all = append(all, database.Copy{
				Generation: g,
				Identifier: instance(w.prefix(), name, g),
				Source:     address.DatabaseARN(*w.Other, instance(w.Prefix(w.Other.Name), name, max(g-1, 1))),
			})
		}
	}
	return all[max(len(all)-2, 0):]
}

// copiesIn tells whether the side makes a replica in a generation: the standby in the odd ones, the primary in the
// even ones.
func copiesIn(side config.Side, generation int) bool {
	return (generation%2 == 1) == (side == config.Standby)
}

// lastInstance is the identifier of the last instance on RDS that a side has made.
func lastInstance(prefix, name string, e config.Environment) string {
	last := e.Recovery.Generation
	for last > 1 && !copiesIn(e.Side, last) {
		last--
	}
	return instance(prefix, name, last)
}

// instance is the identifier of the instance on RDS that a side made in a generation, with its prefix.
func instance(prefix, name string, generation int) string {
	identifier := prefix + "-" + name
	if generation > 1 {
		identifier += "-" + strconv.Itoa(generation)
	}
	return identifier
}
