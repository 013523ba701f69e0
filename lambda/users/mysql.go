package main

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
)

// mySQL is a database of MySQL, or of MariaDB: each statement is one that both know. Rights are to the database, so
// that users who write can use and change what another has made.
type mySQL struct {
	*sql.DB
	name string
}

var (
	reading = []string{"SELECT", "SHOW VIEW"}
	writing = []string{
		"INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "REFERENCES", "INDEX", "ALTER", "CREATE TEMPORARY TABLES",
		"LOCK TABLES", "EXECUTE", "CREATE VIEW", "CREATE ROUTINE", "ALTER ROUTINE", "EVENT", "TRIGGER",
	}
)

// schema is the database in a statement about rights, where an underscore would stand for any letter.
func (m mySQL) schema() string { return "`" + strings.ReplaceAll(m.name, "_", `\_`) + "`.*" }

func (m mySQL) run(ctx context.Context, statements ...string) error {
	for _, statement := range statements {
		if _, err := m.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

func (m mySQL) apply(ctx context.Context, user string, rights rights) error {
	for _, login := range logins(user) {
		account := "'" + login + "'@'%'"
		statements := []string{
			"CREATE USER IF NOT EXISTS " + account + " IDENTIFIED BY '" + random() + "' REQUIRE SSL ACCOUNT LOCK",
			"GRANT " + strings.Join(reading, ", ") + " ON " + m.schema() + " TO " + account,
		}
		verb, with := "GRANT ", " TO "
		if rights == read {
			verb, with = "REVOKE ", " FROM "
		}
		statements = append(statements, verb+strings.Join(writing, ", ")+" ON "+m.schema()+with+account)
		if err := m.run(ctx, statements...); err != nil {
			return err
		}
	}
	return nil
}

func (m mySQL) set(ctx context.Context, as login) error {
	return m.run(ctx, "ALTER USER '"+as.Username+"'@'%' IDENTIFIED BY '"+as.Password+"' REQUIRE SSL ACCOUNT UNLOCK")
}

func (m mySQL) lock(ctx context.Context, name string) error {
	return m.run(ctx, "ALTER USER '"+name+"'@'%' IDENTIFIED BY '"+random()+"' ACCOUNT LOCK")
}

// defined counts what runs with the rights of who has defined it.
const defined = `SELECT COUNT(*) FROM (
	SELECT definer FROM information_schema.views UNION ALL SELECT definer FROM information_schema.routines UNION ALL
	SELECT definer FROM information_schema.triggers UNION ALL SELECT definer FROM information_schema.events
) AS objects WHERE definer = ?`

// drop removes the logins. One that has defined a view, a routine, a trigger or an event stays, since these run with
// its rights, and nobody logs in as it.
func (m mySQL) drop(ctx context.Context, user string) error {
	for _, login := range logins(user) {
		account, objects := "'"+login+"'@'%'", 0
		if err := m.QueryRowContext(ctx, defined, login+"@%").Scan(&objects); err != nil {
			return err
		}
		if objects == 0 {
			if err := m.run(ctx, "DROP USER IF EXISTS "+account); err != nil {
				return err
			}
			continue
		}
		if err := m.lock(ctx, login); err != nil {
			return err
		}
		fmt.Printf("user %s stays, and does not log in: it has defined %d views, routines, triggers and events\n", login, objects)
	}
	return nil
}
