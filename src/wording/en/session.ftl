### What is said about sessions.

session-about = { $what } { $group }, { $when }.
session-added = There is one more session:
session-restored = It takes place after all:
session-moved = The session has a new time:
session-cancelled = Cancelled:
session-removed = This session is gone again:
session-ask-cancel = Shall I cancel { $group } on { $when }?
session-ask-restore = Shall { $group } on { $when } take place after all?
session-ask-move = Shall I move { $group } from { $from } to { $to }?
session-room-told = The room will be told too.
session-restore-hint = To bring it back: `/session restore`.

session-list = This is what is on, { $zone }:
session-list-next = To come to one: `/rsvp coming`.
session-line = { $group }: { $when }{ $state ->
    [cancelled] , cancelled
    [coming] , you are coming
    [waiting] , you are on the waiting list
    [offered] , a place is open for you
    [open] , going on now
    [moved] , a new time
    [few] , a few seats left
    [full] , full
   *[other] {""}
}
session-none-on-day = Nothing is on that day: { $day }. `/sessions` shows what comes next.
session-none-of-group = { $group } has no session planned right now. `/groups` shows other groups.

session-status = What was said about { $group } on { $when }:
session-status-line = { $topic ->
    [reminders] Private reminders
    [room] The room's reminder
    [changes] News of changes
    [places] Free places
   *[turns] Turns to hold it
}: { $counts }
session-status-count = { $state ->
    [ahead] { $count } to come
    [sent] { $count } sent
    [late] { $count } sent late
    [expired] { $count } left out as too late
    [withdrawn] { $count } no longer needed
    [blocked] { $count } not taken by the chat
    [unsure] { $count } that may have arrived
   *[dead] { $count } that could not be sent
}
session-status-none = Nothing was said unasked about it so far.
session-status-hint = It counts messages and names nobody.
session-status-dead = What could not be sent can be tried again: `/session status again:yes`.
session-status-again = { $count ->
    [0] Nothing needs another try.
    [one] One message is tried again now.
   *[other] { $count } messages are tried again now.
}
session-try-again = Try again
