package main

import (
	"fmt"
	"time"

	"github.com/spf13/cobra"
)

func newVPNRevoke(o *operator) *cobra.Command {
	return &cobra.Command{
		Use:         "revoke NAME...",
		Short:       "Lock out whoever has the certificate of NAME",
		Annotations: resumes,
		Long: `Revokes the certificate of each NAME, or of none. The server knows within two
minutes, and ends the clients' sessions; other sessions are interrupted for some
seconds. Revoking again tells the server again. Revoke many with one command:
AWS takes only some hundred changes of the list a day.

Exit status:
  0  revoked, and the server's list is written
  1  not revoked, unless it says so
  2  the command line is wrong`,
		Args: cobra.MinimumNArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			v, err := o.open(command.Context())
			if err != nil {
				return err
			}
			clients, err := v.RevokeAll(command.Context(), args)
			if err != nil {
				return err
			}
			if o.json {
				return printClientsJSON(command.OutOrStdout(), clients)
			}
			for _, c := range clients {
				fmt.Fprintf(command.OutOrStdout(), "%s is revoked since %s\n", c.Name, c.Revoked.Format(time.DateTime))
			}
			return nil
		},
	}
}
