// Package moto starts moto_server, which speaks AWS's wire protocol, for tests of what calls AWS.
package moto

import (
	"context"
	"net"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Start is what clients need to talk to an empty AWS of the test's own. Where moto_server is missing the test is
// skipped, except in CI.
func Start(t testing.TB, region string) aws.Config {
	t.Helper()
	program, err := exec.LookPath("moto_server")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("moto_server is missing; install it with: pip install 'moto[server]'")
		}
		t.Skip("moto_server is missing; install it with: pip install 'moto[server]'")
	}
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	server := exec.Command(program, "-H", "127.0.0.1", "-p", port)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("moto_server does not answer")
		}
	}
	c, err := config.LoadDefaultConfig(context.Background(),
		config.WithRegion(region),
		config.WithBaseEndpoint("http://"+address),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// freeAddress is an address that nothing listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
