package config

import (
	"cmp"

	"bulkhead/internal/document"
)

// ServiceAlarms are what people hear of a service from.
type ServiceAlarms struct {
	// ErrorPercent is how many requests in a hundred may be answered with 5xx (default 5).
	ErrorPercent int `yaml:"errorPercent" jsonschema:"minimum=1,maximum=99"`
	// SlowMilliseconds is how long one request in a hundred may take, or longer (default 3000).
	SlowMilliseconds int `yaml:"slowMilliseconds" jsonschema:"minimum=10,maximum=60000"`
	// CPUPercent is how much of their CPU the tasks may use (default 90).
	CPUPercent int `yaml:"cpuPercent" jsonschema:"minimum=10,maximum=99"`
	// MemoryPercent is how much of their memory the tasks may use (default 90).
	MemoryPercent int `yaml:"memoryPercent" jsonschema:"minimum=10,maximum=99"`
}

func (a *ServiceAlarms) complete() {
	a.ErrorPercent = cmp.Or(a.ErrorPercent, 5)
	a.SlowMilliseconds = cmp.Or(a.SlowMilliseconds, 3000)
	a.CPUPercent = cmp.Or(a.CPUPercent, 90)
	a.MemoryPercent = cmp.Or(a.MemoryPercent, 90)
}

// check runs the rules of a service's alarms.
func (a ServiceAlarms) check(at document.Path, routed bool) {
	for _, key := range []string{"errorPercent", "slowMilliseconds"} {
		at.Key(key).
			Demand(routed || !at.Key(key).Given(), "a service without a route answers no requests", "leave it out or add a route")
	}
}

// DatabaseAlarms are what people hear of a database from.
type DatabaseAlarms struct {
	// CPUPercent is how much CPU the busiest instance may use (default 85). Not with serverless, which scales.
	CPUPercent int `yaml:"cpuPercent" jsonschema:"minimum=10,maximum=99"`
	// FreeStorageGiB is how little storage may be left, whatever the volume has grown to (default 7 % of storageGiB,
	// and at least 1). RDS itself tells when storage cannot grow. Aurora has none.
	FreeStorageGiB int `yaml:"freeStorageGiB" jsonschema:"minimum=1,maximum=59578"`
}

// freeStorageShare is below the tenth at which RDS gives a volume more.
const freeStorageShare = 0.07

func (a *DatabaseAlarms) complete(d Database) {
	if d.Serverless == nil {
		a.CPUPercent = cmp.Or(a.CPUPercent, 85)
	}
	if !d.Aurora() {
		a.FreeStorageGiB = cmp.Or(a.FreeStorageGiB, max(1, int(freeStorageShare*float64(d.StorageGiB))))
	}
}

// check runs the rules of a database's alarms.
func (a DatabaseAlarms) check(at document.Path, d Database) {
	at.Key("cpuPercent").
		Demand(d.Serverless == nil || !at.Key("cpuPercent").Given(), "serverless instances are watched by their capacity", "leave it out")
	free := at.Key("freeStorageGiB")
	free.Demand(!d.Aurora() || !free.Given(), "Aurora has no volume that could be full", "leave it out")
	free.Demand(
		d.Aurora() || a.FreeStorageGiB < d.StorageGiB,
		"is all of the storage or more, so that the alarm would never end",
		"choose less than storageGiB",
	)
}

// CacheAlarms are what people hear of a cache from.
type CacheAlarms struct {
	// CPUPercent is how much CPU a node may use (default 80).
	CPUPercent int `yaml:"cpuPercent" jsonschema:"minimum=10,maximum=99"`
	// MemoryPercent is how much of its memory for data a node may use (default 85). Not for memcached, which fills it.
	MemoryPercent int `yaml:"memoryPercent" jsonschema:"minimum=10,maximum=99"`
}

func (a *CacheAlarms) complete(engine CacheEngine) {
	a.CPUPercent = cmp.Or(a.CPUPercent, 80)
	if engine != Memcached {
		a.MemoryPercent = cmp.Or(a.MemoryPercent, 85)
	}
}

// check runs the rules of a cache's alarms.
func (a CacheAlarms) check(at document.Path, engine CacheEngine) {
	at.Key("memoryPercent").
		Demand(engine != Memcached || !at.Key("memoryPercent").Given(), "Memcached fills its memory and evicts", "leave it out")
}

// StreamAlarms are what people hear of a stream from.
type StreamAlarms struct {
	// CPUPercent is how much CPU a broker may use (default 60: above it, AWS says, a broker that has to do another's
	// work as well falls behind).
	CPUPercent int `yaml:"cpuPercent" jsonschema:"minimum=10,maximum=99"`
	// DiskPercent is how full the volume of a standard broker may be (default 85). Express brokers have none.
	DiskPercent int `yaml:"diskPercent" jsonschema:"minimum=10,maximum=99"`
}

func (a *StreamAlarms) complete(brokers BrokerKind) {
	a.CPUPercent = cmp.Or(a.CPUPercent, 60)
	if brokers == StandardBrokers {
		a.DiskPercent = cmp.Or(a.DiskPercent, 85)
	}
}

// check runs the rules of a stream's alarms.
func (a StreamAlarms) check(at document.Path, kind BrokerKind) {
	at.Key("diskPercent").
		Demand(kind != ExpressBrokers || !at.Key("diskPercent").Given(), "express brokers manage their storage themselves", "leave it out, or set brokers to standard")
}

// SearchAlarms are what people hear of a search domain from.
type SearchAlarms struct {
	// CPUPercent is how much CPU a data node may use (default 80).
	CPUPercent int `yaml:"cpuPercent" jsonschema:"minimum=10,maximum=99"`
	// FreeStoragePercent is how much of a node's storage has to be free (default 25).
	FreeStoragePercent int `yaml:"freeStoragePercent" jsonschema:"minimum=1,maximum=90"`
}

func (a *SearchAlarms) complete() {
	a.CPUPercent = cmp.Or(a.CPUPercent, 80)
	a.FreeStoragePercent = cmp.Or(a.FreeStoragePercent, 25)
}

// QueueAlarms are what people hear of a queue from.
type QueueAlarms struct {
	// OldestMinutes is how long a message may wait (default 15).
	OldestMinutes int `yaml:"oldestMinutes" jsonschema:"minimum=1,maximum=10079"`
	// Waiting is how many messages may wait (default 10000).
	Waiting int `yaml:"waiting" jsonschema:"minimum=1,maximum=1000000000"`
}

func (a *QueueAlarms) complete() {
	a.OldestMinutes = cmp.Or(a.OldestMinutes, 15)
	a.Waiting = cmp.Or(a.Waiting, 10_000)
}

// VolumeAlarms are what people hear of a volume from.
type VolumeAlarms struct {
	// SizeGiB is how much it may hold (default 100). Nothing stops it there.
	SizeGiB int `yaml:"sizeGiB" jsonschema:"minimum=1,maximum=1000000000"`
}

func (a *VolumeAlarms) complete() { a.SizeGiB = cmp.Or(a.SizeGiB, 100) }
