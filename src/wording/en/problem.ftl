### What cannot be done as it was asked, and what can be done instead.

# Something broke. $code is what the admin finds in the log.
problem-broken = Sorry, that did not work. Nothing was changed. Please give your admin this code: { $code }.

# The disk is full, or the database is damaged. $code is what the admin finds in the log.
problem-read-only = Sorry, I can't write anything down right now, so nothing was changed. `/sessions` still shows what is on. Please give your admin this code: { $code }.

# Finding things. The same words also where somebody may not know of it.
problem-no-group = I don't know a group by that name. `/groups` shows the ones you can join.
problem-no-session = I don't know a session on that day. `/sessions` shows what is on.
problem-no-person = I don't know a person by that name here. Type the name as the chat shows it.
problem-no-request = I don't know a request by that name. `/requests show` lists the open ones.
problem-did-you-mean = Did you mean { $nearest }?
problem-which = Which one do you mean? Add its day or its time.
problem-choice-of-group = { $group }, { $venue }
problem-choice-of-group-when = { $group }: { $when }, { $venue }
problem-nothing-group = There is no group here yet. `/help group create` shows how to start one.
problem-nothing-session = No session is planned right now. `/groups` shows all groups.
problem-nothing-person = There is nobody to show yet. `/help` shows what you can do.
problem-nothing-request = There is no open request. All have an answer.
problem-venue = { $venue ->
    [online] online
    [in-person] in person
   *[both] in person and online
}

# What may not be done, or not now.
problem-needs-role = { $role ->
    [admin] Only an admin can do this.
    [coordinator] Only coordinators can do this. Your admin can give you that role.
   *[facilitator] Only facilitators can do this. Your admin can give you that role.
}
problem-not-yours = Only the people who hold { $group } can change it. Please ask one of them.
problem-group-ended = { $group } has ended. `/groups` shows the ones that meet.
problem-session-over = This session is over. `/sessions` shows the next ones.
problem-session-cancelled = This session is cancelled. `/sessions` shows the next ones.
problem-not-cancelled = This session takes place as planned. There is nothing to bring back.
problem-in-the-past = That time is over. Please choose one that is still to come.
problem-no-session-ahead = With that, there would be no session to come. Please choose another time.
problem-same-time = The session is at that time already. Nothing was changed.
problem-people-count = People count on { $group } already. To end it: `/group end`.
problem-move-instead = To change one session alone, use `/session move`.
problem-join-first = { $group } takes new people by request. To ask for a place, type `/join "{ $group }"`.
problem-nothing-to-withdraw = You have no answer there to take back. `/rsvp list` shows your answers.
problem-old-button = This button is too old to use. `/sessions` shows what is on now.
problem-not-your-button = This button is for somebody else. `/help` shows what you can do.
problem-too-early = A reminder can come up to { $days } days before a session. Try: `/remind when 1d, 1h`.
problem-too-far-ahead = That is too far ahead. Please choose a day within { $days } days.
problem-too-many-reminders = You have { $max } reminders of your own already. `/remind status` shows them. To make room: `/remind clear`.
problem-too-fast = That was a lot at once. Please wait a moment, then try again.

# What was typed.
problem-line-too-long = That is more than I can read. Up to { $max } characters fit.
problem-command = I don't know the command "{ $typed }". `/help` shows what there is.
problem-command-nearest = I don't know the command "{ $typed }". Did you mean { $nearest }?
problem-command-goes-on = Please say which: { $commands }.
problem-argument = I don't know "{ $typed }". Did you mean { $nearest }?
problem-argument-twice = { $argument } is there twice. Please keep one.
problem-argument-missing = I still need this: { $argument }. Try: { $example }.
problem-too-much = I don't know what to do with "{ $words }". Try: { $example }.
problem-number = Please choose a number from { $min } to { $max }.
problem-choice = Please choose { $choices }.
problem-yes-no = Please say yes or no.
problem-language = I speak English and Spanish. Try: `/me language en`.
problem-weekday = I could not read "{ $typed }". Try: `sunday`.
problem-soon = I could not tell when that is. Try: `tomorrow 18:00`, `sunday 9:00` or `in 2 hours`.
problem-hours = Please say from when to when, such as `22:00 08:00`; or `off`.
problem-link = A link begins with `https://` and has no spaces.

# Words that are to be kept.
problem-text-empty = There is nothing there yet. Please write a few words.
problem-text-too-long = That is too long. Up to { $max } characters fit.
problem-text-mention = A name cannot call people. Please leave out the @ and the brackets.
problem-text-no-letter = A name needs a letter or a number, so that people can say it.

# Zones and rules.
problem-zone = I don't know the time zone "{ $typed }". Write a city, such as `Europe/Vienna`.
problem-zone-nearest = I don't know the time zone "{ $typed }". Did you mean { $zones }?
problem-zone-fixed = "{ $typed }" has the same hour all year. Did you mean { $zones }?
problem-rule = I could not use that schedule. Try: `every tuesday 19:00`.
problem-rule-part = I could not use { $part } in that schedule. Try: `every tuesday 19:00`.
