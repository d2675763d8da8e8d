### Reminders before sessions: whether they come, and when.

remind-on = Reminders are on: { $offsets } before each session you come to.
remind-on-already = Reminders are on already: { $offsets } before each session you come to.
remind-discreet = They come to you alone, and name no group.
remind-choices = Other times: `/remind when 1d, 1h, 10m`. To stop: `/remind off`.
remind-off = Reminders are off. You still hear when a session of yours changes.
remind-off-already = Reminders are off already. You still hear when a session of yours changes.
remind-off-choices = To turn them on: `/remind on`.
remind-chosen = All right: { $offsets } before each session you come to.
remind-chosen-on = Reminders are on. To stop: `/remind off`.
remind-chosen-off = Reminders are off right now. To turn them on: `/remind on`.
remind-off-own = Reminders of your own still come. To take them back: `/remind clear`.
remind-digest = Each Monday at 8:00 I also tell you the week ahead of the groups you hold.

remind-quiet = Private messages wait from { $from } to { $to }.
remind-quiet-chosen = All right: private messages wait from { $from } to { $to }, in your time zone.
remind-quiet-off = You have no quiet hours: private messages come at any time.
remind-quiet-choices = Other hours: `/remind quiet 22:00 08:00`. No quiet hours: `/remind quiet off`.

remind-own = I will tell you on { $when }: "{ $text }"
remind-own-quiet = That is in your quiet hours, so it comes without a sound.
remind-own-choices = Only you can see it. See all: `/remind status`. Take it back: `/remind clear`.
remind-cleared = { $count ->
    [one] Taken back: one reminder of your own. Nothing of it is kept.
   *[other] Taken back: { $count } reminders of your own. Nothing of them is kept.
}
remind-cleared-left = { $count ->
    [one] One more still comes: `/remind status`.
   *[other] { $count } more still come: `/remind status`.
}
remind-clear-none = There is no such reminder of your own. `/remind status` shows what comes.

remind-status-ahead = This comes next, { $zone }:
remind-status-line = { $when }: { $about }
remind-status-own = { $when }: your own ({ $number }): "{ $text }"
remind-status-nothing = Nothing is planned to be sent to you.
remind-status-past = This is what became of the last ones:
remind-status-past-more = { $count ->
    [one] One more before that.
   *[other] { $count } more before that.
}
remind-status-became = { $when }: { $about }{ $state ->
    [sent] , sent
    [late] , sent late
    [expired] , left out: it was too late to be of use
    [withdrawn] , left out: plans had changed
    [blocked] , not sent: your chat takes no messages from me
    [dead] , not sent: the chat could not take it
    [unsure] ; nobody can tell if it arrived
   *[other] , on its way
}
remind-status-choices = Your own words: `/remind me`. To take them back: `/remind clear`. To stop the rest: `/remind off`.
