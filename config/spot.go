package config

import (
	"fmt"

	"bulkhead/internal/document"
)

// checkSpot demands tasks that can run on Fargate Spot, and can be lost.
func (s Service) checkSpot(at document.Path, e Environment) {
	if s.SpotPercent == 0 || s.Launch == EKS { // see checkPods
		return
	}
	at.Demand(s.Launch != EC2, "instances have a share of Spot of their own", "leave it out, and see instances.spotPercent")
	at.Demand(!e.Production() || s.Deployment.Strategy == Rolling,
		fmt.Sprintf("a %s deployment needs a full second set of tasks, for which AWS may have no Spot capacity", s.Deployment.Strategy),
		"leave it out, or choose rolling")
}
