package ec2

// Filter passes what has one of the values.
type Filter struct {
	Name   *string
	Values []string `query:"Value"`
}

// Tag is a tag.
type Tag struct{ Key, Value *string }

// TagSpecification are the tags of what is made.
type TagSpecification struct {
	ResourceType ResourceType
	Tags         []Tag `query:"Tag"`
}

// The values that AWS has for a field, as far as they are used.
type (
	AttachmentStatus                     string
	DefaultRouteTableAssociationValue    string
	DefaultRouteTablePropagationValue    string
	GatewayType                          string
	ImageBlockPublicAccessEnabledState   string
	MetadataDefaultHttpTokensState       string
	NatGatewayState                      string
	ResourceType                         string
	State                                string
	TransitGatewayAssociationState       string
	TransitGatewayAttachmentResourceType string
	TransitGatewayAttachmentState        string
	TransitGatewayState                  string
)

const (
	AttachmentStatusDetached AttachmentStatus = "detached"

	DefaultRouteTableAssociationValueEnable  DefaultRouteTableAssociationValue = "enable"
	DefaultRouteTableAssociationValueDisable DefaultRouteTableAssociationValue = "disable"

	DefaultRouteTablePropagationValueEnable  DefaultRouteTablePropagationValue = "enable"
	DefaultRouteTablePropagationValueDisable DefaultRouteTablePropagationValue = "disable"

	GatewayTypeIpsec1 GatewayType = "ipsec.1"

	ImageBlockPublicAccessEnabledStateBlockNewSharing ImageBlockPublicAccessEnabledState = "block-new-sharing"

	MetadataDefaultHttpTokensStateRequired MetadataDefaultHttpTokensState = "required"

	NatGatewayStateFailed  NatGatewayState = "failed"
	NatGatewayStateDeleted NatGatewayState = "deleted"

	ResourceTypeTransitGateway ResourceType = "transit-gateway"
	ResourceTypeVpc            ResourceType = "vpc"

	StateDeleted State = "Deleted"

	TransitGatewayAssociationStateAssociated    TransitGatewayAssociationState = "associated"
	TransitGatewayAssociationStateDisassociated TransitGatewayAssociationState = "disassociated"

	TransitGatewayAttachmentStateInitiating        TransitGatewayAttachmentState = "initiating"
	TransitGatewayAttachmentStateInitiatingRequest TransitGatewayAttachmentState = "initiatingRequest"
	TransitGatewayAttachmentStatePendingAcceptance TransitGatewayAttachmentState = "pendingAcceptance"
	TransitGatewayAttachmentStatePending           TransitGatewayAttachmentState = "pending"
	TransitGatewayAttachmentStateAvailable         TransitGatewayAttachmentState = "available"
	TransitGatewayAttachmentStateModifying         TransitGatewayAttachmentState = "modifying"
	TransitGatewayAttachmentStateDeleting          TransitGatewayAttachmentState = "deleting"
	TransitGatewayAttachmentStateDeleted           TransitGatewayAttachmentState = "deleted"

	TransitGatewayStateAvailable TransitGatewayState = "available"
	TransitGatewayStateDeleting  TransitGatewayState = "deleting"
	TransitGatewayStateDeleted   TransitGatewayState = "deleted"
)
