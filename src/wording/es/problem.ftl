### Lo que no se puede hacer tal como se pidió, y lo que sí se puede.

# Algo se rompió. $code es lo que se encuentra en el registro.
problem-broken = Perdón, eso no salió bien. No cambió nada. Da este código a quien administra: { $code }.

# El disco está lleno o la base de datos está dañada. $code es lo que se encuentra en el registro.
problem-read-only = Perdón, ahora no puedo anotar nada, así que no cambió nada. Con `/sessions` aún ves lo que hay. Da este código a quien administra: { $code }.

# Encontrar cosas. Las mismas palabras cuando alguien no puede saber que existe.
problem-no-group = No conozco ningún grupo con ese nombre. Con `/groups` ves a cuáles puedes unirte.
problem-no-session = No conozco ninguna sesión ese día. Con `/sessions` ves lo que hay.
problem-no-person = No conozco aquí a nadie con ese nombre. Escríbelo como lo muestra el chat.
problem-no-request = No conozco ninguna solicitud con ese nombre. Con `/requests show` ves las abiertas.
problem-did-you-mean = ¿Quieres decir { $nearest }?
problem-which = ¿Cuál de ellos? Añade el día o la hora.
problem-choice-of-group = { $group }, { $venue }
problem-choice-of-group-when = { $group }: { $when }, { $venue }
problem-nothing-group = Aquí aún no hay ningún grupo. Con `/help group create` ves cómo crear uno.
problem-nothing-session = Ahora no hay ninguna sesión prevista. Con `/groups` ves todos los grupos.
problem-nothing-person = Aún no hay nadie que mostrar. Con `/help` ves qué puedes hacer.
problem-nothing-request = No hay solicitudes abiertas. Todas tienen respuesta.
problem-venue = { $venue ->
    [online] en línea
    [in-person] presencial
   *[both] presencial y en línea
}

# Lo que no se puede, o no ahora.
problem-needs-role = { $role ->
    [admin] Esto solo lo puede hacer quien administra.
    [coordinator] Esto solo lo hace la coordinación. Quien administra te puede dar ese papel.
   *[facilitator] Esto solo lo hacen quienes facilitan. Quien administra te puede dar ese papel.
}
problem-not-yours = { $group } lo cambian solo quienes llevan el grupo. Habla con alguien de ellos.
problem-group-ended = { $group } ya terminó. Con `/groups` ves los que se reúnen.
problem-session-over = Esta sesión ya pasó. Con `/sessions` ves las próximas.
problem-session-cancelled = Esta sesión está cancelada. Con `/sessions` ves las próximas.
problem-not-cancelled = Esta sesión tiene lugar como estaba prevista. No hay nada que recuperar.
problem-in-the-past = Esa hora ya pasó. Elige una que aún no haya llegado.
problem-no-session-ahead = Así no quedaría ninguna sesión por venir. Elige otra hora.
problem-same-time = La sesión ya es a esa hora. No ha cambiado nada.
problem-people-count = Ya hay personas que cuentan con { $group }. Para terminarlo: `/group end`.
problem-move-instead = Para cambiar una sola sesión, usa `/session move`.
problem-join-first = En { $group } se entra con una solicitud. Para pedir lugar, escribe `/join "{ $group }"`.
problem-nothing-to-withdraw = No tienes ahí ninguna respuesta que quitar. Con `/rsvp list` ves tus respuestas.
problem-old-button = Este botón es de antes y ya no sirve. Con `/sessions` ves lo que hay ahora.
problem-not-your-button = Este botón es para otra persona. Con `/help` ves qué puedes hacer.
problem-too-early = Un recordatorio puede llegar hasta { $days } días antes de una sesión. Prueba: `/remind when 1d, 1h`.
problem-too-far-ahead = Queda muy lejos. Elige un día dentro de { $days } días.
problem-too-many-reminders = Ya tienes { $max } recordatorios propios. `/remind status` los muestra. Para hacer sitio: `/remind clear`.
problem-too-fast = Eso fue mucho de una vez. Espera un momento y prueba otra vez.

# Lo que se escribió.
problem-line-too-long = Eso es más de lo que puedo leer. Caben hasta { $max } caracteres.
problem-command = No conozco el comando «{ $typed }». Con `/help` ves los que hay.
problem-command-nearest = No conozco el comando «{ $typed }». ¿Quieres decir { $nearest }?
problem-command-goes-on = Di cuál: { $commands }.
problem-argument = No conozco «{ $typed }». ¿Quieres decir { $nearest }?
problem-argument-twice = { $argument } está dos veces. Deja solo una.
problem-argument-missing = Todavía hace falta esto: { $argument }. Prueba: { $example }.
problem-too-much = No sé qué hacer con «{ $words }». Prueba: { $example }.
problem-number = Elige un número de { $min } a { $max }.
problem-choice = Elige { $choices }.
problem-yes-no = Di sí o no.
problem-language = Hablo inglés y español. Prueba: `/me language es`.
problem-weekday = No pude leer «{ $typed }». Prueba: `domingo`.
problem-soon = No sé cuándo es eso. Prueba: `mañana 18:00`, `domingo 9:00` o `dentro de 2 horas`.
problem-hours = Di desde cuándo hasta cuándo, como `22:00 08:00`; o bien `off`.
problem-link = Un enlace empieza con `https://` y no lleva espacios.

# Palabras que se van a guardar.
problem-text-empty = Ahí todavía no hay nada. Escribe unas palabras.
problem-text-too-long = Eso es demasiado largo. Caben hasta { $max } caracteres.
problem-text-mention = Un nombre no puede llamar a nadie. Quita la @ y los signos < >.
problem-text-no-letter = Un nombre lleva alguna letra o número, para poder decirlo.

# Zonas y reglas.
problem-zone = No conozco la zona «{ $typed }». Escribe una ciudad, como `Europe/Vienna`.
problem-zone-nearest = No conozco la zona «{ $typed }». ¿Quieres decir { $zones }?
problem-zone-fixed = «{ $typed }» tiene la misma hora todo el año. ¿Quieres decir { $zones }?
problem-rule = No pude usar ese calendario. Prueba: `every tuesday 19:00`.
problem-rule-part = No pude usar { $part } en ese calendario. Prueba: `every tuesday 19:00`.
