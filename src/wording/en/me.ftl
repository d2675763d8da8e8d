### One's own calendar, choices and data. All of it is private.

me-agenda-empty = Your calendar is empty. See what is on: `/sessions`.
me-agenda-no-more = There is nothing more. See the start: `/me agenda`.
me-agenda-title = Your calendar, in { $zone }:
me-agenda-line = { $group }, { $when }: { $state }
me-agenda-line-link = { $group }, { $when }: { $state }. The way in: { $link }
me-agenda-coming = you are coming
me-agenda-waiting = number { $place } on the waiting list
me-agenda-offered = a place is held for you until { $until }
me-agenda-holds = { $role ->
    [co] you help to hold it
   *[lead] you hold it
}
me-agenda-asked = { $role ->
    [co] could you help to hold it?
   *[lead] could you hold it?
}
me-agenda-paused = paused
me-agenda-cancelled = cancelled
me-agenda-choices = To change an answer: `/rsvp coming` or `/rsvp cant`.
me-agenda-turns = To answer for a turn: `/roster accept` or `/roster decline`.

me-timezone = From now on you see times in { $zone }. It is { $now } there now.
me-timezone-choices = Groups keep their own hours. See your calendar: `/me agenda`.
me-language = From now on I speak English with you.
me-language-choices = See what you can do: `/help`.

me-nothing-kept = I keep nothing about you. See what is on: `/sessions`.

me-ask-delete = I would erase all that I keep about you: your answers, your choices and your groups.
me-ask-delete-turns = { $count ->
    [one] The turn you promised would be open again.
   *[other] The { $count } turns you promised would be open again.
}
me-ask-delete-handed-over = Nobody else holds { $groups }. The coordinators would look after it.
me-ask-delete-alone = Nobody else holds { $groups }. To name somebody first: `/leave "{ $group }" to:name`.
me-ask-delete-export = To see it all first: `/me export`.
me-ask-delete-question = This cannot be taken back. Would you like to erase it all now?
me-deleted = All that I kept about you is erased.
me-deleted-turns = { $count ->
    [one] Your turn is open again. Thank you for all you gave.
   *[other] Your { $count } turns are open again. Thank you for all you gave.
}
me-deleted-handed-over = The coordinators look after { $groups } now.
me-deleted-choices = You are welcome back at any time: `/sessions`.

me-export-title = This is all that I keep about you.
me-export-who = Your name is { $name }, your account is { $account } on { $platform }.
me-export-role = You are here as { $role ->
    [facilitator] a facilitator
    [coordinator] a coordinator
    [admin] an admin
   *[member] a member
}.
me-export-zone = Your time zone is { $zone }.
me-export-language = Your language is { $language }.
me-export-consent = You said yes to what is kept (card { $version }).
me-export-reminders = Reminders are { $state ->
    [on] on
   *[off] off
}.
me-export-offsets = You chose when: { $offsets } before.
me-export-quiet = Your quiet hours are { $from } to { $to }.
me-export-quiet-off = You have no quiet hours.
me-export-group = { $group }: you { $state ->
    [requested] asked to join on
   *[belongs] belong to it since
} { $when }
me-export-note = You wrote: "{ $note }"
me-export-roster = { $group }: you { $part ->
    [coordinator] look after it
   *[facilitator] hold it
} since { $when }
me-export-always = { $group }: you come to every session since { $when }
me-export-answer = { $group }, { $when }: { $answer ->
    [waiting] you wait for a place
    [offered] a place is held for you
    [away] not this time
   *[coming] you are coming
}
me-export-held = The place is held until { $until }.
me-export-first = It is your first time there.
me-export-every = It comes from "every session".
me-export-turn = { $group }, { $when }: { $state ->
    [offered] you are asked to { $role ->
        [co] help to hold it
       *[lead] hold it
    }
    [declined] not this time, when asked to { $role ->
        [co] help to hold it
       *[lead] hold it
    }
   *[accepted] you promised to { $role ->
        [co] help to hold it
       *[lead] hold it
    }
}
me-export-message = A message to you: { $about }. Due { $when }, { $state }.
me-export-message-about = A message to others about you: { $about }. Due { $when }, { $state }.
me-export-about = { $kind ->
    [reminder] a reminder
    [room_reminder] a reminder for a room
    [cancelled] a session was cancelled
    [restored] a session takes place after all
    [moved] a session moved
    [added] a session was added
    [group_ended] a group has ended
    [group_changed] a group changed
    [offer_made] a place was open
    [offer_lapsed] a place went to the next person
    [duty_asked] somebody was asked to hold a session
    [duty_open] a turn was open
    [join_asked] somebody asked to join
    [join_answered] the answer to a request
    [handed_over] a group needed somebody
    [cover_asked] somebody was asked to stand in
    [coordinator_alert] nobody held a session
    [credential_expiry] a certificate ends
    [own_reminder] a reminder in your own words
    [digest] the week ahead
   *[other] something else
}
me-export-about-group = { $about }, { $group }
me-export-about-session = { $about }, { $group }, { $session }
me-export-detail = Noted with it: { $detail }
me-export-state = { $state ->
    [planned] not sent yet
    [claimed] being sent
    [sent] sent
    [blocked] not taken by your platform
    [expired] too late to be of use
    [dead] could not be sent
    [withdrawn] no longer needed
   *[other] in another state
}
me-export-change = { $group }: you changed { $what } on { $when }
me-export-question = A question waits for your answer until { $until }.
me-export-json = The same for a machine, as JSON:
me-export-choices = To erase it all: `/me delete`.
