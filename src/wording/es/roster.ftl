### Lo que se dice sobre las listas y los turnos.

roster-people = { $people }: quien lleva { $group }.
roster-nobody = Todavía no hay nadie en la lista de { $group }. Para entrar: `/roster join`.
roster-session = { $when }: { $turns }
roster-turn-open = { $role ->
    [co] apoyo libre
   *[lead] turno libre
}
roster-turn-asked = { $role ->
    [co] apoyo, ya pregunté
   *[lead] turno, ya pregunté
} ({ $count })
roster-turn-held = { $role ->
    [co] apoyo { $name }
   *[lead] turno { $name }
}
roster-shown-next = Para llevar un turno: `/roster accept`. Para devolver uno: `/roster decline`.
roster-joined = Ya eres parte de la lista de { $group }. Tú eliges cada turno.
roster-joined-before = Ya eras parte de la lista de { $group }.
roster-joined-next = Para ver los turnos libres: `/roster show`.
roster-accepted = { $role ->
    [co] Gracias. Ayudas a llevar { $group }, { $when }.
   *[lead] Gracias. Llevas { $group }, { $when }.
}
roster-accepted-next = Los planes cambian: `/roster decline` lo devuelve. No hay que explicar nada.
roster-already = { $role ->
    [co] Ya ayudas a llevar la sesión del { $when }.
   *[lead] Ya llevas la sesión del { $when }.
}
roster-hand-back = Devolver el turno
roster-take = Lo llevo yo
roster-taken = Otra persona ya lleva el turno del { $when }. Gracias por ofrecerte.
roster-other-open = { $role ->
    [co] El turno de apoyo sigue libre: `/roster accept role:co`.
   *[lead] El turno principal sigue libre: `/roster accept role:lead`.
}
roster-full = Los dos turnos tienen a alguien. `/roster show` muestra los que vienen.
roster-declined = Gracias por avisar. Otra persona lo puede llevar.
roster-handed-back = Gracias por avisar. El turno queda libre otra vez.
roster-handed-back-told = { $told ->
    [0] Para ver todos los turnos: `/roster show`.
    [one] Ahora pregunto a una persona.
   *[other] Ahora pregunto a { $told } personas.
}
roster-no-turn = No tienes ningún turno que devolver. `/roster show` muestra los libres.
