# The groups that are missing, with their rights from the first moment.
BEGIN {
  while ((getline line < (ENVIRON["work"] "/groups")) > 0) {
    split(line, known, "\t")
    id[known[1]] = known[2]
  }
}

cells($0) && !(cell["group"] in id) {
  print "POST\t/v1/groups\t{\"name\":" json(cell["group"]) ",\"rights\":" rights(4) "}"
}
