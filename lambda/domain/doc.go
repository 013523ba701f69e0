// Domain looks whether a domain is found in a zone of the account, before anything waits for that. It changes nothing.
//
// What the function's role must be allowed, by type. The names of a zone are asked for in public DNS.
//
//	type              action                  resource
//	DelegatedDomain   route53:GetHostedZone   arn:aws:route53:::hostedzone/ZONE
package main
