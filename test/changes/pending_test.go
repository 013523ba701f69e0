package changes

// pending are the lines that do not become what they should yet, with what they become today.
var pending = map[string]outcome{}

// contradicted are the lines of which the plan does not say what happens yet, with what it should know.
var contradicted = map[string]string{}
