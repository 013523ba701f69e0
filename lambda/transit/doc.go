// Transit connects networks over accounts and regions where CloudFormation cannot wait for the other side, accept what
// it offers, or move what its default has placed. Each custom resource type has a file of its own.
//
// What the function's role must be allowed, by type. Region and account are its own where no other is said; tables and
// attachments are transit-gateway-route-table/ID and transit-gateway-attachment/ID of arn:aws:ec2:REGION:ACCOUNT.
//
//	type                       action                                            resource; condition
//	TransitGatewayDefaults     ec2:DescribeTransitGateways                       *; ec2:Region
//	                           ec2:ModifyTransitGateway                          the transit-gateway/ID and the table
//	SharedTransitGateway       ec2:DescribeTransitGateways                       *; ec2:Region
//	                           ram:GetResourceShareInvitations                   *
//	                           ram:AcceptResourceShareInvitation                 arn:aws:ram:REGION:OWNER:resource-share-invitation/*;
//	                                                                             ram:ShareOwnerAccountId is Owner and
//	                                                                             ram:ResourceShareName is Share
//	TransitGateway             ec2:DescribeTransitGateways                       *; ec2:Region is Region
//	TransitGatewayPeering      ec2:DescribeTransitGatewayPeeringAttachments      *; ec2:Region is Region
//	                           ec2:AcceptTransitGatewayPeeringAttachment         the attachment in Region
//	TransitGatewayPeered       ec2:DescribeTransitGatewayPeeringAttachments      *; ec2:Region
//	TransitGatewayAssociation  ec2:DescribeTransitGatewayAttachments             *; ec2:Region
//	                           ec2:AssociateTransitGatewayRouteTable             the attachment and the table
//	                           ec2:DisassociateTransitGatewayRouteTable          the attachment and all tables, since the
//	                                                                             default is unknown
//	TransitGatewayRoutes       ec2:DescribeTransitGatewayAttachments             *; ec2:Region
//	                           ec2:SearchTransitGatewayRoutes                    *; ec2:Region
//	                           ec2:CreateTransitGatewayRoute                     the table and all attachments
//	                           ec2:ReplaceTransitGatewayRoute                    the same
//	                           ec2:DeleteTransitGatewayRoute                     the table
//	PrivateZone                route53:GetHostedZone                             arn:aws:route53:::hostedzone/ZONE
//	                           route53:CreateVPCAssociationAuthorization         the same
//	                           route53:DeleteVPCAssociationAuthorization
//	                           route53:DisassociateVPCFromHostedZone
//	                           ec2:DescribeVpcs                                  *; Route 53 asks for it
//	                           sts:AssumeRole                                    Role
//
// Role, in the VPC's account, trusts the function's role and is allowed:
//
//	route53:AssociateVPCWithHostedZone    arn:aws:route53:::hostedzone/*; ForAllValues:StringEquals
//	                                      route53:VPCs VPCId=VPC,VPCRegion=REGION
//	ec2:DescribeVpcs                      *; no ec2:Region, since Route 53 asks for it, too
package main
