package main

import (
	"errors"
	"strings"

	"bulkhead/config"
	"bulkhead/operate/upgrade"

	"github.com/spf13/cobra"
)

// inPlace is the upgrade of a store that no copy changes places with.
type inPlace struct {
	kind                  string
	region, account, name string // as AWS calls it
	steps                 func(upgrade.Cloud) []upgrade.Step
}

// describeInPlace returns the upgrade of a cache, a search domain or a stream, such as prod/sessions; nil of others.
func describeInPlace(c *config.Config, what, to string) (*inPlace, error) {
	stage, name, _ := strings.Cut(what, "/")
	e, err := sideOf(c, stage)
	if err != nil {
		return nil, err
	}
	describe := func(*config.Config, config.Environment, string, string) (*inPlace, error) { return nil, nil }
	if _, is := e.Caches[name]; is {
		describe = cacheInPlace
	}
	if _, is := e.Search[name]; is {
		describe = searchInPlace
	}
	if _, is := e.Streams[name]; is {
		describe = streamInPlace
	}
	return describe(c, e, name, to)
}

// runInPlace upgrades a store where it is.
func (u *upgrading) runInPlace(command *cobra.Command, what string, one *inPlace) error {
	if u.test != "" || u.tested != "" || u.finish || u.abandon {
		return errors.New(
			"--test, --tested, --finish and --abandon are of databases: nothing else has a copy that changes places with it",
		)
	}
	if err := u.open(command, one.region, one.account, one.name); err != nil {
		return err
	}
	return u.do(command, shownUpgrade{Store: what, Kind: one.kind, To: u.to}, one.steps(*u.cloud))
}

// activeFirst are the sides of the store's environment, that which is active first.
func activeFirst(e config.Environment) []config.Environment {
	switch {
	case e.Other == nil:
		return []config.Environment{e}
	case e.Active:
		return []config.Environment{e, *e.Other}
	}
	return []config.Environment{*e.Other, e}
}
