package look

// What somebody does by hand.
var (
	GetConnection       = call[GetConnectionInput, GetConnectionOutput]("codeconnections", "GetConnection")
	DescribeWorkspaces  = call[DescribeWorkspacesInput, DescribeWorkspacesOutput]("chatbot", "DescribeSlackWorkspaces")
	ListSubscriptions   = call[ListSubscriptionsInput, ListSubscriptionsOutput]("sns", "ListSubscriptions")
	ListZones           = call[ListZonesInput, ListZonesOutput]("route53", "ListHostedZonesByName")
	GetZone             = call[GetZoneInput, GetZoneOutput]("route53", "GetHostedZone")
	DescribeCertificate = call[DescribeCertificateInput, DescribeCertificateOutput]("acm", "DescribeCertificate")
	DescribeImages      = call[DescribeImagesInput, DescribeImagesOutput]("ecr", "DescribeImages")
	ListSettings        = call[ListSettingsInput, ListSettingsOutput]("ecs", "ListAccountSettings")
	GetSubscription     = call[GetSubscriptionInput, GetSubscriptionOutput]("shield", "GetSubscriptionState")
	GetMail             = call[GetMailInput, GetMailOutput]("sesv2", "GetAccount")
)

// GetConnectionInput names a connection.
type GetConnectionInput struct{ ConnectionArn *string }

// GetConnectionOutput is the connection.
type GetConnectionOutput struct{ Connection *Connection }

// Connection is one to a provider of repositories: PENDING, AVAILABLE or ERROR.
type Connection struct{ ConnectionStatus *string }

// DescribeWorkspacesInput says where to go on.
type DescribeWorkspacesInput struct {
	NextToken *string `json:",omitempty"`
}

// DescribeWorkspacesOutput is a page of Slack's workspaces that the account may write to.
type DescribeWorkspacesOutput struct {
	SlackWorkspaces []Workspace
	NextToken       *string
}

// Workspace is one.
type Workspace struct {
	SlackTeamID *string `json:"SlackTeamId"`
}

// ListSubscriptionsInput says where to go on.
type ListSubscriptionsInput struct{ NextToken *string }

// ListSubscriptionsOutput is a page of who is subscribed to the topics of a region.
type ListSubscriptionsOutput struct {
	Subscriptions []Subscription `xml:"ListSubscriptionsResult>Subscriptions>member"`
	NextToken     *string        `xml:"ListSubscriptionsResult>NextToken"`
}

// Subscription is one; its ARN is PendingConfirmation until it is confirmed.
type Subscription struct{ SubscriptionArn, Protocol, Endpoint, TopicArn *string }

// ListZonesInput says where to begin.
type ListZonesInput struct {
	DNSName *string `query:"dnsname"`
}

// ListZonesOutput is zones from there on, in order.
type ListZonesOutput struct {
	HostedZones []HostedZone `xml:"HostedZones>HostedZone"`
}

// HostedZone is one.
type HostedZone struct {
	ID     *string `xml:"Id" json:"Id"`
	Name   *string
	Config *HostedZoneConfig `answer:"optional"`
}

// HostedZoneConfig is who sees a zone.
type HostedZoneConfig struct{ PrivateZone bool }

// GetZoneInput names a zone.
type GetZoneInput struct {
	Id *string
}

// GetZoneOutput is the zone with its name servers.
type GetZoneOutput struct {
	HostedZone    *HostedZone
	DelegationSet *DelegationSet
}

// DelegationSet is the name servers of a zone.
type DelegationSet struct {
	NameServers []string `xml:"NameServers>NameServer"`
}

// DescribeCertificateInput names a certificate.
type DescribeCertificateInput struct{ CertificateArn *string }

// DescribeCertificateOutput is the certificate.
type DescribeCertificateOutput struct{ Certificate *Certificate }

// Certificate is one, and how far it is: ISSUED.
type Certificate struct{ Status *string }

// DescribeImagesInput names images of a repository: of the account's own registry, if it names none.
type DescribeImagesInput struct {
	ImageIDs       []ImageID `json:"imageIds"`
	RegistryID     *string   `json:"registryId,omitempty"`
	RepositoryName *string   `json:"repositoryName"`
}

// ImageID is the digest or the tag of an image.
type ImageID struct {
	ImageDigest *string `json:"imageDigest,omitempty"`
	ImageTag    *string `json:"imageTag,omitempty"`
}

// DescribeImagesOutput is that they are there.
type DescribeImagesOutput struct {
	ImageDetails []ImageDetail `json:"imageDetails"`
}

// ImageDetail is an image.
type ImageDetail struct {
	ImageDigest *string `json:"imageDigest"`
}

// ListSettingsInput names a setting.
type ListSettingsInput struct {
	EffectiveSettings bool    `json:"effectiveSettings"`
	Name              *string `json:"name"`
}

// ListSettingsOutput is how the account has it.
type ListSettingsOutput struct {
	Settings []Setting `json:"settings"`
}

// Setting is a setting of ECS.
type Setting struct {
	Name  *string `json:"name"`
	Value *string `json:"value"`
}

// GetSubscriptionInput has nothing to say.
type GetSubscriptionInput struct{}

// GetSubscriptionOutput is whether the account has Shield Advanced: ACTIVE or INACTIVE.
type GetSubscriptionOutput struct{ SubscriptionState *string }

// GetMailInput has nothing to say.
type GetMailInput struct{}

// GetMailOutput is whether SES lets the account's mail out.
type GetMailOutput struct{ ProductionAccessEnabled *bool }
