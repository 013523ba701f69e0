package address

// TransitGateway is the name of every region's transit gateway, and of the share that environments know it by.
func (b Book) TransitGateway() string { return b.Organization.Name + "-transit" }

// VPNNetwork is the name of the VPC that the VPN's server is in.
func (b Book) VPNNetwork() string { return b.Organization.Name + "-vpn" }

// VPNSecrets is what the names of the secrets of an organization's VPN begin with.
func VPNSecrets(organization string) string { return organization + "/vpn/" }

// VPNRole is the name of the role of the server of an organization's VPN.
func VPNRole(organization string) string { return organization + "-vpn-server" }

// VPNAuthority is the name of the secret with the certificate authority of an organization's VPN, but for its key.
func VPNAuthority(organization string) string { return VPNSecrets(organization) + "authority" }

// VPNKey is the alias, without "alias/", of the KMS key that the authority signs with.
func VPNKey(organization string) string { return organization + "-vpn-authority" }

// VPNLevels is the name of the parameter with what the levels of an organization's VPN reach.
func VPNLevels(organization string) string { return "/" + organization + "/vpn/levels" }

// VPNServer is the name of the secret with what the server of an organization's VPN is.
func VPNServer(organization string) string { return VPNSecrets(organization) + "server" }

// ZoneRole is the name of the role in shared-services through which an environment has the VPN resolve its private
// zone.
func (b Book) ZoneRole(environment string) string {
	return b.Organization.Name + "-resolve-" + environment
}

// ZoneRoleARN is the ARN of that role.
func (b Book) ZoneRoleARN(environment string) string {
	return RoleARN(b.sharedServices(), b.ZoneRole(environment))
}

// JoinRole is the name of the role of an environment's function that joins it to the VPN, and assumes the zone role.
func (b Book) JoinRole(environment string) string {
	return b.Organization.Name + "-join-" + environment
}
