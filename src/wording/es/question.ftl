### Preguntas y sus respuestas.

question-yes = Sí
question-no = No
question-not-this-time = Esta vez no
# Las palabras que responden a una pregunta, en este idioma.
question-words-yes = sí, si, s
question-words-no = no, n
question-stays = De acuerdo. Todo queda como está.
question-nothing-asked = Ahora no hay ninguna pregunta abierta. Con `/help` ves qué puedes hacer.
