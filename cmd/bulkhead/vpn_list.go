package main

import (
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"bulkhead/internal/cli"
	"bulkhead/operate/vpn"

	"github.com/spf13/cobra"
)

func newVPNList(o *operator) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the certificates, until a week after they expired",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			v, err := o.open(command.Context())
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
			return printClients(command.OutOrStdout(), clients)
		},
	}
}

func printClients(w io.Writer, clients []vpn.Client) error {
	if len(clients) == 0 {
		fmt.Fprintln(w, "nobody has a certificate")
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tLEVEL\tISSUED\tEXPIRES\tSTATE\tSERIAL")
	for _, c := range clients {
		state := "valid"
		switch {
		case c.Revoked != nil:
			state = "revoked " + c.Revoked.Format(time.DateOnly)
		case !c.Valid(time.Now()):
			state = "expired"
		}
		issued, expires := c.Issued.Format(time.DateOnly), c.Expires.Format(time.DateOnly)
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t%s\n", c.Name, c.Level, issued, expires, state, c.Serial)
	}
	return table.Flush()
}

// printClientsJSON prints clients as JSON, and nothing else.
func printClientsJSON(w io.Writer, clients []vpn.Client) error {
	return cli.PrintJSON(w, &struct {
		Clients []vpn.Client `json:"clients"`
	}{clients})
}
