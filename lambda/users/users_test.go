package main

import (
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"bulkhead/internal/aws/secretsmanager"

	"github.com/aws/aws-lambda-go/cfn"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUsersHaveTheirRightsAndNoOthers(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		web := w.as(t, w.user(t, "web", write))
		may(t, web, "CREATE TABLE orders (id INT PRIMARY KEY)")
		may(t, web, "INSERT INTO orders VALUES (1)")
		may(t, web, "CREATE INDEX orders_by_id ON orders (id)")
		report, api := w.as(t, w.user(t, "report", read)), w.as(t, w.user(t, "api_function", write))
		may(t, web, "CREATE TABLE items (id INT PRIMARY KEY)")
		for _, table := range []string{"orders", "items"} { // of which one was there before them
			may(t, report, "SELECT * FROM "+table)
			mayNot(t, report, "INSERT INTO "+table+" VALUES (2)")
			mayNot(t, report, "DELETE FROM "+table)
			mayNot(t, report, "DROP TABLE "+table)
			may(t, api, "INSERT INTO "+table+" VALUES (2)")
			may(t, api, "ALTER TABLE "+table+" ADD COLUMN note INT")
		}
		mayNot(t, report, "CREATE TABLE mine (id INT)")
		mayNot(t, web, "CREATE DATABASE another_one")
		if w.engine == "mysql" {
			mayNot(t, web, "CREATE TABLE openXorders.mine (id INT)") // an underscore is no wildcard
			mayNot(t, web, "CREATE USER 'mine'@'%'")
			mayNot(t, web, "ALTER USER 'report_1'@'%' IDENTIFIED BY 'x'")
		} else {
			mayNot(t, web, "CREATE ROLE mine")
			mayNot(t, web, "ALTER ROLE report_1 PASSWORD 'x'")
			may(t, web, "CREATE SCHEMA archive")
			may(t, web, "CREATE TABLE archive.orders (id INT)")
			may(t, report, "SELECT * FROM archive.orders")
			mayNot(t, web, "COMMENT ON DATABASE another IS 'mine'")
		}
		second := w.of(t, "web")
		second.Username = "web_2"
		require.Error(t, w.function.can(t.Context(), second), "nobody has its password yet")
	})
}

func TestAServiceThatWritesDoesNothingAsTheMasterUser(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		if w.engine == "mysql" {
			return // what is built in, nobody makes again
		}
		web := w.as(t, w.user(t, "web", write))
		// Its parameters are nearer to those of the function's statements than those of PostgreSQL's own.
		for name, returns := range map[string]string{
			"pg_advisory_xact_lock(text)": "void", "format(text, name)": "text", "format(text, name, name)": "text",
			"format(text, text, name, name)": "text", "notlike(name, text)": "bool", "pg_has_role(oid, text)": "bool",
		} {
			may(t, web, "CREATE FUNCTION public."+name+" RETURNS "+returns+` LANGUAGE plpgsql AS $$ BEGIN
				IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'evil') AND session_user = 'bulkhead' THEN
					CREATE ROLE evil LOGIN CREATEROLE;
				END IF;
				RETURN`+map[string]string{"void": "", "text": " 'SELECT 1'", "bool": " true"}[returns]+"; END $$")
		}
		may(t, web, "CREATE OPERATOR public.!~~ (LEFTARG = name, RIGHTARG = text, FUNCTION = public.notlike)")
		require.NoError(t, w.ask(cfn.RequestUpdate, "web", write, nil))
		w.rotate(t, "web")
		w.user(t, "report", read)
		require.NoError(t, w.ask(cfn.RequestDelete, "report", read, nil))
		var evil bool
		require.NoError(t, w.root.QueryRow("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = 'evil')").Scan(&evil))
		assert.False(t, evil, "the master user has called what the service has made")
	})
}

func TestAServiceThatWritesSetsNothingForOthersSessions(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		if w.engine == "mysql" {
			return // settings are the server's
		}
		web := w.as(t, w.user(t, "web", write))
		mayNot(t, web, "ALTER DATABASE open_orders SET search_path = evil, pg_catalog")
		mayNot(t, web, "ALTER DATABASE open_orders OWNER TO web_1")
		mayNot(t, web, "ALTER ROLE bulkhead SET search_path = evil, pg_catalog")
		w.do(t, "ALTER DATABASE open_orders SET role = 'bulkhead_owner'") // as anybody else may
		require.NoError(t, w.ask(cfn.RequestUpdate, "web", write, nil))
		w.rotate(t, "web")
	})
}

func TestWhatCannotChangeHandsKeepsNoUserFromBeingMade(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		if w.engine == "mysql" {
			return // rights are to the database
		}
		master := w.as(t, login{"bulkhead", w.master})
		for _, statement := range []string{
			"CREATE TABLE masters (id SERIAL PRIMARY KEY, at TIMESTAMP)", "CREATE SEQUENCE numbers", "CREATE VIEW latest AS SELECT * FROM masters",
			"CREATE MATERIALIZED VIEW kept AS SELECT * FROM masters", "CREATE TYPE size AS ENUM ('red')", "CREATE DOMAIN small AS INT",
			"CREATE TYPE pair AS (a INT, b INT)", "CREATE FUNCTION one() RETURNS INT LANGUAGE sql AS 'SELECT 1'", `CREATE SCHEMA "Old ones"`,
			"CREATE PROCEDURE nothing() LANGUAGE sql AS 'SELECT 1'", `CREATE TABLE "Old ones"."It's" (id INT)`,
			"CREATE FUNCTION heard() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
		} {
			may(t, master, statement)
		}
		superuser := w.as(t, login{"bulkhead", w.master})
		w.do(t, "ALTER ROLE bulkhead SUPERUSER") // RDS lets its master user make an event trigger
		may(t, superuser, "CREATE EVENT TRIGGER hears ON ddl_command_end EXECUTE FUNCTION heard()")
		may(t, superuser, "CREATE PUBLICATION all_tables FOR ALL TABLES")
		w.do(t, "ALTER ROLE bulkhead NOSUPERUSER")
		web := w.as(t, w.user(t, "web", write))
		for _, statement := range []string{
			"ALTER TABLE masters ADD COLUMN note INT", "ALTER SEQUENCE masters_id_seq RESTART", "ALTER SEQUENCE numbers RESTART",
			"REFRESH MATERIALIZED VIEW kept", "ALTER TYPE size ADD VALUE 'blue'", "DROP DOMAIN small", "DROP TYPE pair",
			"DROP FUNCTION one()", "DROP PROCEDURE nothing()", "DROP VIEW latest", `DROP SCHEMA "Old ones" CASCADE`,
		} {
			may(t, web, statement)
		}
		mayNot(t, web, "DROP EVENT TRIGGER hears")
	})
}

func TestWhatTheMasterUserMakesLaterServicesUse(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		web, report := w.as(t, w.user(t, "web", write)), w.as(t, w.user(t, "report", read))
		master := w.as(t, login{"bulkhead", w.master})
		may(t, master, "CREATE TABLE later (id INT PRIMARY KEY)")
		may(t, web, "INSERT INTO later VALUES (1)")
		may(t, report, "SELECT * FROM later")
		mayNot(t, report, "INSERT INTO later VALUES (2)")
		if w.engine != "mysql" {
			mayNot(t, web, "ALTER TABLE later ADD COLUMN note INT")
			w.user(t, "report", read)
		}
		may(t, web, "ALTER TABLE later ADD COLUMN note INT")
	})
}

func TestASecondRunChangesNothing(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		was := w.user(t, "web", write)
		may(t, w.as(t, was), "CREATE TABLE orders (id INT PRIMARY KEY)")
		assert.Equal(t, was, w.user(t, "web", write))
		w.rotate(t, "web")
		require.NoError(t, w.ask(cfn.RequestUpdate, "web", write, nil))
		for _, l := range []login{was, w.of(t, "web")} {
			session := w.as(t, l)
			may(t, session, "INSERT INTO orders VALUES ("+l.Username[len("web_"):]+")")
		}
	})
}

func TestRightsThatAreTakenAwayAreGone(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		l := w.user(t, "web", write)
		open := w.as(t, l)
		may(t, open, "CREATE TABLE orders (id INT PRIMARY KEY)")
		one, err := open.Conn(t.Context())
		require.NoError(t, err)
		defer one.Close()
		require.NoError(t, w.ask(cfn.RequestUpdate, "web", read, nil))
		if w.engine != "mysql" {
			_, err = one.ExecContext(t.Context(), "INSERT INTO orders VALUES (1)")
			require.Error(t, err, "a connection that is open has been ended")
		}
		session := w.as(t, l)
		may(t, session, "SELECT * FROM orders")
		for _, statement := range []string{"INSERT INTO orders VALUES (2)", "ALTER TABLE orders ADD COLUMN note INT", "CREATE TABLE mine (id INT)"} {
			mayNot(t, session, statement)
		}
		require.NoError(t, w.ask(cfn.RequestUpdate, "web", write, nil))
		may(t, w.as(t, l), "ALTER TABLE orders ADD COLUMN note INT")
	})
}

func TestARotationLeavesWhatRunsAndStartsWithTheSecretOfBefore(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		first := w.user(t, "web", write)
		session := w.as(t, first)
		may(t, session, "CREATE TABLE orders (id INT PRIMARY KEY)")
		second := w.rotate(t, "web")
		assert.Equal(t, "web_2", second.Username)
		may(t, session, "INSERT INTO orders VALUES (1)")
		may(t, w.as(t, first), "INSERT INTO orders VALUES (2)") // what started with the secret of before
		may(t, w.as(t, second), "ALTER TABLE orders ADD COLUMN note INT")
		third := w.rotate(t, "web")
		assert.Equal(t, "web_1", third.Username)
		assert.NotEqual(t, first.Password, third.Password)
		require.Error(t, w.function.can(t.Context(), first), "the password of two rotations ago")
		for _, l := range []login{second, third} {
			require.NoError(t, w.function.can(t.Context(), l), l.Username)
		}
	})
}

func TestWhatALoginMadeAsItselfIsTheOwnersAfterARotation(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		if w.engine == "mysql" {
			return // rights are to the database
		}
		session := w.as(t, w.user(t, "web", write))
		report, api := w.as(t, w.user(t, "report", read)), w.as(t, w.user(t, "api", write))
		may(t, session, "SET ROLE NONE") // a program may be what it logged in as
		may(t, session, "CREATE TABLE own (id INT PRIMARY KEY)")
		may(t, report, "SELECT * FROM own")
		may(t, api, "INSERT INTO own VALUES (1)")
		mayNot(t, api, "ALTER TABLE own ADD COLUMN note INT")
		w.rotate(t, "web")
		may(t, api, "ALTER TABLE own ADD COLUMN note INT")
	})
}

func TestAUserThatGoesLeavesItsTables(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		l := w.user(t, "web", write)
		session := w.as(t, l)
		may(t, session, "CREATE TABLE orders (id INT PRIMARY KEY)")
		second := w.rotate(t, "web")
		if w.engine != "mysql" {
			may(t, session, "SET ROLE NONE")
			may(t, session, "CREATE TABLE own (id INT PRIMARY KEY)")
		}
		api := w.as(t, w.user(t, "api", write))
		for range 2 { // CloudFormation may ask again
			require.NoError(t, w.ask(cfn.RequestDelete, "web", write, nil))
		}
		for _, gone := range []login{l, second} {
			require.Error(t, w.function.can(t.Context(), gone))
		}
		may(t, api, "ALTER TABLE orders ADD COLUMN note INT")
		if w.engine != "mysql" {
			may(t, api, "DROP TABLE own")
			var left int
			require.NoError(t, w.root.QueryRow("SELECT count(*) FROM pg_roles WHERE rolname LIKE 'web%'").Scan(&left))
			assert.Zero(t, left)
		}
		w.user(t, "web", write) // it comes again
		may(t, w.as(t, w.of(t, "web")), "SELECT * FROM orders")
	})
}

func TestAUserWhoseViewsOthersUseStaysAndDoesNotLogIn(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		if w.engine != "mysql" {
			return // views have owners
		}
		l := w.user(t, "web", write)
		session, api := w.as(t, l), w.as(t, w.user(t, "api", write))
		may(t, session, "CREATE TABLE orders (id INT PRIMARY KEY)")
		may(t, session, "CREATE VIEW latest AS SELECT * FROM orders")
		require.NoError(t, w.ask(cfn.RequestDelete, "web", write, nil))
		require.Error(t, w.function.can(t.Context(), l))
		may(t, api, "SELECT * FROM latest")
	})
}

func TestADatabaseThatFailsKeepsNoStackFromGoing(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.user(t, "web", write)
		w.function.database.port, w.function.poll.For = "1", time.Second // where nothing listens
		require.NoError(t, w.ask(cfn.RequestDelete, "web", write, nil))
		require.ErrorContains(t, w.ask(cfn.RequestUpdate, "web", write, nil), "127.0.0.1 does not let bulkhead in")
	})
}

func TestPeopleHearOfAUserThatIsLeftBehind(t *testing.T) {
	var answer cfn.Response
	cloudFormation := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&answer))
	}))
	defer cloudFormation.Close()
	w := away(t)
	w.function.poll.For = time.Second
	for active, heard := range map[string]bool{"true": true, "false": false} {
		event, err := json.Marshal(cfn.Event{
			RequestType: cfn.RequestDelete, ResourceType: "Custom::DatabaseUser", PhysicalResourceID: "web",
			ResponseURL: cloudFormation.URL, ResourceProperties: map[string]any{
				"ServiceToken": "arn", "User": "web", "Rights": "write", "Secret": "arn:web", "Active": active,
			},
		})
		require.NoError(t, err)
		_, err = w.function.handle(t.Context(), event)
		assert.Equal(t, cfn.StatusSuccess, answer.Status, "the stack goes")
		if heard {
			require.ErrorContains(t, err, "left behind: user web, who may still log in: 127.0.0.1 does not let bulkhead in")
		} else {
			require.NoError(t, err)
		}
	}
}

func TestARestoredDatabaseIsTakenOver(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		then := w.user(t, "web", write)
		then2 := w.rotate(t, "web")
		old := w.user(t, "old", write)
		may(t, w.as(t, then), "CREATE TABLE orders (id INT PRIMARY KEY)")
		may(t, w.as(t, login{"bulkhead", w.master}), "CREATE TABLE masters (id INT PRIMARY KEY)") // before there were users
		w.keep("arn:web", login{"web_1", random()})                                               // the secrets are other ones
		now := w.user(t, "web", write)
		for _, l := range []login{then, then2} {
			require.Error(t, w.function.can(t.Context(), l), l.Username)
		}
		session := w.as(t, now)
		may(t, session, "ALTER TABLE orders ADD COLUMN note INT")
		may(t, session, "ALTER TABLE masters ADD COLUMN note INT")
		require.NoError(t, w.function.can(t.Context(), w.rotate(t, "web")), "both logins are its own")
		require.NoError(t, w.function.can(t.Context(), now))
		require.NoError(t, w.function.can(t.Context(), old), "who does not use the copy has the password of then")
	})
}

func TestTheMasterUsersPasswordIsThatOfNow(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.user(t, "web", write)
		statement := "ALTER ROLE bulkhead PASSWORD 'ofTheMasterAfterwards'"
		if w.engine == "mysql" {
			statement = "ALTER USER 'bulkhead'@'%' IDENTIFIED BY 'ofTheMasterAfterwards'"
		}
		w.do(t, statement)
		go func() { // the database knows it before the secret does
			time.Sleep(200 * time.Millisecond)
			w.keep("arn:master", login{"bulkhead", "ofTheMasterAfterwards"})
		}()
		w.rotate(t, "web")
	})
}

func TestAServerOfAnUnknownAuthorityIsRefused(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.keep("arn:web", login{"web_1", random()})
		w.function.database.roots = trusted()
		require.ErrorContains(t, w.ask(cfn.RequestCreate, "web", write, nil), "unknown authority")
	})
}

func TestAProxyKnowsBothLogins(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		tags := []secretsmanager.Tag{{Key: new("bulkhead:store"), Value: new("acme/prod/orders/")}}
		for i, name := range []string{"web_1", "web_2"} {
			w.keep("arn:"+name, login{name, random()})
			tags = append(tags, secretsmanager.Tag{Key: &loginTags[i], Value: new("arn:" + name)})
		}
		w.user(t, "web", write)
		w.rotate(t, "web")
		w.secrets["arn:web"].tags = tags // the proxy comes
		more := map[string]any{"Logins": []any{"arn:web_1", "arn:web_2"}}
		require.NoError(t, w.ask(cfn.RequestUpdate, "web", write, more))
		known := func() {
			t.Helper()
			for _, name := range []string{"web_1", "web_2"} {
				l := w.of(t, name)
				assert.Equal(t, name, l.Username)
				require.NoError(t, w.function.can(t.Context(), l), name)
			}
			assert.Equal(t, w.of(t, "web"), w.of(t, w.of(t, "web").Username))
		}
		known()
		w.rotate(t, "web")
		known()
		require.NoError(t, w.ask(cfn.RequestUpdate, "web", write, more))
		known()
	})
}

func TestAProxyKnowsBothLoginsWhereverTheDatabaseTakesWrites(t *testing.T) {
	w := away(t)
	w.keep("arn:web", login{"web_1", random()})
	for _, name := range []string{"web_1", "web_2"} {
		w.keep("arn:"+name, login{name, random()})
	}
	primary := map[string]any{"Active": "false", "Logins": []any{"arn:web_1", "arn:web_2"}}
	require.NoError(t, w.ask(cfn.RequestCreate, "web", write, primary))
	assert.Equal(t, w.of(t, "web"), w.of(t, "web_1"), "the region that has the secrets writes them, though the database is a copy")
}

func TestAStandbyThatTakesWritesWaitsForTheSecretsOfItsProxy(t *testing.T) {
	onEach(t, func(t *testing.T, w *world) {
		w.keep("arn:web", login{"web_1", random()})
		for _, name := range []string{"web_1", "web_2"} {
			w.keep("arn:"+name, login{name, random()})
		}
		w.replicas = []string{"arn:web_1", "arn:web_2"}
		standby := map[string]any{"Logins": []any{"arn:web_1", "arn:web_2"}}
		w.function.poll.For = 3 * time.Second
		require.ErrorContains(t, w.ask(cfn.RequestCreate, "web", write, standby),
			"arn:web_1 does not say yet how web_1 logs in, and is a replica: deploy eu-central-1 first")
		w.keep("arn:web_1", w.of(t, "web")) // the replica follows
		require.NoError(t, w.ask(cfn.RequestCreate, "web", write, standby))
		require.NoError(t, w.function.can(t.Context(), w.of(t, "web_1")))
	})
}

// away is a database that nobody reaches.
func away(t *testing.T) *world {
	t.Helper()
	return newWorld(t, &running{database: database{"postgres", "127.0.0.1", "1", "orders", trusted()}, master: "of"})
}

func TestACopyOfAnotherRegionsDatabaseIsLeftAlone(t *testing.T) {
	w := away(t)
	for _, kind := range []cfn.RequestType{cfn.RequestCreate, cfn.RequestUpdate, cfn.RequestDelete} {
		require.NoError(t, w.ask(kind, "web", write, map[string]any{"Active": "false"}))
	}
}

func TestWhatIsNoUserIsRefusedBeforeTheDatabaseIsAsked(t *testing.T) {
	w := away(t)
	w.keep("arn:web", login{"api_1", random()})
	w.keep("arn:api", login{"api_1", "it's short"})
	w.keep("arn:we'b", login{"we'b_1", random()})
	for name, want := range map[string]string{
		"web":  "the secret is of api_1, not of web",
		"api":  "the password in the secret is not of 20 or more letters and digits: rotate the secret",
		"we'b": `there is no user "we'b" with rights "write": use a name such as web, and read or write`,
	} {
		assert.EqualError(t, w.ask(cfn.RequestCreate, name, write, nil), want)
	}
	assert.ErrorContains(t, w.ask(cfn.RequestCreate, "web", "all", nil), `with rights "all"`)
}

func TestPasswordsRestWhileTheMasterUsersDoes(t *testing.T) {
	w := away(t)
	w.keep("arn:web", login{"web_1", random()})
	w.secrets["arn:master"].rotates = new(false) // as an upgrade and a failover leave it
	w.secrets["arn:web"].move(pending, "next")
	for _, step := range []string{"createSecret", "setSecret"} {
		_, err := w.function.handle(t.Context(), []byte(`{"Step":"`+step+`","SecretId":"arn:web","ClientRequestToken":"next"}`))
		require.ErrorContains(t, err, "the master user's password is not rotated", step)
	}
	assert.Len(t, w.secrets["arn:web"].values, 1)
}

func TestAVersionThatIsNotBeingRotatedToIsRefused(t *testing.T) {
	w := away(t)
	w.keep("arn:web", login{"web_1", random()})
	_, err := w.function.handle(t.Context(), []byte(`{"Step":"setSecret","SecretId":"arn:web","ClientRequestToken":"another"}`))
	require.EqualError(t, err, "version another of arn:web is not being rotated to")
	_, err = w.function.handle(t.Context(), []byte(`{"Step":"finishSecret","SecretId":"arn:web","ClientRequestToken":"first"}`))
	require.NoError(t, err, "it has been finished")
}

func TestAuthoritiesAreThoseOfRDSInEveryRegion(t *testing.T) {
	now, seen := time.Date(2026, 11, 29, 0, 0, 0, 0, time.UTC), []string{}
	for rest := authorities; ; {
		block, after := pem.Decode(rest)
		if block == nil {
			break
		}
		certificate, err := x509.ParseCertificate(block.Bytes)
		require.NoError(t, err)
		require.NoError(t, certificate.CheckSignatureFrom(certificate))
		assert.True(t, certificate.IsCA)
		assert.Equal(t, []string{"Amazon Web Services, Inc."}, certificate.Subject.Organization)
		assert.True(t, certificate.NotAfter.After(now.AddDate(30, 0, 0)))
		words := strings.Fields(certificate.Subject.CommonName)
		assert.Equal(t, "Amazon RDS "+words[2]+" Root CA RSA2048 G1", certificate.Subject.CommonName)
		seen, rest = append(seen, words[2]), after
	}
	assert.True(t, slices.IsSorted(seen))
	assert.Len(t, seen, 29)
}
