package preflight

import (
	"context"
	"fmt"
	"strings"

	"bulkhead/config"
	"bulkhead/internal/aws/look"
	"bulkhead/internal/guardrail"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// subscriptions looks whether somebody has confirmed what topics send.
func subscriptions(n Needs) (all []item) {
	for _, p := range n.places("AWS::SNS::Subscription") {
		var addresses []string
		for _, r := range p.resources {
			if text(r.Get("Protocol")) == "email" {
				addresses = append(addresses, text(r.Get("Endpoint")))
			}
		}
		for _, address := range once(addresses) {
			all = append(all, item{p.account, p.region, address, func(ctx context.Context, v *visit) (answer, error) {
				out, err := ask(ctx, v, look.ListSubscriptions, look.ListSubscriptionsInput{})
				if err != nil {
					return answer{}, err
				}
				var pending []string
				there := 0
				for _, s := range out.Subscriptions {
					if aws.ToString(s.Endpoint) != address {
						continue
					}
					there++
					if aws.ToString(s.SubscriptionArn) == "PendingConfirmation" {
						pending = append(pending, aws.ToString(s.TopicArn))
					}
				}
				if there == 0 {
					return unknown("a deployment subscribes it: look again after it"), nil
				}
				again := []string{"follow the link in the mail; to have it sent again:"}
				if (guardrail.Book{Book: n.Book}).Keeps(config.GuardDetection) {
					again[0] = "follow the link in the mail; to have it sent again, as a role under `management.deployers`:"
				}
				for _, topic := range once(pending) {
					again = append(again, n.in(fmt.Sprintf(
						"aws sns subscribe --protocol email --notification-endpoint %s --topic-arn %s", address, topic), p.account, p.region))
				}
				return demand(len(pending) == 0, fmt.Sprintf("%d mails are not confirmed: nobody hears of these topics", len(pending)),
					again...), nil
			}})
		}
	}
	return all
}

// emergencies looks whether the users for emergencies can sign in.
func emergencies(n Needs) (all []item) {
	i := n.Organization.Identity
	if i == nil {
		return nil
	}
	for _, user := range i.BreakGlass {
		all = append(all, item{config.Security, "", user, func(ctx context.Context, v *visit) (answer, error) {
			return n.signsIn(ctx, v, user, true)
		}})
	}
	return all
}

// users looks whether IAM users can sign in.
func users(n Needs) (all []item) {
	i := n.Organization.Identity
	if i == nil || i.Provider != config.IAMUsers {
		return nil
	}
	var people []string
	for _, g := range i.Groups {
		people = append(people, g.Users...)
	}
	for _, user := range once(people) {
		all = append(all, item{config.Security, "", user, func(ctx context.Context, v *visit) (answer, error) {
			return n.signsIn(ctx, v, user, false)
		}})
	}
	return all
}

// signsIn tells whether a user has a password and, where it is asked for, a device.
func (n Needs) signsIn(ctx context.Context, v *visit, user string, device bool) (answer, error) {
	devices, err := ask(ctx, v, look.ListMFADevices, look.ListMFADevicesInput{UserName: &user})
	if absent(err, "NoSuchEntity") {
		return unknown("the deployment of security makes the user: look again after it"), nil
	}
	if err != nil {
		return answer{}, err
	}
	var lacks []string
	_, err = ask(ctx, v, look.GetLoginProfile, look.GetLoginProfileInput{UserName: &user})
	switch {
	case absent(err, "NoSuchEntity"):
		lacks = append(lacks, "no password")
	case err != nil:
		return answer{}, err
	}
	if device && len(devices.MFADevices) == 0 {
		lacks = append(lacks, "no device")
	}
	return demand(len(lacks) == 0, "the user has "+strings.Join(lacks, " and "),
		"in security's console: IAM → Users → "+user+" → Security credentials"), nil
}
