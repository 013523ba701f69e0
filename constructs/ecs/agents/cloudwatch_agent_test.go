// Package agents_test holds the agents' configurations against their manuals, as far as the agents' own code is out of
// reach; tools/agents proves the rest.
package agents_test

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"
)

// cloudWatchAgent is a configuration of the CloudWatch agent, as far as ours goes.
type cloudWatchAgent struct {
	Agent struct {
		Interval     int    `json:"metrics_collection_interval"` // seconds
		LogFile      string `json:"logfile"`
		OmitHostname bool   `json:"omit_hostname"`
		UsageData    bool   `json:"usage_data"`
	} `json:"agent"`
	Metrics struct {
		Namespace  string             `json:"namespace"`
		Append     map[string]string  `json:"append_dimensions"`
		Aggregates [][]string         `json:"aggregation_dimensions"`
		Collected  map[string]metrics `json:"metrics_collected"`
	} `json:"metrics"`
}

// metrics is what one of the agent's plugins collects.
type metrics struct {
	Measurement []string `json:"measurement"`
	Resources   []string `json:"resources"`
	TotalCPU    bool     `json:"totalcpu"`
	DropDevice  bool     `json:"drop_device"`
	Drop        []string `json:"drop_original_metrics"`
}

// measurements are those that the agent documents for Linux. It drops others without a word that anyone reads.
var measurements = map[string][]string{
	"cpu": keys(
		"usage_active usage_guest usage_idle usage_iowait usage_irq usage_nice usage_softirq " +
			"usage_steal usage_system usage_user",
	),
	"disk": keys("free inodes_free inodes_total inodes_used total used used_percent"),
	"mem":  keys("active available available_percent buffered cached free inactive total used used_percent"),
	"netstat": keys(
		"tcp_close tcp_close_wait tcp_closing tcp_established tcp_fin_wait1 tcp_fin_wait2 tcp_last_ack " +
			"tcp_listen tcp_none tcp_syn_sent tcp_syn_recv tcp_time_wait udp_socket",
	),
	"swap": keys("free used used_percent"),
}

// ownDimensions are those that a plugin adds to append_dimensions. The disk's device is dropped.
var ownDimensions = map[string]int{"cpu": 1, "disk": 2}

func TestCloudWatchAgentKnowsEachKeyAndMeasurement(t *testing.T) {
	for plugin, metrics := range readCloudWatchAgent(t).Metrics.Collected {
		for _, measurement := range metrics.Measurement {
			name, whole := strings.CutPrefix(measurement, plugin+"_")
			if !whole || !slices.Contains(measurements[plugin], name) {
				t.Errorf("%s measures no %s", plugin, measurement)
			}
		}
	}
}

// An alarm names all dimensions of its metric, so each metric has the same two sets: its group's, and its instance's.
// The agent makes an aggregate only of more dimensions than the aggregate has; with the same number it is the original.
func TestCloudWatchAgentGivesEachMetricTheSameDimensions(t *testing.T) {
	configuration := readCloudWatchAgent(t)
	for dimension, value := range configuration.Metrics.Append {
		if value != "${aws:"+dimension+"}" {
			t.Errorf("the agent knows no %s for %s", value, dimension)
		}
	}
	want := [][]string{{"AutoScalingGroupName"}, {"AutoScalingGroupName", "InstanceId"}}
	if !slices.EqualFunc(configuration.Metrics.Aggregates, want, slices.Equal) ||
		len(configuration.Metrics.Append) != 2 {
		t.Errorf("aggregates: %v of %v", configuration.Metrics.Aggregates, configuration.Metrics.Append)
	}
	for plugin, metrics := range configuration.Metrics.Collected {
		var dropped []string
		if ownDimensions[plugin] > 0 {
			dropped = metrics.Measurement
		}
		if !slices.Equal(metrics.Drop, dropped) {
			t.Errorf("%s: drops %v, want %v", plugin, metrics.Drop, dropped)
		}
	}
}

// The image's root file system is read-only, and the host's is not the agent's business.
func TestCloudWatchAgentWritesNoFileAndLooksAtOneVolume(t *testing.T) {
	configuration := readCloudWatchAgent(t)
	if configuration.Agent.LogFile != "" || configuration.Agent.UsageData || configuration.Agent.Interval != 60 {
		t.Errorf("agent: %+v", configuration.Agent)
	}
	disk := configuration.Metrics.Collected["disk"]
	if !slices.Equal(disk.Resources, []string{"/instance"}) || !disk.DropDevice {
		t.Errorf("disk: %+v", disk)
	}
}

func readCloudWatchAgent(t *testing.T) cloudWatchAgent {
	t.Helper()
	file, err := os.Open("cloudwatch-agent.json")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var configuration cloudWatchAgent
	decoder := json.NewDecoder(file)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&configuration); err != nil {
		t.Fatal(err)
	}
	return configuration
}
