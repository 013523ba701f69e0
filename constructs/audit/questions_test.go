package audit

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// token is a word of SQL: a quoted name loses its quotes, a text keeps them.
type token struct{ kind, text string }

// tokens of the SQL that questions are written in. Anything else is a token that nothing expects.
var tokens = regexp.MustCompile(
	`(?s)(--[^\n]*)|('(?:[^']|'')*')|("[^"]+")|([A-Za-z_][A-Za-z0-9_]*)|([0-9]+)|([(),.*/]|<>|>=|<=|=|<|>)|(\s+)|(.)`,
)

func tokensOf(t *testing.T, sql string) []token {
	t.Helper()
	var all []token
	for _, m := range tokens.FindAllStringSubmatch(sql, -1) {
		switch {
		case m[2] != "":
			all = append(all, token{"text", m[2]})
		case m[3] != "":
			all = append(all, token{"name", strings.Trim(m[3], `"`)})
		case m[4] != "":
			all = append(all, token{"word", m[4]})
		case m[5] != "":
			all = append(all, token{"number", m[5]})
		case m[6] != "" || m[8] == "-":
			all = append(all, token{"sign", m[6] + m[8]})
		case m[8] != "":
			t.Fatalf("%q is no SQL that this test knows", m[8])
		}
	}
	return all
}

// What questions use of Athena's SQL. Source: the Amazon Athena user guide, "Reserved keywords" and "Functions".
var (
	keywords = strings.Fields(
		"SELECT FROM WHERE AND OR NOT IN IS NULL LIKE GROUP ORDER BY DESC LIMIT AS DISTINCT CROSS JOIN " +
			"UNNEST interval current_date day",
	)
	functions  = strings.Fields("date_format json_extract_scalar coalesce regexp_like from_unixtime")
	aggregates = strings.Fields("count max sum")
	reserved   = strings.Fields(
		"END TABLE USER VALUES CASE CAST CUBE ROLLUP",
	) // of what a column of ours might be called
)

// query is a question that is being read.
type query struct {
	t       *testing.T
	label   string
	all     []token
	columns kind
	aliases []string // of what is selected
}

func questionsAsked(t *testing.T) map[string]*query {
	t.Helper()
	all := map[string]*query{}
	names := map[string]string{
		"emergency": "acme-break-glass", "secrets": "acme/vpn/", "server": "acme-vpn-server", "levels": "/acme/vpn/levels",
	}
	for _, table := range everything() {
		columns := row(t, table)
		for _, p := range append(table.partitions, partition{name: day}) {
			columns.fields[p.name] = kind{name: "string"}
		}
		for _, q := range questionsOf(table.name, names) {
			read := &query{t, table.name + "/" + q.id, tokensOf(t, q.sql), columns, nil}
			require.True(t, strings.HasPrefix(q.sql, "-- "+q.asks+"\n"), "%s says what it asks", read.label)
			require.LessOrEqual(t, len(q.asks), 128, read.label)
			assert.NotRegexp(t, `\{[a-z]+\}`, q.sql, "%s: a name is not filled in", read.label)
			all[read.label] = read
		}
	}
	return all
}

func (q *query) is(i int, text string) bool {
	return i >= 0 && i < len(q.all) && q.all[i].kind != "text" && strings.EqualFold(q.all[i].text, text)
}

// resolve finds a column, and fields in it, and returns what is behind it.
func (q *query) resolve(i int, scope map[string]kind) int {
	k, known := scope[q.all[i].text]
	assert.True(q.t, known, "%s: %s has no column %s", q.label, strings.Split(q.label, "/")[0], q.all[i].text)
	for known && q.is(i+1, ".") {
		i += 2
		k, known = k.fields[q.all[i].text]
		assert.True(q.t, known, "%s: there is no field %s", q.label, q.all[i].text)
	}
	return i
}

// check reads a question from left to right. Every word has to be known: of SQL, a function, the table, or a column.
func (q *query) check() {
	scope, ordered := map[string]kind{}, false
	for name, k := range q.columns.fields {
		scope[name] = k
	}
	for i, token := range q.all { // an element of a list is a column for all of the question
		if token.text == "UNNEST" {
			require.Regexp(q.t, `^UNNEST \( \w+ \) AS \w+ \( \w+ \)$`, q.written(i, i+9), q.label)
			element := q.columns.fields[q.all[i+2].text]
			require.Equal(q.t, "array", element.name, q.label)
			scope[q.all[i+7].text] = element.fields[""]
			q.all = slices.Delete(q.all, i+4, i+9)
			break
		}
	}
	for i := 0; i < len(q.all); i++ {
		at := q.all[i]
		word := func(list []string) bool {
			return slices.ContainsFunc(list, func(w string) bool { return strings.EqualFold(w, at.text) })
		}
		switch {
		case at.kind == "text" || at.kind == "number" || at.kind == "sign":
		case at.kind == "word" && word(reserved):
			q.t.Errorf("%s: %s is reserved: quote it", q.label, at.text)
		case q.is(i-1, "FROM"):
			assert.Equal(q.t, strings.Split(q.label, "/")[0], at.text, "%s asks another table", q.label)
		case q.is(i-1, "AS"):
			q.aliases = append(q.aliases, at.text)
		case q.is(i+1, "(") && !word(keywords):
			assert.True(
				q.t,
				word(functions) || word(aggregates),
				"%s: %s is no function that this test knows",
				q.label,
				at.text,
			)
		case ordered && slices.Contains(q.aliases, at.text):
		case at.kind == "word" && word(keywords) && !(at.text == day && !q.is(i-2, "interval")):
			ordered = ordered || q.is(i, "ORDER")
		default:
			i = q.resolve(i, scope)
		}
	}
}

func (q *query) written(from, to int) string {
	var all []string
	for _, token := range q.all[from:min(to, len(q.all))] {
		all = append(all, token.text)
	}
	return strings.Join(all, " ")
}

func TestEveryQuestionAsksForColumnsThatThereAre(t *testing.T) {
	all := questionsAsked(t)
	require.GreaterOrEqual(t, len(all), 12)
	for _, q := range all {
		q.check()
	}
}

// clause returns the parts between commas of what follows a word, up to another.
func (q *query) clause(from string, until ...string) []string {
	var parts []string
	begun, depth, part := false, 0, ""
	for i := range q.all {
		word := q.all[i].text
		switch {
		case !begun:
			begun = q.is(i, from) || from == "GROUP BY" && q.is(i, "BY") && q.is(i-1, "GROUP")
			continue
		case depth == 0 && slices.ContainsFunc(until, func(w string) bool { return q.is(i, w) }):
			return append(parts, strings.TrimSpace(part))
		case depth == 0 && word == ",":
			parts, part = append(parts, strings.TrimSpace(part)), ""
			continue
		case word == "(":
			depth++
		case word == ")":
			depth--
		}
		part += " " + word
	}
	if part != "" {
		parts = append(parts, strings.TrimSpace(part))
	}
	return parts
}

func TestQuestionsThatCountGroupByAllElse(t *testing.T) {
	grouped := 0
	for _, q := range questionsAsked(t) {
		groups := q.clause("GROUP BY", "ORDER")
		counts := false
		for _, item := range q.clause("SELECT", "FROM") {
			value := regexp.MustCompile(` AS \w+$`).ReplaceAllString(item, "")
			if regexp.MustCompile(`\b(` + strings.Join(aggregates, "|") + `) \(`).MatchString(value) {
				counts = true
				continue
			}
			assert.True(
				t,
				len(groups) == 0 || slices.Contains(groups, value),
				"%s: %s is not grouped by",
				q.label,
				value,
			)
		}
		assert.Equal(t, counts, len(groups) > 0, q.label)
		if counts {
			grouped++
		}
	}
	assert.Greater(t, grouped, 5)
}

func TestEveryQuestionReadsFewDaysAndNamesWhatTheTableNeeds(t *testing.T) {
	for _, q := range questionsAsked(t) {
		table := tableNamed(t, strings.Split(q.label, "/")[0])
		sql := q.written(0, len(q.all))
		assert.Regexp(
			t,
			`WHERE day >= date_format \( current_date - interval '\d+' day , '%Y/%m/%d' \)`,
			sql,
			q.label,
		)
		for _, p := range table.partitions {
			if p.values == nil {
				assert.Regexp(
					t,
					` AND `+p.name+` = '[^']+'`,
					sql,
					"%s: Athena refuses a question that leaves it open",
					q.label,
				)
			}
		}
	}
}

func TestThePageListsEveryQuestion(t *testing.T) {
	page, err := os.ReadFile("../../docs/operate/archive.md")
	require.NoError(t, err)
	rows := 0
	for _, table := range everything() {
		for _, q := range questionsOf(table.name, nil) {
			assert.Contains(t, string(page), "| `"+table.name+"/"+q.id+"` | "+q.asks+" |\n")
			rows++
		}
	}
	assert.Equal(
		t,
		rows,
		strings.Count(string(page), "` | Wh")+strings.Count(string(page), "` | All "),
		"and no other",
	)
}

func TestAQuestionWithAWrongNameIsFound(t *testing.T) {
	columns := row(t, tableNamed(t, "trails"))
	columns.fields[day] = kind{name: "string"}
	for _, sql := range []string{
		"SELECT nothing FROM trails", "SELECT eventname FROM flows", "SELECT useridentity.nothing FROM trails",
		"SELECT eventname.x FROM trails", "SELECT nothing(eventname) FROM trails", "SELECT eventname AS x FROM trails WHERE x = 'y'",
		"SELECT end FROM trails",
	} {
		trial := &testing.T{}
		(&query{trial, "trails/trial", tokensOf(t, sql), columns, nil}).check()
		assert.True(t, trial.Failed(), sql)
	}
}
