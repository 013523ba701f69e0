package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// TakenBuckets are the names of the buckets that environments take over.
func TakenBuckets(environments []config.Environment) (all []string) {
	for _, e := range environments {
		for _, b := range e.Buckets {
			all = append(all, b.TakesOver)
		}
	}
	return once(all)
}

// takenOver looks whether what stacks take over is there, and is what they say. CloudFormation compares nothing: it
// would make what is not there, and then hold a table for one with other keys.
func takenOver(n Needs) (all []item) {
	for resourceType, is := range map[string]func(context.Context, *visit, *assembly.Resource) (answer, error){
		"AWS::S3::Bucket": bucketThere, "AWS::DynamoDB::GlobalTable": tableThere,
	} {
		for _, p := range n.places(resourceType) {
			for _, r := range p.resources {
				if !r.TakesOver {
					continue
				}
				ask := func(ctx context.Context, v *visit) (answer, error) {
					imported, err := deployed(ctx, v, r.Stack)
					if err != nil || imported {
						return done, err
					}
					return is(ctx, v, r)
				}
				all = append(all, item{p.account, p.region, known(r), ask})
			}
		}
	}
	slices.SortFunc(all, func(a, b item) int {
		return strings.Compare(a.account+" "+a.region+" "+a.what, b.account+" "+b.region+" "+b.what)
	})
	return all
}

func bucketThere(ctx context.Context, v *visit, r *assembly.Resource) (answer, error) {
	name := nameIn(r, "BucketName")
	_, err := ask(ctx, v, look.HeadBucket, look.HeadBucketInput{Bucket: &name, ExpectedBucketOwner: &r.Stack.Account})
	switch {
	case absent(err, look.NotFound):
		return missing("there is no such bucket, and a deployment would make one", "write `takesOver` as the bucket is called, or leave it out"), nil
	case absent(err, look.Elsewhere):
		return missing("it is not in "+r.Stack.Region, "name a bucket of the environment's account and region"), nil
	case absent(err, look.Forbidden):
		return notOurs, nil
	}
	return done, err
}

func tableThere(ctx context.Context, v *visit, r *assembly.Resource) (answer, error) {
	name := nameIn(r, "TableName")
	out, err := ask(ctx, v, look.DescribeTable, look.DescribeTableInput{TableName: &name})
	if absent(err, "ResourceNotFoundException") {
		return missing("there is no such table, and a deployment would make one", "write `takesOver` as the table is called, or leave it out"), nil
	}
	if err != nil {
		return answer{}, err
	}
	there, here := keysThere(out.Table), keysHere(r)
	for _, index := range once(append(keysOf(there), keysOf(here)...)) {
		if there[index] != here[index] {
			return missing(fmt.Sprintf("%s has %s, and the configuration says %s", index, orNothing(there[index]), orNothing(here[index])),
				"write `key`, `sort`, `types` and `indexes` as the table has them: another key is another table, and an index that is not named is deleted"), nil
		}
	}
	for _, replica := range out.Table.Replicas {
		if region := aws.ToString(replica.RegionName); region != r.Stack.Region {
			return missing("it has a replica in "+region+", which --revert-drift would delete: the template has none",
				"leave the table to its owner, or delete the replica once nobody uses it: aws dynamodb update-table --table-name "+name+
					" --replica-updates Delete={RegionName="+region+"} --profile "+v.Profile(v.account)+" --region "+r.Stack.Region), nil
		}
	}
	stream := out.Table.StreamSpecification
	if stream != nil && aws.ToBool(stream.StreamEnabled) && aws.ToString(stream.StreamViewType) != "NEW_AND_OLD_IMAGES" {
		return missing("its stream has "+aws.ToString(stream.StreamViewType)+", and DynamoDB changes none that is on",
			"switch the stream off, once nobody reads it: aws dynamodb update-table --table-name "+name+
				" --stream-specification StreamEnabled=false --profile "+v.Profile(v.account)+" --region "+r.Stack.Region), nil
	}
	return done, nil
}

func orNothing(keys string) string {
	if keys == "" {
		return "nothing"
	}
	return keys
}

// keysThere are the keys of a table and of its indexes, with their types.
func keysThere(t *look.Table) map[string]string {
	types := map[string]string{}
	for _, a := range t.AttributeDefinitions {
		types[aws.ToString(a.AttributeName)] = aws.ToString(a.AttributeType)
	}
	written := func(schema []look.KeyElement) string {
		var all []string
		for _, k := range schema {
			all = append(all, keyText(aws.ToString(k.KeyType), aws.ToString(k.AttributeName), types))
		}
		return strings.Join(all, ", ")
	}
	all := map[string]string{"the table": written(t.KeySchema)}
	for _, i := range t.GlobalSecondaryIndexes {
		all["index "+aws.ToString(i.IndexName)] = written(i.KeySchema) + ", " + aws.ToString(i.Projection.ProjectionType)
	}
	return all
}

// keysHere are those that a template has.
func keysHere(r *assembly.Resource) map[string]string {
	types := map[string]string{}
	for _, a := range assembly.List(r.Get("AttributeDefinitions")) {
		types[text(assembly.At(a, "AttributeName"))] = text(assembly.At(a, "AttributeType"))
	}
	written := func(schema any) string {
		var all []string
		for _, k := range assembly.List(schema) {
			all = append(all, keyText(text(assembly.At(k, "KeyType")), text(assembly.At(k, "AttributeName")), types))
		}
		return strings.Join(all, ", ")
	}
	all := map[string]string{"the table": written(r.Get("KeySchema"))}
	for _, i := range assembly.List(r.Get("GlobalSecondaryIndexes")) {
		all["index "+text(assembly.At(i, "IndexName"))] = written(assembly.At(i, "KeySchema")) + ", " +
			text(assembly.At(i, "Projection", "ProjectionType"))
	}
	return all
}

// keyText is a key as people read it: customer (key, S).
func keyText(kind, name string, types map[string]string) string {
	return fmt.Sprintf("%s (%s, %s)", name, map[string]string{"HASH": "key", "RANGE": "sort"}[kind], types[name])
}
