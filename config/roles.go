package config

// ServiceRole is the service-linked role of an AWS service.
type ServiceRole string

// The service-linked roles that an environment needs before it makes what the services refuse without them.
const (
	ECSRole        ServiceRole = "ecs"
	OpenSearchRole ServiceRole = "opensearch"
)

// ServiceRoles returns all of them.
func ServiceRoles() []ServiceRole { return []ServiceRole{ECSRole, OpenSearchRole} }

// Values returns the choices.
func (ServiceRole) Values() []string { return texts(ServiceRoles()...) }

// Principal returns the name of the AWS service that assumes the role.
func (r ServiceRole) Principal() string {
	if r == OpenSearchRole {
		return "opensearchservice.amazonaws.com"
	}
	return string(r) + ".amazonaws.com"
}
