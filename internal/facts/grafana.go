package facts

// GrafanaVersions are those of Amazon Managed Grafana that a workspace may have, older ones first, as of 2026-11.
// A workspace goes to a newer one in place, and never back. There is a 13 as well, of which no list that we know tells the
// exact name. Sources: the Amazon Managed Grafana user guide, "Differences between Grafana versions"; workspaces of
// others that were made with 12.4.
var GrafanaVersions = []string{"10.4", "12.4"}
