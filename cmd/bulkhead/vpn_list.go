package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"bulkhead/config"
	"bulkhead/internal/cli"
	"bulkhead/operate/vpn"

	"github.com/spf13/cobra"
)

func newVPNList(o *operator) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the certificates, until a week after they expired",
		Long: `Lists the certificates, until a week after they expired, and their state by the
configuration that is given: the server refuses who has a valid certificate of a
level that is gone, or whose level has fewer addresses now.

Exit status:
  0  listed
  1  the list cannot be read
  2  the command line is wrong`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			c, err := o.load()
			if err != nil {
				return err
			}
			v, err := o.enter(command.Context(), c)
			if err != nil {
				return err
			}
			clients, err := v.Clients(command.Context())
			if err != nil {
				return err
			}
			if o.json {
				return printClientsJSON(command.OutOrStdout(), clients)
			}
			return printClients(command.OutOrStdout(), clients, c)
		},
	}
}

func printClients(w io.Writer, clients []vpn.Client, c *config.Config) error {
	if len(clients) == 0 {
		fmt.Fprintln(w, "nobody has a certificate")
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tLEVEL\tISSUED\tEXPIRES\tSTATE\tSERIAL")
	for _, one := range clients {
		state := "valid"
		of, unknown := level(c, one.Level)
		switch {
		case one.Revoked != nil:
			state = "revoked " + one.Revoked.Format(time.DateOnly)
		case !one.Valid(time.Now()):
			state = "expired"
		case unknown != nil:
			state = "refused: no such level"
		case one.Number >= of.Room:
			state = "refused: no address"
		}
		issued, expires := one.Issued.Format(time.DateOnly), one.Expires.Format(time.DateOnly)
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", one.Name, one.Level, issued, expires, state, one.Serial)
	}
	return table.Flush()
}

// printClientsJSON prints clients as JSON, and nothing else.
func printClientsJSON(w io.Writer, clients []vpn.Client) error {
	return cli.PrintJSON(w, &struct {
		Clients []vpn.Client `json:"clients"`
	}{clients})
}
