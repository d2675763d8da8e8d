### A phrase about time that could not be read, and one that can.

when-empty = When should it be? Try: `every tuesday 19:00`.
when-too-long = That is more than I can read. Up to { $max } characters fit.
when-unknown-word = I could not read "{ $word }". Try: `every tuesday 19:00`.
when-unknown-word-nearest = I could not read "{ $word }". Did you mean "{ $nearest }"?
when-no-time = At what time? Please add it, such as `19:00` or `7pm`.
when-no-day = On which day? Try: `every tuesday 19:00`.
when-bad-time = No clock shows "{ $word }". Times go from `0:00` to `23:59`.
when-bad-date = I could not read the date "{ $word }". Write it like `29 march` or `2026-03-29`.
when-no-such-date = There is no "{ $word }". The last day of that month is { $last }.
when-no-such-month-day = No month has a day "{ $word }". For the end of a month, say `last day`.
when-ambiguous = "{ $word }" can mean more than one thing. Please choose: { $choices }.
when-end-before-start = With "{ $word }" it would end before it starts. Say the start first, such as `19:00-20:30`.
when-ends-before-it-begins = It would end on { $until }, before it begins on { $start }. Please change one of the two.
when-contradiction = "{ $first }" and "{ $second }" do not go together. Please keep one.
when-cannot-combine = "{ $word }" does not fit this schedule. Leave it out, or name single dates.
when-not-a-session = There is no session on { $date }, so you need not leave it out.
when-never-meets = No day fits that, so the group would never meet. Try: `every tuesday 19:00`.

when-length-empty = Please say how long before, such as `1d, 1h, 10m`.
when-length-unreadable = I could not read "{ $word }". Say how long before, such as `1d, 1h, 10m`.
when-length-out-of-range = "{ $word }" is too short or too long. It can be from `1m` to a year.
when-length-too-many = Please name { $max } times at most.
