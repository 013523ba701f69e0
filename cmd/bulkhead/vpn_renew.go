package main

import (
	"fmt"

	"bulkhead/operate/vpn"

	"github.com/spf13/cobra"
)

func newVPNRenew(o *operator) *cobra.Command {
	var all bool
	command := &cobra.Command{
		Use:         "renew",
		Short:       "Make the server's certificate anew, or after it was compromised all keys",
		Annotations: resumes,
		Long: `Makes the server's certificate and its key anew. Sessions are interrupted for
some seconds, and nobody loses access. Issuing and revoking do the same in the
second half of the certificate's year.

With --everybody-loses-access it makes all anew: the certificate authority, and
the certificate and keys of the server. The server knows within two minutes, and
ends all sessions. Nobody has a certificate afterwards: every profile has ended,
and so have the secrets of all authenticators. Issue new ones to those whom it
names.

That is for a server that was compromised. As long as that one runs, or its
credentials are valid, it can read the new keys, too. So first revoke the
sessions of its role, and terminate its instance: another one takes its place.

Exit status:
  0  the server's secret is written
  1  nothing was renewed, unless it says so
  2  the command line is wrong`,
		Args: cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			v, err := o.open(command.Context())
			if err != nil {
				return err
			}
			var ended []vpn.Client
			if all {
				ended, err = v.Renew(command.Context())
			} else {
				err = v.RenewServer(command.Context())
			}
			if err != nil {
				return err
			}
			switch {
			case o.json:
				return printClientsJSON(command.OutOrStdout(), ended)
			case all:
				fmt.Fprintf(command.OutOrStdout(), "the VPN's keys are new, and %d profiles have ended\n", len(ended))
			default:
				fmt.Fprintln(command.OutOrStdout(), "the server's certificate is new")
			}
			for _, c := range ended {
				fmt.Fprintln(command.OutOrStdout(), c.Name)
			}
			return nil
		},
	}
	command.Flags().BoolVar(&all, "everybody-loses-access", false, "make all keys anew, which ends all profiles")
	return command
}
