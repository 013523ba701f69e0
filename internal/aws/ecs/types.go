package ecs

// Service is a service.
type Service struct {
	ServiceName  *string `json:"serviceName"`
	Status       *string `json:"status"`
	DesiredCount int32   `json:"desiredCount"`
	RunningCount int32   `json:"runningCount"`
	PendingCount int32   `json:"pendingCount"`
}
