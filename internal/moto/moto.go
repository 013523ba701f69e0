// Package moto starts moto_server, which speaks AWS's wire protocol, for tests of what calls AWS.
package moto

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/credentials"
)

// Start is what clients need to talk to an empty AWS of the test's own. Where moto_server is missing the test is
// skipped, except in CI. The tests of a package share a server, one after the other.
func Start(t testing.TB, region string) aws.Config {
	t.Helper()
	if _, err := exec.LookPath("moto_server"); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("moto_server is missing; install it with: pip install 'moto[server]'")
		}
		t.Skip("moto_server is missing; install it with: pip install 'moto[server]'")
	}
	url, err := server()
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Post(url+"/moto-api/reset", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	c, err := config.LoadDefaultConfig(context.Background(),
		config.WithRegion(region),
		config.WithBaseEndpoint(url),
		config.WithCredentialsProvider(credentials.NewStaticCredentialsProvider("test", "test", "")))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// server starts the process's server, which ends with it: its shell reads what the process never writes.
var server = sync.OnceValues(func() (url string, err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0") // an address that nothing else listens on
	if err != nil {
		return "", err
	}
	address := listener.Addr().String()
	listener.Close()
	_, port, _ := net.SplitHostPort(address)
	shell := exec.Command("sh", "-c", "moto_server -H 127.0.0.1 -p "+port+" & cat; kill $!")
	stdin, err := shell.StdinPipe()
	if err != nil {
		return "", err
	}
	if err := shell.Start(); err != nil {
		return "", err
	}
	go func() { // a pipe that nobody holds is closed
		shell.Wait()
		stdin.Close()
	}()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(50 * time.Millisecond) {
		if connection, err := net.Dial("tcp", address); err == nil {
			connection.Close()
			return "http://" + address, nil
		}
	}
	return "", fmt.Errorf("moto_server does not answer at %s", address)
})
