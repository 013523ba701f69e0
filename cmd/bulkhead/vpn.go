package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/spf13/cobra"

	"bulkhead/config"
	"bulkhead/operate/vpn"
)

const vpnHelp = `Vpn keeps the list of who may use the organization's VPN. The list, and the
certificate authority that makes the certificates, are in AWS Secrets Manager
in the shared-services account; several operators may change it at once.

The credentials are those that the AWS CLI would use, and have to be short-lived
ones of the shared-services account.

Exit status:
  0  done
  1  something is wrong that has to be mended first; nothing was done unless it says so
  2  the command line is wrong`

// newVPN is `bulkhead vpn`.
func newVPN() *cobra.Command {
	var o operator
	command := &cobra.Command{
		Use:   "vpn",
		Short: "Issue, revoke, list and renew the certificates of the VPN",
		Long:  vpnHelp,
	}
	flags := command.PersistentFlags()
	flags.StringVar(&o.config, "config", cmp.Or(os.Getenv("BULKHEAD_CONFIG"), "config/example"), "configuration directory")
	flags.StringVar(&o.profile, "profile", "", "AWS profile (default: as the AWS CLI)")
	flags.BoolVar(&o.json, "json", false, "print the result as JSON, without secrets")
	command.AddCommand(newVPNIssue(&o), newVPNRevoke(&o), newVPNList(&o), newVPNRenew(&o))
	return command
}

func newVPNIssue(o *operator) *cobra.Command {
	var out string
	var days int
	command := &cobra.Command{
		Use:   "issue NAME",
		Short: "Make a certificate, and write the profile that OpenVPN connects with",
		Long: `Makes a certificate for NAME, and writes a profile for OpenVPN 2.6 or later, or
OpenVPN Connect. The profile holds the private key, which is kept nowhere else:
hand it over safely, and delete it. The first certificate of an
organization makes its certificate authority.

With one-time codes, the address for the authenticator is printed once, to
standard error. It is a secret, too.

Exit status:
  0  the profile is written
  1  nothing was issued, unless it says so, and no profile was written
  2  the command line is wrong`,
		Args: cobra.ExactArgs(1),
		RunE: func(command *cobra.Command, args []string) error {
			if err := vpn.CheckName(args[0]); err != nil {
				return err
			}
			path := cmp.Or(out, args[0]+".ovpn")
			issued, err := o.issue(command.Context(), args[0], path, days)
			if err != nil {
				return err
			}
			return o.report(command, issued, path)
		},
	}
	command.Flags().StringVar(&out, "out", "", "file to write, which must not exist (default NAME.ovpn)")
	command.Flags().IntVar(&days, "days", 365, "how long the certificate lasts")
	return command
}

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
				return printObject(command.OutOrStdout(), client)
			}
			fmt.Fprintf(command.OutOrStdout(), "%s is revoked since %s\n", client.Name, client.Revoked.Format(time.DateTime))
			return nil
		},
	}
}

func newVPNList(o *operator) *cobra.Command {
	return &cobra.Command{
		Use:   "list",
		Short: "List the certificates, until a week after they expired",
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			v, _, err := o.open(command.Context())
			if err != nil {
				return err
			}
			clients, err := v.Clients(command.Context())
			if err != nil {
				return err
			}
			if o.json {
				return printJSON(command.OutOrStdout(), clients)
			}
			return printClients(command.OutOrStdout(), clients)
		},
	}
}

func newVPNRenew(o *operator) *cobra.Command {
	var confirmed bool
	command := &cobra.Command{
		Use:   "renew --everybody-loses-access",
		Short: "Make all keys of the VPN anew, after its server was compromised",
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
				return printJSON(command.OutOrStdout(), ended)
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

// operator is who runs a command, as far as the flags tell.
type operator struct {
	config, profile string
	json            bool
}

// open is the VPN of the configuration, once it is known that the credentials are right.
func (o *operator) open(ctx context.Context) (*vpn.VPN, vpn.Remote, error) {
	c, err := config.Load(o.config)
	if err != nil {
		return nil, vpn.Remote{}, err
	}
	if v := c.Organization.VPN; v == nil || v.Server != config.OpenVPN {
		return nil, vpn.Remote{}, errors.New("the configuration has no OpenVPN server: add vpn to organization.yaml")
	}
	session, err := awsconfig.LoadDefaultConfig(ctx,
		awsconfig.WithRegion(string(c.Organization.Regions.Primary)), awsconfig.WithSharedConfigProfile(o.profile))
	if err != nil {
		return nil, vpn.Remote{}, err
	}
	if err := checkCredentials(ctx, session, string(c.Organization.Accounts[config.SharedServices])); err != nil {
		return nil, vpn.Remote{}, err
	}
	return vpn.New(c.Organization.Name, secretsmanager.NewFromConfig(session)), remote(c), nil
}

// remote is what a configuration says of the server that clients connect to.
func remote(c *config.Config) vpn.Remote {
	return vpn.Remote{
		Host:   c.Organization.VPNHost(),
		UDP:    config.VPNPort,
		TCP443: c.Organization.VPN.TCP == config.Enabled,
		Codes:  c.Organization.VPN.MFA == config.MFATOTP,
	}
}

// checkCredentials refuses keys of another account, and those that last: whoever has one could make certificates until
// somebody notices.
func checkCredentials(ctx context.Context, session aws.Config, account string) error {
	const advice = "log in with IAM Identity Center (aws sso login), or assume a role"
	credentials, err := session.Credentials.Retrieve(ctx)
	if err != nil {
		return fmt.Errorf("there are no AWS credentials: %s: %w", advice, err)
	}
	if strings.HasPrefix(credentials.AccessKeyID, "AKIA") {
		return errors.New("these AWS credentials are an IAM user's, and last until they are deleted: " + advice)
	}
	caller, err := sts.NewFromConfig(session).GetCallerIdentity(ctx, nil)
	if err != nil {
		return fmt.Errorf("AWS does not take these credentials: %s: %w", advice, err)
	}
	if *caller.Account != account {
		return fmt.Errorf("these AWS credentials are for the account %s, and the VPN is in %s (shared-services): %s", *caller.Account, account, advice)
	}
	return nil
}

// issue writes the profile of a new certificate. The file is made first, because a certificate without a profile is of
// no use to anybody, and removed when there is none to put in.
func (o *operator) issue(ctx context.Context, name, path string, days int) (issued *vpn.Issued, err error) {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(path)
		}
	}()
	v, remote, err := o.open(ctx)
	if err != nil {
		return nil, err
	}
	if issued, err = v.Issue(ctx, name, days, remote); err != nil {
		return nil, err
	}
	_, err = file.Write(issued.Profile)
	if err = errors.Join(err, file.Close()); err != nil {
		return nil, fmt.Errorf("%s has a certificate, but its profile could not be written; revoke it, and try again: %w", name, err)
	}
	return issued, nil
}

// report says what was issued, and never a private key.
func (o *operator) report(command *cobra.Command, issued *vpn.Issued, path string) error {
	if issued.Founded {
		fmt.Fprintln(command.ErrOrStderr(), "this is the first certificate: the certificate authority was made, too")
	}
	if issued.Codes != "" {
		fmt.Fprintf(command.ErrOrStderr(), "for the authenticator of %s, as a secret that is shown only now:\n%s\n", issued.Client.Name, issued.Codes)
	}
	if o.json {
		return printObject(command.OutOrStdout(), struct {
			vpn.Client
			File string `json:"file"`
		}{issued.Client, path})
	}
	fmt.Fprintf(command.OutOrStdout(), "%s may connect until %s with %s, which is a secret\n",
		issued.Client.Name, issued.Client.Expires.Format(time.DateOnly), path)
	return nil
}

func printClients(w io.Writer, clients []vpn.Client) error {
	if len(clients) == 0 {
		fmt.Fprintln(w, "nobody has a certificate")
		return nil
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "NAME\tISSUED\tEXPIRES\tSTATE\tSERIAL")
	for _, c := range clients {
		state := "valid"
		switch {
		case c.Revoked != nil:
			state = "revoked " + c.Revoked.Format(time.DateOnly)
		case !c.Valid(time.Now()):
			state = "expired"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\n", c.Name, c.Issued.Format(time.DateOnly), c.Expires.Format(time.DateOnly), state, c.Serial)
	}
	return table.Flush()
}

// printObject prints one thing as JSON, and nothing else.
func printObject(w io.Writer, v any) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(v)
}
