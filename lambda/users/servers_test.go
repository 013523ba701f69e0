package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"database/sql"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/lib/pq"
	"github.com/stretchr/testify/require"
)

// running is a server of an engine, with a certificate of an authority of its own.
type running struct {
	database
	master string // password of the master user, who may what RDS's may
	root   *sql.DB
}

// ends are what is done when all tests have ended, from the last one on.
var ends []func()

func TestMain(m *testing.M) {
	code := m.Run()
	for _, end := range slices.Backward(ends) {
		end()
	}
	os.Exit(code)
}

// servers are those of this machine, by what they are called, once they run. In the place of MySQL there is MariaDB.
var servers map[string]*running

// start starts the servers of this machine, unless they run.
func start(t *testing.T) {
	t.Helper()
	if servers != nil {
		return
	}
	servers = map[string]*running{}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	require.NoError(t, err)
	if more := os.Getenv("POSTGRES"); more != "" { // another one, such as a newer one's executable
		found = append(found, more)
	}
	for _, path := range found {
		servers["postgres in "+filepath.Dir(path)] = newPostgres(t, filepath.Dir(path))
	}
	if _, err := exec.LookPath("mariadbd"); err == nil {
		servers["mysql"] = newMariaDB(t)
	}
	if len(found) == 0 || servers["mysql"] == nil {
		if os.Getenv("CI") != "" {
			t.Fatal("needs postgresql and mariadb-server")
		}
		t.Log("postgresql or mariadb-server is missing")
	}
}

// onEach runs a test with a new database, and nobody but its master user, on every server of this machine.
func onEach(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	start(t)
	for name, server := range servers {
		t.Run(name, func(t *testing.T) {
			server.renew(t)
			test(t, newWorld(t, server))
		})
	}
}

// renew makes the databases and the master user anew.
func (r *running) renew(t *testing.T) {
	t.Helper()
	statements := []string{
		"CREATE DATABASE open_orders", "CREATE DATABASE openXorders",
		"CREATE USER 'bulkhead'@'%' IDENTIFIED BY '" + r.master + "' REQUIRE SSL",
		// As a node of ours lets the login be: constructs/database/boot. RDS's master user may more.
		"GRANT ALL ON `open\\_orders`.* TO 'bulkhead'@'%' WITH GRANT OPTION", "GRANT CREATE USER ON *.* TO 'bulkhead'@'%'",
	}
	users := "SELECT CONCAT(\"DROP USER '\", user, \"'@'%'\") FROM mysql.user WHERE host = '%'"
	drop := []string{"DROP DATABASE IF EXISTS open_orders", "DROP DATABASE IF EXISTS openXorders"}
	if r.engine == "postgres" {
		// As RDS's master user, who is no superuser.
		statements = []string{
			"CREATE ROLE bulkhead LOGIN CREATEROLE CREATEDB PASSWORD '" + r.master + "'",
			"CREATE DATABASE open_orders OWNER bulkhead", "CREATE DATABASE another OWNER bulkhead",
		}
		users = `SELECT format('DROP ROLE %I', rolname) FROM pg_roles WHERE rolname NOT LIKE 'pg\_%' AND rolname <> 'rdsadmin' ORDER BY oid DESC`
		drop = []string{"DROP DATABASE IF EXISTS open_orders WITH (FORCE)", "DROP DATABASE IF EXISTS another WITH (FORCE)"}
	}
	for _, statement := range drop {
		r.do(t, statement)
	}
	rows, err := r.root.Query(users)
	require.NoError(t, err)
	for rows.Next() {
		var statement string
		require.NoError(t, rows.Scan(&statement))
		drop = append(drop, statement)
	}
	require.NoError(t, rows.Err())
	for _, statement := range append(drop, statements...) {
		r.do(t, statement)
	}
}

func newPostgres(t *testing.T, bin string) *running {
	directory, port := certified(t), free(t)
	data := filepath.Join(directory, "data")
	command(t, filepath.Join(bin, "initdb"), "-D", data, "-U", "rdsadmin", "--auth=trust", "-E", "UTF8", "--no-sync")
	write := func(name, text string) {
		require.NoError(t, os.WriteFile(filepath.Join(data, name), []byte(text), 0o600))
	}
	write("pg_hba.conf", "local all all trust\nhostssl all all 127.0.0.1/32 scram-sha-256\n")
	write("postgresql.conf", fmt.Sprintf(
		"port = %d\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = '%s'\nfsync = off\nssl = on\n"+
			"ssl_cert_file = '%[2]s/cert.pem'\nssl_key_file = '%[2]s/cert.key'\nshared_buffers = 16MB\nmax_connections = 20\n",
		port, directory,
	))
	hand(t, directory)
	serve(t, syscall.SIGINT, filepath.Join(bin, "postgres"), "-D", data)
	connector, err := pq.NewConnector(fmt.Sprintf("host=%s port=%d user=rdsadmin dbname=postgres sslmode=disable", directory, port))
	require.NoError(t, err)
	r := &running{database{"postgres", "127.0.0.1", strconv.Itoa(port), "open_orders", roots(t, directory)}, "ofTheMaster0123456789", sql.OpenDB(connector)}
	r.await(t)
	return r
}

func newMariaDB(t *testing.T) *running {
	directory, port := certified(t), free(t)
	data := filepath.Join(directory, "data")
	require.NoError(t, os.Mkdir(data, 0o700))
	hand(t, directory)
	command(t, "mariadb-install-db", "--no-defaults", "--datadir="+data, "--auth-root-authentication-method=normal", "--skip-test-db")
	serve(t, syscall.SIGTERM, "mariadbd", "--no-defaults", "--datadir="+data, "--port="+strconv.Itoa(port), "--bind-address=127.0.0.1",
		"--socket="+directory+"/socket", "--pid-file="+directory+"/pid", "--ssl-cert="+directory+"/cert.pem", "--ssl-key="+directory+"/cert.key",
		"--innodb-buffer-pool-size=16M", "--innodb-flush-log-at-trx-commit=0", "--skip-name-resolve", "--event-scheduler=OFF")
	c := mysql.NewConfig()
	c.User, c.Net, c.Addr = "root", "unix", directory+"/socket"
	connector, err := mysql.NewConnector(c)
	require.NoError(t, err)
	r := &running{database{"mysql", "127.0.0.1", strconv.Itoa(port), "open_orders", roots(t, directory)}, "ofTheMaster0123456789", sql.OpenDB(connector)}
	r.await(t)
	return r
}

// as opens a session of a login's as a service does, over TLS, with settings of the database and of the login.
func (r *running) as(t *testing.T, as login) *sql.DB {
	t.Helper()
	pool, err := r.open(as)
	require.NoError(t, err)
	if r.engine == "postgres" {
		port, err := strconv.ParseUint(r.port, 10, 16)
		require.NoError(t, err)
		connector, err := pq.NewConnectorConfig(pq.Config{
			Host: r.host, Port: uint16(port), Database: r.name, User: as.Username, Password: as.Password, SSLMode: "pqgo-database",
		})
		require.NoError(t, err)
		pool = sql.OpenDB(connector)
		pool.SetMaxOpenConns(1)
	}
	t.Cleanup(func() { pool.Close() })
	return pool
}

func (r *running) do(t *testing.T, statement string) {
	t.Helper()
	_, err := r.root.Exec(statement)
	require.NoError(t, err, statement)
}

func (r *running) await(t *testing.T) {
	t.Helper()
	ends = append(ends, func() { r.root.Close() })
	require.Eventually(t, func() bool { return r.root.Ping() == nil }, time.Minute, 50*time.Millisecond)
}

// certified is a directory with the key and the certificate of a server, and those of an authority.
func certified(t *testing.T) string {
	t.Helper()
	directory, err := os.MkdirTemp("/tmp", "users") // the name of a socket is short
	require.NoError(t, err)
	ends = append(ends, func() { os.RemoveAll(directory) })
	certificate := func(
		name string, ca bool, issuer *x509.Certificate, key *ecdsa.PrivateKey,
	) (*x509.Certificate, *ecdsa.PrivateKey) {
		own, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		require.NoError(t, err)
		made := &x509.Certificate{
			SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotAfter: time.Now().Add(time.Hour),
			IsCA: ca, BasicConstraintsValid: true, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
			KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		}
		if issuer == nil {
			issuer, key = made, own
		}
		der, err := x509.CreateCertificate(rand.Reader, made, issuer, &own.PublicKey, key)
		require.NoError(t, err)
		secret, err := x509.MarshalPKCS8PrivateKey(own)
		require.NoError(t, err)
		keep := func(file, kind string, der []byte) {
			text := pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der})
			require.NoError(t, os.WriteFile(filepath.Join(directory, file), text, 0o600))
		}
		keep(name+".pem", "CERTIFICATE", der)
		keep(name+".key", "PRIVATE KEY", secret)
		return made, own
	}
	root, key := certificate("root", true, nil, nil)
	certificate("cert", false, root, key)
	return directory
}

func roots(t *testing.T, directory string) *x509.CertPool {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(directory, "root.pem"))
	require.NoError(t, err)
	pool := x509.NewCertPool()
	require.True(t, pool.AppendCertsFromPEM(text))
	return pool
}

// nobody is who servers run as: they refuse to run as root.
const nobody = 65534

func unprivileged(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = "/tmp"
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return cmd
}

// hand gives a directory to who runs servers.
func hand(t *testing.T, directory string) {
	t.Helper()
	if os.Geteuid() == 0 {
		require.NoError(t, exec.Command("chown", "-R", fmt.Sprintf("%d:%d", nobody, nobody), directory).Run())
	}
}

func command(t *testing.T, name string, args ...string) {
	t.Helper()
	if strings.HasSuffix(name, "initdb") {
		hand(t, filepath.Dir(args[slices.Index(args, "-D")+1]))
	}
	out, err := unprivileged(name, args...).CombinedOutput()
	require.NoError(t, err, string(out))
}

// serve runs a server until all tests have ended, or this process does.
func serve(t *testing.T, end syscall.Signal, name string, args ...string) {
	t.Helper()
	server := unprivileged(name, args...)
	if server.SysProcAttr == nil {
		server.SysProcAttr = &syscall.SysProcAttr{}
	}
	if os.Getenv("SERVERS") != "" { // what they say
		server.Stdout, server.Stderr = os.Stdout, os.Stderr
	}
	require.NoError(t, server.Start())
	ends = append(ends, func() {
		_ = server.Process.Signal(end)
		_ = server.Wait()
	})
}

func free(t *testing.T) int {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port
}
