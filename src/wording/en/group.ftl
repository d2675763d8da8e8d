### What is said about groups.

group-undo = Undo
group-meets = { $group } meets { $rule }, { $zone }.
group-next = The next session is { $when }.
group-clocks = When the clocks change, it stays at { $time }.
group-by-request = New people come by request: { $command }.
group-size = { $seats ->
    [one] There is 1 seat, and a session takes { $length }.
   *[other] There are { $seats } seats, and a session takes { $length }.
}
group-size-unlimited = There are seats for everybody, and a session takes { $length }.
group-clocks-skipped = The clocks skip that hour once. That session starts later: { $when }.
group-clocks-repeated = The clocks show that hour twice. The first one counts: { $when }.
group-skips-months = Some months have no such day, so there is no session then. For the last day, say `last day of the month`.
group-namesakes = { $count ->
    [one] One more group has this name. People tell them apart by day and time.
   *[other] { $count } more groups have this name. People tell them apart by day and time.
}
group-nobody-holds = Nobody holds the first session yet. To take it: `/roster accept`.
group-asked = I have asked { $people } to hold the first session. They choose.

group-list = These groups meet here. For more on one: `/group info`.
group-line = { $group }: { $when }, { $venue }{ $membership ->
    [open] {""}
   *[other] , by request
}
group-line-resting = { $group }: no session planned, { $venue }{ $membership ->
    [open] {""}
   *[other] , by request
}
group-more = There are more: { $command }
group-none = There is no group here yet. `/help group create` shows how to start one.
group-none-fits = No group fits that. `/groups` shows all of them.
group-no-more = That was the last page. `/groups` shows the first.
group-paused = { $group } is resting.
group-paused-until = { $group } is resting until { $until }.
group-where = Where: { $venue }
group-languages = Languages: { $languages }
group-audience = For: { $audience }
group-review = This note may say more about the days. Please look at it: { $note }
group-next-seats = { $seats ->
    [unlimited] The next session is { $when }. There is a seat for you.
    [several] The next session is { $when }. Several seats are left.
    [few] The next session is { $when }. A few seats are left.
   *[full] The next session is { $when }. It is full. You can join the waiting list.
}

group-edited = { $group }: { $field } is now { $value }.
group-edited-none = { $group }: { $field } is empty now.
group-offered = { $offered ->
    [one] One person on the waiting list is asked now.
   *[other] { $offered } people on the waiting list are asked now.
}
group-schedule = { $group } will meet { $rule }, { $zone }, for { $length }.
group-ask-schedule-first = The first session at the new time is { $when }.
group-ask-schedule = Shall I change all sessions from now on?
group-told = { $told ->
    [0] Nobody has said yet that they come.
    [one] One person counts on it and will be told.
   *[other] { $told } people count on it and will be told.
}
group-ask-end = Shall { $group } end? There will be no more sessions.
group-ended = { $group } has ended. Thank you for holding it.
group-unmade = { $group } is gone again. Nobody was told.
group-resumed = { $group } meets again.
