# Writes a table of people, the same ones each time.
BEGIN {
  first_count = split("Ada Björn Chloé Darya Emre Фёдор Grace Håkon Iris José", first, " ")
  last_count = split("Abel Müller Novák O'Neil Петрова Quist Rossi Şahin Taylor Zając", last, " ")
  department_count = split("Sales,Support,Engineering,Finance,Research", department, ",")
  print "login;displayName;firstName;lastName;email;company;department;workPhones;active"
  for (number = 1; number <= people; number++) {
    one = first[number % first_count + 1]
    other = last[int(number / first_count) % last_count + 1]
    print "person" number ";" one " " other ";" one ";" other ";person" number "@corp.example;Corp;" \
      department[number % department_count + 1] ";+49 30 " number "|+49 40 " number ";" (number % 100 ? "yes" : "no")
  }
}
