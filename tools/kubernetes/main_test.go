// Package kubernetes_test has a real API server of Kubernetes take what bulkhead brings to clusters, from the function
// that brings it. It is a module of its own: the application needs none of this.
//
// There is an API server with its etcd, and a function as Lambda runs it. What AWS does is played: EKS, which tells
// where the cluster is; STS, which tells who signed a token; and Lambda and CloudFormation. So are the controllers of
// Kubernetes, of EKS and of load balancers, which say what becomes of objects.
package kubernetes_test

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

// role is the variable that has this program be etcd, or the API server.
const role = "BULKHEAD_TEST_ROLE"

// bootstrap is the function's executable.
var bootstrap string

func TestMain(m *testing.M) {
	switch os.Getenv(role) {
	case "etcd":
		runEtcd(os.Args[1], os.Args[2], os.Args[3])
	case "apiserver":
		command := app.NewAPIServerCommand()
		command.SetArgs(os.Args[1:])
		if command.Execute() != nil {
			os.Exit(1)
		}
	default:
		os.Exit(run(m))
	}
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "bulkhead-kubernetes-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	bootstrap = filepath.Join(dir, "bootstrap")
	build := exec.Command("go", "build", "-tags", "lambda.norpc", "-o", bootstrap, "./lambda/kubernetes")
	build.Dir, build.Stdout, build.Stderr = "../..", os.Stdout, os.Stderr
	if err := build.Run(); err != nil {
		fmt.Println("lambda/kubernetes does not build:", err)
		return 1
	}
	return m.Run()
}

// runEtcd runs etcd until it is killed.
func runEtcd(dir, clients, peers string) {
	address := func(of string) url.URL { return url.URL{Scheme: "http", Host: of} }
	c := embed.NewConfig()
	c.Dir = dir
	c.LogLevel = "error"
	c.UnsafeNoFsync = true
	c.ListenClientUrls, c.AdvertiseClientUrls = []url.URL{address(clients)}, []url.URL{address(clients)}
	c.ListenPeerUrls, c.AdvertisePeerUrls = []url.URL{address(peers)}, []url.URL{address(peers)}
	c.InitialCluster = c.InitialClusterFromName(c.Name)
	server, err := embed.StartEtcd(c)
	if err != nil {
		panic(err)
	}
	<-server.Server.StopNotify()
}
