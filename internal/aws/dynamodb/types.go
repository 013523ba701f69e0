package dynamodb

// Value is a value of an attribute.
type Value struct {
	S *string `json:",omitempty"`
	N *string `json:",omitempty"`
}

// Item is the attributes of an item.
type Item map[string]Value

// CodeConditionFailed is AWS's code where the condition of a change does not hold.
const CodeConditionFailed = "ConditionalCheckFailedException"
