// Account makes settings of an account and a region for which AWS has no CloudFormation resource. It runs as custom
// resources of type Custom::AccountSettings, once in every account and region, and every day, in case that somebody has
// changed a setting. Deleting one leaves its settings.
//
// What the function's role must be allowed. Region and account are its own.
//
//	setting           action                                     resource; condition
//	PublicAccess      s3:PutAccountPublicAccessBlock             *
//	Passwords         iam:UpdateAccountPasswordPolicy            *
//	Volumes           ec2:EnableEbsEncryptionByDefault           *; ec2:Region
//	InstanceMetadata  ec2:ModifyInstanceMetadataDefaults         *; ec2:Region
//	Images            ec2:EnableImageBlockPublicAccess           *; ec2:Region
//	Documents         ssm:UpdateServiceSetting                   arn:aws:ssm:REGION:ACCOUNT:servicesetting/ssm/documents/*
//	DefaultVPC        ec2:DescribeVpcs                           *; ec2:Region, as for every Describe
//	                  ec2:DescribeNetworkInterfaces
//	                  ec2:DescribeNatGateways
//	                  ec2:DescribeVpcEndpoints
//	                  ec2:DescribeVpcPeeringConnections
//	                  ec2:DescribeVpnGateways
//	                  ec2:DescribeEgressOnlyInternetGateways
//	                  ec2:DescribeRouteTables
//	                  ec2:DescribeNetworkAcls
//	                  ec2:DescribeSecurityGroups
//	                  ec2:DescribeInternetGateways
//	                  ec2:DescribeSubnets
//	                  ec2:DetachInternetGateway                  arn:aws:ec2:REGION:ACCOUNT:internet-gateway/* and vpc/*
//	                  ec2:DeleteInternetGateway                  arn:aws:ec2:REGION:ACCOUNT:internet-gateway/*
//	                  ec2:DeleteSubnet                           arn:aws:ec2:REGION:ACCOUNT:subnet/*
//	                  ec2:DeleteVpc                              arn:aws:ec2:REGION:ACCOUNT:vpc/*
//	Inspector         inspector2:BatchGetAccountStatus           *
//	                  inspector2:Enable                          *
//	                  iam:CreateServiceLinkedRole                arn:aws:iam::ACCOUNT:role/aws-service-role/SERVICE/*;
//	                                                             iam:AWSServiceName is SERVICE, for inspector2.amazonaws.com
//	                                                             and agentless.inspector2.amazonaws.com
package main
