package guardrail

// sharing keeps data from being made public or handed to outsiders, where AWS knows to whom: what it does not is for
// the perimeter. AWS Backup shares its own snapshots with security, and names them.
func (b Book) sharing() []any {
	return []any{
		deny("Images", []string{"ec2:ModifyImageAttribute", "ec2:ModifySnapshotAttribute"}, everything, b.unlessDeployed(
			map[string]any{"Null": map[string]any{"aws:ResourceTag/aws:backup:source-resource": "true"}},
		)),
		map[string]any{
			"Sid": "Snapshots", "Effect": "Deny",
			"Action":      []string{"rds:ModifyDBClusterSnapshotAttribute", "rds:ModifyDBSnapshotAttribute"},
			"NotResource": []string{"arn:aws:rds:*:*:cluster-snapshot:awsbackup:*", "arn:aws:rds:*:*:snapshot:awsbackup:*"},
			"Condition":   b.unlessDeployed(nil),
		},
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
