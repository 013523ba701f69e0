package main

import (
	"context"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"fmt"
	"log"

	"github.com/lib/pq"
)

// postgres is a database of PostgreSQL. It is the master user's, and what is in it belongs to the role bulkhead_owner,
// as which users who write act, so that each can use and change what another has made. Users who read have what
// bulkhead_reader may.
type postgres struct {
	*sql.DB
	name string
}

const (
	owner  = "bulkhead_owner"
	reader = "bulkhead_reader"
)

// claim is the number of the lock that has only one call at a time change users.
const claim = 7020531

// private has nobody make anything in the schema that all use, but the owner.
const private = `DO $$
BEGIN
	IF EXISTS (SELECT FROM pg_namespace WHERE nspname = 'public') THEN
		REVOKE CREATE ON SCHEMA public FROM PUBLIC;
		GRANT ALL ON SCHEMA public TO bulkhead_owner;
	END IF;
END $$`

// masters is what the master user has in the database.
const masters = `SELECT object.type, object.identity FROM pg_shdepend, pg_identify_object(classid, objid, objsubid) AS object
	WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) AND deptype = 'o'
		AND refclassid = 'pg_authid'::regclass AND refobjid = current_user::regrole`

// given gives it to the owner. One after the other: some objects have none but a superuser, such as an event trigger.
const given = `DO $$
DECLARE it record;
BEGIN
	FOR it IN ` + masters + `
	LOOP
		BEGIN
			EXECUTE format('ALTER %s %s OWNER TO bulkhead_owner', it.type, it.identity);
		EXCEPTION
			WHEN lock_not_available OR deadlock_detected THEN RAISE;
			WHEN OTHERS THEN NULL; -- it stays, or goes with another one, as a sequence does with its table
		END;
	END LOOP;
END $$`

// readable lets the reader read what is in the schemas of the database that are the owner's, directly or not.
const readable = `DO $$
DECLARE here record;
BEGIN
	FOR here IN SELECT nspname FROM pg_namespace
		WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' AND pg_has_role(nspowner, 'USAGE')
	LOOP
		EXECUTE format('GRANT USAGE ON SCHEMA %I TO bulkhead_reader', here.nspname);
	END LOOP;
	FOR here IN SELECT nspname, relname, relkind FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace
		WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' AND pg_has_role(relowner, 'USAGE')
			AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND NOT has_table_privilege('bulkhead_reader', pg_class.oid, 'SELECT')
	LOOP
		EXECUTE format('GRANT SELECT ON %s %I.%I TO bulkhead_reader',
			CASE here.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, here.nspname, here.relname);
	END LOOP;
END $$`

// statements runs statements in one transaction, during which no other call changes users. It does not wait for a lock
// on a table for longer than half a minute: others would wait for it.
func (p postgres) statements(
	ctx context.Context, do func(run func(format string, names ...any) error, tx *sql.Tx) error,
) error {
	tx, err := p.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // after a commit it does nothing
	run := func(format string, names ...any) error {
		for i, name := range names {
			names[i] = pq.QuoteIdentifier(name.(string))
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf(format, names...))
		return err
	}
	if _, err := tx.ExecContext(ctx, "SET LOCAL lock_timeout = '30s'"); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", claim); err != nil {
		return err
	}
	if err := do(run, tx); err != nil {
		return err
	}
	return tx.Commit()
}

func (p postgres) apply(ctx context.Context, user string, rights rights) error {
	var wrote []string // and only read from now on
	err := p.statements(ctx, func(run func(string, ...any) error, tx *sql.Tx) error {
		for _, name := range append([]string{owner, reader}, p.names(user)...) {
			if err := role(ctx, tx, run, name); err != nil {
				return err
			}
		}
		if err := p.own(ctx, run, tx); err != nil {
			return err
		}
		for _, login := range p.names(user) {
			var writes bool
			if err := tx.QueryRowContext(ctx, "SELECT pg_has_role($1, $2, 'MEMBER')", login, owner).Scan(&writes); err != nil {
				return err
			}
			if writes && rights == read {
				wrote = append(wrote, login)
			}
			if err := p.grant(run, login, rights); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, login := range wrote {
		if err := p.end(ctx, login); err != nil {
			return err
		}
	}
	return nil
}

func (postgres) names(user string) []string {
	names := logins(user)
	return names[:]
}

// role makes a role that does not log in, unless it is there, and has the master user act as it.
func role(ctx context.Context, tx *sql.Tx, run func(string, ...any) error, name string) error {
	var there bool
	if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name).Scan(&there); err != nil {
		return err
	}
	if !there {
		if err := run("CREATE ROLE %s NOLOGIN", name); err != nil {
			return err
		}
	}
	return run("GRANT %s TO CURRENT_USER", name)
}

// own gives what the master user has in the database to the owner, and lets the reader read it. The database itself,
// whose settings count for whoever logs in, stays the master user's, and so do others of the server.
func (p postgres) own(ctx context.Context, run func(string, ...any) error, tx *sql.Tx) error {
	if err := run("GRANT CREATE, TEMPORARY, CONNECT ON DATABASE %s TO %s", p.name, owner); err != nil {
		return err
	}
	for _, block := range []string{private, given, readable} {
		if _, err := tx.ExecContext(ctx, block); err != nil {
			return err
		}
	}
	if err := p.stays(ctx, tx); err != nil {
		return err
	}
	var master string
	if err := tx.QueryRowContext(ctx, "SELECT current_user").Scan(&master); err != nil {
		return err
	}
	if err := p.share(run, master, owner, "ALL", "ALL", "ALL"); err != nil {
		return err
	}
	for _, maker := range []string{master, owner} {
		if err := p.share(run, maker, reader, "SELECT", "SELECT", "USAGE"); err != nil {
			return err
		}
	}
	return nil
}

// stays logs what stays the master user's.
func (postgres) stays(ctx context.Context, tx *sql.Tx) error {
	rows, err := tx.QueryContext(ctx, masters)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var kind, name string
		if err := rows.Scan(&kind, &name); err != nil {
			return err
		}
		log.Printf("stays the master user's: %s %s", kind, name)
	}
	return rows.Err()
}

// share lets a role have rights to what another one will make.
func (postgres) share(run func(string, ...any) error, maker, with, tables, sequences, schemas string) error {
	for _, rights := range []string{tables + " ON TABLES", sequences + " ON SEQUENCES", schemas + " ON SCHEMAS"} {
		if err := run("ALTER DEFAULT PRIVILEGES FOR ROLE %s GRANT "+rights+" TO %s", maker, with); err != nil {
			return err
		}
	}
	return nil
}

// grant gives a login its rights and no others. One who writes acts as the owner; what it makes when it acts as
// itself, others may use as well, and the next rotation gives to the owner.
func (p postgres) grant(run func(string, ...any) error, login string, rights rights) error {
	if err := run("REASSIGN OWNED BY %s TO %s", login, owner); err != nil {
		return err
	}
	if rights == read {
		for _, statement := range []struct {
			format string
			names  []any
		}{
			{"GRANT %s TO %s", []any{reader, login}},
			{"REVOKE %s FROM %s", []any{owner, login}},
			{"ALTER ROLE %s IN DATABASE %s RESET role", []any{login, p.name}},
		} {
			if err := run(statement.format, statement.names...); err != nil {
				return err
			}
		}
		return nil
	}
	if err := run("GRANT %s TO %s", owner, login); err != nil {
		return err
	}
	if err := run("REVOKE %s FROM %s", reader, login); err != nil {
		return err
	}
	if err := run("ALTER ROLE %s IN DATABASE %s SET role = %s", login, p.name, owner); err != nil {
		return err
	}
	if err := p.share(run, login, owner, "ALL", "ALL", "ALL"); err != nil {
		return err
	}
	return p.share(run, login, reader, "SELECT", "SELECT", "USAGE")
}

func (p postgres) set(ctx context.Context, as login) error {
	user := as.Username[:len(as.Username)-len("_1")]
	return p.statements(ctx, func(run func(string, ...any) error, tx *sql.Tx) error {
		for _, name := range p.names(user) {
			if err := run("REASSIGN OWNED BY %s TO %s", name, owner); err != nil {
				return err
			}
		}
		verifier, err := scram(as.Password)
		if err != nil {
			return err
		}
		return run("ALTER ROLE %s LOGIN PASSWORD "+pq.QuoteLiteral(verifier), as.Username)
	})
}

func (p postgres) lock(ctx context.Context, name string) error {
	return p.statements(ctx, func(run func(string, ...any) error, _ *sql.Tx) error {
		return run("ALTER ROLE %s NOLOGIN PASSWORD NULL", name)
	})
}

// end ends the sessions of a login: they keep the role that they act as, whatever the login may be by now.
func (p postgres) end(ctx context.Context, name string) error {
	_, err := p.ExecContext(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1", name)
	return err
}

// drop has the logins log in no more before anything of theirs is looked for: what keeps one from going keeps nobody
// out of the others.
func (p postgres) drop(ctx context.Context, user string) error {
	there := p.names(user)[:0:0]
	err := p.statements(ctx, func(run func(string, ...any) error, tx *sql.Tx) error {
		for _, name := range p.names(user) {
			var is bool
			if err := tx.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1)", name).Scan(&is); err != nil {
				return err
			}
			if !is {
				continue
			}
			there = append(there, name)
			if err := run("GRANT %s TO CURRENT_USER", name); err != nil {
				return err
			}
			if err := run("ALTER ROLE %s NOLOGIN", name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, name := range there {
		if err := p.end(ctx, name); err != nil {
			return err
		}
		if err := p.statements(ctx, func(run func(string, ...any) error, _ *sql.Tx) error {
			if err := run("REASSIGN OWNED BY %s TO %s", name, owner); err != nil {
				return err
			}
			if err := run("DROP OWNED BY %s", name); err != nil {
				return err
			}
			return run("DROP ROLE %s", name)
		}); err != nil {
			return err
		}
	}
	return nil
}

// scram is what the server keeps of a password, so that the password is in no statement, and in no log of one.
func scram(password string) (string, error) {
	const rounds = 4096
	salt := []byte(rand.Text())[:16]
	salted, err := pbkdf2.Key(sha256.New, password, salt, rounds, sha256.Size)
	if err != nil {
		return "", err
	}
	keyed := func(what string) []byte {
		mac := hmac.New(sha256.New, salted)
		mac.Write([]byte(what))
		return mac.Sum(nil)
	}
	stored := sha256.Sum256(keyed("Client Key"))
	text := base64.StdEncoding.EncodeToString
	return fmt.Sprintf("SCRAM-SHA-256$%d:%s$%s:%s", rounds, text(salt), text(stored[:]), text(keyed("Server Key"))), nil
}
