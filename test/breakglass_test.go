package test

import (
	"slices"
	"strings"
	"testing"

	"bulkhead/assembly"
	"bulkhead/assembly/iam"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// emergencies are what CloudTrail records when somebody gets in, or tries to. The shapes are those of the AWS
// CloudTrail user guide, "CloudTrail record contents" and "AWS Management Console sign-in events".
var emergencies = map[string]string{
	"the role is assumed": `{"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "eventType": "AwsApiCall", "readOnly": true,
		"userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::111111111111:user/break-glass/somebody-new", "accountId": "111111111111", "userName": "somebody-new"},
		"requestParameters": {"roleArn": "arn:aws:iam::555555555555:role/acme-break-glass", "roleSessionName": "fire"}}`,
	"the role is assumed, as the role's account sees it": `{"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "eventType": "AwsApiCall", "readOnly": true,
		"userIdentity": {"type": "AWSAccount", "principalId": "AIDAQRSTUVWXYZEXAMPLE", "accountId": "111111111111"},
		"requestParameters": {"roleArn": "arn:aws:iam::555555555555:role/acme-break-glass", "roleSessionName": "fire"}}`,
	"a stranger is refused": `{"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "eventType": "AwsApiCall", "readOnly": true, "errorCode": "AccessDenied",
		"errorMessage": "User: arn:aws:sts::333333333333:assumed-role/x/y is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::555555555555:role/acme-break-glass with an explicit deny",
		"userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::333333333333:assumed-role/x/y"}, "requestParameters": null}`,
	"a user signs in": `{"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn", "readOnly": false,
		"userIdentity": {"type": "IAMUser", "accountId": "111111111111", "arn": "arn:aws:iam::111111111111:user/break-glass/emergency-1", "userName": "emergency-1"},
		"responseElements": {"ConsoleLogin": "Success"}, "additionalEventData": {"MFAUsed": "Yes"}}`,
	"a user's password is wrong": `{"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn", "errorMessage": "Failed authentication",
		"userIdentity": {"type": "IAMUser", "accountId": "111111111111", "accessKeyId": "", "userName": "emergency-2"}, "responseElements": {"ConsoleLogin": "Failure"}}`,
	"somebody switches to the role in the console": `{"eventSource": "signin.amazonaws.com", "eventName": "SwitchRole", "eventType": "AwsConsoleSignIn",
		"userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::555555555555:assumed-role/acme-break-glass/emergency-1", "accountId": "555555555555"},
		"responseElements": {"SwitchRole": "Success"}, "additionalEventData": {"SwitchFrom": "arn:aws:iam::111111111111:user/break-glass/emergency-1"}}`,
	"a user makes a session": `{"eventSource": "sts.amazonaws.com", "eventName": "GetSessionToken", "eventType": "AwsApiCall", "readOnly": true,
		"userIdentity": {"type": "IAMUser", "userName": "emergency-1"}, "requestParameters": null}`,
	"the role's trust is changed": `{"eventSource": "iam.amazonaws.com", "eventName": "UpdateAssumeRolePolicy", "eventType": "AwsApiCall", "readOnly": false,
		"userIdentity": {"type": "AssumedRole"}, "requestParameters": {"roleName": "acme-break-glass"}}`,
	"a user gets another password": `{"eventSource": "iam.amazonaws.com", "eventName": "UpdateLoginProfile", "eventType": "AwsApiCall", "readOnly": false,
		"userIdentity": {"type": "Root"}, "requestParameters": {"userName": "emergency-1"}}`,
}

// ordinary is what would drown the emergencies.
var ordinary = map[string]string{
	"another role is assumed": `{"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole", "eventType": "AwsApiCall", "readOnly": true,
		"userIdentity": {"type": "IAMUser", "userName": "ana"}, "requestParameters": {"roleArn": "arn:aws:iam::555555555555:role/acme-admin"}}`,
	"AWS Config reads the role": `{"eventSource": "iam.amazonaws.com", "eventName": "GetRole", "eventType": "AwsApiCall", "readOnly": true,
		"userIdentity": {"type": "AssumedRole"}, "requestParameters": {"roleName": "acme-break-glass"}}`,
	"a call in the role": `{"eventSource": "ec2.amazonaws.com", "eventName": "DescribeInstances", "eventType": "AwsApiCall", "readOnly": true,
		"userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::555555555555:assumed-role/acme-break-glass/emergency-1"}, "requestParameters": {}}`,
	"another user signs in": `{"eventSource": "signin.amazonaws.com", "eventName": "ConsoleLogin", "eventType": "AwsConsoleSignIn", "userIdentity": {"type": "IAMUser", "userName": "ana"}}`,
}

// ruleOf is the rule with that name in a stack.
func ruleOf(t testing.TB, stack *assembly.Stack, name string) *assembly.Resource {
	t.Helper()
	for _, r := range stack.Resources {
		if r.Type == "AWS::Events::Rule" && r.Get("Name") == name {
			return r
		}
	}
	return nil
}

func TestPeopleHearAtOnceOfEveryEmergencyWhereverItIs(t *testing.T) {
	var urgent *assembly.Resource
	for _, route := range in(t, example(t), "security", "AWS::Events::Rule") {
		if strings.HasPrefix(route.LogicalID, "FindingsRouteBreakGlass") {
			urgent = route
		}
	}
	require.NotNil(t, urgent)
	assert.Contains(t, denotes(t, example(t), urgent, urgent.Get("Targets", "0", "Arn")).LogicalID, "Urgent")
	assert.Equal(t, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", urgent.Get("State"), "to assume a role counts as reading, here too")
	bus := one(t, example(t), "security", "AWS::Events::EventBus")
	assert.Equal(t, bus, denotes(t, example(t), urgent, urgent.Get("EventBusName")))

	listening := 0
	for _, stack := range example(t).Stacks {
		if stack.Stage == "" || !strings.HasPrefix(stack.ID, stack.Stage+"/account") {
			continue
		}
		listening++
		rule := ruleOf(t, stack, "acme-break-glass")
		require.NotNil(t, rule, stack.ID)
		assert.Equal(t, "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS", rule.Get("State"), "to assume a role counts as reading")
		assert.Equal(t, "arn:aws:events:eu-west-1:111111111111:event-bus/"+bus.Get("Name").(string), rule.Get("Targets", "0", "Arn"))
		for _, from := range []*assembly.Resource{rule, urgent} {
			pattern := from.Get("EventPattern").(map[string]any)
			for what, detail := range emergencies {
				event := cloudTrail(t, detail)
				assert.True(t, matches(t, pattern, event), "%s: %s", from, what)
				event["source"] = "an.application"
				assert.False(t, matches(t, pattern, event), "%s: an account's own event is not AWS's", from)
			}
			for what, detail := range ordinary {
				assert.False(t, matches(t, pattern, cloudTrail(t, detail)), "%s: %s", from, what)
			}
		}
	}
	assert.Equal(t, 3+3+2+2+3, listening)
}

func TestTheRoleForEmergenciesIsInEveryAccountOnceAndAssumedOnlyWhereSomebodyHears(t *testing.T) {
	for _, name := range []string{"example", "choices", "private"} {
		a, heard, roles := shared(t, name), map[string][]string{}, map[string]int{}
		for _, stack := range a.Stacks {
			for _, r := range stack.Resources {
				if rule, _ := r.Get("Name").(string); r.Type == "AWS::Events::Rule" && strings.HasSuffix(rule, "-break-glass") {
					heard[stack.Account] = append(heard[stack.Account], stack.Region)
				}
			}
		}
		for _, stack := range a.Stacks {
			if stack.Stage != "" && stack.Stage != "management" { // which has no such role
				assert.Contains(t, heard[stack.Account], stack.Region, "%s is where nobody hears", stack.ID)
			}
		}
		security := a.Stack("security/access").Account
		for role, statements := range forPeople(t, a) {
			if !strings.HasSuffix(role.Get("RoleName").(string), "-break-glass") {
				continue
			}
			roles[role.Stack.Account]++
			require.Len(t, statements, 1)
			assert.Equal(t, []any{"arn:aws:iam::aws:policy/AdministratorAccess"}, role.Get("ManagedPolicyArns"))
			assert.Equal(t, "arn:aws:iam::"+security+":user/break-glass/*", statements[0].Condition["ArnLike"].(map[string]any)["aws:PrincipalArn"])
			assert.ElementsMatch(t, heard[role.Stack.Account], statements[0].Condition["StringEquals"].(map[string]any)["aws:RequestedRegion"], role)
			assert.True(t, role.Stack.TerminationProtection, role)
		}
		if name == "private" {
			delete(heard, ownArchive) // security has the users, and deletes nothing there
		}
		for account := range heard {
			assert.Equal(t, 1, roles[account], account)
		}
		assert.Len(t, roles, len(heard), name)
	}
}

func TestAnEmergencyNeedsAFreshSecondFactorAndOneOfItsUsers(t *testing.T) {
	for _, name := range withPeople {
		m, seen := modelOf(t, name), 0
		for role := range forPeople(t, shared(t, name)) {
			target, err := m.ARN(role)
			require.NoError(t, err)
			if !strings.HasSuffix(target, "-break-glass") {
				continue
			}
			for who, r := range m.Principals() {
				as := func(mfa, age, region string) bool {
					return decide(
						t,
						m,
						iam.Request{
							Principal: who,
							Action:    "sts:AssumeRole",
							Resource:  target,
							Context:   signedIn(mfa, age, region),
						},
					).Allowed
				}
				if !strings.Contains(who, ":user/break-glass/") {
					refused(t, m, []string{who}, []string{"sts:AssumeRole"}, []string{target})
					assert.NotContains(t, who, "break-glass/", r)
					continue
				}
				seen++
				assert.True(t, as("true", "3599", role.Stack.Region), "%s as %s", who, target)
				assert.False(t, as("true", "3600", role.Stack.Region), "an hour ago")
				assert.False(t, as("true", "", role.Stack.Region), "nobody knows when")
				assert.False(t, as("false", "10", role.Stack.Region))
				assert.False(t, as("true", "10", "sa-east-1"), "nobody hears of it there")
			}
		}
		accounts := map[string]bool{}
		for _, s := range shared(t, name).Stacks {
			accounts[s.Account] = true
		}
		assert.Equal(t, 2*len(accounts), seen, "two users, in every account")
	}
	var users []string
	for _, user := range in(t, example(t), "security", "AWS::IAM::User") {
		users = append(users, user.Get("Path").(string)+user.Get("UserName").(string))
	}
	slices.Sort(users)
	assert.Equal(t, []string{"/break-glass/emergency-1", "/break-glass/emergency-2"}, users)
}
