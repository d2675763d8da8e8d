### Lo que dice el terminal por sí mismo.

# Three lines. The last one suggests a first command.
console-greeting =
    Te damos la bienvenida a Openchair. Todo lo que haces aquí se queda en este equipo.
    Eres { $name } en { $room }. Para hablar como ana: `ana: /sessions`. Para salir: `/quit`.
    Para empezar: `/group create "Círculo del domingo" cada domingo a las 19:30`
# The same, where there are groups already.
console-greeting-again =
    Te damos la bienvenida de nuevo. Todo está como lo dejaste.
    Eres { $name } en { $room }. Para hablar como ana: `ana: /sessions`. Para salir: `/quit`.
    Mira qué hay: `/sessions`. Mira lo que puedes hacer: `/help`.
console-goodbye = Todo está guardado. Vuelve cuando quieras.
# Said to a line that is no command.
console-plain-line = Aquí solo entiendo comandos, como `/sessions`. Con `/help` los ves todos.
# Said after the help of the bot.
console-own-help =
    Aquí hay algo más: `ana: /sessions` habla como ana, y `/as ana` sigue como ana.
    Con `/in #room` vas a una sala, con `/in private` hablas a solas con el bot. Un número pulsa un botón.
    Con `/clock` ves el reloj, y con `/quit` sales. El tabulador completa lo que escribes.
# Above what everybody in a room sees.
console-room-heading = bot en { $room }:
# Above what one person sees.
console-private-heading = bot a { $name } (solo lo ve { $name }):
console-speaking = Ahora eres { $name } en { $room }.
console-speaking-privately = Ahora eres { $name }, a solas con el bot.
# In the prompt, where a room's name stands otherwise.
console-privately = (privado)
console-no-number = Aquí no hay botón { $number }. El comando hace lo mismo: `/help`.
console-no-label = Aquí no hay botón "{ $label }". El comando hace lo mismo: `/help`.
console-bad-name = Un nombre es una palabra con letras y números. Prueba: `/as ana`.
console-bad-room = Una sala es una palabra con letras y números. Prueba: `/in #sala-azul`.
console-clock = El reloj marca { $when }.
console-clock-fixed = Este es el reloj de tu equipo. Para mover un reloj, entra con `openchair console --try`.
console-clock-back = El reloj solo va hacia delante. Marca { $when }.
console-clock-too-far = Ningún calendario llega tan lejos. Prueba: `/clock +1d`.
console-clock-unclear = Para mover el reloj, escribe `/clock +1d` o `/clock 2026-03-29 19:00`.
