package changes

import cfn "bulkhead/test/changes/cloudformation"

// billing is an address of the small base, and who uses it.
var billing = both(dev("mail.invoices", "{address: billing}"), dev("services.worker.uses", "[orders, prices, invoices]"))

// The edits of mail.
var mailLines = []line{
	{says: "an address is added and used", base: "small", edits: billing, want: fine, back: fine},
	{
		says: "a second address is added", base: "small",
		before: billing,
		edits:  dev("mail.news", "{}"),
		want:   fine, back: fine,
	},
	{
		says: "an address that is used becomes another", base: "small",
		before: billing,
		edits:  dev("mail.invoices.address", "accounts"),
		want:   fine, back: fine,
	},
	{
		says: "an address is called otherwise in the configuration", base: "small",
		before: billing,
		edits: both(
			dev("mail", ""), dev("mail.bills", "{address: billing}"), dev("services.worker.uses", "[orders, prices, bills]"),
		),
		want: fine, back: fine,
	},
	{
		says: "an address is removed with its uses, and is there again", base: "small",
		before: billing,
		edits:  both(dev("mail", ""), dev("services.worker.uses", "[orders, prices]")),
		want:   fine, back: fine,
	},
	{
		says: "an environment that sends mail has another domain", base: "small",
		before: billing,
		edits:  dev("domain", "sandbox.example.com"),
		want:   refusedFor(cfn.Export),
		why:    "as without mail: make a new environment, and move",
	},
	{
		says: "an environment that sends mail has no NAT", base: "small",
		before: billing,
		edits:  both(dev("network.nat", "none"), dev("network.endpoints", "standard")),
		want:   fine, back: fine,
	},
	{
		says: "an environment with recovery sends mail", base: "large",
		edits: prod("mail.news", "{}"),
		want:  fine, back: fine,
	},
}
