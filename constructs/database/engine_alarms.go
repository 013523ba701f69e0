package database

import (
	"strings"

	"bulkhead/constructs/alarm"
)

// engineAlarms returns what warns of what only some engines and classes of RDS have.
func engineAlarms(metric func(string) alarm.Metric, props Props) []alarm.Props {
	var all []alarm.Props
	if !props.MySQL() {
		slots := metric("OldestReplicationSlotLag")
		slots.Statistic = "Maximum"
		all = append(all, transactions(metric), alarm.Props{
			ID:      "Slots",
			Runbook: "database-replication-slots",
			Description: "keeps much of its log for a replication slot that nobody reads, and its storage fills up: " +
				"drop the slot, or mend what should read it",
			Metric:  slots,
			When:    alarm.Above(slotShare * float64(props.StorageGiB) * bytesPerGiB),
			Missing: alarm.MissingIsFine, // there is no slot
		})
	}
	if strings.HasPrefix(props.Class, "t") {
		all = append(all, alarm.Props{
			ID:      "Credits",
			Runbook: "database-cpu-credits",
			Description: "uses more CPU than its burstable class includes, and AWS charges for it: " +
				"choose a class that does not burst",
			Metric:  metric("CPUSurplusCreditsCharged"),
			When:    alarm.Above(0),
			Missing: alarm.MissingIsFine,
		})
	}
	return all
}

// transactions returns what warns long before PostgreSQL stops to keep transactions apart.
func transactions(metric func(string) alarm.Metric) alarm.Props {
	used := metric("MaximumUsedTransactionIDs")
	used.Statistic = "Maximum"
	return alarm.Props{
		ID:          "Transactions",
		Runbook:     "database-transaction-ids",
		Description: "has used half of its transaction ids, because autovacuum does not keep up: look for long transactions",
		Metric:      used,
		When:        alarm.Above(usedTransactions),
		Missing:     alarm.MissingIsFine,
	}
}

// stopped returns what fires when a replica does not follow its source any more: it says -1 then.
func stopped(metric func(string) alarm.Metric) alarm.Props {
	lag := metric("ReplicaLag")
	lag.Statistic = "Minimum"
	return alarm.Props{
		ID:          "Stopped",
		Runbook:     "database-replication-stopped",
		Description: "does not follow its source any more: look at the replica's events",
		Metric:      lag,
		When:        alarm.Below(0),
		Missing:     alarm.MissingIsFine,
	}
}
