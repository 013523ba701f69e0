package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"text/tabwriter"

	"bulkhead/analysis/price"
	"bulkhead/internal/cli"
	"bulkhead/internal/interrupt"

	"github.com/spf13/cobra"
)

const priceUpdateHelp = `Update reads AWS's public price list, which asks for no credentials, and writes the
table of prices anew. It reads some fifteen files for each region; that of EC2 is
hundreds of megabytes, and takes minutes. Build bulkhead again to have the table in
it, or name the file: bulkhead price --table FILE.

Nothing is written where a price moved by more than a quarter, or where one is not
found or not the only one: look at the list, and --accept it. What was not found then
stays as it was, with its day and its source. Prices that no list is read for are
named: compare them with AWS's pages.

Exit status:
  0  the table is written, whether or not anything changed
  1  a file cannot be read, or something has to be accepted
  2  the command line is wrong`

// newPriceUpdate is `bulkhead price update`.
func newPriceUpdate() *cobra.Command {
	var asJSON, accept bool
	var from, file string
	var regions []string
	command := &cobra.Command{
		Use:   "update",
		Short: "Read AWS's price list into the table of prices",
		Long:  priceUpdateHelp,
		Args:  cobra.NoArgs,
		RunE: func(command *cobra.Command, _ []string) error {
			old, err := price.ReadTable(file)
			if errors.Is(err, fs.ErrNotExist) && command.Flags().Changed("table") {
				old, err = price.Bundled(), nil
			}
			if err != nil {
				return fmt.Errorf("%w; run it in the repository, or name a file with --table", err)
			}
			tell := func(read string) { fmt.Fprintf(command.ErrOrStderr(), "read        %s\n", read) }
			u, err := price.ReadPrices(command.Context(), price.From(from), old, regions, tell)
			if err != nil {
				return err
			}
			if accept || !u.Worries() {
				if err := writeWhole(file, u.Table.Write()); err != nil {
					return err
				}
			}
			if asJSON {
				err = cli.PrintJSON(command.OutOrStdout(), u)
			} else {
				err = printUpdate(command.OutOrStdout(), u, file, accept)
			}
			if err == nil && u.Worries() && !accept {
				err = cli.ErrReported
			}
			return err
		},
	}
	command.Flags().StringVar(&from, "from", price.Base, "where the price list is: a URL, or a directory with the same files")
	command.Flags().StringVar(&file, "table", price.TableFile, "the table; a file that is not there yet begins as this program's")
	command.Flags().StringArrayVar(&regions, "region", nil, "a region to add to those of the table")
	command.Flags().BoolVar(&accept, "accept", false, "write the table though prices moved far, or were not found")
	command.Flags().BoolVar(&asJSON, "json", false, "print what changed as JSON, and nothing else")
	return command
}

func printUpdate(w io.Writer, u *price.Update, file string, accept bool) error {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, list := range []struct {
		what  string
		moves []price.Move
	}{{"changed", u.Changed}, {"moved far", u.Moved}} {
		for _, m := range list.moves {
			fmt.Fprintf(table, "%s\t%s\t%s\t%s\tbefore %s\n", list.what, m.Item, m.Region, m.After, orNone(m.Before))
		}
	}
	if err := table.Flush(); err != nil {
		return err
	}
	for _, kept := range u.Kept {
		fmt.Fprintln(w, "not found  ", kept)
	}
	for _, item := range u.Unread {
		fmt.Fprintln(w, "not read   ", item)
	}
	fmt.Fprintf(w, "%d files read, %s, %d moved far, %d not found, %d not read\n", len(u.Read),
		plural(len(u.Changed), "price changed", "prices changed"), len(u.Moved), len(u.Kept), len(u.Unread))
	if u.Worries() && !accept {
		fmt.Fprintf(w, "%s is as it was: look at what moved and what was not found, then use --accept\n", file)
		return nil
	}
	fmt.Fprintln(w, "wrote", file)
	return nil
}

func orNone(text string) string {
	if text == "" {
		return "none"
	}
	return text
}

// writeWhole writes a file, or leaves it as it was.
func writeWhole(file string, text []byte) error {
	fresh, err := os.MkdirTemp(filepath.Dir(file), "."+filepath.Base(file)+"-")
	if err != nil {
		return err
	}
	defer interrupt.Half(fresh)()
	defer os.RemoveAll(fresh)
	whole := filepath.Join(fresh, filepath.Base(file))
	if err := os.WriteFile(whole, text, 0o644); err != nil {
		return err
	}
	return interrupt.Whole(func() error { return os.Rename(whole, file) })
}
