package config

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"bulkhead/internal/document"
)

// Existing is a store that something else has made and keeps, and that services name in uses: a bucket, or what
// listens on a port in the environment's network, such as a database. Whoever has made it watches it and backs it up.
type Existing struct {
	// Bucket is the name of a bucket of S3 in the environment's account and region.
	Bucket string `yaml:"bucket"`
	// Host is the name or address where it listens.
	Host string `yaml:"host"`
	// ReaderHost is where it takes reads only, if there is another address for them.
	ReaderHost string `yaml:"readerHost"`
	// Port is the TCP port where it listens. With host.
	Port int `yaml:"port" jsonschema:"minimum=1,maximum=65535"`
	// SecurityGroup is the id of its security group, which gets a rule for each service that uses it. With host.
	SecurityGroup string `yaml:"securityGroup"`
	// Name is the name of the database, for services that ask for one (default: the key under existing, with
	// underscores for hyphens). With host.
	Name string `yaml:"name"`
	// Secret is the ARN of a secret in Secrets Manager, of the environment's account and region, whose value is a JSON
	// object with username and password. Without it services get none. With host.
	Secret string `yaml:"secret"`
	// Key is the ARN of the KMS key that the secret or the bucket's objects are encrypted with. Left out, it is one of
	// AWS's own.
	Key string `yaml:"key"`
}

var (
	hostPattern = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?$`)
	// With the six characters that Secrets Manager adds: ECS reads no fields of a secret whose ARN lacks them.
	secretARN = regexp.MustCompile(`^arn:aws:secretsmanager:([a-z0-9-]+):([0-9]{12}):secret:[A-Za-z0-9/_+=.@!-]+-[A-Za-z0-9]{6}$`)
	keyARN    = regexp.MustCompile(`^arn:aws:kms:([a-z0-9-]+):([0-9]{12}):key/[0-9a-f-]{36}$|^arn:aws:kms:([a-z0-9-]+):([0-9]{12}):key/mrk-[0-9a-f]{32}$`)
)

// complete fills in the defaults of the store with this name.
func (x *Existing) complete(name string, _ Environment) {
	if x.Bucket == "" {
		x.Name = cmp.Or(x.Name, strings.ReplaceAll(name, "-", "_"))
	}
}

func (x Existing) kind() string {
	if x.Bucket != "" {
		return "existing bucket"
	}
	return "existing store"
}

func (Existing) endpoint() string { return "" }

func (x Existing) ports() int {
	if x.Bucket != "" {
		return 0
	}
	return 1
}

func (Existing) addresses() int { return 0 } // they are taken already

func (x Existing) variables() []string {
	if x.Bucket != "" {
		return []string{BucketName}
	}
	all := []string{Host, Port, Name}
	if x.ReaderHost != "" {
		all = append(all, ReaderHost)
	}
	if x.Secret != "" {
		all = append(all, SecretARN, Username, Password)
	}
	return all
}

// check runs the rules of a store that something else has made.
func (x Existing) check(at document.Path, _ string, e Environment) {
	at.Demand(!e.recovers(), "the other region would need another one, and its services would look for this one",
		"leave recovery out, or have the store made here")
	at.Demand(x.Bucket != "" || x.Host != "", "does not say what it is", "write bucket, or host")
	at.Demand(x.Bucket == "" || x.Host == "", "cannot be a bucket and what listens at a host", "leave one of them out")
	x.checkOthers(at, e)
	if key := at.Key("key"); x.Key != "" {
		parts := keyARN.FindStringSubmatch(x.Key)
		key.Demand(parts != nil, fmt.Sprintf("%q is not the ARN of a key", x.Key), "write what aws kms describe-key says")
		if parts != nil {
			checkHere(key, "key", parts[1]+parts[3], "", e)
		}
	}
	if x.Bucket != "" {
		for _, key := range []string{"readerHost", "port", "securityGroup", "name", "secret"} {
			at.Key(key).Demand(!at.Key(key).Given(), "a bucket has none", "leave it out")
		}
		checkBucketName(at.Key("bucket"), x.Bucket)
		return
	}
	for key, host := range map[string]string{"host": x.Host, "readerHost": x.ReaderHost} {
		at.Key(key).Demand(host == "" || hostPattern.MatchString(host), fmt.Sprintf("%q is not a name or an address", host), "write it without a port")
	}
	at.Key("name").Demand(len(x.Name) <= 64 && !strings.ContainsAny(x.Name, " \t\"'"), fmt.Sprintf("%q cannot be the name of a database", x.Name),
		"write at most 64 characters without spaces and quotes")
	at.Key("port").Demand(x.Port != 0, "is missing", "write the port where it listens, such as 5432")
	at.Key("securityGroup").Demand(securityGroupID.MatchString(x.SecurityGroup),
		fmt.Sprintf("%q is not the id of a security group", x.SecurityGroup), "write it as sg- and hexadecimal digits")
	if x.Secret == "" {
		at.Key("key").Demand(x.Key == "", "there is no secret that it would be the key of", "leave it out, or write secret")
		return
	}
	parts := secretARN.FindStringSubmatch(x.Secret)
	secret := at.Key("secret")
	secret.Demand(parts != nil, fmt.Sprintf("%q is not the whole ARN of a secret", x.Secret),
		"write what aws secretsmanager describe-secret says, with the six characters at its end")
	if parts != nil {
		checkHere(secret, "secret", parts[1], parts[2], e)
	}
}

// ExistingRepository is a repository of ECR that something else has made: in each region of the environments that run
// its images, and with a policy that lets their accounts pull.
type ExistingRepository struct {
	// Account is the id of the account that it is in.
	Account AccountID `yaml:"account" jsonschema:"required"`
	// Repository is its name there.
	Repository string `yaml:"repository" jsonschema:"required"`
}

// check runs the rules of a repository that something else has made.
func (x ExistingRepository) check(at document.Path, name string, o Organization) {
	at.Demand(repositoryName.MatchString(name), fmt.Sprintf("%q cannot be the name of a repository", name), "use lower-case letters, digits, and single . _ - or / between them")
	at.Demand(!slices.Contains(o.Repositories, name), "a repository of the organization has this name too", "choose another; images are written with it")
	upstream, _, _ := strings.Cut(name, "/")
	at.Demand(!slices.Contains(o.Upstreams, Upstream(upstream)), "images of an upstream are written with "+upstream, "choose another name")
	at.Key("repository").Demand(repositoryName.MatchString(x.Repository), fmt.Sprintf("%q cannot be the name of a repository", x.Repository), "write what aws ecr describe-repositories says: repositoryName")
}

// checkHere demands that what is named is in the environment's region and, where it tells one, account.
func checkHere(at document.Path, what, region, account string, e Environment) {
	at.Demand(region == string(e.Region), fmt.Sprintf("the %s is in %s, and %s in %s", what, region, e.Name, e.Region),
		"name one of the environment's region")
	at.Demand(account == "" || e.AccountID == "" || account == string(e.AccountID),
		fmt.Sprintf("the %s is in account %s, and %s in %s", what, account, e.Name, e.AccountID),
		"name one of the environment's account")
}
