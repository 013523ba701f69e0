package main

import (
	"fmt"
	"time"

	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

func newVPNRevoke(o *operator) *cobra.Command {
	return &cobra.Command{
		Use:   "revoke NAME",
		Short: "Lock out whoever has the certificate of NAME",
		Long: `Revokes the certificate of NAME. The server knows within two minutes, and ends
the client's session; other sessions are interrupted for some seconds. Revoking
again tells the server again.

Exit status:
  0  revoked, and the server's list is written
  1  not revoked, unless it says so
  2  the command line is wrong`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			v, _, err := o.open(command.Context())
			if err != nil {
				return err
			}
			client, err := v.Revoke(command.Context(), args[0])
			if err != nil {
				return err
			}
			if o.json {
				return cli.PrintJSON(command.OutOrStdout(), &client)
			}
			fmt.Fprintf(command.OutOrStdout(), "%s is revoked since %s\n", client.Name, client.Revoked.Format(time.DateTime))
			return nil
		},
	}
}
