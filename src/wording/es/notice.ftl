### Lo que se dice sin que nadie pregunte. En privado no sale ningún grupo, tema, lugar ni enlace (P9); siempre se dice cómo ver más y cómo parar.

notice-late-reminder = Este recordatorio llega tarde: el bot no estaba.
notice-late = Este mensaje llega tarde: el bot no estaba.
notice-started = La sesión empezó: { $time }.

# En privado.
notice-soon = Algo de tu calendario empieza en { $wait }.
notice-now = Algo de tu calendario empieza ahora.
notice-ahead = Algo de tu calendario empieza el { $when }.
notice-reminder-choices = Para verlo: `/me agenda`. Para no recibir más: `/remind off`.
notice-cancelled = La sesión del { $when } no tendrá lugar.
notice-cancelled-today = La sesión de hoy ({ $time }) no tendrá lugar.
notice-cancelled-tonight = La sesión de esta noche ({ $time }) no tendrá lugar.
notice-next = La próxima es el { $when }.
notice-next-session = La próxima sesión es el { $when }.
notice-cancelled-choices = Tu calendario: `/me agenda`. Para no recibir más: `/rsvp stop`.
notice-restored = Al final, la sesión del { $when } sí tiene lugar.
notice-moved = La sesión del { $from } cambia al { $when }.
notice-moved-unknown = Una de tus sesiones cambia al { $when }.
notice-added = Hay una sesión más: { $when }.
notice-change-choices = Para verlo: `/me agenda`. Si no puedes ir, o para no recibir más: `/rsvp cant`.
notice-group-ended = Un grupo de tu calendario terminó, y sus sesiones ya no están en tu calendario.
notice-group-ended-choices = Tu calendario: `/me agenda`. No habrá más mensajes sobre esto.
notice-group-changed = Hay algo nuevo en un grupo de tu calendario.
notice-group-moved = Un grupo de tu calendario se reúne a otra hora desde ahora.
notice-group-changed-choices = Para verlo: `/me agenda`. Para no recibir más: `/rsvp stop`.
notice-law = Cambió la ley sobre los relojes de un grupo que llevas. El grupo conserva su hora.
notice-law-zone = Cambió la ley sobre la { $zone }. Un grupo que llevas conserva allí su hora.
notice-law-choices = Las fechas: `/sessions`. Para no recibir más: `/leave`.
notice-offer = Hay un lugar para ti el { $when }. Se te guarda hasta el { $until }.
notice-offer-open = Hay un lugar para ti el { $when }.
notice-offer-choices = También puedes escribir `/rsvp coming`, o `/rsvp cant` para no esperar más. Para verlo: `/me agenda`.
notice-offer-lapsed = El lugar del { $when } pasó a la siguiente persona.
notice-offer-lapsed-choices = Para esperar otra vez: `/rsvp coming`. Tus respuestas: `/rsvp list`. No habrá más mensajes sobre esto.
notice-duty-asked = { $role ->
    [co] ¿Podrías ayudar a llevar la sesión del { $when }?
   *[lead] ¿Podrías llevar la sesión del { $when }?
}
notice-duty-choices = Sin dar motivos. También puedes escribir `/roster accept` o `/roster decline`. Para no recibir más: `/leave`.
notice-duty-open = Vuelve a haber un turno libre el { $when }. Lo puedes tomar.
notice-duty-open-choices = Para tomarlo: `/roster accept`. Todos los turnos: `/roster show`. Para no recibir más: `/leave`.
notice-join-asked = Alguien quiere entrar en un grupo que llevas.
notice-join-asked-choices = Para verlo: `/requests show`. Para no recibir más: `/leave`.
notice-join-accepted = Te damos la bienvenida al grupo en el que pediste entrar.
notice-join-accepted-choices = Para verlo: `/me agenda`. Para no recibir más, puedes dejar el grupo: `/leave`.
notice-join-declined = El grupo en el que pediste entrar no tiene lugar por ahora.
notice-join-declined-choices = Otros grupos: `/groups`. No habrá más mensajes sobre esto.
notice-handed-over = Un grupo necesita a alguien que lo cuide.
notice-handed-over-choices = Para verlo: `/roster show`. Para no recibir más: `/leave`.
notice-cover = { $role ->
    [co] Un turno está libre otra vez. ¿Podrías ayudar a llevar la sesión del { $when }?
   *[lead] Un turno está libre otra vez. ¿Podrías llevar la sesión del { $when }?
}
notice-unheld = Aún nadie lleva la sesión del { $when }.
notice-unheld-choices = Los turnos: `/roster show`. Para no recibir más: `/leave`.
notice-certificate = Un certificado tuyo termina el { $day }.
notice-certificate-choices = Lo que viene: `/remind status`. No habrá más mensajes sobre esto.
notice-own = Querías que te lo dijera: "{ $text }"
notice-own-due = Era para el { $when }.
notice-own-choices = Lo que viene: `/remind status`. Para no recibir más: `/remind clear`.
notice-week = { $count ->
    [one] Tu semana tiene una sesión:
   *[other] Tu semana tiene { $count } sesiones:
}
notice-week-line = { $when }: { $coming ->
    [0] nadie por ahora
    [one] va una persona
   *[other] van { $coming } personas
}, { $turns ->
    [held] todos los turnos tienen a alguien
   *[open] { $open ->
        [one] un turno libre
       *[other] { $open } turnos libres
    }
}
notice-week-open = { $open ->
    [one] Para tomar el turno libre: `/roster accept`.
   *[other] Para tomar uno de los { $open } turnos libres: `/roster accept`.
}
notice-week-choices = Para ver más: `/roster show`. Para no recibir más: `/remind off`.

# En la sala del grupo; solo el nombre público (P8).
notice-room-soon = { $group } empieza en { $wait }: { $when }.
notice-room-now = { $group } empieza ahora: { $when }.
notice-room-started = { $group } ya empezó ({ $time }). Aún puedes venir.
notice-room-ahead = { $group } se reúne el { $when }.
notice-room-reminder-choices = Para ir: `/rsvp coming`. Para ver más: `/sessions`. Quienes facilitan pueden quitar estos avisos: `/group edit channel-reminder no`.
notice-room-cancelled = { $group }: la sesión del { $when } no tendrá lugar.
notice-room-cancelled-today = { $group }: la sesión de hoy ({ $time }) no tendrá lugar.
notice-room-cancelled-tonight = { $group }: la sesión de esta noche ({ $time }) no tendrá lugar.
notice-room-restored = { $group }: al final, la sesión del { $when } sí tiene lugar.
notice-room-moved = { $group }: la sesión del { $from } cambia al { $when }.
notice-room-moved-unknown = { $group }: una sesión cambia al { $when }.
notice-room-added = { $group } tiene una sesión más: { $when }.
notice-room-changed = { $group }: hay algo nuevo. Se ve con `/group info`.
notice-room-group-moved = { $group } se reúne a otra hora desde ahora. Se ve con `/group info`.
notice-room-ended = { $group } terminó. Gracias a todas las personas que vinieron.
notice-room-choices = Para ver lo que hay: `/sessions`. Para no recibir más, silencia esta sala.

notice-coming = Voy
notice-yes-coming = Sí, voy
notice-cant = No puedo ir
