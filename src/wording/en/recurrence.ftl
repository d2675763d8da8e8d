### When something repeats: "every Sunday at 19:30".

recurrence-at = { $rule } at { $time }
recurrence-once = once, on { $date }
recurrence-daily = { $every ->
    [1] every day
    [2] every second day
   *[other] every { $every } days
}
recurrence-weekdays = every day from Monday to Friday
# One day of the week.
recurrence-weekly = { $every ->
    [1] every { $day }
    [2] every second { $day }
   *[other] on { $day }, every { $every } weeks
}
# Several days of the week.
recurrence-weekly-several = { $every ->
    [1] every { $days }
    [2] on { $days }, every second week
   *[other] on { $days }, every { $every } weeks
}
recurrence-weekday = { $day }
recurrence-monthly = { $every ->
    [1] on { $days } of the month
    [2] on { $days } of every second month
   *[other] on { $days } of the month, every { $every } months
}
recurrence-yearly = { $every ->
    [1] every year on { $day } { $month }
    [2] every second year on { $day } { $month }
   *[other] every { $every } years on { $day } { $month }
}
recurrence-every-week = { $every ->
    [1] every week
    [2] every second week
   *[other] every { $every } weeks
}
recurrence-every-month = { $every ->
    [1] every month
    [2] every second month
   *[other] every { $every } months
}
recurrence-every-year = { $every ->
    [1] every year
    [2] every second year
   *[other] every { $every } years
}

# "first", "last"; $nth counts from the end when it is below zero.
recurrence-ordinal = { $nth ->
    [1] first
    [2] second
    [3] third
    [4] fourth
    [5] fifth
    [-1] last
    [-2] second to last
    [-3] third to last
   *[other] { $nth }
}
# The n-th of several: "the first and third Monday".
recurrence-ordinal-item = { $ordinal }
recurrence-ordinals-weekday = the { $ordinals } { $day }
recurrence-nth-weekday = the { $day } number { $nth }
recurrence-nth-weekday-from-end = the { $day } number { $nth } from the end
recurrence-workday = the { $ordinal } workday
recurrence-nth-workday = the workday number { $nth }
recurrence-nth-workday-from-end = the workday number { $nth } from the end
recurrence-month-day = { NUMBER($day, type: "ordinal") ->
    [one] the { $day }st
    [two] the { $day }nd
    [few] the { $day }rd
   *[other] the { $day }th
}
recurrence-month-day-from-end = { $day ->
    [1] the last day
    [2] the second to last day
   *[other] day { $day } from the end
}

# What comes after the time of day, each after a comma.
recurrence-except-nth = except the { $ordinal } of the month
recurrence-if-it-exists = in months that have that day
recurrence-leap-years = in years that have that day
recurrence-in-months = only in { $months }
recurrence-on = on { $days }
recurrence-on-in-month = on { $days } of the month
recurrence-on-in-year = on { $days } of the year
recurrence-if = only if it is { $days } of the month
recurrence-positions = only the { $ordinals } of these days
recurrence-positions-numbered = only these by number: { $numbers }
recurrence-number = { $nth }
recurrence-number-from-end = { $nth } from the end
recurrence-until = until { $date }
recurrence-count = { $count ->
    [one] once in all
   *[other] { $count } times in all
}
recurrence-date-time = { $date } at { $time }
recurrence-not-on = but not on { $dates }
recurrence-not-on-many = but not on { $count } dates
recurrence-also-on = and also on { $dates }
recurrence-also-on-many = and also on { $count } more dates
