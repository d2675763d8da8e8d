### What is said about rosters and turns.

roster-people = { $group } is held by { $people }.
roster-nobody = Nobody is on the roster of { $group } yet. To join it: `/roster join`.
roster-session = { $when }: { $turns }
roster-turn-open = { $role ->
    [co] co open
   *[lead] lead open
}
roster-turn-asked = { $role ->
    [co] co asked
   *[lead] lead asked
} ({ $count })
roster-turn-held = { $role ->
    [co] co { $name }
   *[lead] lead { $name }
}
roster-shown-next = To take a turn: `/roster accept`. To hand one back: `/roster decline`.
roster-joined = You are on the roster of { $group } now. You choose each turn.
roster-joined-before = You are on the roster of { $group } already.
roster-joined-next = To see the open turns: `/roster show`.
roster-accepted = { $role ->
    [co] Thank you. You help to hold { $group } on { $when }.
   *[lead] Thank you. You hold { $group } on { $when }.
}
roster-accepted-next = Plans change: `/roster decline` hands it back. No reason needed.
roster-already = { $role ->
    [co] You help to hold the session on { $when } already.
   *[lead] You hold the session on { $when } already.
}
roster-hand-back = Hand it back
roster-take = Take it
roster-taken = Somebody else took that turn on { $when }. Thank you for being ready.
roster-other-open = { $role ->
    [co] The co turn is still open: `/roster accept role:co`.
   *[lead] The lead turn is still open: `/roster accept role:lead`.
}
roster-full = Both turns have somebody. `/roster show` shows the next ones.
roster-declined = Thank you for telling us. Somebody else can take it.
roster-handed-back = Thank you for telling us. The turn is open again.
roster-handed-back-told = { $told ->
    [0] To see all turns: `/roster show`.
    [one] One person is asked now.
   *[other] { $told } people are asked now.
}
roster-no-turn = You have no turn to hand back. `/roster show` shows the open ones.
