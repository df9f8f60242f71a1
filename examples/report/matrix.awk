# Reads the names of rights, what was asked, and the answers; prints a row of fifteen for each person and place.
BEGIN { asked = 0 }

FILENAME ~ /rights$/ { right[++rights] = $1; next }
FILENAME ~ /asked$/ { who[asked] = $1; place[asked] = $2; asked++; next }

{ split($1, part, ".") }
part[3] == "zone" && part[4] == "name" { zone[part[2]] = $2 }
part[3] == "rights" { has[part[2] " " part[4]] = $2 }

END {
  for (at = 1; at <= rights; at++) {
    if (at % 3 == 0) printf "%2d %s\n", at, right[at]
    else printf "%2d %-22s", at, right[at]
    head = head sprintf(" %2d", at)
  }
  printf "\n%-31s %-20s %-9s%s\n", "who", "from", "zone", head
  for (item = 0; item < asked; item++) {
    if ((who[item] " " place[item]) in shown) continue
    shown[who[item] " " place[item]] = 1
    line = padded(who[item], 31) " " padded(place[item], 20) " " padded(zone[item], 9)
    for (at = 1; at <= rights; at++) line = line (has[item " " right[at]] == "true" ? "  x" : "  .")
    print line
  }
}
