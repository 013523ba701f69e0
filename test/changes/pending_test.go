package changes

// pending are the lines that do not become what they should yet, with what they become today.
var pending = map[string]outcome{}
