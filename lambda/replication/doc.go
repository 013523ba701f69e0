// Replication has a search domain of an environment replicate to that of its other side, which CloudFormation cannot.
//
// What the function's role must be allowed, by type:
//
//	type               action                         resource
//	DomainReplication  es:DescribeDomainReplication   both domains
//	                   es:AddReplicationPeer          the same
//	                   es:RemoveReplicationPeer       the same
//	                   dynamodb:GetItem               the tables that say which side is active, of both
//	                   kms:Decrypt                    the keys of those tables, through DynamoDB
package main
