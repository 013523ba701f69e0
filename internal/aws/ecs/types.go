package ecs

// Service is a service.
type Service struct {
	ServiceName  *string `json:"serviceName"`
	Status       *string `json:"status"`
	DesiredCount int32   `json:"desiredCount"`
	RunningCount int32   `json:"runningCount"`
	PendingCount int32   `json:"pendingCount"`
}

// Task is a task.
type Task struct {
	Containers []Container `json:"containers"`
	LastStatus *string     `json:"lastStatus"`
}

// Container is a container of a task. Its digest is known when its image has been pulled.
type Container struct {
	Image       *string `json:"image"`
	ImageDigest *string `json:"imageDigest"`
	Name        *string `json:"name"`
}
