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
