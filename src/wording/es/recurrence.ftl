### Cuándo se repite algo: «cada domingo a las 19:30».

recurrence-at = { $hour ->
    [1] { $rule } a la { $time }
   *[other] { $rule } a las { $time }
}
recurrence-once = una sola vez, el { $date }
recurrence-daily = { $every ->
    [1] todos los días
    [2] cada dos días
   *[other] cada { $every } días
}
recurrence-weekdays = de lunes a viernes
# Un día de la semana.
recurrence-weekly = { $every ->
    [1] cada { $day }
    [2] el { $day } cada dos semanas
   *[other] el { $day } cada { $every } semanas
}
# Varios días de la semana.
recurrence-weekly-several = { $every ->
    [1] { $days } de cada semana
    [2] { $days }, cada dos semanas
   *[other] { $days }, cada { $every } semanas
}
recurrence-weekday = el { $day }
recurrence-monthly = { $every ->
    [1] { $days } de cada mes
    [2] { $days } del mes, cada dos meses
   *[other] { $days } del mes, cada { $every } meses
}
recurrence-yearly = { $every ->
    [1] cada { $day } de { $month }
    [2] el { $day } de { $month } cada dos años
   *[other] el { $day } de { $month } cada { $every } años
}
recurrence-every-week = { $every ->
    [1] cada semana
    [2] cada dos semanas
   *[other] cada { $every } semanas
}
recurrence-every-month = { $every ->
    [1] cada mes
    [2] cada dos meses
   *[other] cada { $every } meses
}
recurrence-every-year = { $every ->
    [1] cada año
    [2] cada dos años
   *[other] cada { $every } años
}

# «primer», «último»; $nth cuenta desde el final si es menor que cero.
recurrence-ordinal = { $nth ->
    [1] primer
    [2] segundo
    [3] tercer
    [4] cuarto
    [5] quinto
    [-1] último
    [-2] penúltimo
    [-3] antepenúltimo
   *[other] { $nth }
}
recurrence-ordinal-item = el { $ordinal }
recurrence-ordinals-weekday = { $ordinals } { $day }
recurrence-nth-weekday = el { $day } número { $nth }
recurrence-nth-weekday-from-end = el { $day } número { $nth } desde el final
recurrence-workday = el { $ordinal } día laborable
recurrence-nth-workday = el día laborable número { $nth }
recurrence-nth-workday-from-end = el día laborable número { $nth } desde el final
recurrence-month-day = el día { $day }
recurrence-month-day-from-end = { $day ->
    [1] el último día
    [2] el penúltimo día
   *[other] el día { $day } desde el final
}

# Lo que va después de la hora, cada cosa tras una coma.
recurrence-except-nth = menos el { $ordinal } del mes
recurrence-if-it-exists = en los meses que tienen ese día
recurrence-leap-years = en los años que tienen ese día
recurrence-in-months = solo en { $months }
recurrence-on = { $days }
recurrence-on-in-month = { $days } del mes
recurrence-on-in-year = { $days } del año
recurrence-if = solo si es { $days } del mes
recurrence-positions = solo { $ordinals } de esos días
recurrence-positions-numbered = solo estos, por número: { $numbers }
recurrence-number = { $nth }
recurrence-number-from-end = { $nth } desde el final
recurrence-until = hasta el { $date }
recurrence-count = { $count ->
    [one] una vez en total
   *[other] { $count } veces en total
}
recurrence-date-time = { $hour ->
    [1] { $date } a la { $time }
   *[other] { $date } a las { $time }
}
recurrence-not-on = pero no el { $dates }
recurrence-not-on-many = pero no en { $count } fechas
recurrence-also-on = y también el { $dates }
recurrence-also-on-many = y también en { $count } fechas más
