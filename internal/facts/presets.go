package facts

// piece is a type without a life of its own: what it is of is judged.
func piece(of string) Resource {
	return Resource{
		State: stateless, Alarms: unwatched("a piece of " + of), Name: unnamed, Tags: untagged,
		Scope: regional, Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: bySchema,
	}
}

// globalPiece is a piece of something that belongs to an account.
func globalPiece(of string) Resource {
	r := piece(of)
	r.Scope = global
	return r
}

// custom is a custom resource, which only the function that makes it knows, by whom that is.
func custom(scope Scope, by string) Resource {
	return Resource{
		State: stateless, Alarms: unwatched("a custom resource that fails fails its stack"), Name: unnamed, Tags: untagged,
		Scope: scope, Network: noAddress, ARN: noARN, Quotas: noQuota, Verifiers: unseen("the tests of " + by),
	}
}

// measuredCustom is a custom resource that makes what takes of a quota.
func measuredCustom(scope Scope, by string, take Take) Resource {
	r := custom(scope, by)
	r.Quotas = takes(take)
	return r
}
