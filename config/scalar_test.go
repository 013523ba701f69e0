package config

import (
	"slices"
	"testing"
)

func TestZoneNames(t *testing.T) {
	o := Organization{Regions: Regions{Zones: map[Region][]string{"us-west-1": {"b", "c"}}}}
	for _, c := range []struct {
		region Region
		n      int
		want   []string
	}{
		{"eu-west-1", 2, []string{"eu-west-1a", "eu-west-1b"}},
		{"eu-west-1", 4, []string{"eu-west-1a", "eu-west-1b", "eu-west-1c"}},
		{"ap-northeast-1", 3, []string{"ap-northeast-1a", "ap-northeast-1c", "ap-northeast-1d"}},
		{"us-west-1", 2, []string{"us-west-1b", "us-west-1c"}},
		{"nowhere", 3, nil},
		{"eu-west-1", -1, nil},
	} {
		if got := o.ZoneNames(c.region, c.n); !slices.Equal(got, c.want) {
			t.Errorf("%s has %v, want %v", c.region, got, c.want)
		}
	}
}

func TestVariablesOfAStoreBeginWithItsName(t *testing.T) {
	if Variable("orders", Host) != "ORDERS_HOST" || Variable("order-events", SecretARN) != "ORDER_EVENTS_SECRET_ARN" || Variable("api-key", "") != "API_KEY" {
		t.Error("the name in capitals, an underscore and the suffix")
	}
}

func TestPrivateRangesAreInsideOnes(t *testing.T) {
	for text, want := range map[string]bool{
		"10.0.0.0/16": true, "172.31.0.0/16": true, "192.168.0.0/16": true, "100.127.0.0/16": true,
		"8.0.0.0/7": false, "172.32.0.0/16": false, "192.0.0.0/8": false, "100.128.0.0/16": false,
	} {
		var p Prefix
		if err := p.UnmarshalText([]byte(text)); err != nil || private(p.Prefix) != want {
			t.Errorf("%s: %v", text, err)
		}
	}
}

func TestWindowsThatMeetOverlap(t *testing.T) {
	for _, c := range []struct {
		daily, weekly string
		want          bool
	}{
		{"01:00-02:00", "sun:02:00-sun:03:00", false},
		{"01:00-02:01", "sun:02:00-sun:03:00", true},
		{"23:30-00:30", "mon:00:00-mon:01:00", true},
		{"23:30-00:30", "sun:23:00-sun:23:30", false},
		{"00:00-00:30", "sun:23:00-mon:00:15", true},
		{"12:00-13:00", "sat:11:00-sat:12:30", true},
	} {
		daily, ok := parseDaily(c.daily)
		weekly, ok2 := parseWeekly(c.weekly)
		if !ok || !ok2 || overlap(daily, weekly) != c.want {
			t.Errorf("%s and %s: want %v", c.daily, c.weekly, c.want)
		}
	}
}
