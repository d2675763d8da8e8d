### La tarjeta de consentimiento: qué se guarda, por qué, quién lo ve, cuánto tiempo y cómo se borra.

consent-what = Guardaría tu cuenta, tu nombre aquí, tus respuestas y lo que elijas.
consent-why = Para qué: para guardar tu lugar y avisarte si cambia una sesión.
consent-includes = Un sí a una sesión incluye avisos de sus cambios y de lugares libres. Los recordatorios llegan solo si los pides.
consent-see = { $see ->
    [facilitators] Quién lo ve: quienes llevan el grupo ven cuántas personas van. Tu nombre lo ven solo si tú quieres.
    [attendees] Quién lo ve: quienes van ven cuántas personas van. Tu nombre lo ven solo si tú quieres.
    [public] Quién lo ve: aquí se ve cuántas personas van. Tu nombre se ve solo si tú quieres.
   *[count] Quién lo ve: solo quienes llevan el grupo, y solo cuántas personas van. Nadie ve tu nombre.
}
consent-how-long = Cuánto tiempo: una respuesta se borra como mucho { $days ->
    [one] 1 día
   *[other] { $days } días
} después de su sesión.
consent-erase = Para verlo todo: `/me export`. Para borrarlo todo: `/me delete`.
consent-question = ¿Te parece bien?
consent-yes = Sí, me parece bien
consent-no = No, no guardes nada
consent-declined = De acuerdo. No se guardó nada. Puedes venir igualmente.
