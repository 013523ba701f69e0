package preflight

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"bulkhead/internal/aws/look"
	"bulkhead/internal/facts"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	"github.com/aws/smithy-go/middleware"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// of are the findings of one check that are so.
func of(found []Finding, check string, state State) (all []Finding) {
	for _, f := range found {
		if f.Check == check && f.State == state {
			all = append(all, f)
		}
	}
	return all
}

func TestWhereNothingIsMissingNothingIsSaidToBe(t *testing.T) {
	for _, name := range []string{"choices", "minimal", "plain", "private"} {
		found := newWorld(planOf(t, name)).run(t)
		assert.NotEmpty(t, found)
		for _, f := range found {
			assert.NotEqual(t, Missing, f.State, "%s: %+v", name, f)
			assert.Equal(t, f.State == Done, f.Why == "", "%s: a reason is said where it is needed: %+v", name, f)
			assert.NotContains(t, f.Why, "AWS does not tell (", "%s: %+v", name, f)
			assert.False(t, f.Unanswered, "%s: %+v", name, f)
			assert.NotEqual(t, unseen, f.Why, "%s: %+v", name, f)
		}
	}
}

func TestASecondRunFindsTheSame(t *testing.T) {
	w := newWorld(planOf(t, "choices"))
	assert.Equal(t, w.run(t), w.run(t))
}

// elsewhere are the checks that say something is missing in no world of the configuration choices.
var elsewhere = map[string]string{
	"trunks": "that it is off is not wrong by itself: TestWhatLoadDecidesIsNotKnowable",
}

func TestWhatIsMissingIsFoundWithWhatMendsIt(t *testing.T) {
	for _, c := range Table {
		tried := slices.ContainsFunc(wrongs, func(w wrong) bool { return w.check == c.Name })
		assert.True(t, tried || c.find == nil || elsewhere[c.Name] != "", "nothing goes wrong with %s", c.Name)
	}
	for _, wrong := range wrongs {
		var found []Finding
		for _, name := range []string{"choices", "private", "plain"} {
			w := newWorld(planOf(t, name).only(wrong.check))
			for operation, answer := range wrong.is {
				require.Contains(t, w.Answers, operation)
				w.Answers[operation] = answer
			}
			found = append(found, of(w.run(t), wrong.check, Missing)...)
		}
		assert.True(t, slices.ContainsFunc(found, func(f Finding) bool {
			return strings.Contains(f.Why, wrong.why) && strings.Contains(strings.Join(f.Mend, "\n"), wrong.mend)
		}), "%s: %q and %q are not in %+v", wrong.check, wrong.why, wrong.mend, found)
	}
}

func TestWhatIsDeployedIsInNobodysWay(t *testing.T) {
	w := newWorld(planOf(t, "choices"))
	out := &look.DescribeStacksOutput{Stacks: []look.Stack{toolkitStack("bulkhead: least trust", "33", true)}}
	for _, s := range w.Assembly.Stacks {
		out.Stacks = append(out.Stacks, look.Stack{StackName: &s.Name, StackStatus: aws.String("UPDATE_ROLLBACK_COMPLETE")})
	}
	w.Answers["DescribeStacks"] = fixed(out)
	w.Answers["HeadBucket"] = fixed(&look.HeadBucketOutput{})
	w.Answers["ListDetectors"] = fixed(&look.ListDetectorsOutput{DetectorIDs: []string{"1"}})
	w.Answers["DescribeDocument"] = fixed(&look.DescribeDocumentOutput{Document: &look.Document{Name: aws.String("SSM-SessionManagerRunShell")}})
	found := w.run(t)
	assert.Empty(t, of(found, "singles", Missing))
	assert.Empty(t, of(found, "names", Missing))

	for i := range out.Stacks[1:] { // all of them failed at first, and left behind what they had made
		out.Stacks[1+i].StackStatus = aws.String("ROLLBACK_COMPLETE")
	}
	found = w.run(t)
	assert.NotEmpty(t, of(found, "singles", Missing))
	assert.NotEmpty(t, of(found, "names", Missing))
}

func TestNetworksOfOursAndDefaultOnesAreInNobodysWay(t *testing.T) {
	w := newWorld(planOf(t, "choices").only("ranges"))
	w.Answers["DescribeVpcs"] = fixed(&look.DescribeVpcsOutput{Vpcs: []look.Vpc{
		{VpcID: aws.String("vpc-2"), CidrBlock: aws.String("10.0.0.0/8"), Tags: []look.Tag{{Key: aws.String("organization"), Value: aws.String("choices")}}},
		{VpcID: aws.String("vpc-3"), CidrBlock: aws.String("10.0.0.0/8"), IsDefault: aws.Bool(true)},
	}})
	assert.Empty(t, of(w.run(t), "ranges", Missing))
}

func TestWhatLoadDecidesIsNotKnowable(t *testing.T) {
	w := newWorld(planOf(t, "choices").only("trunks"))
	w.Answers["ListAccountSettings"] = fixed(&look.ListSettingsOutput{Settings: []look.Setting{{Value: aws.String("disabled")}}})
	found := of(w.run(t), "trunks", Unknown)
	require.NotEmpty(t, found)
	assert.False(t, found[0].Unanswered, "AWS has answered")
	assert.Contains(t, found[0].Why, "aws ecs put-account-setting-default --name awsvpcTrunking --value enabled")
}

func TestWhatCannotBeAskedIsNotKnowableAndTheRestIsLookedAt(t *testing.T) {
	n := planOf(t, "choices").only("singles")
	for code, why := range map[string]string{
		"AccessDeniedException":   "these credentials may not guardduty:ListDetectors (AccessDeniedException)",
		"ThrottlingException":     "AWS is asked too often at present (guardduty.ListDetectors): run it again later",
		"ExpiredTokenException":   "the session has ended: log in again",
		"InternalServerException": "AWS does not tell (guardduty.ListDetectors): InternalServerException",
	} {
		w := newWorld(n)
		w.Answers["ListDetectors"] = refused(code)
		found := w.run(t)
		unasked := of(found, "singles", Unknown)
		require.NotEmpty(t, unasked, code)
		for _, f := range unasked {
			assert.Equal(t, why, f.Why)
			assert.True(t, f.Unanswered)
		}
		assert.NotEmpty(t, of(found, "singles", Done), "the others are looked at")
	}
}

func TestAnAccountWithoutCredentialsIsOneFinding(t *testing.T) {
	w := newWorld(planOf(t, "choices"))
	found := w.run(t, func(r *Run) {
		enter := r.Enter
		r.Enter = func(ctx context.Context, a Account) (aws.Config, error) {
			if a.Name == "security" {
				return aws.Config{}, errors.New("there are no credentials")
			}
			return enter(ctx, a)
		}
	})
	without := of(found, "credentials", Unknown)
	require.Len(t, without, 1)
	assert.True(t, without[0].Unanswered)
	assert.Regexp(t, `^there are no credentials: [0-9]+ things were not looked at$`, without[0].Why)
	for _, f := range found {
		assert.False(t, f.Account == "security" && f.State != Unknown, "%+v", f)
	}
	assert.NotEmpty(t, of(found, "bootstrap", Done), "other accounts are looked into")
}

func TestEachCheckMakesTheCallsThatTheTableSaysAndThePolicyAllowsNoOthers(t *testing.T) {
	asked := map[string]map[string]bool{} // by check
	seen := map[string]bool{}             // service and operation, by the transport
	var lock sync.Mutex
	listen := func(r *Run) {
		r.Listen = func(check, call string) {
			lock.Lock()
			defer lock.Unlock()
			if asked[check] == nil {
				asked[check] = map[string]bool{}
			}
			asked[check][call] = true
		}
		enter := r.Enter
		r.Enter = func(ctx context.Context, a Account) (aws.Config, error) {
			c, err := enter(ctx, a)
			c.APIOptions = append(slices.Clone(c.APIOptions), func(stack *middleware.Stack) error {
				return stack.Finalize.Add(middleware.FinalizeMiddlewareFunc("record", func(
					ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
				) (middleware.FinalizeOutput, middleware.Metadata, error) {
					lock.Lock()
					seen[awsmiddleware.GetServiceID(ctx)+" "+middleware.GetOperationName(ctx)] = true
					lock.Unlock()
					return next.HandleFinalize(ctx, in)
				}), middleware.After)
			})
			return c, err
		}
	}
	for _, name := range []string{"choices", "minimal", "plain", "private"} {
		n := planOf(t, name)
		newWorld(n).run(t, listen)
		short := newWorld(n.only("quotas"))
		short.Answers["GetAWSDefaultServiceQuota"] = fixed(quotaOf(0))
		short.run(t, listen)
		short.Plan = n.only("builds")
		short.run(t, listen)
	}
	var allowed []string
	ids := map[string]bool{}
	for _, c := range Table {
		var want []string
		for _, call := range c.Asks {
			want = append(want, call.ID())
			allowed = append(allowed, call.Action)
			ids[call.ID()] = true
		}
		assert.Equal(t, once(want), once(keysOf(asked[c.Name])), c.Name)
	}
	assert.Len(t, seen, len(ids), "the transport has seen as many calls as the table has: %v", once(keysOf(seen)))
	for _, d := range look.All() {
		assert.True(t, ids[d.ID()], "no check asks for %s", d.ID())
	}
	statements := Policy(needsOf(t, "choices").Book)["Statement"].([]any)
	given := append([]string{}, statements[0].(map[string]any)["Action"].([]string)...)
	given = append(given, statements[1].(map[string]any)["Action"].([]string)...)
	assert.Equal(t, once(allowed), once(given))
}

// TestThePolicyListsBucketsOfOursAndThoseThatAreNamed: whoever may ask whether a bucket is there may list its objects,
// and of a bucket that may not be asked for AWS says that it is somebody else's.
func TestThePolicyListsBucketsOfOursAndThoseThatAreNamed(t *testing.T) {
	asked := 0
	for _, name := range []string{"choices", "minimal", "plain", "private"} {
		n := needsOf(t, name)
		statement := Policy(n.Book)["Statement"].([]any)[1].(map[string]any)
		assert.Equal(t, []string{"s3:GetEncryptionConfiguration", "s3:ListBucket"}, statement["Action"])
		var named []string
		for _, resource := range statement["Resource"].([]string) {
			assert.Regexp(t, `^arn:aws:s3:::[a-z0-9-]+(-\*)?$`, resource)
			if !strings.HasSuffix(resource, "-*") {
				named = append(named, resource)
			}
		}
		if name == "choices" {
			assert.Equal(t, []string{"arn:aws:s3:::attic-of-2014", "arn:aws:s3:::letters-of-2019", "arn:aws:s3:::scans-of-2019"}, named)
		} else {
			assert.Empty(t, named, name)
		}
		for _, p := range n.places("AWS::S3::Bucket") {
			for _, r := range p.resources {
				bucket := nameIn(r, "BucketName")
				if bucket == "" {
					continue
				}
				asked++
				assert.True(t, slices.ContainsFunc(statement["Resource"].([]string), func(resource string) bool {
					return strings.HasPrefix("arn:aws:s3:::"+bucket, strings.TrimSuffix(resource, "*"))
				}), "%s is asked for", bucket)
			}
		}
	}
	assert.Greater(t, asked, 20)
}

// TestADefaultVPCThatAnEnvironmentIsInIsInNobodysWay: the removal passes it over, so what is in it is fine.
func TestADefaultVPCThatAnEnvironmentIsInIsInNobodysWay(t *testing.T) {
	n := needsOf(t, "choices")
	for _, p := range n.places("Custom::AccountSettings") {
		for _, r := range p.resources {
			r.Properties["KeptVPCs"] = []any{"vpc-1"}
		}
	}
	plan, err := n.Plan()
	require.NoError(t, err)
	w := newWorld(plan.only("default-vpc"))
	w.Answers["DescribeNetworkInterfaces"] = fixed(&look.DescribeInterfacesOutput{NetworkInterfaces: make([]look.Interface, 3)})
	found := w.run(t)
	assert.Empty(t, of(found, "default-vpc", Missing))
	assert.NotEmpty(t, of(found, "default-vpc", Done))
}

// tells are the actions of Get that tell what is there, and nothing that is in it.
var tells = []string{
	"iam:GetRole", "iam:GetLoginProfile", "servicequotas:GetServiceQuota", "servicequotas:GetAWSDefaultServiceQuota",
	"route53:GetHostedZone", "codeconnections:GetConnection", "shield:GetSubscriptionState", "ses:GetAccount",
	"xray:GetTraceSegmentDestination", "s3:GetEncryptionConfiguration", "ecr:BatchCheckLayerAvailability",
}

func TestNoCallChangesAnythingOrReadsData(t *testing.T) {
	for _, d := range look.All() {
		_, name, _ := strings.Cut(d.Action, ":")
		fine := strings.HasPrefix(name, "Describe") || strings.HasPrefix(name, "List") || slices.Contains(tells, d.Action)
		assert.True(t, fine, "%s is neither Describe nor List", d.Action)
		service, _, _ := strings.Cut(d.Action, ":")
		for _, a := range facts.Actions(service) { // a copy of IAM's own table, of some services
			assert.True(t, a.Name != name || a.Reads(), "IAM says that %s changes something", d.Action)
		}
	}
}

func TestEveryTypeThatAnAccountHasOnceIsAskedForOrOverwritten(t *testing.T) {
	for _, name := range facts.Types() {
		r, err := facts.Of(name)
		require.NoError(t, err)
		if r.Scope != facts.OnePerRegion {
			continue
		}
		_, asked := singles[name]
		assert.NotEqual(t, asked, unrefused[name] != "", "%s: is it in the way? See singles and unrefused", name)
	}
	for _, name := range []string{"choices", "plain"} {
		for _, r := range needsOf(t, name).Assembly.OfType("AWS::IAM::ServiceLinkedRole") {
			assert.NotEmpty(t, linked[text(r.Get("AWSServiceName"))], "nobody knows how its role is called: %s", r)
		}
	}
}

func TestImagesAreLookedForWhereTheyRunUnderTheirTagDigestOrFirstRelease(t *testing.T) {
	var looked []string
	for _, f := range newWorld(planOf(t, "choices").only("images")).run(t) {
		looked = append(looked, f.Region+" "+f.What)
	}
	digest := "@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
	for _, want := range []string{
		"us-east-1 choices/api:1.0.0",        // of a task
		"us-west-2 choices/api" + digest,     // in the recovery region
		"us-east-1 choices/shop:1.0.0",       // which releases decide
		"us-east-1 choices/mysql:8.4.10",     // of a store, in what an instance starts with
		"us-east-1 choices/fluent-bit:3.2.1", // an agent
	} {
		assert.Contains(t, looked, want)
	}
}
