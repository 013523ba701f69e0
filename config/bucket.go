package config

import "cmp"

// Bucket is object storage (S3) that services name in uses; they may read, write and delete its
// objects. It is versioned, private, encrypted and kept, whatever the tier.
type Bucket struct {
	// InfrequentAccessDays is the age in days at which objects move to the Infrequent Access class, 30
	// or more (default 0: never). Reading costs more there.
	InfrequentAccessDays int `yaml:"infrequentAccessDays" jsonschema:"minimum=0,maximum=36500"`
	// ArchiveDays is the age in days at which objects move to Glacier Instant Retrieval (default 0: never).
	ArchiveDays int `yaml:"archiveDays" jsonschema:"minimum=0,maximum=36500"`
	// ExpireDays is the age in days at which objects are deleted (default 0: never).
	ExpireDays int `yaml:"expireDays" jsonschema:"minimum=0,maximum=36500"`
	// PreviousDays is how long what was overwritten or deleted can be brought back, in days (default 90
	// in production, 14 in development).
	PreviousDays int `yaml:"previousDays" jsonschema:"minimum=1,maximum=36500"`
	// Origins are the web origins whose pages may read and write objects with signed URLs, such as
	// https://app.example.com (default: none).
	Origins []string `yaml:"origins"`
	// Events tells EventBridge of each object that is made or deleted: enabled or disabled (default; with backups,
	// AWS Backup follows the events, and they are told all the same).
	Events Switch `yaml:"events"`
	// Metrics measures requests every minute and raises an alarm when S3 fails: enabled (default in
	// production, about 5 USD a month) or disabled.
	Metrics Switch `yaml:"metrics"`
	// Standby is what the recovery region has of it: a bucket with the same objects, written to each other from now on
	// (replica; default), of which a disaster loses what ReplicationLatency tells, and S3 promises 15 minutes for 99.9%
	// of objects, or one with objects of its own (empty). Objects that were there before are not copied. Only with
	// recovery.
	Standby Copy `yaml:"standby"`
	// TakesOver is the name of a bucket that exists in the environment's account and region, and that is this one from
	// now on, with its objects (default: a new one is made). It stays written, since it is the bucket's name. Not with
	// recovery.
	TakesOver string `yaml:"takesOver"`
}

// complete fills in the defaults of the bucket with this name.
func (x *Bucket) complete(_ string, e Environment) {
	x.PreviousDays = cmp.Or(x.PreviousDays, byTier(e.Tier, 90, 14))
	x.Standby = e.copyOf(x.Standby, true)
	x.Events = cmp.Or(x.Events, Disabled)
	x.Metrics = cmp.Or(x.Metrics, byTier(e.Tier, Enabled, Disabled))
}

func (Bucket) kind() string        { return "bucket" }
func (Bucket) endpoint() string    { return "" }
func (Bucket) ports() int          { return 0 }
func (Bucket) variables() []string { return []string{BucketName} }
func (Bucket) addresses() int      { return 0 }

// BucketName is the suffix for the name of a bucket.
const BucketName = "BUCKET"
