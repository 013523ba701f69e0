package preflight

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// connections looks whether the handshakes of connections are finished.
func connections(n Needs) (all []item) {
	var arns []string
	if p := n.Organization.Pipeline; p != nil {
		arns = append(arns, p.Connection)
	}
	for _, a := range n.Organization.Applications {
		if a.CodePipeline != nil {
			arns = append(arns, a.CodePipeline.Connection)
		}
	}
	for _, arn := range once(arns) {
		parts := strings.Split(arn, ":")
		all = append(all, item{
			config.SharedServices, parts[3], arn,
			func(ctx context.Context, v *visit) (answer, error) {
				out, err := ask(ctx, v, look.GetConnection, look.GetConnectionInput{ConnectionArn: &arn})
				if absent(err, "ResourceNotFoundException") {
					return missing("there is no such connection", "make one in the console: Developer Tools → Settings → Connections,"+
						" and write its ARN into the configuration"), nil
				}
				if err != nil {
					return answer{}, err
				}
				status := aws.ToString(out.Connection.ConnectionStatus)
				return demand(status == "AVAILABLE", "its handshake is not finished: "+status,
					"in the console: Developer Tools → Settings → Connections → Update pending connection"), nil
			},
		})
	}
	return all
}

// slack looks whether security may write to the workspace.
func slack(n Needs) []item {
	to := n.Organization.Detection.Findings.Slack
	if to == nil {
		return nil
	}
	return []item{{config.Security, "", "workspace " + to.Workspace, func(ctx context.Context, v *visit) (answer, error) {
		out, err := ask(ctx, v, look.DescribeWorkspaces, look.DescribeWorkspacesInput{})
		if err != nil {
			return answer{}, err
		}
		is := slices.ContainsFunc(out.SlackWorkspaces,
			func(w look.Workspace) bool { return aws.ToString(w.SlackTeamID) == to.Workspace })
		return demand(is, "the workspace is not authorized",
			"in security's console: Amazon Q Developer in chat applications → Configure a chat client → Slack"), nil
	}}}
}

// shield looks whether accounts have subscribed to Shield Advanced.
func shield(n Needs) (all []item) {
	for _, account := range n.having(func(e config.Environment) bool { return e.Firewall.Shield == config.Enabled }) {
		all = append(all, item{account, "", "Shield Advanced", func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.GetSubscription, look.GetSubscriptionInput{})
			if err != nil {
				return answer{}, err
			}
			return demand(aws.ToString(out.SubscriptionState) == "ACTIVE", "the account has not subscribed to it",
				n.with("aws shield create-subscription --region us-east-1", account)+", which is for a year"), nil
		}})
	}
	return all
}

// having are the accounts of environments of which something holds, each once.
func (n Needs) having(is func(config.Environment) bool) []string {
	var all []string
	for _, e := range n.Sides() {
		if is(e) {
			all = append(all, e.Account)
		}
	}
	return once(all)
}

// existing looks whether the roles are there that the configuration says are.
func existing(n Needs) (all []item) {
	services := map[config.ServiceRole]string{
		config.ECSRole: "ecs.amazonaws.com", config.OpenSearchRole: "opensearchservice.amazonaws.com",
	}
	for _, e := range n.Environments {
		for _, r := range e.ExistingRoles {
			all = append(all, n.exists(e.Account, services[r], "leave "+string(r)+" out of `existingRoles` of "+e.Name))
		}
	}
	for _, account := range n.Organization.Detection.RecorderRoleExists {
		all = append(all, n.exists(account, "config.amazonaws.com", "leave "+account+" out of `detection.recorderRoleExists`"))
	}
	return all
}

func (n Needs) exists(account, service, mend string) item {
	name := linked[service]
	return item{account, "", name, func(ctx context.Context, v *visit) (answer, error) {
		is, err := role(ctx, v, name)
		return demand(is, "the configuration says that it is there, and it is not", mend), err
	}}
}

// trunks looks whether instances of ECS hold more tasks than they have network interfaces.
func trunks(n Needs) (all []item) {
	for _, e := range n.Sides() {
		if e.Instances == nil {
			continue
		}
		region := string(e.Region)
		all = append(all, item{e.Account, region, "awsvpcTrunking", func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.ListSettings, look.ListSettingsInput{
				Name:              aws.String("awsvpcTrunking"),
				EffectiveSettings: true,
			})
			if err != nil {
				return answer{}, err
			}
			if slices.ContainsFunc(out.Settings, func(s look.Setting) bool { return aws.ToString(s.Value) == "enabled" }) {
				return done, nil
			}
			return unknown("it is off, and whether instances have more tasks than interfaces, load decides: " + n.in(
				"aws ecs put-account-setting-default --name awsvpcTrunking --value enabled", e.Account, region)), nil
		}})
	}
	return all
}

// clientVPN looks whether there is what AWS Client VPN needs.
func clientVPN(n Needs) []item {
	vpn := n.Organization.VPN
	if vpn == nil || vpn.Server != config.ClientVPN {
		return nil
	}
	return []item{
		certificate(n, config.SharedServices, string(n.Organization.Regions.Primary), vpn.Certificate),
		{config.SharedServices, "", vpn.SAML, func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.ListSAMLProviders, look.ListSAMLProvidersInput{})
			if err != nil {
				return answer{}, err
			}
			is := slices.ContainsFunc(out.SAMLProviderList,
				func(p look.Provider) bool { return aws.ToString(p.Arn) == vpn.SAML })
			return demand(is, "there is no such provider", n.with(
				"aws iam create-saml-provider --name "+vpn.SAML[strings.LastIndex(vpn.SAML, "/")+1:]+" --saml-metadata-document file://metadata.xml",
				config.SharedServices)), nil
		}},
	}
}

// parameters looks whether there are the parameters that the first deployment of services reads.
func parameters(n Needs) (all []item) {
	for _, e := range n.Sides() {
		for _, name := range once(keysOf(e.Secrets)) {
			if e.Secrets[name].Store != config.ParameterStore {
				continue
			}
			region, parameter := string(e.Region), "/"+n.Secret(e.Name, name)
			all = append(all, item{e.Account, region, parameter, func(ctx context.Context, v *visit) (answer, error) {
				out, err := ask(ctx, v, look.DescribeParameters,
					look.DescribeParametersInput{ParameterFilters: []look.ParameterFilter{
						{Key: aws.String("Name"), Option: aws.String("Equals"), Values: []string{parameter}},
					}})
				if err != nil {
					return answer{}, err
				}
				return demand(len(out.Parameters) > 0, "there is no such parameter",
					"deploy the stack baseline, then make it: docs/secrets.md, \"The first deployment\""), nil
			}})
		}
	}
	return all
}

// mails looks whether SES lets out what environments send.
func mails(n Needs) (all []item) {
	for _, p := range n.places("AWS::SES::EmailIdentity") {
		all = append(all, item{p.account, p.region, "Amazon SES", func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.GetMail, look.GetMailInput{})
			if err != nil {
				return answer{}, err
			}
			return demand(aws.ToBool(out.ProductionAccessEnabled), "the account is in the sandbox: it sends to verified addresses alone",
				"in SES's console: Account dashboard → Request production access"), nil
		}})
	}
	return all
}

// sinks looks whether the configuration names the sinks that security has made.
func sinks(n Needs) (all []item) {
	o := n.Organization.Observability
	if o == nil {
		return nil
	}
	for _, p := range n.places("AWS::Oam::Sink") {
		all = append(all, item{p.account, p.region, "sink", func(ctx context.Context, v *visit) (answer, error) {
			out, err := ask(ctx, v, look.ListSinks, look.ListSinksInput{})
			if err != nil {
				return answer{}, err
			}
			written := o.Sinks[config.Region(p.region)]
			if len(out.Items) == 0 {
				return unknown("the deployment of security makes it: look again after it"), nil
			}
			there := aws.ToString(out.Items[0].Arn)
			if there == "" {
				return unanswered("the answer has no ARN of the sink (oam.ListSinks)"), nil
			}
			return demand(there == written, "accounts do not share with the sink that there is",
				fmt.Sprintf("write %s under `observability.sinks`, for %s, and deploy again", there, p.region)), nil
		}})
	}
	return all
}
