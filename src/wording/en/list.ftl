### Lists and counts.

# The last two of a list. $sound is for languages where "and" sounds different before some words.
list-pair = { $first } and { $last }
list-pair-or = { $first } or { $last }
