package config_test

import (
	"errors"
	"fmt"

	"bulkhead/config"
)

// A configuration comes with its defaults, and its environments in the order in which they are deployed.
func ExampleLoad() {
	c, err := config.Load("example")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, env := range c.Sides() {
		fmt.Println(env.Name, env.AccountID, env.Region, env.Network.CIDR, env.Network.NAT)
	}
	// Output:
	// dev 333333333333 eu-west-1 10.10.0.0/16 single
	// stage 444444444444 eu-west-1 10.20.0.0/16 per-zone
	// prod 555555555555 eu-west-1 10.30.0.0/16 per-zone
	// prod-dr 555555555555 eu-central-1 10.40.0.0/16 per-zone
}

// Every mistake of every file is reported at once.
func ExampleLoad_faults() {
	_, err := config.Load("testdata/mistakes")
	fmt.Println(err)

	var faults config.Faults
	if errors.As(err, &faults) {
		fmt.Println(len(faults), "faults; the first is about", faults[0].Path)
	}
	// Output:
	// testdata/mistakes/environments/dev.yaml:2:7: wave: 100 is too large; the most is 99
	// testdata/mistakes/environments/dev.yaml:5:3: network.zonse: is not a known key; did you mean zones?
	// testdata/mistakes/organization.yaml:5:12: regions.primary: "eu-west1" is not a known AWS region; did you mean eu-west-1?
	// 3 faults; the first is about wave
}
