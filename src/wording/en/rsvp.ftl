### Coming to sessions, joining groups and leaving them.

# Who sees an answer is said before it counts for others; nobody is named without their own yes (P3).
rsvp-coming = You are coming on { $when }. { $see ->
    [facilitators] The facilitators see a count, and the names of those who agree.
    [attendees] Those who come see a count, and the names of those who agree.
    [public] Others here see a count, and the names of those who agree.
   *[count] Only the facilitators see a count.
} Plans change: `/rsvp cant`.
rsvp-coming-already = You are already coming on { $when }. Plans change: `/rsvp cant`.
rsvp-link = The way in: { $link }
rsvp-remind-hint = If you would like a reminder: `/remind on`.
rsvp-waiting = This session is full. You are { $place ->
    [1] first
    [2] second
    [3] third
   *[other] number { $place }
} on the waiting list.
rsvp-waiting-already = You are still { $place ->
    [1] first
    [2] second
    [3] third
   *[other] number { $place }
} on the waiting list for { $when }.
rsvp-waiting-hold = If a place opens, I will ask you and hold it for { $hold }.
rsvp-waiting-soon = If a place opens, I will ask you and hold it for a while.
rsvp-cancelled = The session on { $when } is cancelled.
rsvp-cancelled-next = The next one is { $when }. Would you like to come?
rsvp-cancelled-no-next = See what else is on: `/sessions`.

rsvp-cant = All right: you are not coming to { $group } on { $when }. If plans change again: `/rsvp coming`.
rsvp-cant-once = All right: you are not coming to { $group } on { $when }. You still come to every other session.
rsvp-still-holds = You promised to hold the session on { $when }. To hand it back: `/roster decline`.

rsvp-always = You come to every session of { $group } now. The first is { $when }. { $see ->
    [facilitators] The facilitators see a count, and the names of those who agree.
    [attendees] Those who come see a count, and the names of those who agree.
    [public] Others here see a count, and the names of those who agree.
   *[count] Only the facilitators see a count.
}
rsvp-always-later = You come to every session of { $group } from now on. { $see ->
    [facilitators] The facilitators see a count, and the names of those who agree.
    [attendees] Those who come see a count, and the names of those who agree.
    [public] Others here see a count, and the names of those who agree.
   *[count] Only the facilitators see a count.
}
rsvp-always-already = You come to every session of { $group } already.
rsvp-always-waiting = { $count ->
    [one] One session is full, so you are on its waiting list.
   *[other] { $count } sessions are full, so you are on their waiting lists.
}
rsvp-always-choices = For one time off: `/rsvp cant`. To stop: `/rsvp stop "{ $group }"`.
rsvp-stopped = All right: you no longer come to every session of { $group }.
rsvp-stopped-kept = { $count ->
    [one] One answer that you gave by itself stays. See it: `/rsvp list`.
   *[other] { $count } answers that you gave one by one stay. See them: `/rsvp list`.
}
rsvp-stopped-choices = You can still come now and then: `/rsvp coming`.

rsvp-list-empty = You have no answers yet. See what is on: `/sessions`.
rsvp-list-title = Your answers, in { $zone }:
rsvp-list-always = { $group }: every session, next on { $when }
rsvp-list-always-later = { $group }: every session
rsvp-list-line = { $group }, { $when }: { $state }
rsvp-list-coming = you are coming
rsvp-list-away = not this time
rsvp-list-cancelled = cancelled
rsvp-list-waiting = number { $place } on the waiting list
rsvp-list-offered = a place is held for you until { $until }
rsvp-list-choices = To change an answer: `/rsvp coming` or `/rsvp cant`.

rsvp-joined = Welcome. You belong to { $group } now.
rsvp-belongs-already = You belong to { $group } already.
rsvp-joined-next = The next session is { $when }. Would you like to come?
rsvp-joined-no-next = No session is planned right now. To leave at any time: `/leave "{ $group }"`.
rsvp-asked = The people who hold { $group } see that you ask to join. I will tell you their answer.
rsvp-asked-already = You have asked to join { $group }. The answer is still to come.
rsvp-asked-choices = To take it back: `/leave "{ $group }"`.

rsvp-left = You have left { $group }. Your answers there are erased.
rsvp-left-silently = Nobody is told that you left.
rsvp-left-duties = { $count ->
    [one] Your turn is open again. Thank you for telling us.
   *[other] Your { $count } turns are open again. Thank you for telling us.
}
rsvp-left-to = { $person } holds the group now, and is told.
rsvp-left-in-charge = The coordinators look after it now, and are told.
rsvp-nothing-to-leave = You are not part of { $group }. See all groups: `/groups`.
rsvp-ask-leave-last =
    You are the last one who holds { $group }. If you leave, the coordinators look after it and are told.
    To hand it to one person: `/leave "{ $group }" to:name`.
    Would you like to leave now?
rsvp-ask-leave-to =
    You are the last one who holds { $group }. If you leave, { $person } holds it and is told.
    Would you like to leave now?
rsvp-nobody-to-hand-to =
    You are the last one who holds { $group }, and I know nobody else who could.
    Name a facilitator: `/leave "{ $group }" to:name`. Or end the group: `/group end "{ $group }"`.

rsvp-requests-none = There is no open request. All have an answer.
rsvp-requests-title = These people ask to join:
rsvp-request = { $person }, { $group }
rsvp-request-note = { $person }, { $group }: "{ $note }"
rsvp-requests-choices = You can also type `/requests accept name` or `/requests decline name`. Your own name is not shown.
rsvp-request-accepted = { $person } belongs to { $group } now, and is told.
rsvp-request-declined = { $person } gets a kind answer, without your name. See the others: `/requests show`.

rsvp-coming-button = I'm coming
rsvp-after-all-button = I'm coming after all
rsvp-cant-button = I can't come
rsvp-stop-waiting-button = I don't want to wait
rsvp-welcome-button = Welcome { $person }
rsvp-not-now-button = Not now: { $person }
