package main

import (
	"os"
	"strings"

	"bulkhead/lambda/internal/custom"

	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

func main() {
	lambda.Start(function{
		cloudformation: cloudformation.NewFromConfig(custom.Environment()),
		stages:         strings.Fields(os.Getenv("STAGES")),
		own:            os.Getenv("STACK"),
	}.handle)
}
