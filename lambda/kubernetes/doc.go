// Kubernetes brings objects to a cluster of EKS whose API only its VPC reaches, which CloudFormation cannot.
//
// Objects are applied by the server (server-side apply), so that what controllers, an autoscaler of pods for one, say
// of them is theirs. The function waits until they run, and says why they do not. What is taken out of a resource is
// deleted once the others run. When CloudFormation rolls back, it asks for what there was before in the same way.
//
// Deployed with a cluster and a namespace in its environment, it brings nothing: there it says how many pods of
// services run, as a move of an environment to its other region asks (operate/failover). What a move has scaled keeps
// its scale through deployments that do not know of the move yet, which the generation of the environment tells.
//
// What the function's role must be allowed, by type; its access to the API is an access entry of the cluster.
//
//	type               action                the cluster; all of them know no other resource
//	KubernetesObjects  eks:DescribeCluster
//	(scaling)          eks:DescribeCluster
package main
