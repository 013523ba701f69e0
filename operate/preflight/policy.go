package preflight

// Policy is the IAM policy that all checks take: it reads what there is, and nothing that is in it.
func Policy() map[string]any {
	var actions []string
	for _, c := range Table {
		for _, call := range c.Asks {
			actions = append(actions, call.Action)
		}
	}
	return map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{
		"Sid": "Preflight", "Effect": "Allow", "Action": once(actions), "Resource": "*",
	}}}
}
