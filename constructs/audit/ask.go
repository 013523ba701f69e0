package audit

import (
	"embed"
	"path"
	"strings"

	"bulkhead/config"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsathena"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsglue"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// AskProps is what of the archive can be asked in a region, and who logs there. The rest are names.
type AskProps struct {
	config.Archive
	Region     config.Region
	Writers    []config.AccountID // whose logs are in the region's buckets
	Recorded   []config.AccountID // whose trails are in Trails
	Bucket     string             // flow logs and DNS queries
	AccessLogs string
	Firewall   string
	Trails     string // empty where they are in another region

	Database  string
	Workgroup string
	Answers   string            // bucket
	Names     map[string]string // that questions have in braces

	LogTo awss3.IBucket // who reads and writes the answers
	Key   awskms.IKey   // encrypts them: who may not read the archive may not read what is answered from it
}

// answerDays is how long an answer is kept: it can be asked for again.
const answerDays = 30

// bytesOfGiB is what AWS counts in.
const bytesOfGiB = 1 << 30

// NewAsk adds to scope what Athena answers questions about a region's archive with: a database of tables, a workgroup
// that limits what a question reads and decides where its answer goes, and questions that security engineers ask.
func NewAsk(scope constructs.Construct, id string, props AskProps) {
	scope = constructs.NewConstruct(scope, &id)
	account := *awscdk.Stack_Of(scope).Account()
	database := awsglue.NewCfnDatabase(scope, new("Database"), &awsglue.CfnDatabaseProps{
		CatalogId: &account,
		DatabaseInput: &awsglue.CfnDatabase_DatabaseInputProperty{
			Name:        &props.Database,
			Description: new("The log archive of the region"),
		},
	})
	workgroup := newWorkgroup(scope, account, newAnswers(scope, props), props)
	for _, t := range tables(props) {
		table := newTable(scope, account, props.Database, props.Archive, t)
		table.AddResourceDependency(database, new("it is in it"))
		for _, q := range questionsOf(t.name, props.Names) {
			saved := awsathena.NewCfnNamedQuery(scope, new(t.name+"-"+q.id), &awsathena.CfnNamedQueryProps{
				Database:    &props.Database,
				Name:        new(t.name + "/" + q.id),
				Description: &q.asks,
				QueryString: &q.sql,
				WorkGroup:   &props.Workgroup,
			})
			saved.AddResourceDependency(workgroup, new("it is asked there"))
			saved.AddResourceDependency(table, new("it asks about it"))
		}
	}
}

// newAnswers adds the bucket that answers go to.
func newAnswers(scope constructs.Construct, props AskProps) awss3.Bucket {
	days := awscdk.Duration_Days(jsii.Number(answerDays))
	return awss3.NewBucket(scope, new("Answers"), &awss3.BucketProps{
		BucketName:             &props.Answers,
		BlockPublicAccess:      awss3.BlockPublicAccess_BLOCK_ALL(),
		ObjectOwnership:        awss3.ObjectOwnership_BUCKET_OWNER_ENFORCED,
		EnforceSSL:             new(true),
		MinimumTLSVersion:      jsii.Number(1.2),
		Versioned:              new(true),
		Encryption:             awss3.BucketEncryption_KMS,
		EncryptionKey:          props.Key,
		BucketKeyEnabled:       new(true),
		ServerAccessLogsBucket: props.LogTo,
		ServerAccessLogsPrefix: new("s3/" + props.Answers + "/"),
		RemovalPolicy:          awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE,
		LifecycleRules: &[]*awss3.LifecycleRule{{
			Id:                                  new("answers"),
			Expiration:                          days,
			NoncurrentVersionExpiration:         awscdk.Duration_Days(jsii.Number(1)),
			AbortIncompleteMultipartUploadAfter: awscdk.Duration_Days(jsii.Number(1)),
		}},
	})
}

// newWorkgroup adds the workgroup. What a person sets in the console or in a request counts nothing in it.
func newWorkgroup(
	scope constructs.Construct, account string, answers awss3.Bucket, props AskProps,
) awsathena.CfnWorkGroup {
	return awsathena.NewCfnWorkGroup(scope, new("Workgroup"), &awsathena.CfnWorkGroupProps{
		Name:        &props.Workgroup,
		Description: new("Questions about the log archive of the region"),
		// Questions that people saved or asked would keep it otherwise.
		RecursiveDeleteOption: new(true),
		WorkGroupConfiguration: &awsathena.CfnWorkGroup_WorkGroupConfigurationProperty{
			EnforceWorkGroupConfiguration:   new(true),
			PublishCloudWatchMetricsEnabled: new(true),
			BytesScannedCutoffPerQuery:      jsii.Number(props.QuestionGiB * bytesOfGiB),
			EngineVersion: &awsathena.CfnWorkGroup_EngineVersionProperty{
				SelectedEngineVersion: new("Athena engine version 3"),
			},
			ResultConfiguration: &awsathena.CfnWorkGroup_ResultConfigurationProperty{
				OutputLocation:      new("s3://" + *answers.BucketName() + "/"),
				ExpectedBucketOwner: &account,
				EncryptionConfiguration: &awsathena.CfnWorkGroup_EncryptionConfigurationProperty{
					EncryptionOption: new("SSE_KMS"),
					KmsKey:           props.Key.KeyArn(),
				},
			},
		},
	})
}

// questions are SQL, in a directory for each table. The first line says what is asked.
//
//go:embed questions/*/*.sql
var questions embed.FS

// question is a query that is kept for whoever needs it.
type question struct{ id, asks, sql string }

// questionsOf returns the questions about a table, with names filled in.
func questionsOf(table string, names map[string]string) []question {
	var pairs []string
	for name, value := range names {
		pairs = append(pairs, "{"+name+"}", value)
	}
	fill := strings.NewReplacer(pairs...)
	dir := path.Join("questions", table)
	files, err := questions.ReadDir(dir)
	if err != nil {
		panic(err)
	}
	var all []question
	for _, file := range files {
		text, err := questions.ReadFile(path.Join(dir, file.Name()))
		if err != nil {
			panic(err)
		}
		asks, _, _ := strings.Cut(string(text), "\n")
		all = append(all, question{
			strings.TrimSuffix(file.Name(), ".sql"),
			strings.TrimPrefix(asks, "-- "),
			fill.Replace(string(text)),
		})
	}
	return all
}
