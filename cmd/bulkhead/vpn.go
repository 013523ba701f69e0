package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/document"
	"bulkhead/operate/vpn"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/spf13/cobra"
)

const vpnHelp = `Vpn keeps the list of who may use the organization's VPN. The list is in AWS
Secrets Manager, and the key of the certificate authority in AWS KMS, which
signs with it and never gives it away, in the shared-services account. Several
operators may change the list at once. Each use is told to who hears of
security findings.

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
	flags.StringVar(&o.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&o.profile, "profile", "", "AWS profile (default: as the AWS CLI)")
	flags.BoolVar(&o.json, "json", false, "print the result as JSON, without secrets")
	command.AddCommand(newVPNIssue(&o), newVPNRevoke(&o), newVPNList(&o), newVPNRenew(&o))
	return command
}

// operator is who runs a command, as far as the flags tell.
type operator struct {
	config, profile string
	json            bool
}

// load is the configuration, which has an OpenVPN server.
func (o *operator) load() (*config.Config, error) {
	c, err := config.Load(o.config)
	if err != nil {
		return nil, err
	}
	if v := c.Organization.VPN; v == nil || v.Server != config.OpenVPN {
		return nil, errors.New("the configuration has no OpenVPN server: add vpn to organization.yaml")
	}
	return c, nil
}

// open is the VPN of the configuration, once it is known that the credentials are right.
func (o *operator) open(ctx context.Context) (*vpn.VPN, error) {
	c, err := o.load()
	if err != nil {
		return nil, err
	}
	return o.enter(ctx, c)
}

// enter is the VPN of a configuration, once it is known that the credentials are right.
func (o *operator) enter(ctx context.Context, c *config.Config) (*vpn.VPN, error) {
	session, err := enter(ctx, o.profile, string(c.Organization.Regions.Primary))
	if err != nil {
		return nil, err
	}
	if err := checkCredentials(ctx, session, string(c.Organization.Accounts[config.SharedServices])); err != nil {
		return nil, err
	}
	return vpn.New(c.Organization.Name, secretsmanager.NewFromConfig(session), kms.NewFromConfig(session)), nil
}

// level is a level of the configuration.
func level(c *config.Config, name string) (vpn.Level, error) {
	v := *c.Organization.VPN
	if _, known := v.Levels[name]; !known {
		return vpn.Level{}, fmt.Errorf("the VPN has no level %q: %s", name, document.Suggest(name, slices.Sorted(maps.Keys(v.Levels))))
	}
	return vpn.Level{Name: name, Room: v.Room(name)}, nil
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
	found, err := credentialsOf(ctx, session)
	if err != nil {
		return err
	}
	if strings.HasPrefix(found.AccessKeyID, "AKIA") {
		return errors.New("these AWS credentials are an IAM user's, and last until they are deleted: " + advice)
	}
	of, err := accountOf(ctx, session)
	if err != nil {
		return err
	}
	if of != account {
		return fmt.Errorf("these AWS credentials are for the account %s, and the VPN is in %s (shared-services): %s", of, account, advice)
	}
	return nil
}
