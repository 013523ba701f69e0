package stacks

import (
	"maps"
	"slices"

	"bulkhead/config"
	"bulkhead/constructs/alarm"
	"bulkhead/constructs/protection"
	"bulkhead/constructs/store"
	"bulkhead/internal/address"
	"bulkhead/internal/facts"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
)

// foundation is the part of a standby, or of the log archive's account, that is deployed before what needs it.
const foundation = "foundation"

// foundationOf is the stage of the foundation of a place.
func foundationOf(name string) string { return name + "-" + foundation }

// newFoundationStage is what the primary replicates to and encrypts with in the recovery region: it is there before the
// primary is.
func (o organization) newFoundationStage(scope constructs.Construct, e config.Environment) awscdk.Stage {
	w := o.newSide(scope, e, foundation)
	w.newFoundation()
	w.offerAccountKeys(address.Watched(w.Environment))
	stack := awscdk.Stack_Of(w.base.data)
	offerAs(stack, w.offerName(logsKey), w.base.logs.KeyArn())
	offerAs(stack, w.offerName(dataKey), w.base.data.KeyArn())
	offerAs(stack, w.offerName(secretsKey), w.base.secrets.KeyArn())
	offerAs(stack, w.offerName(pageTopic), &w.base.alerts.Page)
	offerAs(stack, w.offerName(alertsTopic), &w.base.alerts.Ticket)
	return w.complete()
}

// What a standby uses of its foundation, besides what has a name of its own.
const (
	accountKey  = "account-key"
	logsKey     = "logs-key"
	dataKey     = "data-key"
	secretsKey  = "secrets-key"
	pageTopic   = "page-topic"
	alertsTopic = "alerts-topic"
)

// offerName is the name under which the foundation offers a value: exports of a region are by themselves.
func (s stage) offerName(what string) string { return s.prefix() + "-" + what }

// newFoundation makes what the rest of a side stands on, and its buckets.
func (w *workload) newFoundation() {
	w.protect(address.Watched(w.Environment), w.sideNames()...)
	w.base = w.newBaseline()
	if first, made := w.protections[w.Region]; made {
		protection.NewAlarm(awscdk.Stack_Of(w.base.data), first.function, w.base.alerts)
	}
	if w.Recovery != nil {
		w.newRecord()
	}
	if w.BacksUp() {
		w.newVault()
	}
	w.stores = map[string]store.Store{}
	if len(w.Buckets) > 0 {
		w.bucketLogs = w.newBucketLogs()
	}
	addEach(w.stores, w.Buckets, w.newBucket)
}

// findFoundation finds what is there of a standby before its primary. Keys need a scope, which tells nothing but where
// they are.
func (w *workload) findFoundation(scope constructs.Construct) {
	find := func(what string) *string { return awscdk.Fn_ImportValue(new(w.offerName(what))) }
	key := func(id, what string) awskms.IKey { return awskms.Key_FromKeyArn(scope, &id, find(what)) }
	w.base = baseline{
		logs:    key("LogsKey", logsKey),
		data:    key("DataKey", dataKey),
		secrets: key("SecretsKey", secretsKey),
		alerts: alarm.Topics{
			Page: *find(pageTopic), Ticket: *find(alertsTopic), Register: w.foundationAlarms(),
		},
	}
	w.stores = map[string]store.Store{}
	for _, name := range slices.Sorted(maps.Keys(w.Buckets)) {
		full := w.FullBucketName(name)
		made := awss3.Bucket_FromBucketName(scope, new("Bucket-"+name), &full)
		w.stores[name] = w.bucketStore(name, made, *w.base.data.KeyArn())
	}
}

// foundationAlarms are the alarms of a standby's foundation, which is synthesized by itself. What is missing here is
// missing on the dashboard, which a test refuses.
func (w *workload) foundationAlarms() *alarm.Register {
	register := &alarm.Register{Prefix: w.prefix(), Region: string(w.Region)}
	register.Expect("baseline/RotationFailed", "rotation-fails", true)
	for _, u := range facts.Usages {
		register.Expect("baseline/Usage/"+u.ID, "quota", false)
	}
	register.Expect("baseline/Undelivered/Kept", "rule-fails", false)
	register.Expect("baseline/Undelivered/Lost", "rule-fails", false)
	if slices.Contains(address.Watched(w.Environment), w.Region) {
		register.Expect("baseline/ProtectionFails", "protection-fails", false)
	}
	for _, name := range slices.Sorted(maps.Keys(w.Buckets)) {
		at := "data-" + name + "/" + name + "/"
		if w.Buckets[name].Metrics == config.Enabled {
			register.Expect(at+"Errors", "bucket-errors", false)
		}
		if w.Buckets[name].Standby == config.Replica {
			register.Expect(at+"ReplicationLag", "bucket-replication-lag", false)
			register.Expect(at+"ReplicationFailed", "bucket-replication-failed", false)
		}
	}
	return register
}
