package preflight

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"bulkhead/config"
	"bulkhead/internal/address"
	"bulkhead/internal/aws/look"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// quotas looks whether accounts may have what templates make at their greatest scale.
func quotas(n Needs) (all []item) {
	names := map[string]string{}
	for name, id := range n.Organization.Accounts {
		names[string(id)] = name
	}
	for _, need := range n.quotas {
		account := names[need.Account]
		if account == "" {
			continue
		}
		region := cmp.Or(need.Region, string(address.GlobalRegion))
		all = append(all, item{account, region, need.Name, func(ctx context.Context, v *visit) (answer, error) {
			return n.quota(ctx, v, account, region, need.Service, need.Code, float64(need.Needed))
		}})
	}
	return all
}

// quota compares one with what is needed.
func (n Needs) quota(ctx context.Context, v *visit, account, region, service, code string,
	needed float64,
) (answer, error) {
	in := look.GetQuotaInput{ServiceCode: &service, QuotaCode: &code}
	out, err := ask(ctx, v, look.GetQuota, in)
	if absent(err, "NoSuchResourceException") { // nobody has raised it
		out, err = ask(ctx, v, look.GetDefaultQuota, in)
	}
	if err != nil {
		return answer{}, err
	}
	has := aws.ToFloat64(out.Quota.Value)
	if has >= needed {
		return done, nil
	}
	asked, err := ask(ctx, v, look.ListQuotaRequests, look.ListQuotaRequestsInput{
		ServiceCode: &service,
		QuotaCode:   &code,
	})
	if err != nil {
		return answer{}, err
	}
	why := fmt.Sprintf("%g are needed, and the account may have %g", needed, has)
	for _, r := range asked.RequestedQuotas {
		if slices.Contains([]string{"PENDING", "CASE_OPENED"}, aws.ToString(r.Status)) && aws.ToFloat64(r.DesiredValue) >= needed {
			return missing(why, fmt.Sprintf("wait: AWS was asked for %g already", aws.ToFloat64(r.DesiredValue))), nil
		}
	}
	return missing(why, n.in(fmt.Sprintf(
		"aws service-quotas request-service-quota-increase --service-code %s --quota-code %s --desired-value %g",
		service, code, needed), account, region)), nil
}

// builds looks whether more than one build runs at a time, where there are pipelines of applications.
func builds(n Needs) (all []item) {
	kinds := map[string]bool{}
	for _, a := range n.Organization.Applications {
		if a.CodePipeline != nil && a.Architecture == config.AMD64 {
			kinds["Concurrently running builds for Linux/Small environment"] = true
		} else if a.CodePipeline != nil {
			kinds["Concurrently running builds for ARM/Small environment"] = true
		}
	}
	region := string(n.Organization.Regions.Primary)
	for _, kind := range once(keysOf(kinds)) {
		all = append(all, item{
			config.SharedServices, region, kind,
			func(ctx context.Context, v *visit) (answer, error) {
				out, err := ask(ctx, v, look.ListQuotas, look.ListQuotasInput{ServiceCode: aws.String("codebuild")})
				if err != nil {
					return answer{}, err
				}
				for _, q := range out.Quotas {
					if aws.ToString(q.QuotaName) == kind {
						return n.quota(ctx, v, config.SharedServices, region, "codebuild", aws.ToString(q.QuotaCode), 2)
					}
				}
				return unknown("Service Quotas lists no quota of that name"), nil
			},
		})
	}
	return all
}
