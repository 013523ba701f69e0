// Stream readies Kafka clusters for MSK Replicator: one is reached from another region only once it is active, and its
// ARN ends in characters that MSK chooses. Each custom resource type has a file of its own.
//
// What the function's role must be allowed, by type. Region and account are its own where no other is said; CLUSTER is
// arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/*.
//
//	type                action                      resource; condition
//	StreamConnectivity  kafka:ListClustersV2        *; it knows no resources
//	                    kafka:UpdateConnectivity    CLUSTER
//	                    ec2:DescribeRouteTables     *; ec2:Region; MSK asks for them
//	                    ec2:DescribeSubnets
//	                    kms:CreateGrant             the key of the brokers' volumes; kms:ViaService is MSK
//	                    kms:DescribeKey
//	StreamSource        kafka:ListClustersV2        *; it knows no resources
package main
