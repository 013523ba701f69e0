package price

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"slices"
	"strings"
)

// onDemand is the code of the terms of what is paid by use; others are reservations.
const onDemand = "JRTCKXETXF"

// offer is what was found in a file of AWS's price list.
type offer struct {
	version   string
	published string
	found     map[string][]candidate // by item
}

// candidate is a product that might be an item's.
type candidate struct {
	sku   string
	usage string
	price *big.Rat // nil where it is free, or not sold by use
}

// product is one of a price list.
type product struct {
	Family     string            `json:"productFamily"`
	Attributes map[string]string `json:"attributes"`
}

// term is how a product is sold.
type term struct {
	Code       string `json:"offerTermCode"`
	Dimensions map[string]struct {
		Begin string            `json:"beginRange"`
		Price map[string]string `json:"pricePerUnit"`
	} `json:"priceDimensions"`
}

// readOffer looks for items in a file of AWS's price list. That of EC2 is hundreds of megabytes, so nothing of it is
// kept but what is looked for. Products come before the terms.
func readOffer(r io.Reader, region string, names []string) (*offer, error) {
	o := &offer{found: map[string][]candidate{}}
	wanted := map[string][]string{}
	for _, name := range names {
		wanted[items[name].usage] = append(wanted[items[name].usage], name)
	}
	bySKU := map[string][]string{} // items that a product may be
	usage := map[string]string{}
	d := json.NewDecoder(r)
	seen := map[string]bool{}
	err := members(d, func(key string) error {
		seen[key] = true
		switch key {
		case "version":
			return d.Decode(&o.version)
		case "publicationDate":
			return d.Decode(&o.published)
		case "products":
			return members(d, func(sku string) error {
				var p product
				if err := d.Decode(&p); err != nil {
					return err
				}
				for _, name := range wanted[bare(p.Attributes["usagetype"], region)] {
					if items[name].is(p, region) {
						bySKU[sku] = append(bySKU[sku], name)
						usage[sku] = p.Attributes["usagetype"]
					}
				}
				return nil
			})
		case "terms":
			if !seen["products"] {
				return errors.New("its terms come before its products")
			}
			return members(d, func(kind string) error {
				if kind != "OnDemand" {
					return skip(d)
				}
				return members(d, func(sku string) error {
					if bySKU[sku] == nil {
						return skip(d)
					}
					var terms map[string]term
					if err := d.Decode(&terms); err != nil {
						return err
					}
					for _, name := range bySKU[sku] {
						price, err := items[name].price(terms)
						if err != nil {
							return fmt.Errorf("%s: %w", sku, err)
						}
						o.found[name] = append(o.found[name], candidate{sku, usage[sku], price})
					}
					return nil
				})
			})
		}
		return skip(d)
	})
	if errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF
	}
	if err == nil && (o.version == "" || len(o.published) < len("2026-01-01") || !seen["terms"]) {
		err = errors.New("it is no price list: a version, a day, products and terms are what one has")
	}
	return o, err
}

// is tells whether a product is the item, in the region itself: local zones share its file.
func (i item) is(p product, region string) bool {
	if code := p.Attributes["regionCode"]; region != anywhere && code != "" && code != region {
		return false
	}
	if place := p.Attributes["locationType"]; region != anywhere && place != "" && place != "AWS Region" {
		return false
	}
	for name, value := range i.attributes {
		has := p.Attributes[name]
		if name == productFamily {
			has = p.Family
		}
		if has != value {
			return false
		}
	}
	return true
}

// price is that of the tier that the item is about: without one, the first that is not free. Nil: there is none.
func (i item) price(terms map[string]term) (*big.Rat, error) {
	type tier struct{ begin, price *big.Rat }
	var tiers []tier
	for _, t := range terms {
		if t.Code != onDemand {
			continue
		}
		for _, dimension := range t.Dimensions {
			begin, known := new(big.Rat).SetString(dimension.Begin)
			price, sold := new(big.Rat).SetString(dimension.Price["USD"])
			if !known || !sold || price.Sign() < 0 {
				return nil, fmt.Errorf("from %q on it costs %q US dollars", dimension.Begin, dimension.Price["USD"])
			}
			if price.Sign() > 0 && (i.from == "" || begin.RatString() == i.from) {
				tiers = append(tiers, tier{begin, price})
			}
		}
	}
	if len(tiers) == 0 {
		return nil, nil
	}
	first := slices.MinFunc(tiers, func(a, b tier) int { return a.begin.Cmp(b.begin) })
	return first.price.Mul(first.price, big.NewRat(max(1, i.per), 1)), nil
}

// the one price of an item, or why there is none: what is free is none, and several products with one price are one.
func (o *offer) the(name string) (string, error) {
	var price *big.Rat
	var all []string
	different := false
	for _, c := range o.found[name] {
		if c.price == nil {
			continue
		}
		all = append(all, fmt.Sprintf("%s (%s) for %s", c.sku, c.usage, decimal(c.price)))
		different = different || price != nil && price.Cmp(c.price) != 0
		price = c.price
	}
	switch {
	case price == nil:
		return "", errors.New("no product is it")
	case different:
		slices.Sort(all)
		return "", fmt.Errorf("may be %s", strings.Join(all, ", "))
	}
	return decimal(price), nil
}

// decimal writes a price with as many places as it has, at most ten, and at least two.
func decimal(price *big.Rat) string {
	text := strings.TrimRight(price.FloatString(10), "0")
	whole, places, _ := strings.Cut(text, ".")
	return whole + "." + places + strings.Repeat("0", max(0, 2-len(places)))
}

// members calls do for each member of the object that follows, whose value do has to read.
func members(d *json.Decoder, do func(key string) error) error {
	if token, err := d.Token(); err != nil || token != json.Delim('{') {
		return errors.Join(err, fmt.Errorf("at byte %d there is no object", d.InputOffset()))
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		name, _ := key.(string)
		if err := do(name); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// skip reads over a value, however large.
func skip(d *json.Decoder) error {
	for depth := 0; ; {
		token, err := d.Token()
		if err != nil {
			return err
		}
		switch token {
		case json.Delim('{'), json.Delim('['):
			depth++
		case json.Delim('}'), json.Delim(']'):
			depth--
		}
		if depth == 0 {
			return nil
		}
	}
}
