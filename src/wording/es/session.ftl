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
