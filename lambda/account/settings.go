package main

import (
	"context"
	"errors"
	"fmt"
	"log"
)

// settings are the properties of Custom::AccountSettings. What is absent, or "false", stays as it is.
type settings struct {
	Account          string
	PublicAccess     string   `json:",omitempty"` // block
	Passwords        string   `json:",omitempty"` // strict
	Volumes          string   `json:",omitempty"` // encrypt
	InstanceMetadata string   `json:",omitempty"` // v2
	Images           string   `json:",omitempty"` // block
	Documents        string   `json:",omitempty"` // block
	DefaultVPC       string   `json:",omitempty"` // remove
	KeptVPCs         []string `json:",omitempty"` // by DefaultVPC: somebody else's, which are named
	Inspector        []string `json:",omitempty"` // EC2, ECR, LAMBDA, LAMBDA_CODE
}

// setting is one of settings that is wanted, and what makes it so.
type setting struct {
	name string
	do   func(context.Context) error
}

// apply makes the settings so. One that fails keeps none of the others from being tried.
func (f function) apply(ctx context.Context, s settings) (string, map[string]any, error) {
	id := s.Account + "/" + f.aws.Region
	var wanted []setting
	var faults []error
	want := func(name, value, word string, do func(context.Context) error) {
		switch value {
		case "", "false":
		case word:
			wanted = append(wanted, setting{name, do})
		default:
			faults = append(faults, fmt.Errorf("%s cannot be %q: write %q, or leave it out", name, value, word))
		}
	}
	want("PublicAccess", s.PublicAccess, "block", func(ctx context.Context) error { return f.blockPublicAccess(ctx, s.Account) })
	want("Passwords", s.Passwords, "strict", f.demandStrictPasswords)
	want("Volumes", s.Volumes, "encrypt", f.encryptVolumes)
	want("InstanceMetadata", s.InstanceMetadata, "v2", f.demandMetadataV2)
	want("Images", s.Images, "block", f.blockPublicImages)
	want("Documents", s.Documents, "block", f.blockPublicDocuments)
	want("DefaultVPC", s.DefaultVPC, "remove", func(ctx context.Context) error { return f.removeDefaultVPC(ctx, s.KeptVPCs) })
	if len(s.Inspector) > 0 {
		wanted = append(
			wanted,
			setting{"Inspector", func(ctx context.Context) error { return f.inspect(ctx, s.Account, s.Inspector) }},
		)
	}
	if len(faults) > 0 {
		return id, nil, errors.Join(faults...)
	}
	for _, one := range wanted {
		if err := one.do(ctx); err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", one.name, err))
			continue
		}
		log.Printf("%s: %s is done", id, one.name)
	}
	return id, nil, errors.Join(faults...)
}
