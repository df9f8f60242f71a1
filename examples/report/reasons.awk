# Reads what was asked and the answers; prints for each question yes or no and what the gates say.
BEGIN { asked = 0 }

FILENAME ~ /asked$/ { who[asked] = $1; place[asked] = $2; right[asked] = $3; asked++; next }

{ split($1, part, ".") }
part[3] == "zone" && part[4] == "name" { zone[part[2]] = $2 }
part[3] == "explanation" && part[4] == right[part[2]] && part[5] == "granted" { granted[part[2]] = $2 }
part[3] == "explanation" && part[4] == right[part[2]] && part[5] == "gates" {
  item = part[2]
  gate = part[6]
  if (gate + 1 > gates[item]) gates[item] = gate + 1
  if (part[7] == "groups" && part[9] != "name") next
  if (part[7] == "group" && part[8] != "name") next
  at = item " " gate " " part[7]
  said[at] = said[at] (said[at] == "" ? "" : ", ") $2
}

END {
  printf "%-31s %-20s %-21s %-4s %s\n", "who", "from", "right", "may", "because"
  for (item = 0; item < asked; item++) {
    if (granted[item] == "") {
      print "There is no right called " right[item] "." > "/dev/stderr"
      exit 1
    }
    line = padded(who[item], 31) " " padded(place[item], 20) " " padded(right[item], 21)
    print line " " (granted[item] == "true" ? "yes " : "no  ") " " because(item)
  }
}

function because(item,    gate, reason, all) {
  for (gate = 0; gate < gates[item]; gate++) {
    reason = reason_of(item, item " " gate " ")
    if (reason != "") all = all (all == "" ? "" : "; ") reason
  }
  return all
}

# Gates that let everything pass go without saying.
function reason_of(item, at,    name, verdict) {
  name = said[at "gate"]
  verdict = said[at "verdict"]
  if (verdict == "pass" || verdict == "inherit") return ""
  if (name == "account") return said[at "reason"] == "inactive" ? "the account is inactive" : "nobody is called that"
  if (name == "groups") return verdict == "grant" ? "granted by " said[at "groups"] : "granted by none of the groups"
  if (name == "builtInGroup") return (verdict == "grant" ? "" : "not ") "granted by " said[at "group"]
  if (name == "personal") return verdict == "grant" ? "granted personally" : "denied personally"
  if (name == "homeServer") return "nothing from the home server" (verdict == "deny" ? "" : ": " said[at "reason"])
  if (name == "zone") return "not allowed in " zone[item]
  if (name == "dependency") return "needs " said[at "requires"]
  return name " says " verdict
}
