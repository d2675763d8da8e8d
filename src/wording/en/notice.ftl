### What is said unasked. Private messages name no group, topic, place or link (P9); each says how to see more and how to stop.

notice-late-reminder = This reminder is late: the bot was away.
notice-late = This message is late: the bot was away.
notice-started = The session started at { $time }.

# Private.
notice-soon = Something on your calendar starts in { $wait }.
notice-now = Something on your calendar starts now.
notice-ahead = Something on your calendar starts on { $when }.
notice-reminder-choices = See it: `/me agenda`. Stop these: `/remind off`.
notice-cancelled = The session on { $when } will not take place.
notice-cancelled-today = Today's { $time } session will not take place.
notice-cancelled-tonight = Tonight's { $time } session will not take place.
notice-next = The next one is { $when }.
notice-next-session = The next session is { $when }.
notice-cancelled-choices = See your calendar: `/me agenda`. Stop these: `/rsvp stop`.
notice-restored = The session on { $when } takes place after all.
notice-moved = The session on { $from } moves to { $when }.
notice-moved-unknown = A session of yours moves to { $when }.
notice-added = There is one more session: { $when }.
notice-change-choices = See it: `/me agenda`. If you can't come, or to stop these: `/rsvp cant`.
notice-group-ended = A group on your calendar has ended, so its sessions are off your calendar.
notice-group-ended-choices = See your calendar: `/me agenda`. There will be no more messages about it.
notice-group-changed = Something about a group on your calendar is new.
notice-group-moved = A group on your calendar meets at another time from now on.
notice-group-changed-choices = See it: `/me agenda`. Stop these: `/rsvp stop`.
notice-law = The law on the clocks of a group that you hold has changed. The group keeps its hour.
notice-law-zone = The law on { $zone } has changed. A group that you hold keeps its hour there.
notice-law-choices = See the dates: `/sessions`. To stop these: `/leave`.
notice-offer = A place is open for you on { $when }. It is held for you until { $until }.
notice-offer-open = A place is open for you on { $when }.
notice-offer-choices = You can also type `/rsvp coming`, or `/rsvp cant` to stop waiting. See it: `/me agenda`.
notice-offer-lapsed = The place on { $when } has gone to the next person.
notice-offer-lapsed-choices = To wait again: `/rsvp coming`. See your answers: `/rsvp list`. There will be no more messages about it.
notice-duty-asked = { $role ->
    [co] Could you help to hold the session on { $when }?
   *[lead] Could you hold the session on { $when }?
}
notice-duty-choices = No reason needed. You can also type `/roster accept` or `/roster decline`. Stop these: `/leave`.
notice-duty-open = A turn is open again on { $when }. You could take it.
notice-duty-open-choices = To take it: `/roster accept`. See all turns: `/roster show`. Stop these: `/leave`.
notice-join-asked = Somebody would like to join a group that you hold.
notice-join-asked-choices = See it: `/requests show`. Stop these: `/leave`.
notice-join-accepted = You are welcome in the group that you asked to join.
notice-join-accepted-choices = See it: `/me agenda`. To stop, leave at any time: `/leave`.
notice-join-declined = The group that you asked to join has no place for now.
notice-join-declined-choices = See other groups: `/groups`. There will be no more messages about it.
notice-handed-over = A group needs somebody to look after it.
notice-handed-over-choices = See it: `/roster show`. Stop these: `/leave`.
notice-cover = { $role ->
    [co] A turn is free again. Could you help to hold the session on { $when }?
   *[lead] A turn is free again. Could you hold the session on { $when }?
}
notice-unheld = Nobody holds the session on { $when } yet.
notice-unheld-choices = See the turns: `/roster show`. To stop these: `/leave`.
notice-certificate = A certificate of yours ends on { $day }.
notice-certificate-choices = See what comes: `/remind status`. There will be no more messages about it.
notice-own = You wanted to be told: "{ $text }"
notice-own-due = It was for { $when }.
notice-own-choices = See what comes: `/remind status`. To stop these: `/remind clear`.
notice-week = { $count ->
    [one] Your week ahead has one session:
   *[other] Your week ahead has { $count } sessions:
}
notice-week-line = { $when }: { $coming ->
    [0] nobody so far
    [one] one person comes
   *[other] { $coming } people come
}, { $turns ->
    [held] every turn is taken
   *[open] { $open ->
        [one] one turn is open
       *[other] { $open } turns are open
    }
}
notice-week-open = { $open ->
    [one] To take the open turn: `/roster accept`.
   *[other] To take one of the { $open } open turns: `/roster accept`.
}
notice-week-choices = See more: `/roster show`. To stop these: `/remind off`.

# In the group's room; only the public name (P8).
notice-room-soon = { $group } starts in { $wait }: { $when }.
notice-room-now = { $group } starts now: { $when }.
notice-room-started = { $group } started at { $time }. You can still come.
notice-room-ahead = { $group } meets on { $when }.
notice-room-reminder-choices = To come: `/rsvp coming`. To see more: `/sessions`. Facilitators can stop these: `/group edit channel-reminder no`.
notice-room-cancelled = { $group }: the session on { $when } will not take place.
notice-room-cancelled-today = { $group }: today's { $time } session will not take place.
notice-room-cancelled-tonight = { $group }: tonight's { $time } session will not take place.
notice-room-restored = { $group }: the session on { $when } takes place after all.
notice-room-moved = { $group }: the session on { $from } moves to { $when }.
notice-room-moved-unknown = { $group }: a session moves to { $when }.
notice-room-added = { $group } has one more session: { $when }.
notice-room-changed = { $group }: something is new. See it with `/group info`.
notice-room-group-moved = { $group } meets at another time from now on. See it with `/group info`.
notice-room-ended = { $group } has ended. Thank you to everybody who came.
notice-room-choices = See what is on: `/sessions`. To stop these, mute this room.

notice-coming = I'm coming
notice-yes-coming = Yes, I'm coming
notice-cant = I can't come
