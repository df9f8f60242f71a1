# Turns the table of questions into one batch, and notes in $work/asked what each item of it is about.
cells($0) {
  subject = cell["who"] == "guest" ? "\"kind\":\"guest\"" : "\"subject\":" json(cell["who"])
  place = (cell["from"] == "trusted" || cell["from"] == "external" ? "\"zone\":" : "\"ip\":") json(cell["from"])
  subjects = subjects (subjects == "" ? "" : ",") "{" subject "," place "}"
  print cell["who"] "\t" cell["from"] "\t" cell["right"] > (ENVIRON["work"] "/asked")
}

END { if (!failed) print "{\"explain\":true,\"subjects\":[" subjects "]}" }
