// Releaser does what the state machine of releases cannot ask AWS by itself: it judges what a scan has found in an
// image, and marks the images that run in the registry, which keeps what is marked. Day after day, it marks what is
// meant to run.
//
// What its role must be allowed:
//
//	ssm:GetParameter    the parameters of releases
//	sts:AssumeRole      the role in the registry's account, which is allowed, of the repositories:
//	                    ecr:DescribeImages, ecr:DescribeImageScanFindings, ecr:BatchGetImage, ecr:PutImage
//	                    and inspector2:ListCoverage, inspector2:ListFindings, which know no resource
package main
