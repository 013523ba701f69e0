package main

import (
	"net/netip"
	"path"
	"strings"

	"bulkhead/analysis/reach"
	"bulkhead/analysis/reach/network"
	"bulkhead/assembly"
	"bulkhead/config"
)

// existingStores are the stores that something else has made, by name, and whether each is a bucket.
func existingStores(index config.Index) map[string]bool {
	all := map[string]bool{}
	for _, line := range index.Values {
		environment, is := environmentOf(line)
		rest, below := strings.CutPrefix(line.Path, "existing.")
		if name, key, more := strings.Cut(rest, "."); is && below && more {
			name = environment + "/" + name
			all[name] = all[name] || key == "bucket"
		}
	}
	return all
}

// environmentOf is the environment whose file a line is in.
func environmentOf(line config.Line) (string, bool) {
	return strings.CutSuffix(strings.TrimPrefix(path.Clean(line.File), "environments/"), ".yaml")
}

// graphOf reads the networks of an assembly, with what its configuration says that something else has made.
func graphOf(a *assembly.Assembly, index config.Index) (*reach.Graph, error) {
	n, err := network.Read(a)
	if err != nil {
		return nil, err
	}
	n.Existing, n.Ranges = map[string]string{}, map[netip.Prefix]string{}
	for name, bucket := range existingStores(index) {
		n.Existing[name] = "something else's, and no template has it: nobody knows who reaches it"
		if bucket {
			environment, _, _ := strings.Cut(name, "/")
			n.Existing[name] = "a bucket that something else has made: ask about " + environment + "/s3, by which it is reached"
		}
	}
	foreign, ranges := map[string]bool{}, map[string]string{}
	for _, line := range index.Values {
		if environment, is := environmentOf(line); is && line.Path == "network.existing.vpc" {
			foreign[environment] = true
		} else if is && line.Path == "network.cidr" {
			ranges[environment] = line.Value
		}
	}
	for environment := range foreign {
		if within, err := netip.ParsePrefix(ranges[environment]); err == nil {
			n.Ranges[within] = "the network of " + environment
		}
	}
	return reach.New(n), nil
}
