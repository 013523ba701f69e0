package cloudformation

// Assumption is something that the model takes for true of every stack.
type Assumption struct{ Says, Source string }

// assumptions are about the engine itself; what is about a type is in its kind.
var assumptions = []Assumption{
	{
		"Size, limits, rules about parameters, and the type of each logical id are judged before anything is touched.",
		"aws-sam-cli#6786, aws-cdk#11274; User Guide, quotas",
	},
	{
		"So are literal names of new resources, against everything that exists in the account and region, also what no " +
			"stack has any more.",
		"User Guide, validation before deployment",
	},
	{
		"What a resource refers to, or names in DependsOn, is created and updated before it. The rest goes side by side: " +
			"when something fails, all that does not need it may have been done, and the model supposes that it was.",
		"User Guide, DependsOn",
	},
	{
		"A deployment that imports takes over what exists under the literal name of a new resource, if no stack has it, its " +
			"policy is Retain or RetainExceptOnCreate, and its type is identified by that name. The rest of the stack is " +
			"made. A rollback leaves what was taken over where it was.",
		"User Guide, automatic import; the last part is believed",
	},
	{
		"A replacement creates the new copy, points dependents at it, and deletes the old one after everything else.",
		"User Guide, update behaviours",
	},
	{
		"A dependent whose resolved property changes is updated, and replaced where the property is create-only.",
		"API reference, ResourceChange",
	},
	{"What is gone from the template is deleted last, so what is new meets it.", "aws-cdk#15357"},
	{"A resource with a name of its own is never replaced under that name.", "User Guide, Name type"},
	{
		"What an update gives up is free for a resource that depends on the one that gave it up, and for no other until " +
			"the operation ends.",
		"convox/rack#2476; believed of all types",
	},
	{
		"An export may be neither removed nor changed while a deployed stack of the account and region imports it; that is " +
			"found after the work is done, and all of it is undone.",
		"User Guide, ImportValue; linz/geostore#630",
	},
	{"An export's name belongs to one stack of an account and region.", "amplify-js#5811"},
	{"Importers see another value at their own next update.", "User Guide, ImportValue"},
	{
		"A template that is the same as the deployed one is no operation, unless a value of its parameters is another one.",
		"believed",
	},
	{
		"A parameter of the type AWS::SSM::Parameter::Value holds what Parameter Store has when the change set is made, or " +
			"when UpdateStack is called. What is not there is refused. A rollback goes back to what it held before.",
		"User Guide, Systems Manager parameter types; the last part is believed",
	},
	{
		"Nobody else changes a stack while it is being changed, and a change set that was made before another update cannot " +
			"be executed.",
		"API reference, ExecuteChangeSet; of UpdateStack it is believed",
	},
	{"A deletion after an update is tried three times; then the resource stays without a stack, and the update has " +
		"succeeded.", "User Guide, troubleshooting"},
	{
		"DeletionPolicy decides for what is removed, UpdateReplacePolicy for old copies. Without one, databases and clusters " +
			"are snapshotted and the rest is deleted; Snapshot means Delete for a type that cannot.",
		"User Guide, DeletionPolicy and UpdateReplacePolicy",
	},
	{
		"What a failed operation created stays with DeletionPolicy Retain, and goes with RetainExceptOnCreate or without. " +
			"The new copy of a replacement goes in any case.",
		"API reference, RetainExceptOnCreate; the last part is believed",
	},
	{"A rollback does not take an RDS database back to its older version or smaller storage.", "provider of RDS"},
	{
		"A stack whose first deployment failed, or whose deletion failed, can only be deleted.",
		"User Guide, status codes",
	},
	{
		"A stack is not deleted while another one imports from it. What cannot be deleted stays in it.",
		"User Guide, ImportValue; API reference, DeleteStack",
	},
	{
		"A pipeline goes on to the next level of stacks, and to the next wave, when all of a level are done.",
		"CDK Pipelines' run order",
	},
	{"A stack that the app no longer has stays as it is.", "aws-cdk#10190"},
	{
		"The tasks of a service that shifts traffic are in the other target group after an odd number of deployments, and " +
			"CloudFormation does not know.",
		"aws-cdk#36649",
	},
	{
		"A cluster of Aurora takes another major version in place, since CloudFormation allows it by itself, and is away " +
			"meanwhile.",
		"provider of RDS",
	},
	{
		"A policy is updated before the service whose tasks have it, and deleted after the service's deployment has ended; " +
			"tasks are started with what their role may do at that moment.",
		"User Guide, update behaviours; ECS developer guide",
	},
	{"A service is made when each of its target groups has a load balancer.", "ECS API reference, CreateService"},
}

// kinder and stricter are where the model knows that it differs from AWS.
var kinder = []string{
	"A rollback always succeeds. In an account it can fail for the reasons that the way forward can.",
	"Nothing takes time: no cool-down of storage, no wait for a certificate, no throttling.",
	"Quotas of an account are not counted; `bulkhead quotas` counts them.",
	"Permissions are not judged.",
	"What was changed by hand is not known, and what is taken over is as its template says.",
	"A shape of properties that the service refuses is not seen, beyond the rules below; `bulkhead verify` judges shapes.",
}

var stricter = []string{
	"After a failure, everything that does not need what failed is taken to be done, so more is left behind than in most " +
		"accounts.",
	"A bucket that nothing empties is taken to hold objects, and a repository images.",
	"A name is free at once after a deletion, which is kinder; a name of a kept resource is never free, which is stricter " +
		"where its policy was changed by hand.",
}
