package stacks

import (
	"bulkhead/config"
	"bulkhead/constructs/keys"
	"bulkhead/constructs/protection"
	"bulkhead/constructs/undelivered"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/constructs-go/constructs/v10"
)

// first is what a stage has first in a region.
type first struct {
	stack awscdk.Stack
	key   awskms.IKey // encrypts recorded sessions, and what functions and patching say

	function *string // name of the one that protects
}

// offerAccountKeys offers the keys of the account to the part of the stage that comes after this one.
func (s stage) offerAccountKeys(regions []config.Region) {
	for _, region := range regions {
		first := s.protections[region]
		offerAs(first.stack, s.offerName(accountKey), first.key.KeyArn())
	}
}

// accountKey is the key of the account in a region: what protects there may be in the foundation of the stage, whose
// exports are of the region. The key needs a scope, which tells nothing but where it is.
func (s stage) accountKey(scope constructs.Construct, region config.Region) awskms.IKey {
	if first, made := s.protections[region]; made {
		return first.key
	}
	return awskms.Key_FromKeyArn(scope, new("AccountKey"), awscdk.Fn_ImportValue(new(s.offerName(accountKey))))
}

// protect is, for each of the regions, the stack that protects the others of its account, of all the given stages. It
// comes first, so that it hears of them. Whatever is made in the stage before has no dependency on it.
func (s stage) protect(regions []config.Region, stages ...string) {
	const description = "What protects the other stacks, the key for what functions say, and what rules could not deliver"
	for _, region := range regions {
		stack := s.newRegionalStack("protection", region, description)
		// The CLI would set it before the stack is made: see lambda/protection.
		stack.SetTerminationProtection(new(false))
		key := keys.New(stack, "Key", keys.Props{
			Alias:       s.AccountKey(),
			Description: "encrypts recorded sessions, and what functions and patching say",
		})
		key.AddToResourcePolicy(keys.ForLogs(stack), nil)
		offer(stack, key.KeyArn(), key.KeyId()) // whether or not the account is set to anything
		function := protection.New(stack, "Protection", protection.Props{
			Name:        s.Organization.Name + "-protection",
			Stages:      stages,
			Log:         s.newSharedLog(stack, "FunctionLogs", s.logName("protection"), key),
			Undelivered: *undelivered.New(stack, "Undelivered", s.Undelivered()),
		})
		offer(stack, function)
		s.protections[region] = first{stack, key, function}
	}
}
