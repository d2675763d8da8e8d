### Una frase sobre el tiempo que no se pudo leer, y una que sí.

when-empty = ¿Cuándo sería? Prueba: `every tuesday 19:00`.
when-too-long = Eso es más de lo que puedo leer. Caben hasta { $max } caracteres.
when-unknown-word = No pude leer «{ $word }». Prueba: `every tuesday 19:00`.
when-unknown-word-nearest = No pude leer «{ $word }». ¿Quieres decir «{ $nearest }»?
when-no-time = ¿A qué hora? Añádela, como `19:00` o `7pm`.
when-no-day = ¿Qué día? Prueba: `every tuesday 19:00`.
when-bad-time = Ningún reloj muestra «{ $word }». Las horas van de `0:00` a `23:59`.
when-bad-date = No pude leer la fecha «{ $word }». Escríbela como `29 march` o `2026-03-29`.
when-no-such-date = No existe «{ $word }». El último día de ese mes es el { $last }.
when-no-such-month-day = Ningún mes tiene un día «{ $word }». Para el fin de mes, di `last day`.
when-ambiguous = «{ $word }» puede ser más de una cosa. Elige: { $choices }.
when-end-before-start = Con «{ $word }» termina antes de empezar. Di primero el comienzo, como `19:00-20:30`.
when-ends-before-it-begins = Termina el { $until }, antes de empezar el { $start }. Cambia uno de los dos.
when-contradiction = «{ $first }» y «{ $second }» no van juntos. Deja solo uno.
when-cannot-combine = «{ $word }» no va con este calendario. Quítalo, o di fechas sueltas.
when-not-a-session = No hay ninguna sesión el { $date }, así que no hace falta quitarla.
when-never-meets = No hay ningún día así, y el grupo no se vería nunca. Prueba: `every tuesday 19:00`.

when-length-empty = Di cuánto antes, como `1d, 1h, 10m`.
when-length-unreadable = No pude leer «{ $word }». Di cuánto antes, como `1d, 1h, 10m`.
when-length-out-of-range = «{ $word }» es muy corto o muy largo. Puede ir de `1m` a un año.
when-length-too-many = Di { $max } veces como mucho.
