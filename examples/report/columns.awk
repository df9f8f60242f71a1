# Fills a value up to a number of characters: the bytes that only continue one in UTF-8 take no room.
function padded(value, width,    rest, room) {
  rest = value
  gsub(/[\200-\277]/, "", rest)
  for (room = width - length(rest); room > 0; room--) value = value " "
  return value
}
