package main

import (
	"context"

	"bulkhead/lambda/internal/ec2"
	"bulkhead/lambda/internal/iam"
	"bulkhead/lambda/internal/s3control"
	"bulkhead/lambda/internal/ssm"
)

// blockPublicAccess lets no bucket of the account be public, whatever its policy or its lists say.
func (f function) blockPublicAccess(ctx context.Context, account string) error {
	_, err := s3control.NewFromConfig(f.aws).PutPublicAccessBlock(ctx, &s3control.PutPublicAccessBlockInput{
		AccountId: &account,
		PublicAccessBlockConfiguration: &s3control.PublicAccessBlockConfiguration{
			BlockPublicAcls:       new(true),
			BlockPublicPolicy:     new(true),
			IgnorePublicAcls:      new(true),
			RestrictPublicBuckets: new(true),
		},
	})
	return err
}

// demandStrictPasswords asks for long passwords that are not used again. They do not expire: NIST SP 800-63B advises
// against that, since people then choose worse ones.
func (f function) demandStrictPasswords(ctx context.Context) error {
	_, err := iam.NewFromConfig(f.aws).UpdateAccountPasswordPolicy(ctx, &iam.UpdateAccountPasswordPolicyInput{
		MinimumPasswordLength:      new(int32(14)),
		RequireLowercaseCharacters: true,
		RequireUppercaseCharacters: true,
		RequireNumbers:             true,
		RequireSymbols:             true,
		PasswordReusePrevention:    new(int32(24)),
		AllowUsersToChangePassword: true,
	})
	return err
}

// encryptVolumes encrypts every new volume and copy of a snapshot.
func (f function) encryptVolumes(ctx context.Context) error {
	_, err := ec2.NewFromConfig(f.aws).EnableEbsEncryptionByDefault(ctx, &ec2.EnableEbsEncryptionByDefaultInput{})
	return err
}

// demandMetadataV2 has new instances give their credentials only to who holds a session token.
func (f function) demandMetadataV2(ctx context.Context) error {
	_, err := ec2.NewFromConfig(f.aws).ModifyInstanceMetadataDefaults(ctx, &ec2.ModifyInstanceMetadataDefaultsInput{
		HttpTokens: ec2.MetadataDefaultHttpTokensStateRequired,
	})
	return err
}

// blockPublicImages lets no further image be shared with everybody.
func (f function) blockPublicImages(ctx context.Context) error {
	_, err := ec2.NewFromConfig(f.aws).EnableImageBlockPublicAccess(ctx, &ec2.EnableImageBlockPublicAccessInput{
		ImageBlockPublicAccessState: ec2.ImageBlockPublicAccessEnabledStateBlockNewSharing,
	})
	return err
}

// blockPublicDocuments lets no further document of Systems Manager be shared with everybody.
func (f function) blockPublicDocuments(ctx context.Context) error {
	_, err := ssm.NewFromConfig(f.aws).UpdateServiceSetting(ctx, &ssm.UpdateServiceSettingInput{
		SettingId:    new("/ssm/documents/console/public-sharing-permission"),
		SettingValue: new("Disable"),
	})
	return err
}
