package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"
)

func newVPNRenew(o *operator) *cobra.Command {
	var confirmed bool
	command := &cobra.Command{
		Use:         "renew --everybody-loses-access",
		Short:       "Make all keys of the VPN anew, after its server was compromised",
		Annotations: resumes,
		Long: `Makes a new certificate authority, and a new certificate and new keys of the
server. The server knows within two minutes, and ends all sessions. Nobody has
a certificate afterwards: every profile has ended, and so have the secrets of
all authenticators. Issue new ones to those whom it names.

This is for a server that was compromised. As long as that one runs, or its
credentials are valid, it can read the new keys, too. So first revoke the
sessions of its role, and terminate its instance: another one takes its place.

Exit status:
  0  all profiles have ended, and the server's secret is written
  1  nothing was renewed, unless it says so
  2  the command line is wrong, or does not say --everybody-loses-access`,
		Args: func(command *cobra.Command, args []string) error {
			if err := cobra.NoArgs(command, args); err != nil {
				return err
			}
			if !confirmed {
				return errors.New("this ends all profiles: say --everybody-loses-access")
			}
			return nil
		},
		RunE: func(command *cobra.Command, _ []string) error {
			v, _, err := o.open(command.Context())
			if err != nil {
				return err
			}
			ended, err := v.Renew(command.Context())
			if err != nil {
				return err
			}
			if o.json {
				return printClientsJSON(command.OutOrStdout(), ended)
			}
			fmt.Fprintf(command.OutOrStdout(), "the VPN's keys are new, and %d profiles have ended\n", len(ended))
			for _, c := range ended {
				fmt.Fprintln(command.OutOrStdout(), c.Name)
			}
			return nil
		},
	}
	command.Flags().BoolVar(&confirmed, "everybody-loses-access", false, "confirm that all profiles end (required)")
	return command
}
