package price

import (
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// HoursPerMonth is how AWS's own calculator counts a month.
const HoursPerMonth = 730

// USD is an amount in millionths of a US dollar. Sums of it are exact.
type USD int64

const micro = 1_000_000

// of returns a quantity's price, rounded to a millionth of a dollar.
func of(unit *big.Rat, quantity float64) USD {
	amount := new(big.Rat).Mul(unit, new(big.Rat).SetFloat64(quantity))
	millionths, _ := amount.Mul(amount, big.NewRat(micro, 1)).Float64()
	return USD(millionths + 0.5)
}

// String returns the amount with two decimals and a comma after each thousand: 1,234.50.
func (a USD) String() string {
	sign := ""
	if a < 0 {
		sign, a = "-", -a
	}
	cents := (int64(a) + micro/200) / (micro / 100)
	whole := strconv.FormatInt(cents/100, 10)
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	return fmt.Sprintf("%s%s.%02d", sign, whole, cents%100)
}

// MarshalText writes the amount as a decimal number of dollars, as exact as it is known.
func (a USD) MarshalText() ([]byte, error) { return []byte(a.number()), nil }

// MarshalJSON writes the amount as a JSON number of dollars.
func (a USD) MarshalJSON() ([]byte, error) { return []byte(a.number()), nil }

// UnmarshalJSON reads what MarshalJSON writes.
func (a *USD) UnmarshalJSON(text []byte) error {
	amount, ok := new(big.Rat).SetString(string(text))
	if !ok {
		return fmt.Errorf("%s is no amount", text)
	}
	*a = of(amount, 1)
	return nil
}

func (a USD) number() string {
	text := big.NewRat(int64(a), micro).FloatString(6)
	return strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
}
