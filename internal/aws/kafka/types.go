package kafka

// ReplicatorSummary is a replicator.
type ReplicatorSummary struct {
	ReplicatorName  *string `json:"replicatorName"`
	ReplicatorState *string `json:"replicatorState"`
}
