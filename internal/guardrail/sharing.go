package guardrail

import (
	"slices"

	"bulkhead/config"
	"bulkhead/internal/address"
)

// sharing keeps data from being made public or handed to outsiders, where AWS knows to whom: what it does not is for
// the perimeter. AWS Backup shares its own snapshots with security, in the roles that it makes copies with, and a
// function of ours sets accounts.
func (b Book) sharing() []any {
	backups := address.RoleARN("*", b.BackupsPath()[1:]+"*")
	setter := address.RoleARN("*", address.SettingsFunctions)
	but := func(role string) map[string]any {
		return map[string]any{"ArnNotLike": map[string]any{"aws:PrincipalArn": append(b.Deployers(), role)}}
	}
	all := []any{
		deny("Snapshots", []string{
			"ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute",
			"rds:ModifyDBSnapshotAttribute",
		}, everything, but(backups)),
		// Nobody but AWS Backup becomes one of its roles, and nobody but our function one of those that set accounts.
		deny("Backups", []string{"iam:CreateRole", "iam:UpdateAssumeRolePolicy"}, []string{backups, setter}, b.unlessDeployed(nil)),
		deny("Setters", []string{"iam:PassRole", "lambda:UpdateFunction*"}, []string{
			setter, "arn:aws:lambda:*:*:function:" + address.SettingsFunctions,
		}, b.unlessDeployed(nil)),
		deny("Blocks", []string{
			"ec2:DisableEbsEncryptionByDefault", "ec2:DisableImageBlockPublicAccess", "ec2:DisableSnapshotBlockPublicAccess",
			"ec2:EnableSerialConsoleAccess", "ssm:ModifyDocumentPermission",
		}, everything, b.unlessDeployed(nil)),
		deny("Networks", []string{"ec2:AcceptVpcPeeringConnection", "ec2:CreateVpcPeeringConnection"}, everything,
			b.unlessDeployed(nil)),
		deny("Shares", []string{"ram:CreateResourceShare", "ram:UpdateResourceShare"}, everything, map[string]any{
			"Bool": map[string]any{"ram:RequestedAllowsExternalPrincipals": "true"},
		}),
		deny("FunctionURLs", []string{"lambda:AddPermission", "lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig"},
			everything, map[string]any{"StringEquals": map[string]any{"lambda:FunctionUrlAuthType": "NONE"}}),
	}
	var actions []string
	for _, setting := range b.Organization.Settings.Apply {
		actions = append(actions, setters[setting]...)
	}
	if len(actions) > 0 {
		all = append(all, deny("Settings", actions, everything, but(setter)))
	}
	if slices.Contains(b.Organization.Settings.Apply, config.Documents) {
		all = append(all, deny("Documents", []string{"ssm:ResetServiceSetting", "ssm:UpdateServiceSetting"},
			[]string{"arn:aws:ssm:*:*:servicesetting/ssm/documents/*"}, but(setter)))
	}
	return all
}

// setters are the calls that make a setting as well as undo it, where AWS does not tell which.
var setters = map[config.Setting][]string{
	config.PublicAccess:     {"s3:PutAccountPublicAccessBlock"},
	config.InstanceMetadata: {"ec2:ModifyInstanceMetadataDefaults"},
	config.Passwords:        {"iam:DeleteAccountPasswordPolicy", "iam:UpdateAccountPasswordPolicy"},
}
