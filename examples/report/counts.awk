# Counts, for each right, who has it in either zone.
{ split($1, part, ".") }

part[4] == "callId" { people[$2] = 1 }
part[3] == "zone" && part[4] == "id" { zone = $2 }
part[3] == "zone" && part[4] == "name" { name[zone] = $2 }
# In an answer the zone comes before the rights.
part[3] == "rights" {
  if (!(part[4] in seen)) order[++rights] = part[4]
  seen[part[4]] = 1
  if ($2 == "true") having[part[4] " " zone]++
}

END {
  for (person in people) total++
  printf "Of %d people, so many may\n\n", total
  printf "%-22s %12s %12s\n", "", name["trusted"], name["external"]
  for (at = 1; at <= rights; at++) {
    printf "%-22s %12d %12d\n", order[at], having[order[at] " trusted"], having[order[at] " external"]
  }
}
