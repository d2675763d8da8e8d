### Lo que se dice sobre las sesiones.

session-about = { $what } { $group }, { $when }.
session-added = Hay una sesión más:
session-restored = Al final sí tiene lugar:
session-moved = La sesión tiene nueva hora:
session-cancelled = Queda cancelada:
session-removed = Esta sesión ya no está:
session-ask-cancel = ¿Cancelo { $group }, { $when }?
session-ask-restore = ¿Al final { $group } sí se reúne, { $when }?
session-ask-move = ¿Cambio { $group } del { $from } al { $to }?
session-room-told = La sala también lo va a saber.
session-restore-hint = Para que sí tenga lugar: `/session restore`.

session-list = Esto es lo que hay, { $zone }:
session-list-next = Para ir a una: `/rsvp coming`.
session-line = { $group }: { $when }{ $state ->
    [cancelled] , cancelada
    [coming] , vas a ir
    [waiting] , en la lista de espera
    [offered] , hay un lugar para ti
    [open] , es ahora
    [moved] , nueva hora
    [few] , quedan pocos lugares
    [full] , llena
   *[other] {""}
}
session-none-on-day = Ese día no hay nada: { $day }. `/sessions` muestra lo que viene.
session-none-of-group = { $group } no tiene sesión por ahora. `/groups` muestra otros grupos.

session-status = Lo que se dijo sobre { $group }, { $when }:
session-status-line = { $topic ->
    [reminders] Recordatorios privados
    [room] El aviso en la sala
    [changes] Avisos de cambios
    [places] Lugares libres
   *[turns] Turnos
}: { $counts }
session-status-count = { $state ->
    [ahead] { $count } en camino
    [sent] { $count ->
        [one] un mensaje enviado
       *[other] { $count } mensajes enviados
    }
    [late] { $count ->
        [one] uno enviado tarde
       *[other] { $count } enviados tarde
    }
    [expired] { $count ->
        [one] uno sin enviar, porque ya era tarde
       *[other] { $count } sin enviar, porque ya era tarde
    }
    [withdrawn] { $count ->
        [one] uno que ya no hace falta
       *[other] { $count } que ya no hacen falta
    }
    [blocked] { $count ->
        [one] uno que el chat no acepta
       *[other] { $count } que el chat no acepta
    }
    [unsure] { $count ->
        [one] uno que quizá llegó
       *[other] { $count } que quizá llegaron
    }
   *[dead] { $count ->
        [one] uno que no se pudo enviar
       *[other] { $count } que no se pudieron enviar
    }
}
session-status-none = Aún no se dijo nada sobre ella sin que alguien preguntara.
session-status-hint = Cuenta los mensajes y no nombra a nadie.
session-status-dead = Lo que no se pudo enviar se puede intentar otra vez: `/session status again:yes`.
session-status-again = { $count ->
    [0] No hace falta otro intento.
    [one] Se intenta otra vez con un mensaje.
   *[other] Se intenta otra vez con { $count } mensajes.
}
session-try-again = Intentar otra vez
