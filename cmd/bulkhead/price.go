package main

import (
	"bulkhead/analysis/price"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const priceHelp = `Price tells what templates cost in a month, in US dollars: with everything at its
smallest, and scaled out; for each environment and component, with the line of the
configuration that decides it, and for great choices what their other value costs.

It counts what is billed for being there, with a table of AWS's public prices in this
program: on demand, without tax, free tiers and discounts, a month of 730 hours. What
is billed by its use is named, and counted with --usage, a file of assumptions. Nodes
of EKS Auto Mode, RDS Proxy and provisioned pollers are there and not counted, which
the output says, and so it does of what is paid once for an organization. No network
is needed, except by price update.

DIR is a cloud assembly (bulkhead synth) or a configuration directory.

Exit status:
  0  priced, and every budget is enough for what its account costs at least
  1  a budget is not, a price is missing, or the templates cannot be read
  2  the command line is wrong`

// newPrice is `bulkhead price`.
func newPrice() *cobra.Command {
	var asJSON, verbose, noCache bool
	var environment, usage, table string
	var top uint
	command := &cobra.Command{
		Use:   "price [DIR]",
		Short: "Tell what templates cost in a month, and which line decides it (default cdk.out)",
		Long:  priceHelp,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			dir := defaultOut
			if len(args) > 0 {
				dir = args[0]
			}
			report, err := pricesOf(command, dir, usage, table, noCache)
			if err != nil {
				return err
			}
			if environment != "" {
				if err := report.Only(environment); err != nil {
					return err
				}
			}
			if asJSON {
				err = cli.PrintJSON(command.OutOrStdout(), report)
			} else {
				err = printPrices(command.OutOrStdout(), report, verbose, int(top))
			}
			if err == nil && !report.Clean() {
				err = cli.ErrReported
			}
			return err
		},
	}
	command.Flags().StringVar(&environment, "environment", "", "price this one only; a standby is one of its own, such as prod-dr")
	command.Flags().StringVar(&usage, "usage", "", "a file of what environments use in a month")
	command.Flags().StringVar(&table, "table", "", "a table of prices instead of this program's")
	command.Flags().BoolVar(&asJSON, "json", false, "print every charge as JSON, and nothing else")
	command.Flags().BoolVarP(&verbose, "verbose", "v", false, "list every line that causes costs, every estimate, and what is billed by use")
	command.Flags().UintVar(&top, "top", 0, "list so many components of each environment, the dearest (default all)")
	command.MarkFlagsMutuallyExclusive("top", "json")
	command.Flags().BoolVar(&noCache, "no-cache", false, "build every stage of a configuration, even if nothing changed")
	command.AddCommand(newPriceUpdate())
	return command
}

// pricesOf prices a cloud assembly, or that of the configuration in dir.
func pricesOf(command *cobra.Command, dir, usage, file string, noCache bool) (*price.Report, error) {
	table := price.Bundled()
	var err error
	if file != "" {
		if table, err = price.ReadTable(file); err != nil {
			return nil, err
		}
	}
	var assumed price.Usage
	if usage != "" {
		if assumed, err = price.ReadUsage(usage); err != nil {
			return nil, err
		}
	}
	a, index, err := readAssembly(command, dir, noCache)
	if err != nil {
		return nil, err
	}
	return price.Of(a, index, table, assumed)
}
