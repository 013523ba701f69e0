// Recovery finds what the other side of an environment has, in another region: nothing carries a value from one region
// to another. It changes nothing.
//
// What the function's role must be allowed, by type. Accelerators and zones are global; the API of Global Accelerator
// is in us-west-2.
//
//	type                 action                                    resource
//	AcceleratorListener  globalaccelerator:ListAccelerators        *; it knows no resources
//	                     globalaccelerator:ListTagsForResource     arn:aws:globalaccelerator::ACCOUNT:accelerator/*
//	                     globalaccelerator:ListListeners           the same
//	PublicZone           route53:ListHostedZonesByName             *; it knows no resources
package main
