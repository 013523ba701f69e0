package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync/atomic"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/cli"
	"bulkhead/internal/waiting"
	"bulkhead/operate/preflight"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	awsconfig "github.com/aws/aws-sdk-go-v2/config"
	"github.com/spf13/cobra"
)

const preflightHelp = `Preflight looks into the accounts, with calls that only read, for what has to be
there before a deployment and CloudFormation cannot make: bootstrap, quotas,
versions that AWS offers, domains, images, handshakes, what is in the way, and
whatever else somebody does by hand. It finds each thing done, missing, with the
command that mends it, or not knowable, and says why. It changes nothing, and a
second run finds the same.

Each account is entered with the profile of the AWS CLI that the deploy page
makes, such as acme-dev for the account dev, and the one that the credentials of
--profile are of with these. An account without credentials is not knowable; so
is what the credentials may not ask, and what AWS does not answer within 20
seconds. --policy prints the policy that suffices.

The templates are synthesized from the configuration, or those of --assembly.

Exit status:
  0  everything is done, or is what nobody can know
  1  something is wrong: the configuration, the templates
  2  the command line is wrong
  3  something is missing, or no answer came: an account could not be entered, or a
     call was refused or failed`

// newPreflight is `bulkhead preflight`.
func newPreflight() *cobra.Command {
	var p preflighting
	command := &cobra.Command{
		Use:   "preflight [ACCOUNT…]",
		Short: "Look into the accounts for what a deployment needs first (default all)",
		Long:  preflightHelp,
		RunE:  func(command *cobra.Command, args []string) error { return p.run(command, args) },
	}
	flags := command.Flags()
	flags.StringVar(&p.config, "config", defaultConfig(), "configuration directory")
	flags.StringVar(&p.assembly, "assembly", "", "cloud assembly of the configuration (default: synthesized)")
	flags.StringVar(&p.profile, "profile", "", "AWS profile of one of the accounts (default: as the AWS CLI)")
	flags.BoolVar(&p.all, "all", false, "list what is done, too")
	flags.BoolVar(&p.policy, "policy", false, "print the IAM policy that it takes, and look at nothing")
	flags.BoolVar(&p.json, "json", false, "print the result as JSON, and nothing else")
	command.MarkFlagsMutuallyExclusive("policy", "all")
	return command
}

// preflighting is one run of the command.
type preflighting struct {
	config, assembly, profile string
	all, policy, json         bool
}

// preflown is its result.
type preflown struct {
	Findings []preflight.Finding `json:"findings"`
	Done     int                 `json:"done"`
	Missing  int                 `json:"missing"`
	Unknown  int                 `json:"notKnowable"`

	Unanswered int `json:"unanswered"` // of what is not knowable: what an answer would have told
}

func (p *preflighting) run(command *cobra.Command, names []string) error {
	out := command.OutOrStdout()
	c, err := config.Load(p.config)
	if err != nil {
		return err
	}
	if p.policy {
		return printPolicy(out, address.Of(c), p.json)
	}
	managed := func(name string) bool { return name == preflight.Management && c.Organization.Management != nil }
	if err := demandAccounts(c, slices.DeleteFunc(slices.Clone(names), managed)); err != nil { // before synthesis
		return err
	}
	a, err := templatesOf(command, p.config, p.assembly)
	if err != nil {
		return err
	}
	plan, err := preflight.Needs{Book: address.Of(c), Assembly: a}.Plan()
	if err != nil {
		return err
	}
	accounts := plan.Accounts()
	ctx := command.Context()
	enter, err := p.profiles(ctx, plan)
	if err != nil {
		return err
	}
	if len(names) > 0 {
		accounts = slices.DeleteFunc(accounts,
			func(a preflight.Account) bool { return !slices.Contains(names, a.Name) })
	}
	var at atomic.Value
	at.Store("the accounts")
	looking := waiting.Start(command.ErrOrStderr(), true, func() string { return fmt.Sprintf("looking     at %s", at.Load()) })
	found, err := preflight.Run{
		Plan:  plan,
		Enter: enter,
		Servers: func(ctx context.Context, domain string) (all []string, _ error) {
			servers, err := net.DefaultResolver.LookupNS(ctx, domain)
			for _, s := range servers {
				all = append(all, s.Host)
			}
			return all, err
		},
		Addresses: net.DefaultResolver.LookupHost,
		Tell:      func(account, check, what string) { at.Store(account + ": " + check + ": " + what) },
	}.Do(ctx, accounts)
	looking.End()
	if err != nil {
		return err
	}
	result := preflown{Findings: found}
	for _, f := range found {
		switch f.State {
		case preflight.Done:
			result.Done++
		case preflight.Missing:
			result.Missing++
		case preflight.Unknown:
			result.Unknown++
		}
		if f.Unanswered {
			result.Unanswered++
		}
	}
	if p.json {
		err = cli.PrintJSON(out, &result)
	} else {
		err = printPreflight(out, accounts, result, p.all)
	}
	if err == nil && result.Missing+result.Unanswered > 0 {
		err = cli.ErrNo
	}
	return err
}

// profiles enters accounts: the one that the given credentials are of with these, every other one with the profile that
// is called after it. It fails where a profile was asked for and cannot be entered, or is of no account of ours.
func (p *preflighting) profiles(
	ctx context.Context, plan preflight.Plan,
) (func(context.Context, preflight.Account) (aws.Config, error), error) {
	region := string(plan.Organization.Regions.Primary)
	ctx, cancel := context.WithTimeout(ctx, preflight.Limit)
	defer cancel()
	given := ""
	session, err := enter(ctx, p.profile, region)
	if err == nil {
		_, err = credentialsOf(ctx, session)
	}
	if err == nil {
		given, err = accountOf(ctx, session)
	}
	ours := slices.ContainsFunc(plan.Accounts(), func(a preflight.Account) bool { return a.ID == given })
	switch {
	case p.profile != "" && err != nil:
		return nil, fmt.Errorf("the profile %s cannot be entered: %w", p.profile, err)
	case p.profile != "" && !ours:
		return nil, fmt.Errorf("the profile %s is of account %s, which the configuration does not have", p.profile, given)
	}
	return func(ctx context.Context, a preflight.Account) (aws.Config, error) {
		if err == nil && given == a.ID {
			return patient(session), nil
		}
		profile := plan.Profile(a.Name)
		there, refused := enterAccount(ctx, profile, region, a.ID, a.Name)
		missing, is := errors.AsType[awsconfig.SharedConfigProfileNotExistError](refused)
		switch {
		case is && missing.Profile != profile:
			return there, fmt.Errorf("the profile %s of the AWS CLI is made from the profile %s, which there is not", profile, missing.Profile)
		case is && err != nil && !errors.Is(err, errNone):
			return there, fmt.Errorf("nobody knows whose the credentials are that the AWS CLI would use: %w; nor is there a profile %s", err, profile)
		case is:
			return there, fmt.Errorf("there are no credentials of account %s: make the profile %s of the AWS CLI", a.ID, profile)
		}
		return patient(there), refused
	}, nil
}

// patient has calls wait where AWS is asked too often: fewer a second, for all of an account, and more attempts.
func patient(c aws.Config) aws.Config {
	all := retry.NewAdaptiveMode(func(o *retry.AdaptiveModeOptions) {
		o.StandardOptions = append(o.StandardOptions, func(o *retry.StandardOptions) { o.MaxAttempts = 8 })
	})
	c.Retryer = func() aws.Retryer { return all }
	return c
}
