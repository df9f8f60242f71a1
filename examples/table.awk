# What the data files need: reading cells, writing JSON and paths.

# Takes the line apart at semicolons; false for a comment and an empty line. Names of columns are in `column`.
function cells(line,    count, at) {
  sub(/\r$/, "", line)
  if (line == "" || line ~ /^#/) return 0
  count = split(line, cell, ";")
  if (!heading) {
    for (at = 1; at <= count; at++) column[at] = cell[at]
    columns = count
    heading = 1
    return 0
  }
  if (count != columns) fail("has " count " cells where the first line has " columns)
  for (at = 1; at <= count; at++) cell[column[at]] = cell[at]
  return 1
}

function fail(why) {
  print FILENAME ", line " FNR ", " why "." > "/dev/stderr"
  failed = 1
  exit 1
}

function json(value,    out, count, at, sign) {
  count = length(value)
  for (at = 1; at <= count; at++) {
    sign = substr(value, at, 1)
    out = out (sign == "\"" || sign == "\\" ? "\\" sign : sign)
  }
  return "\"" out "\""
}

# `{"recording":true,…}` from the columns of crosses that begin at this one.
function rights(from,    out, at) {
  for (at = from; at <= columns; at++) {
    if (cell[at] != "x" && cell[at] != "-") fail("has neither x nor - under " column[at])
    out = out (at > from ? "," : "") json(column[at]) ":" (cell[at] == "x" ? "true" : "false")
  }
  return "{" out "}"
}

# `["a","b"]` from cells such as `a, b`.
function json_list(values,    parts, count, at, out) {
  count = split(values, parts, / *, */)
  for (at = 1; at <= count; at++) out = out (at > 1 ? "," : "") json(parts[at])
  return "[" out "]"
}

# Percent-encoding for one part of a path, byte by byte.
function encoded(value,    out, count, at, sign, code) {
  if (!("A" in byte)) for (code = 1; code < 256; code++) byte[sprintf("%c", code)] = code
  count = length(value)
  for (at = 1; at <= count; at++) {
    sign = substr(value, at, 1)
    out = out (sign ~ /[A-Za-z0-9_.-]/ ? sign : sprintf("%%%02X", byte[sign]))
  }
  return out
}
