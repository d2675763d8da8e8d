### The consent card: what is kept, why, who sees it, for how long, and how to erase it.

consent-what = I would keep your account, your name here, your answers and your choices.
consent-why = Why: to hold your place, and to tell you when a session changes.
consent-includes = A yes to a session includes news of its changes and of free places. Reminders come only if you ask.
consent-see = { $see ->
    [facilitators] Who sees it: the people who hold the group see how many come. They see your name only if you agree to that.
    [attendees] Who sees it: those who come see how many come. They see your name only if you agree to that.
    [public] Who sees it: others here see how many come. They see your name only if you agree to that.
   *[count] Who sees it: only the people who hold the group, and only how many come. Nobody sees your name.
}
consent-how-long = How long: an answer goes away { $days ->
    [one] 1 day
   *[other] { $days } days
} after its session at the latest.
consent-erase = See it all: `/me export`. Erase it all: `/me delete`.
consent-question = Is that all right for you?
consent-yes = Yes, that is all right
consent-no = No, keep nothing
consent-declined = All right. Nothing was kept. You are welcome to come all the same.
