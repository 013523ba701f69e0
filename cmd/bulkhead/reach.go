package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"bulkhead/analysis/reach"
	"bulkhead/internal/cli"

	"github.com/spf13/cobra"
)

const reachHelp = `Reach tells whether one thing reaches another in the networks of the templates, on
which ports, and by which way, hop by hop, with the rule that admits it; or else
everything that is in the way. It judges routes, gateways, transit gateways across
accounts and regions, network ACLs in both directions, security groups, load
balancers, VPC Block Public Access and the VPN, and calls nobody.

FROM and TO are names that the configuration has:

  prod/web, prod/orders   a service, a store or a function of an environment
  prod/load-balancer      what is in front of services; internal is the inner one
  prod/endpoints          interface endpoints; prod/s3 and prod/dynamodb are others
  internet                any public address
  vpn, vpn/development    where people come from who are connected to the VPN, all
                          of them, or those of a level
  10.60.1.4               an address; nobody knows whose, so no group is judged
  prod                    everything that templates make in an environment

What reaches the internet reaches what the internet reaches; --all does not repeat
such pairs.

Exit status:
  0  FROM reaches TO; of --all: done
  1  the templates cannot be read, or there is no such name
  2  the command line is wrong
  3  FROM does not reach TO, or some of its addresses do not, or nobody knows: one
     of them is in a network, or a store, or TO behind an Ingress controller, that
     no template has, or both are pods that may be on one node`

// newReach is `bulkhead reach`.
func newReach() *cobra.Command {
	var r reaching
	command := &cobra.Command{
		Use:   "reach FROM TO",
		Short: "Tell who reaches whom in the networks of the templates",
		Long:  reachHelp,
		Args: func(_ *cobra.Command, names []string) error {
			switch {
			case r.all && len(names) > 0:
				return errors.New("--all is about everybody: leave the names out")
			case !r.all && len(names) != 2:
				return errors.New("name who reaches and who is reached, or ask for --all")
			}
			return r.check()
		},
		RunE: func(command *cobra.Command, names []string) error {
			graph, err := networks(command, r.assembly)
			if err != nil {
				return err
			}
			if r.all {
				return r.table(command.OutOrStdout(), graph)
			}
			return r.run(command.OutOrStdout(), graph, names[0], names[1])
		},
	}
	flags := command.Flags()
	flags.StringVar(&r.assembly, "assembly", defaultOut, "cloud assembly, or a configuration directory")
	flags.BoolVar(&r.all, "all", false, "list every pair that is open")
	flags.IntVar(&r.port, "port", 0, "the port that is asked for (default any)")
	flags.StringVar(&r.protocol, "protocol", "", "tcp or udp (default tcp; with --all both)")
	flags.BoolVar(&r.json, "json", false, "print the answers as JSON")
	return command
}

// reaching is one run of the command.
type reaching struct {
	assembly, protocol string
	port               int
	all, json          bool
}

// networks reads the networks of a cloud assembly, or of a configuration.
func networks(command *cobra.Command, dir string) (*reach.Graph, error) {
	a, index, err := readAssembly(command, dir, false)
	if err != nil {
		return nil, err
	}
	return graphOf(a, index)
}

// check finds what is wrong with the flags.
func (r reaching) check() error {
	switch {
	case r.protocol != "" && !slices.Contains(reach.Protocols, r.protocol):
		return fmt.Errorf("--protocol %q has no ports; choose tcp or udp", r.protocol)
	case r.port < 0 || r.port > 65535:
		return fmt.Errorf("--port %d is no port; write 1 to 65535, or leave it out", r.port)
	}
	return nil
}

// asks tells whether a pair is one of the protocol and the port that are asked for.
func (r reaching) asks(p reach.Pair) bool {
	return (r.protocol == "" || p.Protocol == r.protocol) && (r.port == 0 || p.Ports.Has(r.port))
}

// on is what is asked for in words, after a list of pairs.
func (r reaching) on() string {
	switch {
	case r.port != 0 && r.protocol != "":
		return fmt.Sprintf(" on %s %d", r.protocol, r.port)
	case r.port != 0:
		return fmt.Sprintf(" on port %d", r.port)
	case r.protocol != "":
		return " on " + r.protocol
	}
	return ""
}

func (r reaching) run(w io.Writer, graph *reach.Graph, from, to string) error {
	r.protocol = cmp.Or(r.protocol, "tcp")
	result := struct {
		Reaches bool           `json:"reaches"` // every one of them
		Answers []reach.Answer `json:"answers"`
	}{Reaches: true}
	senders, unjudgedSender, err := judged(graph, from)
	if err != nil {
		return err
	}
	receivers, unjudgedReceiver, err := judged(graph, to)
	if err != nil {
		return err
	}
	if why := slices.Concat(unjudgedSender, unjudgedReceiver); len(why) > 0 {
		result.Reaches = false
		result.Answers = []reach.Answer{{
			From: from, To: to, Protocol: r.protocol, Port: r.port, Verdict: reach.Unknown, Assumptions: why,
		}}
	} else {
		for _, sender := range senders {
			for _, receiver := range receivers {
				answer := graph.Ask(sender, receiver, r.protocol, r.port)
				result.Reaches = result.Reaches && answer.Verdict == reach.Reaches
				result.Answers = append(result.Answers, answer)
			}
		}
	}
	if r.json {
		err = cli.PrintJSON(w, &result)
	} else {
		for _, answer := range result.Answers {
			printAnswer(w, answer)
		}
	}
	if err == nil && !result.Reaches {
		err = cli.ErrNo
	}
	return err
}

// judged finds the names that are meant, or why nobody can judge them.
func judged(graph *reach.Graph, name string) (names, unjudged []string, err error) {
	names, err = graph.Resolve(name)
	if why, is := errors.AsType[reach.UnjudgedError](err); is {
		return nil, []string{why.Error()}, nil
	}
	return names, nil, err
}

// printAnswer prints the verdict in one line, and then the hops, or what is in the way.
func printAnswer(w io.Writer, answer reach.Answer) {
	on := answer.Protocol
	if answer.Port != 0 {
		on += fmt.Sprintf(" %d", answer.Port)
	}
	switch answer.Verdict {
	case reach.Blocked:
		fmt.Fprintf(w, "%s does not reach %s on %s: %d in the way\n", answer.From, answer.To, on, len(answer.Blockers))
	case reach.Unknown:
		fmt.Fprintf(w, "nobody knows whether %s reaches %s on %s\n", answer.From, answer.To, on)
	case reach.Partly:
		fmt.Fprintf(w, "%s reaches %s on %s from, or to, some of its addresses only\n", answer.From, answer.To, on)
	default:
		fmt.Fprintf(w, "%s reaches %s on %s\n", answer.From, answer.To, on)
	}
	for _, way := range answer.Ways {
		fmt.Fprintf(w, "  %s\n", described(way))
	}
	for _, hop := range answer.Hops {
		printHop(w, " ", hop)
	}
	for _, blocker := range answer.Blockers {
		printHop(w, "x", blocker)
	}
	for _, exception := range answer.Exceptions {
		fmt.Fprintf(w, "  except: %s\n", exception)
	}
	for _, assumption := range answer.Assumptions {
		fmt.Fprintf(w, "  %s\n", assumption)
	}
}

// described is a way in words.
func described(way reach.Pair) string {
	text := way.Protocol + " " + way.On
	if len(way.Through) > 0 {
		text += ", through " + strings.Join(way.Through, " and ")
	}
	if way.Partly {
		text += ", some addresses only"
	}
	return text
}

func printHop(w io.Writer, mark string, hop reach.Hop) {
	line := "  " + mark + " " + hop.Kind + ": " + hop.Text
	if hop.Reply {
		line += ", for the answer"
	}
	if hop.Rule != "" {
		line += ": " + hop.Rule
	}
	if hop.Resource != "" {
		line += " (" + hop.Stack + " " + hop.Resource + ")"
	}
	fmt.Fprintln(w, line)
}

// table prints every pair that is open.
func (r reaching) table(w io.Writer, graph *reach.Graph) error {
	pairs := slices.DeleteFunc(graph.All(), func(p reach.Pair) bool { return !r.asks(p) })
	if r.json {
		return cli.PrintJSON(w, &struct {
			Pairs    []reach.Pair `json:"pairs"`
			Unknown  []string     `json:"unknown"`  // who may be reached by others, too
			Unjudged []string     `json:"unjudged"` // in networks that no template has
		}{pairs, graph.Unseen(), graph.Unjudged()})
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, p := range pairs {
		fmt.Fprintf(table, "%s\t%s\t%s\n", p.From, p.To, described(p))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "%d pairs are open%s among %d names\n", len(pairs), r.on(), len(graph.Names()))
	printUnknown(w, graph.Unseen(), graph.Unjudged())
	return nil
}

// printUnknown tells of whom nobody knows who reaches them.
func printUnknown(w io.Writer, unseen, unjudged []string) {
	for _, name := range unseen {
		fmt.Fprintf(w, "nobody knows who else reaches %s\n", name)
	}
	if len(unjudged) > 0 {
		fmt.Fprintf(w, "not judged, since no template has their networks: %s\n", strings.Join(unjudged, ", "))
	}
}
