### Cómo escribe el español fechas, horas y zonas. En un patrón, <day> es el día, y así con lo demás.

locale-weekdays = lunes, martes, miércoles, jueves, viernes, sábado, domingo
locale-months = enero, febrero, marzo, abril, mayo, junio, julio, agosto, septiembre, octubre, noviembre, diciembre
locale-date = <weekday> <day> de <month>
locale-date-with-year = <weekday> <day> de <month> de <year>
locale-date-time = <date>, <time>
locale-full = <date_time>, <zone>
locale-zone = hora de <place>
# 24, o 12 para 7:30 pm.
locale-hours = 24
# Va delante de una respuesta donde la plataforma no puede mostrar que nadie más la ve.
locale-private = (solo tú ves esto)
# Lugares cuyo nombre en español no es la última parte del nombre de la zona.
locale-places =
    Africa/Algiers Argel
    Africa/Cairo El Cairo
    Africa/Johannesburg Johannesburgo
    Africa/Tunis Túnez
    America/Asuncion Asunción
    America/Bogota Bogotá
    America/Cancun Cancún
    America/Cayenne Cayena
    America/Havana La Habana
    America/Los_Angeles Los Ángeles
    America/Mazatlan Mazatlán
    America/Merida Mérida
    America/Mexico_City Ciudad de México
    America/New_York Nueva York
    America/Panama Panamá
    America/Port_of_Spain Puerto España
    America/Sao_Paulo São Paulo
    America/Argentina/Cordoba Córdoba
    America/Argentina/Tucuman Tucumán
    Asia/Baghdad Bagdad
    Asia/Dubai Dubái
    Asia/Jerusalem Jerusalén
    Asia/Kathmandu Katmandú
    Asia/Kolkata Calcuta
    Asia/Pyongyang Pionyang
    Asia/Riyadh Riad
    Asia/Seoul Seúl
    Asia/Shanghai Shanghái
    Asia/Singapore Singapur
    Asia/Tehran Teherán
    Asia/Tokyo Tokio
    Atlantic/Canary Canarias
    Atlantic/Reykjavik Reikiavik
    Australia/Sydney Sídney
    Europe/Amsterdam Ámsterdam
    Europe/Athens Atenas
    Europe/Belgrade Belgrado
    Europe/Berlin Berlín
    Europe/Brussels Bruselas
    Europe/Bucharest Bucarest
    Europe/Copenhagen Copenhague
    Europe/Dublin Dublín
    Europe/Istanbul Estambul
    Europe/Kyiv Kiev
    Europe/Lisbon Lisboa
    Europe/London Londres
    Europe/Luxembourg Luxemburgo
    Europe/Moscow Moscú
    Europe/Paris París
    Europe/Prague Praga
    Europe/Rome Roma
    Europe/Sofia Sofía
    Europe/Stockholm Estocolmo
    Europe/Vienna Viena
    Europe/Warsaw Varsovia
    Europe/Zurich Zúrich
    Pacific/Easter Isla de Pascua
    Pacific/Galapagos Galápagos
    Pacific/Honolulu Honolulú
