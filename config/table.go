package config

import (
	"cmp"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"bulkhead/internal/document"
)

// Table is a table (DynamoDB) that services name in uses; they may read, write and delete its items. It is billed by
// request and can be restored to any second of the last 35 days. With recovery, the recovery region has the same table:
// each side sees what the other writes, a second later or so, and of two that write to one item at once the last wins.
type Table struct {
	// Key is the attribute by which an item is found. It cannot be changed later: add another table.
	Key string `yaml:"key" jsonschema:"required"`
	// Sort is the attribute that orders the items with the same key, and tells them apart (default: none, so that each
	// key has one item). It cannot be changed later.
	Sort string `yaml:"sort"`
	// Types are those of attributes in key, sort and indexes that are no text, by name.
	Types map[string]AttributeType `yaml:"types"`
	// Indexes find items by other attributes, by name. DynamoDB takes one that is new, or one that goes, in a
	// deployment, and none that changes: give it another name.
	Indexes map[string]TableIndex `yaml:"indexes"`
	// Expires is the attribute with the time, in seconds since 1970, after which an item is deleted, within days
	// (default: none).
	Expires string `yaml:"expires"`
	// Expiry is whether items are deleted then: enabled (default with expires), or disabled, which a table that deletes
	// them is for an hour before expires changes or goes.
	Expiry Switch `yaml:"expiry"`
	// TakesOver is the name of a table that exists in the environment's account and region, and that is this one from
	// now on, with its items (default: a new one is made). It stays written, since it is the table's name. It has the
	// keys and indexes that are written here. Not with recovery.
	TakesOver string `yaml:"takesOver"`
}

// TableIndex is a global secondary index of a table. It is read a little later than the table is written.
type TableIndex struct {
	// Key is the attribute by which items are found. Those without it are not in the index.
	Key string `yaml:"key" jsonschema:"required"`
	// Sort is the attribute that orders the items with the same key (default: none).
	Sort string `yaml:"sort"`
	// Attributes are those that the index has of each item: all (default), or keys, those of table and index.
	Attributes IndexAttributes `yaml:"attributes"`
}

// AttributeType is what the values of an attribute are.
type AttributeType string

// The types that keys can have.
const (
	Text   AttributeType = "text"
	Number AttributeType = "number"
	Binary AttributeType = "binary"
)

// Values returns the types of attributes.
func (AttributeType) Values() []string { return texts(Text, Number, Binary) }

// IndexAttributes is what an index has of an item.
type IndexAttributes string

// What an index can have of an item.
const (
	AllAttributes  IndexAttributes = "all"
	KeysAttributes IndexAttributes = "keys"
)

// Values returns the choices.
func (IndexAttributes) Values() []string { return texts(AllAttributes, KeysAttributes) }

// complete fills in the defaults of the table with this name.
func (t *Table) complete(string, Environment) {
	if t.Expires != "" {
		t.Expiry = cmp.Or(t.Expiry, Enabled)
	}
	for name, index := range t.Indexes {
		index.Attributes = cmp.Or(index.Attributes, AllAttributes)
		t.Indexes[name] = index
	}
}

func (Table) kind() string        { return "table" }
func (Table) endpoint() string    { return "" } // a gateway endpoint, which is always there
func (Table) ports() int          { return 0 }
func (Table) variables() []string { return []string{TableName} }
func (Table) addresses() int      { return 0 }

// TableName is the suffix for the name of a table.
const TableName = "TABLE"

// Source: Amazon DynamoDB developer guide, "Quotas", 2026-11.
const mostTableIndexes = 20

var (
	tableName     = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
	indexName     = regexp.MustCompile(`^[a-zA-Z0-9_.-]{3,255}$`)
	attributeName = regexp.MustCompile(`^\S{1,255}$`)
)

// FullTableName is the physical name of one of the environment's tables, the same on both sides: of one that it takes
// over, or else one of ours.
func (e Environment) FullTableName(name string) string {
	primary := e
	if e.Side == Standby {
		primary = *e.Other
	}
	return cmp.Or(e.Tables[name].TakesOver, primary.organization+"-"+primary.Name+"-"+name)
}

// check runs the rules of one table.
func (t Table) check(at document.Path, name string, e Environment) {
	t.checkTakeover(at.Key("takesOver"), name, e)
	at.Demand(name != "recovery", "is what the table is called that says which side is active", "choose another name")
	used := map[string]bool{}
	keys := func(at document.Path, key, sort string) {
		for name, attribute := range map[string]string{"key": key, "sort": sort} {
			at.Key(name).Demand(attribute == "" || attributeName.MatchString(attribute), strconv.Quote(attribute)+" cannot be the name of an attribute",
				"write up to 255 characters without white space")
			used[attribute] = true
		}
		at.Key("sort").Demand(sort == "" || sort != key, sort+" is the key already", "leave it out")
	}
	keys(at, t.Key, t.Sort)
	at.Key("indexes").Demand(len(t.Indexes) <= mostTableIndexes, fmt.Sprintf("are %d, and DynamoDB takes %d", len(t.Indexes), mostTableIndexes), "look for fewer")
	for _, name := range slices.Sorted(maps.Keys(t.Indexes)) {
		here, index := at.Key("indexes").Key(name), t.Indexes[name]
		here.Demand(indexName.MatchString(name), strconv.Quote(name)+" cannot be the name of an index",
			"use 3 to 255 letters, digits, dots, hyphens and underscores")
		keys(here, index.Key, index.Sort)
	}
	for _, name := range slices.Sorted(maps.Keys(t.Types)) {
		at.Key("types").Key(name).Demand(used[name], "no key of the table or of an index is "+name, "leave it out: DynamoDB knows the types of keys alone")
	}
	at.Key("expiry").Demand(t.Expires != "" || t.Expiry == "", "is of expires", "say which attribute tells when, or leave it out")
	expires := at.Key("expires")
	expires.Demand(!used[t.Expires] || t.Expires == "" || t.Types[t.Expires] == Number, t.Expires+" is no number", "say so in types, or choose another attribute")
	expires.Demand(t.Expires == "" || attributeName.MatchString(t.Expires), strconv.Quote(t.Expires)+" cannot be the name of an attribute",
		"write up to 255 characters without white space")
}
