# People who are missing are created. The others are compared with their row, and what differs is set.
BEGIN {
  while ((getline line < (ENVIRON["work"] "/groups")) > 0) {
    split(line, known, "\t")
    id[known[1]] = known[2]
  }
  while ((getline line < (ENVIRON["work"] "/people")) > 0) {
    split(line, known, "\t")
    if (known[2] == "login") there[known[1]] = 1
    else if (known[2] == "groups") {
      in_group[known[1], known[3]] = 1
      group_count[known[1]]++
    } else now[known[1], known[2]] = known[3]
  }
}

cells($0) {
  login = cell["login"]
  cell["active"] = cell["active"] == "no" ? "false" : "true"
  cell["displayName"] = cell["firstName"] " " cell["lastName"]
  groups = group_ids()
  if (!(login in there)) {
    print "POST\t/v1/users\t{\"login\":" json(login) "," profile() ",\"groups\":" groups "}"
    next
  }
  if (differs()) print "PATCH\t/v1/users/" encoded(login) "\t{" profile() "}"
  if (has_other_groups()) print "PUT\t/v1/users/" encoded(login) "/groups\t{\"groups\":" groups "}"
}

function is_text(name) {
  return name != "login" && name != "active" && name != "groups"
}

function profile(    out, at) {
  out = "\"active\":" cell["active"] ",\"displayName\":" json(cell["displayName"])
  for (at = 1; at <= columns; at++) {
    if (is_text(column[at])) out = out "," json(column[at]) ":" text(cell[column[at]])
  }
  return out
}

function text(value) {
  return value == "" ? "null" : json(value)
}

function differs(    at) {
  if (now[login, "active"] != cell["active"] || now[login, "displayName"] != cell["displayName"]) return 1
  for (at = 1; at <= columns; at++) {
    if (is_text(column[at]) && now[login, column[at]] != cell[column[at]]) return 1
  }
  return 0
}

function group_ids(    names, count, at, out) {
  count = split(cell["groups"], names, / *, */)
  for (at = 1; at <= count; at++) {
    if (!(names[at] in id)) fail("puts " login " into " names[at] ", which groups.csv does not have")
    out = out (at > 1 ? "," : "") json(id[names[at]])
  }
  return "[" out "]"
}

function has_other_groups(    names, count, at) {
  count = split(cell["groups"], names, / *, */)
  if (count != group_count[login] + 0) return 1
  for (at = 1; at <= count; at++) if (!((login, id[names[at]]) in in_group)) return 1
  return 0
}
