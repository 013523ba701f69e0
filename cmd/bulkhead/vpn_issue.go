package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"bulkhead/internal/cli"
	"bulkhead/operate/vpn"

	"github.com/spf13/cobra"
)

func newVPNIssue(o *operator) *cobra.Command {
	var out, to string
	var days int
	var linux bool
	command := &cobra.Command{
		Use:         "issue NAME --level LEVEL",
		Short:       "Make a certificate, and write the profile that OpenVPN connects with",
		Annotations: resumes,
		Long: `Makes a certificate for NAME, and writes a profile for OpenVPN 2.6 or later, or
OpenVPN Connect. The profile holds the private key, which is kept nowhere else:
hand it over safely, and delete it. The first certificate of an
organization makes its certificate authority.

It reaches the environments of LEVEL, and nothing of any other: see vpn.levels.
Whoever changes to another level gets another certificate.

With --linux, the profile is for the OpenVPN command before 2.7 on Linux with
systemd-resolved, which leaves names to a script: install the package
openvpn-systemd-resolved. Other clients refuse such a profile.

With one-time codes, the address for the authenticator is printed once, to
standard error. It is a secret, too.

Exit status:
  0  the profile is written
  1  nothing was issued, unless it says so, and no profile was written
  2  the command line is wrong`,
		Args: func(command *cobra.Command, args []string) error {
			if err := cobra.ExactArgs(1)(command, args); err != nil {
				return err
			}
			if to == "" {
				return errors.New("say --level: what the profile may reach")
			}
			return nil
		},
		RunE: func(command *cobra.Command, args []string) error {
			if err := vpn.CheckName(args[0]); err != nil {
				return err
			}
			path := cmp.Or(out, args[0]+".ovpn")
			issued, err := o.issue(command.Context(), args[0], to, path, days, linux)
			if err != nil {
				return err
			}
			return o.report(command, issued, path)
		},
	}
	command.Flags().StringVar(&out, "out", "", "file to write, which must not exist (default NAME.ovpn)")
	command.Flags().StringVar(&to, "level", "", "level of vpn.levels that the profile is of (required)")
	command.Flags().IntVar(&days, "days", 365, "how long the certificate lasts")
	command.Flags().BoolVar(&linux, "linux", false, "resolve names with systemd-resolved")
	return command
}

// issue writes the profile of a new certificate. The file is made first, because a certificate without a profile is of
// no use to anybody, and removed when there is none to put in.
func (o *operator) issue(
	ctx context.Context, name, to, path string, days int, linux bool,
) (issued *vpn.Issued, err error) {
	c, err := o.load()
	if err != nil {
		return nil, err
	}
	of, err := level(c, to)
	if err != nil {
		return nil, err
	}
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
	v, err := o.enter(ctx, c)
	if err != nil {
		return nil, err
	}
	server := remote(c)
	server.Linux = linux
	if issued, err = v.Issue(ctx, name, of, days, server); err != nil {
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
		return cli.PrintJSON(command.OutOrStdout(), &struct {
			vpn.Client
			File string `json:"file"`
		}{issued.Client, path})
	}
	fmt.Fprintf(command.OutOrStdout(), "%s may connect to %s until %s with %s, which is a secret\n",
		issued.Client.Name, issued.Client.Level, issued.Client.Expires.Format(time.DateOnly), path)
	return nil
}
