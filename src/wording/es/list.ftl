### Listas, cantidades y duraciones.

# Los dos últimos de una lista. $sound: el sonido con que empieza el último, que cambia la «y» y la «o».
list-and = { $sound ->
    [i] { $first } e { $last }
   *[other] { $first } y { $last }
}
list-or = { $sound ->
    [o] { $first } u { $last }
   *[other] { $first } o { $last }
}

# Lo que no cabe en cinco líneas.
list-more = { $count ->
    [one] 1 más: { $command }
   *[other] { $count } más: { $command }
}

list-minutes = { $count ->
    [one] 1 minuto
   *[other] { $count } minutos
}
list-hours = { $count ->
    [one] 1 hora
   *[other] { $count } horas
}
list-days = { $count ->
    [one] 1 día
   *[other] { $count } días
}
