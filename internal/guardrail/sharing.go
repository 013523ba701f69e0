package guardrail

import "bulkhead/internal/address"

// sharing keeps data from being made public or handed to outsiders, where AWS knows to whom: what it does not is for
// the perimeter. AWS Backup shares its own snapshots with security, in the roles that it makes copies with.
func (b Book) sharing() []any {
	backups := address.RoleARN("*", b.BackupsPath()[1:]+"*")
	snapshots := b.unlessDeployed(nil)
	snapshots["ArnNotLike"] = map[string]any{"aws:PrincipalArn": append(b.Deployers(), backups)}
	return []any{
		deny("Snapshots", []string{
			"ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute",
			"rds:ModifyDBSnapshotAttribute",
		}, everything, snapshots),
		// Nobody but AWS Backup becomes one of its roles.
		deny("Backups", []string{"iam:CreateRole", "iam:UpdateAssumeRolePolicy"}, []string{backups}, b.unlessDeployed(nil)),
		deny("Blocks", []string{
			"ec2:DisableEbsEncryptionByDefault", "ec2:DisableImageBlockPublicAccess", "ec2:DisableSnapshotBlockPublicAccess",
			"ec2:EnableSerialConsoleAccess",
		}, everything, b.unlessDeployed(nil)),
		deny("Networks", []string{"ec2:AcceptVpcPeeringConnection", "ec2:CreateVpcPeeringConnection"}, everything,
			b.unlessDeployed(nil)),
		deny("Shares", []string{"ram:CreateResourceShare", "ram:UpdateResourceShare"}, everything, map[string]any{
			"Bool": map[string]any{"ram:RequestedAllowsExternalPrincipals": "true"},
		}),
		deny("FunctionURLs", []string{"lambda:AddPermission", "lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig"},
			everything, map[string]any{"StringEquals": map[string]any{"lambda:FunctionUrlAuthType": "NONE"}}),
	}
}
