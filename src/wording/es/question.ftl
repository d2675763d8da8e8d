### 
question-nothing-asked = No hay ninguna pregunta abierta. Mira qué puedes hacer: `/help`.
