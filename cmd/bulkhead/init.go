package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"bulkhead/internal/cli"
	"bulkhead/internal/interrupt"
	"bulkhead/internal/waiting"

	"github.com/spf13/cobra"
)

const initHelp = `Init writes the least configuration that can be synthesized, into a directory that
does not exist yet or is empty: organization.yaml, and one environment. On a
terminal it asks for what no flag says, and asks again when an answer is not
taken. It writes over nothing: all of it is written, or none.

  bulkhead init myorg --name acme --domain example.com --region eu-west-1 \
    --security 111111111111 --shared-services 222222222222 \
    --environment dev --account 333333333333 \
    --owner platform --cost-centre cc-1000

Exit status:
  0  the directory is written
  1  an answer is not taken, or the directory holds something
  2  the command line is wrong, or says too little and there is nobody to ask`

// answers are what a configuration cannot do without, by the names of flags.
type answers map[string]string

// question is one of them.
type question struct {
	flag, is string
	standard string   // nothing where there is none, and somebody has to say it
	optional bool     // may be left out
	about    []string // paths of the configuration whose faults are this answer's
}

// questions are all, in the order in which they are asked. A path that begins with a slash is of the environment.
var questions = []question{
	{flag: "name", is: "prefix of every resource, such as acme", about: []string{"name"}},
	{flag: "domain", is: "public DNS domain of the organization, such as example.com", about: []string{"domain", "/domain"}},
	{flag: "region", is: "AWS region where everything runs, such as eu-west-1", about: []string{"regions", "/network.zones"}},
	{flag: "security", is: "id of the account for logs, audit and people", about: []string{"accounts.security"}},
	{flag: "shared-services", is: "id of the account for images, DNS and pipelines", about: []string{"accounts.shared-services"}},
	{flag: "environment", is: "name of the first environment", standard: "dev", about: []string{"/"}},
	{flag: "account", is: "id of its account", about: []string{"accounts", "/account"}},
	{flag: "tier", is: "development or production: what its defaults are", standard: "development", about: []string{"/tier"}},
	{flag: "cidr", is: "its range of addresses", standard: "10.0.0.0/16", about: []string{"/network"}},
	{flag: "owner", is: "team that answers for the resources", about: []string{"tags.owner"}},
	{flag: "cost-centre", is: "who pays", about: []string{"tags.costCentre"}},
	{
		flag: "data-class", is: "most sensitive data: public, internal, confidential or restricted", standard: "internal",
		about: []string{"tags.dataClass"},
	},
	{
		flag: "alerts", is: "e-mail address that hears of alarms; production needs one", optional: true,
		about: []string{"defaults", "/alerts"},
	},
}

// initialization is one run of the command.
type initialization struct {
	dir    string
	say    answers
	asking bool // somebody is there to be asked
	json   bool
}

// newInit is `bulkhead init`.
func newInit() *cobra.Command {
	i := initialization{say: answers{}}
	given := map[string]*string{}
	command := &cobra.Command{
		Use:   "init DIR",
		Short: "Write a first configuration",
		Long:  initHelp,
		Args: func(command *cobra.Command, args []string) error {
			if err := cobra.ExactArgs(1)(command, args); err != nil {
				return err
			}
			i.dir, i.asking = args[0], waiting.Terminal(command.InOrStdin())
			if strings.TrimSpace(i.dir) == "" {
				return errors.New("DIR is empty: name the directory to write")
			}
			for flag, value := range given {
				if command.Flags().Changed(flag) {
					i.say[flag] = *value
				}
			}
			return i.complete()
		},
		RunE: func(command *cobra.Command, _ []string) error {
			return i.run(command.InOrStdin(), command.OutOrStdout(), command.ErrOrStderr())
		},
	}
	for _, q := range questions {
		given[q.flag] = command.Flags().String(q.flag, q.standard, q.is)
	}
	command.Flags().BoolVar(&i.json, "json", false, "print what is written as JSON, and nothing else")
	return command
}

// complete fills in the defaults, where nobody is asked, and returns what is missing.
func (i *initialization) complete() error {
	if i.asking {
		return nil
	}
	var missing []string
	for _, q := range questions {
		if _, said := i.say[q.flag]; said {
			continue
		}
		i.say[q.flag] = q.standard
		if q.standard == "" && !q.optional {
			missing = append(missing, "--"+q.flag)
		}
	}
	if len(missing) > 0 {
		return fmt.Errorf("nobody is here to be asked: add %s", strings.Join(missing, ", "))
	}
	return nil
}

// initialized is the result.
type initialized struct {
	Config string   `json:"config"`
	Files  []string `json:"files"`
}

func (i *initialization) run(in io.Reader, stdout, stderr io.Writer) error {
	if err := demandFree(i.dir); err != nil {
		return err
	}
	if i.asking {
		if err := i.ask(bufio.NewReader(interrupt.Answers(in)), stderr); err != nil {
			return err
		}
	}
	files, err := i.say.write(i.dir)
	if err != nil {
		return err
	}
	if i.json {
		return cli.PrintJSON(stdout, &initialized{i.dir, files})
	}
	for _, file := range files {
		fmt.Fprintln(stdout, file)
	}
	_, err = fmt.Fprintf(stdout, "next: bulkhead synth --config %s; docs/configuration.md says what else there is\n", i.dir)
	return err
}

// ask asks for what was not said, until each answer is taken.
func (i *initialization) ask(in *bufio.Reader, out io.Writer) error {
	for _, q := range questions {
		value, said := i.say[q.flag]
		for {
			if !said {
				hint := ""
				if q.standard != "" {
					hint = " [" + q.standard + "]"
				}
				fmt.Fprintf(out, "%s: %s%s: ", q.flag, q.is, hint)
				line, err := in.ReadString('\n')
				if err != nil {
					return errors.New("there is no answer: nothing is written")
				}
				value = cmp.Or(strings.TrimSpace(line), q.standard)
			}
			i.say[q.flag] = value
			faults, err := i.say.faultsOf(q)
			if err != nil {
				return err
			}
			if len(faults) == 0 {
				break
			}
			if said {
				return errors.New(strings.Join(faults, "\n"))
			}
			fmt.Fprintln(out, strings.Join(faults, "\n"))
		}
	}
	return nil
}

// asker returns the question whose answer a place of the configuration is about: the most particular one.
func asker(environment bool, path string) (question, bool) {
	if environment {
		path = "/" + path
	}
	best, length := question{}, -1
	for _, q := range questions {
		for _, about := range q.about {
			inside := about == "/" && environment || path == about ||
				strings.HasPrefix(path, about+".") || strings.HasPrefix(path, about+"[")
			if inside && len(about) > length {
				best, length = q, len(about)
			}
		}
	}
	return best, length >= 0
}
