package stacks

import (
	"strconv"

	"bulkhead/config"
	"bulkhead/constructs/store"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
)

// newExisting adds the stores that something else has made to those that services use. They are in no stack: rules and
// policies belong to those who use them.
func (w *workload) newExisting(scope constructs.Construct) {
	addEach(w.stores, w.Existing, func(name string, settings config.Existing) store.Store {
		if settings.Bucket != "" {
			made := awss3.Bucket_FromBucketName(scope, new("Existing-"+name), &settings.Bucket)
			use := w.bucketStore(name, made, settings.Key).In(w.AccountID)
			use.Grants = "Existing" // of another key than that of a bucket of ours, which it may become
			return use
		}
		return existingStore(scope, name, settings)
	})
}

// existingStore is what services may do with what listens on a port.
func existingStore(scope constructs.Construct, name string, settings config.Existing) store.Store {
	group := awsec2.SecurityGroup_FromSecurityGroupId(scope, new("Existing-"+name), &settings.SecurityGroup,
		&awsec2.SecurityGroupImportOptions{Mutable: new(false)})
	s := store.Store{
		Name: name,
		// Several databases may be at one server: AWS takes no rule twice, under whatever name.
		Door:  settings.SecurityGroup + "-" + strconv.Itoa(settings.Port),
		Ports: []store.Port{{SecurityGroup: group, Number: settings.Port}},
		Variables: map[string]string{
			config.Host: settings.Host,
			config.Port: strconv.Itoa(settings.Port),
			config.Name: settings.Name,
		},
	}
	if settings.ReaderHost != "" {
		s.Variables[config.ReaderHost] = settings.ReaderHost
	}
	if settings.Secret != "" {
		s.LogIn(settings.Secret, settings.Key)
	}
	return s
}
