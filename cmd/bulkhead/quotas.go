package main

import (
	"cmp"
	"fmt"
	"slices"
	"text/tabwriter"

	"bulkhead/analysis/quota"
	"bulkhead/assembly"
	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const quotasHelp = `Quotas compares what synthesized templates make, at their greatest scale, with
what AWS lets a new account have, and lists what has to be raised before the
first deployment, with the command that asks for it. An account that has been
raised already needs nothing: compare with Service Quotas in its console.

DIR is a cloud assembly (bulkhead synth). With --addresses no assembly is read,
but the configuration: how many addresses each subnet of every side has, needs at
the greatest scale with a zone lost, and has left. A configuration whose subnets
are too small is refused.

Exit status:
  0  the list was written, whether or not something has to be raised
  1  the templates cannot be read, or hold a resource that bulkhead does not know
  2  the command line is wrong`

// newQuotas is `bulkhead quotas`.
func newQuotas() *cobra.Command {
	var asJSON, all, addresses bool
	var dirOfConfig string
	command := &cobra.Command{
		Use:   "quotas [DIR]",
		Short: "List the AWS quotas that accounts have to have raised (default cdk.out)",
		Long:  quotasHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if addresses {
				return printAddresses(command, dirOfConfig, asJSON)
			}
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			a, err := assembly.Load(dir)
			if err != nil {
				return err
			}
			needs, err := quota.Needs(a)
			if err != nil {
				return err
			}
			if !all {
				needs = slices.DeleteFunc(needs, func(n quota.Need) bool { return !n.Raise() })
			}
			if asJSON {
				return cli.PrintJSON(command.OutOrStdout(), &struct {
					Quotas []quota.Need `json:"quotas"`
				}{needs})
			}
			return printQuotas(command, needs)
		},
	}
	command.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON, and nothing else")
	command.Flags().BoolVar(&all, "all", false, "list what is enough, too")
	command.Flags().BoolVar(&addresses, "addresses", false, "list the addresses of subnets instead")
	command.Flags().StringVar(&dirOfConfig, "config", defaultConfig(), "configuration directory, of --addresses")
	return command
}

// subnets are the addresses of a side's subnets of one tier, each.
type subnets struct {
	Side   string `json:"side"`
	Tier   string `json:"tier"`
	Bits   int    `json:"bits"`
	Supply int    `json:"supply"` // what AWS leaves us
	Demand int    `json:"demand"`
	Free   int    `json:"free"`
}

func printAddresses(command *cobra.Command, dir string, asJSON bool) error {
	c, err := config.Load(dir)
	if err != nil {
		return err
	}
	var all []subnets
	for _, side := range c.Sides() {
		for _, tier := range side.Capacity() {
			free := tier.Supply - tier.Demand
			all = append(all, subnets{side.Name, tier.Tier, tier.Bits, tier.Supply, tier.Demand, free})
		}
	}
	if asJSON {
		return cli.PrintJSON(command.OutOrStdout(), &struct {
			Subnets []subnets `json:"subnets"`
		}{all})
	}
	table := tabwriter.NewWriter(command.OutOrStdout(), 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "SIDE\tSUBNET\tADDRESSES\tNEEDED\tFREE")
	for _, s := range all {
		fmt.Fprintf(table, "%s\t%s, /%d\t%d\t%d\t%d\n", s.Side, s.Tier, s.Bits, s.Supply, s.Demand, s.Free)
	}
	return table.Flush()
}

func printQuotas(command *cobra.Command, needs []quota.Need) error {
	out := command.OutOrStdout()
	if len(needs) == 0 {
		fmt.Fprintln(out, "nothing has to be raised")
		return nil
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ACCOUNT\tREGION\tQUOTA\tNEEDED\tAT FIRST")
	for _, n := range needs {
		fmt.Fprintf(table, "%s\t%s\t%s\t%d\t%d\n", n.Account, n.Region, n.Name, n.Needed, n.Default)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	for _, n := range needs {
		if n.Raise() {
			fmt.Fprintf(out, "# in %s\naws service-quotas request-service-quota-increase --service-code %s --quota-code %s --desired-value %d --region %s\n",
				n.Account, n.Service, n.Code, n.Needed, cmp.Or(n.Region, string(address.GlobalRegion)))
		}
	}
	return nil
}
