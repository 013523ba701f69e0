package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"database/sql/driver"
	_ "embed"
	"errors"
	"fmt"
	"net"
	"regexp"
	"strconv"
	"time"

	"github.com/go-sql-driver/mysql"
	"github.com/lib/pq"
)

// database is where the function logs in.
type database struct {
	engine, host, port string // the engine is postgres or mysql
	name               string
	roots              *x509.CertPool // that the server's certificate has to be of
}

// authorities are those of the certificates of RDS, whose region is in their names. Source: the bundle of AWS for all
// regions, as of 2025-01; a region that is newer is not among them.
//
//go:embed rds.pem
var authorities []byte

// trusted are RDS's authorities, and those that everybody trusts: databases on instances have certificates of theirs.
func trusted() *x509.CertPool {
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	pool.AppendCertsFromPEM(authorities)
	return pool
}

// login is who logs in, as secrets have it.
type login struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// server is a database that the function has logged in to.
type server interface {
	// apply makes both logins of a user, which do not log in yet, with its rights and no others.
	apply(ctx context.Context, user string, rights rights) error
	// set has a login log in with a password.
	set(ctx context.Context, as login) error
	// lock has a login log in no more, until it is set.
	lock(ctx context.Context, name string) error
	// drop removes both logins of a user. What they own stays.
	drop(ctx context.Context, user string) error
}

// rights are what a user may do in the database.
type rights string

const (
	write rights = "write" // read and write all tables, and change their definitions
	read  rights = "read"  // read all tables
)

// suffixes are what the names of the two logins of a user end in.
var suffixes = [2]string{"_1", "_2"}

// logins are the two of a user, in turn.
func logins(user string) [2]string { return [2]string{user + suffixes[0], user + suffixes[1]} }

// other is the other login of the user that name is one of.
func other(name string) (string, error) {
	if match := loginName.FindStringSubmatch(name); match != nil {
		return match[1] + map[string]string{"1": "_2", "2": "_1"}[match[2]], nil
	}
	return "", fmt.Errorf("%q is not one of two logins, such as web_1", name)
}

var (
	userName  = regexp.MustCompile(`^[a-z][a-z0-9-]*(_function)?$`)
	loginName = regexp.MustCompile(`^([a-z][a-z0-9-]*(?:_function)?)_([12])$`)
	// password is one that needs no quotes in any statement.
	password = regexp.MustCompile(`^[A-Za-z0-9]{20,}$`)
)

// check tells what is wrong with a login that the function is to make.
func (l login) check() error {
	if !loginName.MatchString(l.Username) {
		return fmt.Errorf("%q is not one of two logins, such as web_1", l.Username)
	}
	if !password.MatchString(l.Password) {
		return errors.New("the password in the secret is not of 20 or more letters and digits: rotate the secret")
	}
	return nil
}

// open returns a connection to the database, which stops answering after a minute.
func (d database) open(as login) (*sql.DB, error) {
	connector, err := d.connector(as)
	if err != nil {
		return nil, err
	}
	pool := sql.OpenDB(connector)
	pool.SetMaxOpenConns(1)
	return pool, nil
}

// own are settings of every session of PostgreSQL, past those of the database and of who logs in. Users who write may
// make functions and operators, and what they make may not be what a name in a statement of the master user's means.
var own = map[string]string{"search_path": "pg_catalog", "role": "none"}

const answers = time.Minute // how long a database may take for one answer

func (d database) connector(as login) (driver.Connector, error) {
	verified := &tls.Config{RootCAs: d.roots, ServerName: d.host, MinVersion: tls.VersionTLS12}
	if d.engine == "mysql" {
		c := mysql.NewConfig()
		c.User, c.Passwd, c.Net, c.Addr, c.DBName = as.Username, as.Password, "tcp", net.JoinHostPort(d.host, d.port), d.name
		c.TLS, c.Timeout, c.ReadTimeout, c.WriteTimeout = verified, 10*time.Second, answers, answers
		return mysql.NewConnector(c)
	}
	if err := pq.RegisterTLSConfig("database", verified); err != nil {
		return nil, err
	}
	port, err := strconv.ParseUint(d.port, 10, 16)
	if err != nil {
		return nil, err
	}
	return pq.NewConnectorConfig(pq.Config{
		Host: d.host, Port: uint16(port), Database: d.name, User: as.Username, Password: as.Password,
		SSLMode: "pqgo-database", ConnectTimeout: 10 * time.Second, Runtime: own,
	})
}

// server is the database, as which the one of pool logs in.
func (d database) server(pool *sql.DB) server {
	if d.engine == "mysql" {
		return mySQL{pool, d.name}
	}
	return postgres{pool, d.name}
}
