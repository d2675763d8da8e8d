### Ir a las sesiones, entrar en grupos y salir de ellos.

# Quién ve una respuesta se dice con ella; a nadie se le nombra sin su propio sí (P3).
rsvp-coming = Vas el { $when }. { $see ->
    [facilitators] Quienes facilitan ven cuántas personas van, y los nombres de quienes quieran.
    [attendees] Quienes van ven cuántas personas van, y los nombres de quienes quieran.
    [public] Aquí se ve cuántas personas van, y los nombres de quienes quieran.
   *[count] Solo quienes facilitan ven cuántas personas van.
} Si cambian tus planes: `/rsvp cant`.
rsvp-coming-already = Ya tenías tu lugar: vas el { $when }. Si cambian tus planes: `/rsvp cant`.
rsvp-link = Para entrar: { $link }
rsvp-remind-hint = Si quieres un recordatorio: `/remind on`.
rsvp-waiting = Esta sesión está llena. Tienes el { $place ->
    [1] primer lugar
    [2] segundo lugar
    [3] tercer lugar
   *[other] lugar { $place }
} de la lista de espera.
rsvp-waiting-already = Sigues en el { $place ->
    [1] primer lugar
    [2] segundo lugar
    [3] tercer lugar
   *[other] lugar { $place }
} de la lista de espera del { $when }.
rsvp-waiting-hold = Si hay un lugar, te pregunto y te lo guardo { $hold }.
rsvp-waiting-soon = Si hay un lugar, te pregunto y te lo guardo un tiempo.
rsvp-cancelled = La sesión del { $when } está cancelada.
rsvp-cancelled-next = La próxima es el { $when }. ¿Quieres ir?
rsvp-cancelled-no-next = Para ver qué más hay: `/sessions`.

rsvp-cant = De acuerdo: no vas a { $group } el { $when }. Si al final puedes: `/rsvp coming`.
rsvp-cant-once = De acuerdo: no vas a { $group } el { $when }. A las demás sesiones sí vas.
rsvp-still-holds = Te ofreciste a llevar la sesión del { $when }. Para dejar ese turno: `/roster decline`.

rsvp-always = Ahora vas a todas las sesiones de { $group }. La primera es el { $when }. { $see ->
    [facilitators] Quienes facilitan ven cuántas personas van, y los nombres de quienes quieran.
    [attendees] Quienes van ven cuántas personas van, y los nombres de quienes quieran.
    [public] Aquí se ve cuántas personas van, y los nombres de quienes quieran.
   *[count] Solo quienes facilitan ven cuántas personas van.
}
rsvp-always-later = Desde ahora vas a todas las sesiones de { $group }. { $see ->
    [facilitators] Quienes facilitan ven cuántas personas van, y los nombres de quienes quieran.
    [attendees] Quienes van ven cuántas personas van, y los nombres de quienes quieran.
    [public] Aquí se ve cuántas personas van, y los nombres de quienes quieran.
   *[count] Solo quienes facilitan ven cuántas personas van.
}
rsvp-always-already = Ya vas a todas las sesiones de { $group }.
rsvp-always-waiting = { $count ->
    [one] Una sesión está llena: estás en su lista de espera.
   *[other] { $count } sesiones están llenas: estás en sus listas de espera.
}
rsvp-always-choices = Si una vez no puedes: `/rsvp cant`. Para dejarlo: `/rsvp stop "{ $group }"`.
rsvp-stopped = De acuerdo: ya no vas a todas las sesiones de { $group }.
rsvp-stopped-kept = { $count ->
    [one] Queda una respuesta que diste suelta. Para verla: `/rsvp list`.
   *[other] Quedan { $count } respuestas que diste sueltas. Para verlas: `/rsvp list`.
}
rsvp-stopped-choices = Puedes ir de vez en cuando: `/rsvp coming`.

rsvp-list-empty = Aún no tienes respuestas. Para ver lo que hay: `/sessions`.
rsvp-list-title = Tus respuestas, en { $zone }:
rsvp-list-always = { $group }: todas las sesiones, la próxima el { $when }
rsvp-list-always-later = { $group }: todas las sesiones
rsvp-list-line = { $group }, { $when }: { $state }
rsvp-list-coming = vas
rsvp-list-away = esta vez no
rsvp-list-cancelled = cancelada
rsvp-list-waiting = lugar { $place } de la lista de espera
rsvp-list-offered = hay un lugar para ti hasta el { $until }
rsvp-list-choices = Para cambiar una respuesta: `/rsvp coming` o `/rsvp cant`.

rsvp-joined = Te damos la bienvenida. Ya eres parte de { $group }.
rsvp-belongs-already = Ya eras parte de { $group }.
rsvp-joined-next = La próxima sesión es el { $when }. ¿Quieres ir?
rsvp-joined-no-next = Ahora no hay ninguna sesión prevista. Para salir cuando quieras: `/leave "{ $group }"`.
rsvp-asked = Quienes llevan { $group } ven que quieres entrar. Te diré su respuesta.
rsvp-asked-already = Ya pediste entrar en { $group }. La respuesta aún no ha llegado.
rsvp-asked-choices = Para retirar tu solicitud: `/leave "{ $group }"`.

rsvp-left = Has salido de { $group }. Tus respuestas ahí se borraron.
rsvp-left-silently = A nadie se le dice que saliste.
rsvp-left-duties = { $count ->
    [one] Tu turno vuelve a estar libre. Gracias por avisar.
   *[other] Tus { $count } turnos vuelven a estar libres. Gracias por avisar.
}
rsvp-left-to = { $person } lleva el grupo desde ahora, y lo sabe.
rsvp-left-in-charge = La coordinación cuida del grupo desde ahora, y lo sabe.
rsvp-nothing-to-leave = No eres parte de { $group }. Para ver los grupos: `/groups`.
rsvp-ask-leave-last =
    Nadie más lleva { $group }. Si sales, la coordinación cuida del grupo y lo sabe.
    Para dejarlo a una persona: `/leave "{ $group }" to:nombre`.
    ¿Quieres salir ahora?
rsvp-ask-leave-to =
    Nadie más lleva { $group }. Si sales, { $person } lleva el grupo y lo sabe.
    ¿Quieres salir ahora?
rsvp-nobody-to-hand-to =
    Nadie más lleva { $group }, y no conozco a nadie que pueda.
    Nombra a alguien que facilite: `/leave "{ $group }" to:nombre`. O termina el grupo: `/group end "{ $group }"`.

rsvp-requests-none = No hay solicitudes abiertas. Todas tienen respuesta.
rsvp-requests-title = Estas personas quieren entrar:
rsvp-request = { $person }, { $group }
rsvp-request-note = { $person }, { $group }: «{ $note }»
rsvp-requests-choices = También puedes escribir `/requests accept nombre` o `/requests decline nombre`. Tu nombre no se muestra.
rsvp-request-accepted = { $person } ya es parte de { $group }, y lo sabe.
rsvp-request-declined = { $person } recibe una respuesta amable, sin tu nombre. Para ver las demás: `/requests show`.

rsvp-coming-button = Voy
rsvp-after-all-button = Al final voy
rsvp-cant-button = No puedo ir
rsvp-stop-waiting-button = No quiero esperar
rsvp-welcome-button = Dar la bienvenida a { $person }
rsvp-not-now-button = Ahora no: { $person }
