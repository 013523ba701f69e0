package main

import (
	"testing"

	"bulkhead/internal/fake"
	"bulkhead/lambda/internal/inspector2"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestInspectorScansWhatIsListed(t *testing.T) {
	c := start(t, nil)
	require.NoError(t, create(c, "Inspector", []any{"EC2", "LAMBDA"}))
	out, err := inspector2.NewFromConfig(
		c,
	).BatchGetAccountStatus(
		t.Context(),
		&inspector2.BatchGetAccountStatusInput{AccountIds: []string{account}},
	)
	require.NoError(t, err)
	state := out.Accounts[0].ResourceState
	assert.EqualValues(t, "ENABLED", state.Ec2.Status)
	assert.EqualValues(t, "ENABLED", state.Lambda.Status)
	assert.EqualValues(t, "DISABLED", state.Ecr.Status)
}

func TestInspectorIsAskedOnlyForWhatItDoesNotScanYet(t *testing.T) {
	inspector := &inspector{}
	c := inspector.answers().Alone(region)
	require.NoError(t, create(c, "Inspector", []any{"ECR"}))
	require.NoError(t, create(c, "Inspector", []any{"ECR", "LAMBDA_CODE"}))
	require.NoError(t, create(c, "Inspector", []any{"ECR", "LAMBDA_CODE"}))
	assert.Equal(t, [][]inspector2.ResourceScanType{{"ECR"}, {"LAMBDA_CODE"}}, inspector.asked)
}

func TestInspectorIsWaitedFor(t *testing.T) {
	inspector := &inspector{slow: 3}
	require.NoError(t, create(inspector.answers().Alone(region), "Inspector", []any{"ECR"}))
	assert.Zero(t, inspector.slow)
}

func TestInspectorThatWasEnabledMeanwhileIsNoFault(t *testing.T) {
	for _, fault := range []inspector2.ErrorCode{
		inspector2.ErrorCodeAlreadyEnabled, inspector2.ErrorCodeEnableInProgress,
	} {
		inspector := &inspector{slow: 1, fault: fault}
		assert.NoError(t, create(inspector.answers().Alone(region), "Inspector", []any{"ECR"}))
	}
}

func TestInspectorsFaultsAreTold(t *testing.T) {
	refusing := &inspector{fault: inspector2.ErrorCodeAccessDenied}
	assert.EqualError(t, create(refusing.answers().Alone(region), "Inspector", []any{"ECR"}),
		"Inspector: scans of 123456789012 are refused by Inspector: ACCESS_DENIED, ask the administrator")
	never := &inspector{slow: 1_000_000}
	assert.ErrorContains(t, create(never.answers().Alone(region), "Inspector", []any{"ECR"}), "ECR is ENABLING")
	assert.ErrorContains(t, create(fake.Answers{}.Alone(region), "Inspector", []any{"S3"}), "use EC2, ECR, LAMBDA or LAMBDA_CODE")
	silent := fake.Answers{"BatchGetAccountStatus": func(fake.Call) (any, error) {
		return &inspector2.BatchGetAccountStatusOutput{
			FailedAccounts: []inspector2.FailedAccount{{ErrorMessage: new("no service-linked role")}},
		}, nil
	}}
	assert.ErrorContains(t, create(silent.Alone(region), "Inspector", []any{"ECR"}), "no service-linked role")
}

// inspector enables after some questions, or answers with a fault.
type inspector struct {
	slow  int // questions before what was asked for is enabled
	fault inspector2.ErrorCode
	asked [][]inspector2.ResourceScanType
}

func (i *inspector) answers() fake.Answers {
	off := &inspector2.State{Status: inspector2.StatusDisabled}
	state := &inspector2.ResourceState{Ec2: off, Ecr: off}
	return fake.Answers{
		"Enable": func(call fake.Call) (any, error) {
			kinds := call.Input.(*inspector2.EnableInput).ResourceTypes
			i.asked = append(i.asked, kinds)
			for _, kind := range kinds {
				on := &inspector2.State{Status: inspector2.StatusEnabling}
				state = map[inspector2.ResourceScanType]*inspector2.ResourceState{
					"ECR":         {Ec2: off, Ecr: on},
					"LAMBDA_CODE": {Ec2: off, Ecr: state.Ecr, LambdaCode: on},
				}[kind]
			}
			var failed []inspector2.FailedAccount
			if i.fault != "" {
				failed = []inspector2.FailedAccount{
					{AccountId: new(account), ErrorCode: i.fault, ErrorMessage: new("ask the administrator")},
				}
			}
			return &inspector2.EnableOutput{FailedAccounts: failed}, nil
		},
		"BatchGetAccountStatus": func(fake.Call) (any, error) {
			for _, one := range []*inspector2.State{state.Ecr, state.LambdaCode} {
				if one != nil && one.Status == inspector2.StatusEnabling && i.slow == 0 {
					one.Status = inspector2.StatusEnabled
				}
			}
			if len(i.asked) > 0 && i.slow > 0 {
				i.slow--
			}
			return &inspector2.BatchGetAccountStatusOutput{
				Accounts: []inspector2.AccountState{{ResourceState: state}},
			}, nil
		},
	}
}
