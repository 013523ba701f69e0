package iam_test

import (
	"fmt"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"
)

// What the policies in templates come to is asked, not read.
func ExampleModel_Decide() {
	cloud, err := assembly.Load("testdata/cloud")
	if err != nil {
		fmt.Println(err)
		return
	}
	model, err := iam.New(cloud)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, request := range []iam.Request{
		{Action: "s3:GetObject", Context: map[string][]string{"aws:SecureTransport": {"true"}}},
		{Action: "s3:GetObject", Context: map[string][]string{"aws:SecureTransport": {"false"}}},
		{Action: "s3:PutObject", Context: map[string][]string{"aws:SecureTransport": {"true"}}},
	} {
		request.Principal = "arn:aws:iam::111111111111:role/reader"
		request.Resource = "arn:aws:s3:::data/orders"
		decision, err := model.Decide(request)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(request.Action, decision.Allowed)
		if !decision.Allowed {
			fmt.Println("because", decision.Because)
		}
	}
	// Output:
	// s3:GetObject true
	// s3:GetObject false
	// because denied by home DataPolicy (AWS::S3::BucketPolicy) OnlyTLS
	// s3:PutObject false
	// because policies of the principal allow it: false; of the resource, to the principal: false, to its account: false
}
