package secretsmanager

// Filter is what secrets have, such as a tag.
type Filter struct {
	Key    *string
	Values []string
}

// SecretListEntry is a secret of a list.
type SecretListEntry struct {
	ARN         *string
	Description *string
}

// Tag is a tag of a secret.
type Tag struct {
	Key   *string
	Value *string
}
