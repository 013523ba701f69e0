package config

import "strings"

// MaxZones is the number of availability zones that address space is reserved for.
const MaxZones = 6

// endpointServices are the interface endpoints without which a task cannot
// start, log, read its secrets or be reached by an operator.
var endpointServices = []string{
	"ecr.api", "ecr.dkr", "logs", "secretsmanager", "ssm", "ssmmessages", "ec2messages", "kms", "sts", "monitoring",
}

// InterfaceEndpoints are the services that the VPC has an interface endpoint for.
func (n Network) InterfaceEndpoints() []string {
	if n.Endpoints == EndpointsStandard {
		return endpointServices
	}
	return nil
}

// ImageVersion splits the image into its repository and its tag or digest.
func (s Service) ImageVersion() (repository, version string) {
	if repository, digest, found := strings.Cut(s.Image, "@"); found {
		return repository, digest
	}
	repository, version, _ = strings.Cut(s.Image, ":")
	return repository, version
}
