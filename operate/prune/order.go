package prune

import "slices"

// ordered returns the stacks in the order in which they can be deleted: what imports before what exports, and else as
// before says.
func ordered(stacks []*Stack) []*Stack {
	slices.SortStableFunc(stacks, before)
	byKey := map[Key]*Stack{}
	for _, s := range stacks {
		byKey[s.key()] = s
	}
	var all []*Stack
	visited := map[*Stack]bool{}
	var visit func(*Stack)
	visit = func(s *Stack) {
		if s == nil || visited[s] {
			return
		}
		visited[s] = true
		for _, importer := range s.Importers {
			visit(byKey[Key{importer, s.Account, s.Region}])
		}
		all = append(all, s)
	}
	for _, s := range stacks {
		visit(s)
	}
	return all
}

// hold fills in, in the order of deletion, which stacks keep others from being deleted: importers that stay.
func hold(stacks []*Stack) {
	goes := map[Key]bool{}
	for _, s := range stacks {
		for _, importer := range s.Importers {
			if !goes[Key{importer, s.Account, s.Region}] {
				s.HeldBy = append(s.HeldBy, importer)
			}
		}
		goes[s.key()] = s.Free()
	}
}
