package plan

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// role is one that takes a name out of the parent zone.
func role() map[string]string {
	return things("Delegate", "AWS::IAM::Role", `'RoleName': 'delegate-dev', 'AssumeRolePolicyDocument': {}`)
}

func topic() map[string]string { return things("Rest", "AWS::SNS::Topic", ``) }

func TestANameWhoseRoleGoesIsPrunedBefore(t *testing.T) {
	delegated := things("Zone", "Custom::CrossAccountZoneDelegation",
		`'ServiceToken': 'arn', 'AssumeRoleArn': 'arn:aws:iam::222222222222:role/delegate-dev'`)
	shared := func(resources map[string]string) template {
		return template{stage: "shared", id: "dns", account: "222222222222", resources: resources}
	}
	dev := template{stage: "dev", id: "dns", resources: delegated}
	stages := []string{"shared", "dev"}
	base := write(t, stages, shared(both(topic(), role())), dev)

	p := compare(t, base, write(t, stages, shared(topic())), Options{})
	require.Equal(t, []string{"dev/dns: gone"}, said(p, State))
	assert.Contains(t, p.Findings[0].Way+p.Findings[len(p.Findings)-1].Way, "bulkhead prune --stage dev")
	assert.FileExists(t, "../../docs/operate/removing.md")

	p = compare(t, base, write(t, stages, shared(both(topic(), role()))), Options{})
	assert.Equal(t, []string{"dev/dns: gone"}, said(p, Note), "the role stays, and prune takes the name out")
}

func TestAnEnvironmentInAnotherAccountBeginsEmpty(t *testing.T) {
	in := func(account string) string {
		return write(t, []string{"dev"},
			template{stage: "dev", id: "data-a", account: account, resources: things("A", "AWS::DynamoDB::GlobalTable", ``)},
			template{stage: "dev", id: "data-b", account: account, resources: things("B", "AWS::DynamoDB::GlobalTable", ``)},
			template{stage: "dev", id: "service", account: account, resources: topic()})
	}
	p := compare(t, in("111111111111"), in("222222222222"), Options{})
	assert.Equal(t, []string{"dev/data-a: gone"}, said(p, State), "once for all of its stores")
	assert.Equal(t, []string{"dev/data-b: gone", "dev/service: gone"}, said(p, Note))
}

func TestWhatAStackHoldsThatIsGoneIsFreeOnceItIsPruned(t *testing.T) {
	stages := []string{"dev"}
	named := func(stack, account string) string {
		return write(t, stages, template{stage: "dev", id: "rest", resources: topic()},
			template{stage: "dev", id: stack, account: account, resources: things("Group", "AWS::EC2::SecurityGroup", `'GroupName': 'a', 'VpcId': 'v', 'GroupDescription': 'a'`)})
	}
	p := compare(t, named("old", ""), named("new", ""), Options{})
	require.Equal(t, []string{"dev/new/Group: name"}, said(p, Refused))
	for _, f := range p.Findings {
		if f.Severity == Refused {
			assert.Contains(t, f.Reason, "which the app has no longer")
			assert.Contains(t, f.Way, "have bulkhead prune delete dev/old")
		}
	}
}

func TestAStoreOfAnotherKindBeginsEmpty(t *testing.T) {
	store := func(resources map[string]string) string {
		return write(t, []string{"dev"}, template{stage: "dev", id: "data-orders", resources: resources})
	}
	kept := map[string]string{"A": thing("AWS::RDS::DBInstance", ``, `'DeletionPolicy': 'Retain'`)}
	p := compare(t, store(kept), store(things("Volume", "AWS::EC2::Volume", ``)), Options{})
	require.Equal(t, []string{"dev/data-orders/A: state"}, said(p, State))
	p = compare(t, store(both(kept, topic())), store(topic()), Options{})
	assert.Empty(t, said(p, State), "it goes, and is kept")
}

func TestAListThatIsShorterMakesAccessNarrowerOnly(t *testing.T) {
	trusts := func(principals, accounts string) string {
		return one(t, things("A", "AWS::SNS::TopicPolicy", `'Topics': ['t'], 'PolicyDocument': {'Statement': [{'Effect': 'Allow',
			'Principal': {'AWS': [`+principals+`]}, 'Action': 'sns:Publish', 'Resource': 't',
			'Condition': {'StringEquals': {'aws:SourceAccount': [`+accounts+`]}}}]}`))
	}
	p := compare(t, trusts(`'a', 'b'`, `'1', '2'`), trusts(`'a'`, `'1'`), Options{})
	require.Len(t, p.Findings, 1)
	assert.Contains(t, p.Findings[0].Reason, "narrower")
	p = compare(t, trusts(`'a'`, `'1'`), trusts(`'a'`, `'1', '2'`), Options{})
	require.Len(t, p.Findings, 1)
	assert.Contains(t, p.Findings[0].Reason, "wider")
}
