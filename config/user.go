package config

import (
	"fmt"
	"slices"

	"bulkhead/internal/document"
)

// Right is what a user may do in a database.
type Right int

// The rights.
const (
	Write Right = iota // read and write all tables, and change their definitions
	Read               // read all tables
)

// DatabaseUsers are who uses a database, by the name that they log in with, and what they may do.
func (e Environment) DatabaseUsers(database string) map[string]Right {
	users := map[string]Right{}
	add := func(name string, uses, reads []string) {
		if slices.Contains(uses, database) {
			users[name] = Write
		}
		if _, is := users[name]; is && slices.Contains(reads, database) {
			users[name] = Read
		}
	}
	for name, s := range e.Services {
		add(name, s.Uses, s.Reads)
	}
	for name, f := range e.Functions {
		add(UserOfFunction(name), f.Uses, f.Reads)
	}
	return users
}

// UserOfFunction is the name of a function as a user of databases. A service may have the function's name.
func UserOfFunction(name string) string { return name + "_function" }

// checkReads demands databases that are used.
func (e Environment) checkReads(reads, uses []string, at document.Path) {
	for i, name := range reads {
		_, is := e.Databases[name]
		at.Index(i).Demand(is || !slices.Contains(uses, name), name+" is no database", "leave it out: rights are to databases")
		at.Index(i).Demand(slices.Contains(uses, name), fmt.Sprintf("%s is not used", name), "add it to uses")
	}
	checkOnce(at, reads)
}
