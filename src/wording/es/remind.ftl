### Recordatorios antes de las sesiones: si llegan y cuándo.

remind-on = Los recordatorios están activos: { $offsets } antes de cada sesión a la que vas.
remind-on-already = Los recordatorios ya estaban activos: { $offsets } antes de cada sesión a la que vas.
remind-discreet = Te llegan solo a ti, y no nombran ningún grupo.
remind-choices = Otras horas: `/remind when 1d, 1h, 10m`. Para dejarlos: `/remind off`.
remind-off = Ya no hay recordatorios. Si cambia una sesión tuya, te aviso igual.
remind-off-already = No había recordatorios. Si cambia una sesión tuya, te aviso igual.
remind-off-choices = Para activarlos: `/remind on`.
remind-chosen = De acuerdo: { $offsets } antes de cada sesión a la que vas.
remind-chosen-on = Los recordatorios están activos. Para dejarlos: `/remind off`.
remind-chosen-off = Ahora no hay recordatorios. Para activarlos: `/remind on`.
remind-off-own = Tus propios recordatorios siguen llegando. Para quitarlos: `/remind clear`.
remind-digest = Cada lunes a las 8:00 te digo también la semana de los grupos que llevas.

remind-quiet = Los mensajes privados esperan desde las { $from } hasta las { $to }.
remind-quiet-chosen = De acuerdo: los mensajes privados esperan desde las { $from } hasta las { $to }, en tu zona.
remind-quiet-off = No tienes horas de silencio: los mensajes llegan a cualquier hora.
remind-quiet-choices = Otras horas: `/remind quiet 22:00 08:00`. Sin horas de silencio: `/remind quiet off`.

remind-own = Te lo digo el { $when }: "{ $text }"
remind-own-quiet = Es una hora de silencio para ti, así que llega sin sonido.
remind-own-choices = Solo tú lo ves. Para ver todo: `/remind status`. Para quitarlo: `/remind clear`.
remind-cleared = { $count ->
    [one] Listo: quité un recordatorio tuyo. No se guarda nada de él.
   *[other] Listo: quité { $count } recordatorios tuyos. No se guarda nada de ellos.
}
remind-cleared-left = { $count ->
    [one] Aún llega uno más: `/remind status`.
   *[other] Aún llegan { $count } más: `/remind status`.
}
remind-clear-none = No hay un recordatorio tuyo así. `/remind status` muestra lo que viene.

remind-status-ahead = Esto es lo que viene, { $zone }:
remind-status-line = { $when }: { $about }
remind-status-own = { $when }: tuyo ({ $number }): "{ $text }"
remind-status-nothing = No hay nada en camino para ti.
remind-status-past = Esto pasó con los últimos:
remind-status-past-more = { $count ->
    [one] Antes hay uno más.
   *[other] Antes hay { $count } más.
}
remind-status-became = { $when }: { $about }{ $state ->
    [sent] , enviado
    [late] , enviado tarde
    [expired] , no se envió: ya era tarde
    [withdrawn] , no se envió: los planes cambiaron
    [blocked] , no se envió: tu chat no acepta mis mensajes
    [dead] , no se envió: el chat no lo pudo tomar
    [unsure] ; no se sabe si llegó
   *[other] , en camino
}
remind-status-choices = Con tus palabras: `/remind me`. Para quitarlos: `/remind clear`. Para dejar los demás: `/remind off`.
