# Flattens one JSON document: a line for each value, its path and a tab before it. Null is the empty value.
{ text = text $0 }

END {
  at = 1
  value("")
}

function value(path,    first) {
  first = next_sign()
  if (first == "{") object(path)
  else if (first == "[") array(path)
  else if (first == "\"") print path "\t" string()
  else print path "\t" bare()
}

function object(path,    name) {
  at++
  while (next_sign() != "}") {
    name = string()
    next_sign()
    at++
    value(path == "" ? name : path "." name)
    if (next_sign() == ",") at++
  }
  at++
}

function array(path,    number) {
  at++
  number = 0
  while (next_sign() != "]") {
    value((path == "" ? "" : path ".") number++)
    if (next_sign() == ",") at++
  }
  at++
}

# The next character that is not white space; the empty string at the end is a fault of the text.
function next_sign(    sign) {
  while ((sign = substr(text, at, 1)) == " " || sign == "\t") at++
  if (sign == "") {
    print "This is not JSON." > "/dev/stderr"
    exit 1
  }
  return sign
}

# Looks at a window that grows as it must, since cutting long texts again and again is slow.
function string(    width, window, found) {
  at++
  for (width = 64; ; width *= 4) {
    window = substr(text, at, width)
    if (match(window, /^([^"\\]|\\.)*"/)) break
    if (length(window) < width) {
      print "This is not JSON." > "/dev/stderr"
      exit 1
    }
  }
  found = substr(window, 1, RLENGTH - 1)
  at += RLENGTH
  return index(found, "\\") ? plain(found) : found
}

# Line breaks and tabs become spaces, so that a value stays on its line.
function plain(written,    out, sign) {
  out = ""
  while (match(written, /\\/)) {
    sign = substr(written, RSTART + 1, 1)
    out = out substr(written, 1, RSTART - 1) (index("\"\\/", sign) ? sign : " ")
    written = substr(written, RSTART + (sign == "u" ? 6 : 2))
  }
  return out written
}

function bare(    window) {
  window = substr(text, at, 40)
  match(window, /^[-+.0-9A-Za-z]+/)
  at += RLENGTH
  window = substr(window, 1, RLENGTH)
  return window == "null" ? "" : window
}
