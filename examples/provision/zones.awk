# The zones as they shall be: PATCH changes what differs, and nothing else.
cells($0) {
  subnets = cell["subnets"] == "" ? "" : ",\"subnets\":" json_list(cell["subnets"])
  body = "{\"name\":" json(cell["name"]) subnets ",\"rights\":" rights(4) "}"
  print "PATCH\t/v1/zones/" encoded(cell["zone"]) "\t" body
}
