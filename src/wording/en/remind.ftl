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
