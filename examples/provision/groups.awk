# What each group grants, and its limits.
BEGIN {
  while ((getline line < (ENVIRON["work"] "/groups")) > 0) {
    split(line, known, "\t")
    id[known[1]] = known[2]
  }
}

cells($0) {
  path = "/v1/groups/" id[cell["group"]]
  print "PATCH\t" path "/rights\t{\"rights\":" rights(4) "}"
  limits = "\"incomingKbps\":" limit(cell["incomingKbps"]) ",\"outgoingKbps\":" limit(cell["outgoingKbps"])
  print "PUT\t" path "/application-settings\t{" limits "}"
}

function limit(value) {
  return value == "-" ? "null" : value
}
