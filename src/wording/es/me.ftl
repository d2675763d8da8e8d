### El calendario, las elecciones y los datos de cada persona. Todo es privado.

me-agenda-empty = Tu calendario está vacío. Para ver lo que hay: `/sessions`.
me-agenda-no-more = No hay nada más. Para ver el comienzo: `/me agenda`.
me-agenda-title = Tu calendario, en { $zone }:
me-agenda-line = { $group }, { $when }: { $state }
me-agenda-line-link = { $group }, { $when }: { $state }. Para entrar: { $link }
me-agenda-coming = vas
me-agenda-waiting = lugar { $place } en la lista de espera
me-agenda-offered = hay un lugar para ti hasta el { $until }
me-agenda-holds = { $role ->
    [co] ayudas a llevarla
   *[lead] la llevas
}
me-agenda-asked = { $role ->
    [co] ¿podrías ayudar a llevarla?
   *[lead] ¿podrías llevarla?
}
me-agenda-paused = en pausa
me-agenda-cancelled = cancelada
me-agenda-choices = Para cambiar una respuesta: `/rsvp coming` o `/rsvp cant`.
me-agenda-turns = Para responder por un turno: `/roster accept` o `/roster decline`.

me-timezone = Desde ahora ves las horas en { $zone }. Allí son las { $now }.
me-timezone-choices = Cada grupo sigue con su hora. Para ver tu calendario: `/me agenda`.
me-language = Desde ahora te hablo en español.
me-language-choices = Para ver lo que puedes hacer: `/help`.

me-nothing-kept = No guardo nada sobre ti. Para ver lo que hay: `/sessions`.

me-ask-delete = Borraría todo lo que guardo sobre ti: tus respuestas, lo que elegiste y tus grupos.
me-ask-delete-turns = { $count ->
    [one] El turno que ofreciste volvería a estar libre.
   *[other] Los { $count } turnos que ofreciste volverían a estar libres.
}
me-ask-delete-handed-over = Nadie más lleva { $groups }. La coordinación lo cuidaría.
me-ask-delete-alone = Nadie más lleva { $groups }. Para nombrar antes a alguien: `/leave "{ $group }" to:nombre`.
me-ask-delete-export = Para verlo todo antes: `/me export`.
me-ask-delete-question = No se puede deshacer. ¿Quieres borrarlo todo ahora?
me-deleted = Todo lo que guardaba sobre ti se ha borrado.
me-deleted-turns = { $count ->
    [one] Tu turno vuelve a estar libre. Gracias por todo lo que diste.
   *[other] Tus { $count } turnos vuelven a estar libres. Gracias por todo lo que diste.
}
me-deleted-handed-over = La coordinación cuida ahora de { $groups }.
me-deleted-choices = Puedes volver cuando quieras: `/sessions`.

me-export-title = Esto es todo lo que guardo sobre ti.
me-export-who = Te llamas { $name }, y tu cuenta es { $account } en { $platform }.
me-export-role = Aquí eres { $role ->
    [facilitator] persona facilitadora
    [coordinator] parte de la coordinación
    [admin] quien administra
   *[member] participante
}.
me-export-zone = Tu zona horaria es { $zone }.
me-export-language = Tu idioma es { $language }.
me-export-consent = Dijiste que sí a lo que se guarda (ficha { $version }).
me-export-reminders = { $state ->
    [on] Tienes recordatorios.
   *[off] No tienes recordatorios.
}
me-export-offsets = Elegiste cuándo: { $offsets } antes.
me-export-quiet = Tus horas de silencio van de { $from } a { $to }.
me-export-quiet-off = No tienes horas de silencio.
me-export-group = { $group }: { $state ->
    [requested] pediste entrar el
   *[belongs] eres parte desde el
} { $when }
me-export-note = Escribiste: «{ $note }»
me-export-roster = { $group }: { $part ->
    [coordinator] lo cuidas
   *[facilitator] lo llevas
} desde el { $when }
me-export-always = { $group }: vas a todas las sesiones desde el { $when }
me-export-answer = { $group }, { $when }: { $answer ->
    [waiting] esperas un lugar
    [offered] hay un lugar para ti
    [away] esta vez no
   *[coming] vas
}
me-export-held = El lugar es tuyo hasta el { $until }.
me-export-first = Es tu primera vez ahí.
me-export-every = Viene de «todas las sesiones».
me-export-turn = { $group }, { $when }: { $state ->
    [offered] se te pregunta si quieres { $role ->
        [co] ayudar a llevarla
       *[lead] llevarla
    }
    [declined] esta vez no, a la pregunta de { $role ->
        [co] ayudar a llevarla
       *[lead] llevarla
    }
   *[accepted] ofreciste { $role ->
        [co] ayudar a llevarla
       *[lead] llevarla
    }
}
me-export-message = Un mensaje para ti: { $about }. Para el { $when }, { $state }.
me-export-message-about = Un mensaje a otras personas sobre ti: { $about }. Para el { $when }, { $state }.
me-export-about = { $kind ->
    [reminder] un recordatorio
    [room_reminder] un recordatorio para una sala
    [cancelled] una sesión cancelada
    [restored] una sesión que al final tiene lugar
    [moved] una sesión que cambió de hora
    [added] una sesión nueva
    [group_ended] un grupo que terminó
    [group_changed] un grupo que cambió
    [offer_made] un lugar libre
    [offer_lapsed] un lugar que pasó a otra persona
    [duty_asked] la pregunta de llevar una sesión
    [duty_open] un turno libre
    [join_asked] alguien quería entrar
    [join_answered] la respuesta a una solicitud
    [handed_over] un grupo sin quien lo llevara
    [cover_asked] un relevo que se pidió
    [coordinator_alert] una sesión que nadie llevaba
    [credential_expiry] un certificado que termina
    [own_reminder] un recordatorio con tus palabras
    [digest] el resumen de la semana
   *[other] otra cosa
}
me-export-about-group = { $about }, { $group }
me-export-about-session = { $about }, { $group }, { $session }
me-export-detail = Anotado con ello: { $detail }
me-export-state = { $state ->
    [planned] aún por enviar
    [claimed] a punto de salir
    [sent] enviado
    [blocked] tu plataforma no lo tomó
    [expired] ya no era útil
    [dead] no se pudo enviar
    [withdrawn] ya no hace falta
   *[other] en otro estado
}
me-export-change = { $group }: cambiaste { $what } el { $when }
me-export-question = Una pregunta espera tu respuesta hasta el { $until }.
me-export-json = Lo mismo para una máquina, en JSON:
me-export-choices = Para borrarlo todo: `/me delete`.
