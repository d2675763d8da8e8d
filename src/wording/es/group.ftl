### Lo que se dice sobre los grupos.

group-undo = Deshacer
group-meets = { $group } se reúne { $rule }, { $zone }.
group-next = La próxima sesión es el { $when }.
group-clocks = Cuando cambia el reloj, sigue a la misma hora: { $time }.
group-by-request = Para entrar hay que pedirlo: { $command }.
group-size = { $seats ->
    [one] Hay 1 lugar y la sesión dura { $length }.
   *[other] Hay { $seats } lugares y la sesión dura { $length }.
}
group-size-unlimited = Hay lugar para todo el mundo y la sesión dura { $length }.
group-clocks-skipped = Un día el reloj salta esa hora. Esa sesión empieza más tarde: { $when }.
group-clocks-repeated = Un día el reloj da esa hora dos veces. Vale la primera: { $when }.
group-skips-months = Hay meses sin ese día y entonces no hay sesión. Para el último día: `last day of the month`.
group-namesakes = { $count ->
    [one] Otro grupo tiene este nombre. Se distinguen por el día y la hora.
   *[other] Otros { $count } grupos tienen este nombre. Se distinguen por el día y la hora.
}
group-nobody-holds = Todavía nadie lleva la primera sesión. Para llevarla: `/roster accept`.
group-asked = He preguntado a { $people } por la primera sesión. Cada persona elige.

group-list = Estos grupos se reúnen aquí. Para saber más de uno: `/group info`.
group-line = { $group }: { $when }, { $venue }{ $membership ->
    [open] {""}
   *[other] , hay que pedirlo
}
group-line-resting = { $group }: sin sesión por ahora, { $venue }{ $membership ->
    [open] {""}
   *[other] , hay que pedirlo
}
group-more = Hay más: { $command }
group-none = Todavía no hay ningún grupo aquí. `/help group create` muestra cómo empezar uno.
group-none-fits = Ningún grupo es así. `/groups` los muestra todos.
group-no-more = Esa era la última página. `/groups` muestra la primera.
group-paused = { $group } está en pausa.
group-paused-until = { $group } está en pausa hasta el { $until }.
group-where = Dónde: { $venue }
group-languages = Idiomas: { $languages }
group-audience = Para: { $audience }
group-review = Esta nota puede decir más sobre los días. Mírala, por favor: { $note }
group-next-seats = { $seats ->
    [unlimited] La próxima sesión es el { $when }. Hay lugar para ti.
    [several] La próxima sesión es el { $when }. Quedan varios lugares.
    [few] La próxima sesión es el { $when }. Quedan pocos lugares.
   *[full] La próxima sesión es el { $when }. Está llena. Hay una lista de espera.
}

group-edited = { $group }: { $field } es ahora { $value }.
group-edited-none = { $group }: { $field } queda sin nada.
group-offered = { $offered ->
    [one] Ahora pregunto a una persona de la lista de espera.
   *[other] Ahora pregunto a { $offered } personas de la lista de espera.
}
group-schedule = { $group } se va a reunir { $rule }, { $zone }, durante { $length }.
group-ask-schedule-first = La primera sesión a la nueva hora es el { $when }.
group-ask-schedule = ¿Cambio todas las sesiones desde ahora?
group-told = { $told ->
    [0] Todavía nadie ha dicho que viene.
    [one] Una persona cuenta con ello y lo va a saber.
   *[other] { $told } personas cuentan con ello y lo van a saber.
}
group-ask-end = ¿Termina { $group }? Ya no habrá más sesiones.
group-ended = { $group } ha terminado. Gracias por llevarlo.
group-unmade = { $group } ya no está. Nadie lo supo.
group-resumed = { $group } se reúne otra vez.
