package ssm

// Parameter is a parameter as it is now.
type Parameter struct {
	Name    *string
	Value   *string
	Version int64
}

// ParameterHistory is a parameter as it was.
type ParameterHistory struct {
	LastModifiedDate *float64 // seconds since 1970
	LastModifiedUser *string
	Name             *string
	Value            *string
	Version          int64
}
