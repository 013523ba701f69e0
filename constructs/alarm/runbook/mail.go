package runbook

var mail = Chapter{
	"Mail",
	[]Section{
		{
			Title:   "Mail bounces",
			Urgency: Soon,
			Means: "Of what the account sent from the region lately, 5% or more bounced for good. From there on AWS reviews the " +
				"account; from 10% on it may end its sending.",
			Look: "Reputation metrics in the console of SES, also of each configuration set; `Email Bounced` in the log of " +
				"stack `mail`, which its outputs name: which addresses, and which service sends to them.",
			Do: "Stop what sends to them. Take addresses only from people who have confirmed them. Those that bounced for good " +
				"are not sent to again by themselves.",
		},
		{
			Title:   "Mail complaints",
			Urgency: Soon,
			Means: "Of those who got mail lately, one in a thousand or more called it spam. From there on AWS reviews the account; " +
				"from one in two hundred on it may end its sending.",
			Look: "Reputation metrics in the console of SES; `Email Complaint Received` in the log of stack `mail`: which mail it " +
				"was, and whether people had asked for it.",
			Do: "Stop that mail. Send it to those alone who asked for it, with a way to end it in each.",
		},
		{
			Title:   "Mail refused",
			Urgency: Soon,
			Means:   "SES took a mail and did not send it: it has a virus, or its template misses data.",
			Look:    "The log of stack `mail`, and that of the service that sends, at that time; what it attaches, and where that is from.",
			Do:      "Mend the template, or stop what is attached. The mail is lost: send it again.",
		},
	},
}
