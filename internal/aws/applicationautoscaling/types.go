package applicationautoscaling

// ScalableTarget is something that is scaled.
type ScalableTarget struct {
	ResourceId     *string
	MinCapacity    *int32
	MaxCapacity    *int32
	SuspendedState *SuspendedState
}

// SuspendedState is what does not scale for now.
type SuspendedState struct {
	DynamicScalingInSuspended  *bool `json:",omitempty"`
	DynamicScalingOutSuspended *bool `json:",omitempty"`
	ScheduledScalingSuspended  *bool `json:",omitempty"`
}
