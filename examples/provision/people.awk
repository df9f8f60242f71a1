# People who are missing are created; of the others, profile and groups are set.
BEGIN {
  while ((getline line < (ENVIRON["work"] "/groups")) > 0) {
    split(line, known, "\t")
    id[known[1]] = known[2]
  }
  while ((getline line < (ENVIRON["work"] "/logins")) > 0) there[line] = 1
}

cells($0) {
  login = cell["login"]
  if (login in there) {
    print "PATCH\t/v1/users/" encoded(login) "\t{" profile() "}"
    print "PUT\t/v1/users/" encoded(login) "/groups\t{\"groups\":" group_ids() "}"
  } else {
    print "POST\t/v1/users\t{\"login\":" json(login) "," profile() ",\"groups\":" group_ids() "}"
  }
}

function profile(    out, at, name) {
  out = "\"active\":" (cell["active"] == "no" ? "false" : "true")
  out = out ",\"displayName\":" json(cell["firstName"] " " cell["lastName"])
  for (at = 1; at <= columns; at++) {
    name = column[at]
    if (name != "login" && name != "active" && name != "groups") out = out "," json(name) ":" text(cell[name])
  }
  return out
}

function text(value) {
  return value == "" ? "null" : json(value)
}

function group_ids(    names, count, at, out) {
  count = split(cell["groups"], names, / *, */)
  for (at = 1; at <= count; at++) {
    if (!(names[at] in id)) fail("puts " cell["login"] " into " names[at] ", which groups.csv does not have")
    out = out (at > 1 ? "," : "") json(id[names[at]])
  }
  return "[" out "]"
}
