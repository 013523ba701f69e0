package config

import "testing"

func TestMistakesInTheAWSOrganizationAreFound(t *testing.T) {
	const name = "name: acme"
	findsMistakes(t, "organization.yaml", []mistake{
		{name, name + "\nawsOrganization: {id: acme}", `awsOrganization.id: "acme" is not the id of an AWS organization; copy it from AWS Organizations, such as o-a1b2c3d4e5`},
		{name, name + "\nawsOrganization: {delegated: [recorder]}", `awsOrganization.id: is missing; add it`},
		{name, name + "\nawsOrganization: {id: o-a1b2c3d4e5, delegated: [trail]}", `awsOrganization.delegated[0]: "trail" is not offered; choose recorder, access-analyzer or security-hub`},
		{name, name + "\nawsOrganization: {id: o-a1b2c3d4e5, delegated: [recorder, recorder]}", `awsOrganization.delegated[1]: recorder is listed twice; keep one`},
		{"detection:\n", "awsOrganization: {id: o-a1b2c3d4e5, delegated: [security-hub]}\ndetection:\n  elsewhere: {security: [security-hub]}\n", `awsOrganization.delegated: the configuration switches no Security Hub on in security; watch security-hub, and not elsewhere in security, or leave it out of delegated`},
		{"regions:\n  # Where everything runs, unless an environment says otherwise.\n  primary: eu-west-1", "awsOrganization: {id: o-a1b2c3d4e5, delegated: [security-hub]}\nregions:\n  primary: ap-south-2", "streams.events.standby: there is no MSK Replicator in ap-south-2; set it to empty\n" +
			"awsOrganization.delegated: CloudFormation has no cross-region aggregation of Security Hub in ap-south-2; leave security-hub out"},
	})
}
