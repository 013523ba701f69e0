package price

import (
	"context"
	"fmt"
	"io"
	"maps"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Base is where AWS publishes its price list. It asks for no credentials. Source: the guide of AWS Billing, "Getting
// price list files".
const Base = "https://pricing.us-east-1.amazonaws.com"

// Files opens a file of the price list by its path.
type Files func(ctx context.Context, path string) (io.ReadCloser, error)

// From returns the files below a directory, or below a URL.
func From(place string) Files {
	if !strings.Contains(place, "://") {
		return func(_ context.Context, path string) (io.ReadCloser, error) {
			return os.Open(filepath.Join(place, filepath.FromSlash(path)))
		}
	}
	client := &http.Client{Transport: &http.Transport{
		Proxy: http.ProxyFromEnvironment, ResponseHeaderTimeout: time.Minute, // a file itself takes minutes
	}}
	return func(ctx context.Context, path string) (io.ReadCloser, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(place, "/")+path, nil)
		if err != nil {
			return nil, err
		}
		answer, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		if answer.StatusCode != http.StatusOK {
			answer.Body.Close()
			return nil, fmt.Errorf("%s: %s", request.URL, answer.Status)
		}
		return answer.Body, nil
	}
}

// Update is a table that was read, and what is to look at before it is used.
type Update struct {
	Table   *Table   `json:"-"`
	Read    []string `json:"read"`    // offers, each with its region and version
	Changed []Move   `json:"changed"` // prices
	Moved   []Move   `json:"moved"`   // those of them that changed by more than a quarter
	Kept    []string `json:"kept"`    // what was not found, and stays as it was, with the reason
	Unread  []string `json:"unread"`  // items that no price list is read for: compare them by hand
}

// Move is a price that changed.
type Move struct {
	Item   string `json:"item"`
	Region string `json:"region"`
	Before string `json:"before"` // empty where there was none
	After  string `json:"after"`
}

// Worries tells whether a person has to look.
func (u *Update) Worries() bool { return len(u.Moved)+len(u.Kept) > 0 }

// ReadPrices reads AWS's price list for a table's regions and more ones. Prices that it does not find stay as they are.
// tell is called with each file that was read.
func ReadPrices(ctx context.Context, files Files, old *Table, more []string, tell func(string)) (*Update, error) {
	u := &Update{Table: &Table{Regions: slices.Clone(old.Regions), prices: maps.Clone(old.prices)}, Unread: unread()}
	for _, region := range more {
		if prefixes[region] == "" {
			return nil, fmt.Errorf("%s is no region whose usage types are known; add it to analysis/price/regions.go", region)
		}
		if !slices.Contains(u.Table.Regions, region) {
			u.Table.Regions = append(u.Table.Regions, region)
		}
	}
	for name, region := range filesOf(u.Table.Regions) {
		names := offered(name)
		o, err := open(ctx, files, name, region, names)
		if err != nil {
			return nil, err
		}
		u.Read = append(u.Read, fmt.Sprintf("%s %s %s", name, region, o.version))
		tell(u.Read[len(u.Read)-1])
		for _, item := range names {
			u.take(o, name, item, region)
		}
	}
	return u, nil
}

// filesOf yields the offers to read, each with its region.
func filesOf(regions []string) func(yield func(offer, region string) bool) {
	offers := map[string]bool{}
	for _, is := range items {
		offers[is.offer] = is.offer != ""
	}
	return func(yield func(offer, region string) bool) {
		for _, name := range slices.Sorted(maps.Keys(offers)) {
			places := regions
			if slices.Contains(global, name) {
				places = []string{anywhere}
			}
			for _, region := range places {
				if offers[name] && !yield(name, region) {
					return
				}
			}
		}
	}
}

// offered are the items of an offer, sorted.
func offered(offer string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(items)), func(name string) bool {
		return items[name].offer != offer
	})
}

func open(ctx context.Context, files Files, name, region string, items []string) (*offer, error) {
	path := "/offers/v1.0/aws/" + name + "/current/"
	if region != anywhere {
		path += region + "/"
	}
	path += "index.json"
	file, err := files(ctx, path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	o, err := readOffer(file, region, items)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return o, nil
}

// take writes an item's price into the table. A class that neither the table nor the region has is none.
func (u *Update) take(o *offer, offer, item, region string) {
	at := key{item, region}
	before, had := u.Table.prices[at]
	text, err := o.the(item)
	if err != nil {
		class := strings.Contains(item, ".")
		if had || !class || len(o.found[item]) > 0 {
			u.Kept = append(u.Kept, fmt.Sprintf("%s in %s: %s", item, region, err))
		}
		return
	}
	amount, _ := new(big.Rat).SetString(text)
	u.Table.prices[at] = Price{amount, text, o.published[:len(time.DateOnly)], offer + " " + o.version}
	if had && before.USD.Cmp(amount) == 0 {
		return
	}
	move := Move{item, region, before.Text, text}
	u.Changed = append(u.Changed, move)
	if had && far(before.USD, amount) {
		u.Moved = append(u.Moved, move)
	}
}

// far tells whether a price moved by more than a quarter of what it was.
func far(before, after *big.Rat) bool {
	move := new(big.Rat).Sub(after, before)
	return move.Abs(move).Cmp(new(big.Rat).Mul(before, big.NewRat(1, 4))) > 0
}
