### Lists, counts and lengths of time.

# The last two of a list. $sound is for languages where "and" and "or" change before some sounds.
list-and = { $first } and { $last }
list-or = { $first } or { $last }

# What does not fit into five lines.
list-more = { $count ->
    [one] 1 more: { $command }
   *[other] { $count } more: { $command }
}

list-minutes = { $count ->
    [one] 1 minute
   *[other] { $count } minutes
}
list-hours = { $count ->
    [one] 1 hour
   *[other] { $count } hours
}
list-days = { $count ->
    [one] 1 day
   *[other] { $count } days
}
