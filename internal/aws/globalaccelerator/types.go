package globalaccelerator

// Accelerator is an accelerator.
type Accelerator struct {
	AcceleratorArn *string
	Name           *string
	Status         *string
}

// Listener is a listener of an accelerator.
type Listener struct {
	ListenerArn *string
}

// EndpointGroup is the endpoints of a listener in a region.
type EndpointGroup struct {
	EndpointGroupArn      *string
	EndpointGroupRegion   *string
	EndpointDescriptions  []EndpointDescription
	TrafficDialPercentage *float32
}

// EndpointDescription is an endpoint, and how it is.
type EndpointDescription struct {
	EndpointId  *string
	HealthState *string
	Weight      *int32
}

// EndpointConfiguration is an endpoint to be.
type EndpointConfiguration struct {
	ClientIPPreservationEnabled *bool `json:",omitempty"`
	EndpointId                  *string
	Weight                      *int32 `json:",omitempty"`
}
