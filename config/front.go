package config

// Front is what the internet reaches first.
type Front string

// The choices of Front.
const (
	FrontLoadBalancer Front = "load-balancer"
	FrontZonal        Front = "zonal"
	FrontAPIGateway   Front = "api-gateway"
)

// Values returns the choices.
func (Front) Values() []string { return texts(FrontLoadBalancer, FrontZonal, FrontAPIGateway) }
