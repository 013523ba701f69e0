package config

import "testing"

func TestMistakesInTheAWSOrganizationAreFound(t *testing.T) {
	const name = "name: acme"
	findsMistakes(t, "organization.yaml", []mistake{
		{name, name + "\nawsOrganization: {id: acme}", `awsOrganization.id: "acme" is not the id of an AWS organization; copy it from AWS Organizations, such as o-a1b2c3d4e5`},
		{name, name + "\nawsOrganization: {delegated: [recorder]}", `awsOrganization.id: is missing; add it`},
		{name, name + "\nawsOrganization: {id: o-a1b2c3d4e5, delegated: [trail]}", `awsOrganization.delegated[0]: "trail" is not offered; choose recorder or access-analyzer`},
		{name, name + "\nawsOrganization: {id: o-a1b2c3d4e5, delegated: [recorder, recorder]}", `awsOrganization.delegated[1]: recorder is listed twice; keep one`},
	})
}
