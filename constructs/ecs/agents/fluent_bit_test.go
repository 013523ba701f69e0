package agents_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"
)

// fluentBit is a configuration of Fluent Bit in its YAML format, as far as ours goes.
type fluentBit struct {
	Service  map[string]any `yaml:"service"`
	Pipeline struct {
		Inputs  []map[string]any `yaml:"inputs"`
		Filters []map[string]any `yaml:"filters"`
		Outputs []map[string]any `yaml:"outputs"`
	} `yaml:"pipeline"`
}

// The keys that Fluent Bit's manual documents for 4.2 and 5.0, in lower case. Fluent Bit does not start when a plugin
// has a key that is not its own.
var (
	serviceKeys = keys(`flush grace daemon dns.mode dns.resolver dns.prefer_ipv4 dns.prefer_ipv6 log_file log_level
		parsers_file plugins_file streams_file http_server http_listen http_port health_check hc_errors_count
		hc_retry_failure_count hc_period hot_reload coro_stack_size scheduler.cap scheduler.base
		json.convert_nan_to_null
		storage.path storage.sync storage.checksum storage.max_chunks_up storage.backlog.mem_limit storage.metrics
		storage.delete_irrecoverable_chunks storage.trim_files`)
	inputKeys  = keys("name alias tag log_level mem_buf_limit threaded storage.type storage.pause_on_chunks_overlimit")
	filterKeys = keys("name alias match match_regex log_level")
	outputKeys = keys("name alias match match_regex log_level retry_limit storage.total_limit_size workers")

	pluginKeys = map[string][]string{
		"input tail": keys(
			`path exclude_path key read_from_head refresh_interval rotate_wait docker_mode path_key offset_key
			ignore_older buffer_chunk_size buffer_max_size static_batch_size event_batch_size skip_long_lines
			skip_empty_lines exit_on_eof inotify_watcher parser tag_regex db db.sync db.locking db.journal_mode
			db.compare_filename multiline.parser`,
		),
		"input systemd": keys(`path max_fields max_entries systemd_filter systemd_filter_type read_from_tail lowercase
			strip_underscores db db.sync`),
		"filter record_modifier": keys("allowlist_key remove_key record uuid_key"),
		"filter aws": keys(
			`imds_version az ec2_instance_id ec2_instance_type private_ip ami_id account_id hostname vpc_id
			tags_enabled tags_include tags_exclude retry_interval_s`,
		),
		"output cloudwatch_logs": keys(`region log_group_name log_group_template log_stream_name log_stream_prefix
			log_stream_template log_key log_format role_arn auto_create_group log_group_class log_retention_days
			endpoint
			metric_namespace metric_dimensions sts_endpoint profile auto_retry_requests external_id`),
	}
)

func keys(list string) []string { return strings.Fields(list) }

// The service's own parser is offered by no package registry, so this holds the file against its manual.
func TestFluentBitKnowsEachKey(t *testing.T) {
	configuration, _ := readFluentBit(t)
	for key := range configuration.Service {
		if !slices.Contains(serviceKeys, key) {
			t.Errorf("service: %s is not a key of the service section", key)
		}
	}
	for _, section := range []struct {
		kind    string
		common  []string
		plugins []map[string]any
	}{
		{"input", inputKeys, configuration.Pipeline.Inputs},
		{"filter", filterKeys, configuration.Pipeline.Filters},
		{"output", outputKeys, configuration.Pipeline.Outputs},
	} {
		for _, plugin := range section.plugins {
			name := fmt.Sprintf("%s %s", section.kind, plugin["name"])
			own, known := pluginKeys[name]
			if !known {
				t.Errorf("%s: there is no such plugin", name)
			}
			for key := range plugin {
				if !slices.Contains(own, key) && !slices.Contains(section.common, key) {
					t.Errorf("%s: %s is not a key of it", name, key)
				}
			}
		}
	}
}

func TestFluentBitKeepsItsPlaceAndItsMemory(t *testing.T) {
	configuration, _ := readFluentBit(t)
	const state = "/var/fluent-bit/state/"
	if path := configuration.Service["storage.path"]; !strings.HasPrefix(fmt.Sprint(path), state) {
		t.Errorf("chunks are in %v, which the next task does not see", path)
	}
	databases := map[any]bool{}
	for _, input := range configuration.Pipeline.Inputs {
		if db := fmt.Sprint(input["db"]); !strings.HasPrefix(db, state) || databases[db] {
			t.Errorf("input %s: db %s is not its own, or not kept", input["name"], db)
		}
		databases[fmt.Sprint(input["db"])] = true
		// mem_buf_limit is without effect then.
		if input["storage.type"] != "filesystem" || input["storage.pause_on_chunks_overlimit"] != "on" ||
			input["mem_buf_limit"] != nil {
			t.Errorf("input %s takes more than it can send", input["name"])
		}
	}
	for _, output := range configuration.Pipeline.Outputs {
		if output["storage.total_limit_size"] == nil {
			t.Errorf("output %s may fill the instance's disk", output["name"])
		}
	}
}

func TestFluentBitCreatesNoLogGroup(t *testing.T) {
	configuration, _ := readFluentBit(t)
	for _, output := range configuration.Pipeline.Outputs {
		if output["auto_create_group"] != "off" || output["log_group_name"] != "${LOG_GROUP}" ||
			output["region"] != "${AWS_REGION}" {
			t.Errorf("output %s: %v", output["name"], output)
		}
	}
}

// Whatever an input reads, an output takes.
func TestFluentBitSendsWhatItReads(t *testing.T) {
	configuration, _ := readFluentBit(t)
	if len(configuration.Pipeline.Outputs) != 1 || configuration.Pipeline.Outputs[0]["match"] != "*" {
		t.Errorf("outputs: %v", configuration.Pipeline.Outputs)
	}
	tags := map[any]bool{}
	for _, input := range configuration.Pipeline.Inputs {
		if input["tag"] == nil || tags[input["tag"]] {
			t.Errorf("input %s: tag %v names the stream, and is not its own", input["name"], input["tag"])
		}
		tags[input["tag"]] = true
	}
	for _, filter := range configuration.Pipeline.Filters {
		if filter["match"] != "*" && !tags[filter["match"]] {
			t.Errorf("filter %s matches nothing: %v", filter["name"], filter["match"])
		}
	}
}

// HOSTNAME is what Docker sets in every container; the others are set in the task definition.
func TestFluentBitNeedsTheVariablesOfItsTask(t *testing.T) {
	_, content := readFluentBit(t)
	var variables []string
	for _, match := range regexp.MustCompile(`\$\{(\w+)\}`).FindAllStringSubmatch(content, -1) {
		variables = append(variables, match[1])
	}
	slices.Sort(variables)
	if want := []string{"AWS_REGION", "HOSTNAME", "LOG_GROUP"}; !slices.Equal(slices.Compact(variables), want) {
		t.Errorf("variables %v, want %v", variables, want)
	}
	// Its record accessor takes nothing but a dot or a comma after a variable.
	if strings.Contains(content, "log_stream_template: $ec2_instance_id-") ||
		!strings.Contains(content, "log_stream_template: $ec2_instance_id.$TAG\n") {
		t.Error("the stream's name does not say which instance and which source")
	}
}

func readFluentBit(t *testing.T) (fluentBit, string) {
	t.Helper()
	content, err := os.ReadFile("fluent-bit.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var configuration fluentBit
	if err := yaml.UnmarshalWithOptions(content, &configuration, yaml.Strict()); err != nil {
		t.Fatal(err)
	}
	return configuration, string(content)
}
