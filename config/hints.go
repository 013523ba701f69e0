package config

import "fmt"

// how many there are of something has two words: nodes are what a store consists of, replicas are what follows one of
// them. What grows and shrinks by itself has min and max.
const (
	sayNodes    = "how many there are is called nodes"
	sayReplicas = "how many follow is called replicas"
	sayScaling  = "how many tasks run is called scaling.min and scaling.max"
)

// Hints returns what people write in an environment, and where it belongs.
func (Environment) Hints() map[string]string {
	const byItself = "leave it out: certificates are made and renewed by themselves, for domain and for each of domains"
	return map[string]string{
		"certificate": byItself, "certificates": byItself, "certificateArn": byItself, "acm": byItself,
		"name":         "leave it out: an environment is called as its file is",
		"vpc":          "it is called network",
		"cidr":         "did you mean network.cidr?",
		"environment":  "variables are a service's: services.<name>.environment",
		"loadBalancer": "leave it out: a service with a route gets one; front says of which kind",
		"redis":        "it is called caches", "elasticache": "it is called caches", "rds": "it is called databases",
		"opensearch": "it is called search", "kafka": "it is called streams", "msk": "it is called streams",
		"s3": "it is called buckets", "sqs": "it is called queues", "sns": "it is called topics",
		"dynamodb": "it is called tables", "efs": "it is called volumes", "lambda": "it is called functions",
		"eks": "it is called kubernetes", "waf": "it is called firewall",
	}
}

// Hints returns what people write in organization.yaml, and where it belongs.
func (Organization) Hints() map[string]string {
	return map[string]string{
		"region":       "did you mean regions.primary?",
		"environments": "leave it out: each is a file of its own in environments/",
		"owner":        "did you mean tags.owner?",
		"costCentre":   "did you mean tags.costCentre?",
		"costCenter":   "did you mean tags.costCentre?",
		"dataClass":    "did you mean tags.dataClass?",
	}
}

// Hints returns what people call the parts of a database.
func (Database) Hints() map[string]string {
	return map[string]string{
		"readers": sayReplicas, "readReplicas": sayReplicas, "count": sayReplicas, "nodes": sayReplicas, "instances": sayReplicas,
		"password": "leave it out: it is made, rotates, and comes to services with uses",
		"username": "leave it out: it comes to services with uses",
	}
}

// Hints returns what people call the parts of a cache.
func (Cache) Hints() map[string]string {
	return map[string]string{
		"readers": sayReplicas, "readReplicas": sayReplicas, "replicasPerShard": sayReplicas,
		"count": sayNodes + " with memcached, and replicas with others", "instances": sayNodes + " with memcached, and replicas with others",
		"password": "leave it out: it is made, and comes to services with uses",
	}
}

// Hints returns what people call the parts of a search domain.
func (Search) Hints() map[string]string {
	return map[string]string{
		"count": sayNodes, "instances": sayNodes, "dataNodes": sayNodes, "instanceCount": sayNodes,
		"replicas": sayNodes + "; an index says itself how many replicas it has", "readers": sayNodes,
	}
}

// Hints returns what people call the parts of a stream.
func (Stream) Hints() map[string]string {
	return map[string]string{
		"count": sayNodes, "brokerCount": sayNodes, "instances": sayNodes,
		"replicas": sayNodes + "; a topic says itself how many replicas it has",
	}
}

// Hints returns what people call the parts of a service.
func (Service) Hints() map[string]string {
	hints := map[string]string{
		"env":  "it is called environment",
		"host": "did you mean route.host?", "path": "did you mean route.path?", "domain": "did you mean route.host?",
		"min": "did you mean scaling.min?", "max": "did you mean scaling.max?",
		"secrets": "name secrets in uses: the environment's section secrets says which there are",
	}
	for _, key := range []string{"count", "replicas", "instances", "nodes", "desiredCount", "tasksCount"} {
		hints[key] = sayScaling
	}
	return hints
}

// Hints returns what people call the parts of a group of nodes.
func (NodeGroup) Hints() map[string]string { return betweenHints("nodes") }

// Hints returns what people call the parts of a group of instances.
func (Instances) Hints() map[string]string { return betweenHints("instances") }

func betweenHints(what string) map[string]string {
	hints := map[string]string{}
	for _, key := range []string{"count", "replicas", "nodes", "desired", "size"} {
		hints[key] = fmt.Sprintf("how many %s there are is called min and max", what)
	}
	return hints
}
