# Turns lines of METHOD<TAB>PATH<TAB>BODY into a configuration for curl: one request after the other.
BEGIN { FS = "\t" }

{
  if (NR > 1) print "next"
  print "url = " quoted(ENVIRON["FOYER_URL"] $2)
  print "request = " quoted($1)
  print "header = " quoted("Authorization: Bearer " ENVIRON["FOYER_KEY"])
  print "header = \"Content-Type: application/json\""
  print "data-binary = " quoted($3)
  print "output = " quoted(ENVIRON["work"] "/answers/" NR)
  print "write-out = \"%{http_code}\\t" NR "\\n\""
}

function quoted(value,    out, count, at, sign) {
  count = length(value)
  for (at = 1; at <= count; at++) {
    sign = substr(value, at, 1)
    out = out (sign == "\"" || sign == "\\" ? "\\" sign : sign)
  }
  return "\"" out "\""
}
