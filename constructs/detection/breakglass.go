package detection

// BreakGlass is the role for emergencies, which every account has, and the IAM users who may assume it.
type BreakGlass struct {
	Role  string
	Users []string
}

// pattern returns the pattern of what somebody does to get in: assume the role or switch to it, try to, and whatever
// else such a user does; and what somebody changes of the role and the users. It does not match what is done in the
// role: that is in the trail, and would be a mail for each call.
func (b BreakGlass) pattern() map[string]any {
	return map[string]any{
		"source":      fromAWS,
		"detail-type": []string{consoleSignIn, apiCall},
		"detail": map[string]any{"$or": []any{
			map[string]any{
				"requestParameters": map[string]any{"roleArn": []any{map[string]any{"suffix": ":role/" + b.Role}}},
			},
			// What is refused may be recorded without its parameters.
			map[string]any{"errorMessage": []any{map[string]any{"wildcard": "*:role/" + b.Role + "*"}}},
			map[string]any{"eventName": []string{"SwitchRole"}, "userIdentity": map[string]any{
				"arn": []any{map[string]any{"wildcard": "*:assumed-role/" + b.Role + "/*"}},
			}},
			map[string]any{"userIdentity": map[string]any{"type": []string{"IAMUser"}, "userName": b.Users}},
			map[string]any{
				"readOnly":          []bool{false},
				"requestParameters": map[string]any{"roleName": []string{b.Role}},
			},
			map[string]any{"readOnly": []bool{false}, "requestParameters": map[string]any{"userName": b.Users}},
		}},
	}
}
