### Recordatorios antes de las sesiones: si llegan y cuándo.

remind-on = Los recordatorios están activos: { $offsets } antes de cada sesión a la que vas.
remind-on-already = Los recordatorios ya estaban activos: { $offsets } antes de cada sesión a la que vas.
remind-discreet = Te llegan solo a ti, y no nombran ningún grupo.
remind-choices = Otras horas: `/remind when 1d, 1h, 10m`. Para dejarlos: `/remind off`.
remind-off = Ya no hay recordatorios. Si cambia una sesión tuya, te aviso igual.
remind-off-already = No había recordatorios. Si cambia una sesión tuya, te aviso igual.
remind-off-choices = Para activarlos: `/remind on`.
remind-chosen = De acuerdo: { $offsets } antes de cada sesión a la que vas.
remind-chosen-on = Los recordatorios están activos. Para dejarlos: `/remind off`.
remind-chosen-off = Ahora no hay recordatorios. Para activarlos: `/remind on`.
