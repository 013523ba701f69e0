package upgrade

import (
	"context"
	"fmt"
	"strings"
	"time"

	"bulkhead/internal/address"
	"bulkhead/internal/aws/rds"
	"bulkhead/internal/aws/secretsmanager"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// Database is what an upgrade has to know of a database, on the side of its environment that is active.
type Database struct {
	Name       string
	Region     string
	Account    string
	Engine     string // as AWS calls it: "aurora-mysql"
	Aurora     bool
	Identifier string // of the instance or the cluster
	Global     string // of Aurora's global cluster; empty without one
	Secret     string // description of the secret of its password
	// Twin is the identifier of a database of its own in the other region, TwinRegion, that the same lines of the
	// configuration are about; empty without one.
	Twin, TwinRegion string
}

// Upgrade is what is to be done to a database.
type Upgrade struct {
	Database
	To     string // the version, as the configuration names it
	Target string // and as AWS does
	Major  bool   // it is another major version
	// Group is the description of the group of parameters of the new major version, Parameter and Value are what the
	// database has to be told before it is copied.
	Group, Parameter, Value string
	// Committed tells whether the configuration names the version, and Prepares whether it has upgradeTo.
	Committed, Prepares bool

	Test   string // command that tries the copy; empty if a person does
	Tested string // identifier of the blue/green deployment whose copy a person has tried
	Finish bool   // the database of before is not needed any more
}

// Decide tells whether an upgrade is one to another major version: the versions say so, or the copy that is there.
func Decide(ctx context.Context, u Upgrade, c Cloud) (major bool, err error) {
	all := newUpgrade(u, c)
	ours, _, err := all.deployments(ctx)
	if err != nil || ours != nil {
		return ours != nil, err
	}
	d, err := all.read(ctx, place{u.Region, u.Identifier})
	return all.majorOf(d.version) != all.majorOf(u.Target), err
}

// majorOf is the major version of a version, as AWS calls that.
func (d Database) majorOf(version string) string {
	parts := strings.Split(version, ".")
	if strings.Contains(d.Engine, "mysql") && len(parts) > 1 {
		return parts[0] + "." + parts[1]
	}
	return parts[0]
}

// Check tells what makes an upgrade one that no step is known for.
func (u Upgrade) Check() error {
	switch {
	case u.Identifier == "" || u.Region == "" || u.Engine == "" || u.Secret == "":
		return fmt.Errorf("too little is known of the database %q", u.Name)
	case u.To == "" || u.Target == "":
		return fmt.Errorf("%s has to be upgraded to a version", u.Name)
	case u.Group == "" || u.Parameter == "" || u.Value == "":
		return fmt.Errorf("%s cannot be prepared for %s", u.Name, u.To)
	}
	return nil
}

// deploymentName is what the blue/green deployment is called, of at most 60 characters.
func (u Upgrade) deploymentName() string {
	return address.Short(u.Identifier+"-to-"+strings.NewReplacer(".", "-", "_", "-").Replace(u.Target), 60)
}

// arn is that of the database.
func (d Database) arn() string {
	kind := "db"
	if d.Aurora {
		kind = "cluster"
	}
	return "arn:aws:rds:" + d.Region + ":" + d.Account + ":" + kind + ":" + d.Identifier
}

// Cloud is what an upgrade reaches.
type Cloud struct {
	// Config returns the configuration for a region.
	Config func(region string) aws.Config
	// Run runs the command that tries the copy, with variables of its environment.
	Run func(ctx context.Context, command string, variables []string) error
	// Now is the time.
	Now func() time.Time
}

// upgrade is an upgrade and the clients that it is made with.
type upgrade struct {
	Upgrade
	cloud   Cloud
	rds     *rds.Client
	secrets *secretsmanager.Client

	passed string // identifier of the blue/green deployment whose copy has passed the test in this run
	tried  bool   // this run has begun to switch
}

func newUpgrade(u Upgrade, c Cloud) *upgrade {
	config := c.Config(u.Region)
	return &upgrade{
		Upgrade: u, cloud: c, rds: rds.NewFromConfig(config), secrets: secretsmanager.NewFromConfig(config),
	}
}

// place is an instance or a cluster, which need not be in the database's region.
type place struct{ region, identifier string }

// placeOf is where an ARN, or an identifier in the database's region, leads.
func (u *upgrade) placeOf(name string) place {
	parts := strings.Split(name, ":")
	if len(parts) < 7 {
		return place{u.Region, name}
	}
	return place{parts[3], parts[6]}
}

func (u *upgrade) at(region string) *rds.Client {
	if region == u.Region {
		return u.rds
	}
	return rds.NewFromConfig(u.cloud.Config(region))
}
