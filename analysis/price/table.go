package price

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"slices"
	"strings"
	"sync"
	"time"
)

// TableFile is where the repository has the table of this program.
const TableFile = "analysis/price/table.csv"

//go:embed table.csv
var bundled []byte

// Estimate is the source of a price that nobody has read at AWS or on a bill.
const Estimate = "estimate"

// anywhere is the column of what AWS sells outside regions.
const anywhere = "any"

// Price is what AWS asks for one unit.
type Price struct {
	USD    *big.Rat
	Text   string // as the table has it
	Seen   string // as of when, such as 2026-09-25; empty for an estimate
	Source string
}

// key is an item in a region.
type key struct{ item, region string }

// Table is a list of prices.
type Table struct {
	Regions []string // that it has prices of, in the order of its columns
	prices  map[key]Price
}

// Bundled returns the table of this program, which nobody changes.
var Bundled = sync.OnceValue(func() *Table {
	t, err := parse(TableFile, bundled)
	if err != nil {
		panic(err) // a test reads it
	}
	return t
})

// ReadTable reads the table in a file. The error names the line.
func ReadTable(file string) (*Table, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parse(file, text)
}

// columns are the first ones; regions follow.
var columns = []string{"item", "as of", "source", anywhere}

func parse(file string, text []byte) (*Table, error) {
	lines := csv.NewReader(bytes.NewReader(text))
	head, err := lines.Read()
	if err != nil || len(head) <= len(columns) || !slices.Equal(head[:len(columns)], columns) {
		return nil, fmt.Errorf("%s:1: is no table of prices; its first line is %s, and a column for each region",
			file, strings.Join(columns, ","))
	}
	t := &Table{Regions: head[len(columns):], prices: map[key]Price{}}
	for {
		fields, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w; bulkhead price update writes the table", file, err)
		}
		line, _ := lines.FieldPos(0)
		if err := t.add(fields, append([]string{anywhere}, t.Regions...)); err != nil {
			return nil, fmt.Errorf("%s:%d: %s: %w", file, line, fields[0], err)
		}
	}
}

// add takes a line of the table.
func (t *Table) add(fields, regions []string) error {
	name, seen, source := fields[0], fields[1], fields[2]
	if _, known := itemOf(name); !known {
		return fmt.Errorf("is no item that bulkhead prices; remove the line")
	}
	if source == "" || (source == Estimate) != (seen == "") {
		return fmt.Errorf("say since when and by which source, or that it is an %s, without a day", Estimate)
	}
	if _, err := time.Parse(time.DateOnly, seen); err != nil && seen != "" {
		return fmt.Errorf("%q is no day; write it as 2026-11-30", seen)
	}
	for i, text := range fields[3:] {
		if text == "" {
			continue
		}
		amount, ok := new(big.Rat).SetString(text)
		if !ok || amount.Sign() < 0 {
			return fmt.Errorf("%s: %q is no price; write US dollars, such as 0.045", regions[i], text)
		}
		at := key{name, regions[i]}
		if _, twice := t.prices[at]; twice {
			return fmt.Errorf("%s: has two prices; remove one", regions[i])
		}
		t.prices[at] = Price{amount, text, seen, source}
	}
	return nil
}

// Of returns the price of an item in a region, or that of everywhere.
func (t *Table) Of(item, region string) (Price, bool) {
	if p, found := t.prices[key{item, anywhere}]; found {
		return p, true
	}
	p, found := t.prices[key{item, region}]
	return p, found
}

// items are those that have a price, sorted.
func (t *Table) items() []string {
	all := map[string]bool{}
	for at := range t.prices {
		all[at.item] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// Write returns the table as a file has it: by item, then by age.
func (t *Table) Write() []byte {
	var text bytes.Buffer
	lines := csv.NewWriter(&text)
	regions := append([]string{anywhere}, t.Regions...)
	write := func(fields []string) {
		if err := lines.Write(fields); err != nil {
			panic(err) // memory takes all
		}
	}
	write(slices.Concat(columns, t.Regions))
	for _, item := range t.items() {
		rows := map[[2]string][]string{}
		for i, region := range regions {
			p, found := t.prices[key{item, region}]
			if !found {
				continue
			}
			of := [2]string{p.Seen, p.Source}
			if rows[of] == nil {
				rows[of] = make([]string, len(regions))
			}
			rows[of][i] = p.Text
		}
		for _, of := range slices.SortedFunc(maps.Keys(rows), func(a, b [2]string) int {
			return slices.Compare(a[:], b[:])
		}) {
			write(slices.Concat([]string{item, of[0], of[1]}, rows[of]))
		}
	}
	lines.Flush()
	return text.Bytes()
}
