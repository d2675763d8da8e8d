### Listas y cantidades.

# Los dos últimos de una lista. $sound: cómo empieza la palabra que sigue.
list-pair = { $first } y { $last }
list-pair-or = { $first } o { $last }
