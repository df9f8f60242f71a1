# Turns the flattened list of users into lines of login, field and value; all IDs of groups are one field.
{
  split($1, part, ".")
  field = part[3]
}

# Of an item the login comes before all that is compared; only its ID comes earlier.
field == "login" { login = $2 }
part[1] == "items" && field != "groups" { print login "\t" field "\t" $2 }
field == "groups" { print login "\tgroups\t" $2 }
