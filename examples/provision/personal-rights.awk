# What is personal: `grant`, `deny`, or `inherit` to take either back.
cells($0) {
  body = "{\"rights\":{" json(cell["right"]) ":" json(cell["setting"]) "}}"
  print "PATCH\t/v1/users/" encoded(cell["login"]) "/rights\t" body
}
