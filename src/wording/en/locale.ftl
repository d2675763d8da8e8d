### How English writes dates, times and zones. In a pattern <day> stands for the day, and so on.

locale-weekdays = Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday
locale-months = January, February, March, April, May, June, July, August, September, October, November, December
locale-date = <weekday> <day> <month>
locale-date-with-year = <weekday> <day> <month> <year>
locale-date-time = <date>, <time>
locale-full = <date_time>, <zone>
locale-zone = <place> time
# 24, or 12 for 7:30 pm.
locale-hours = 24
# Put before an answer where the platform cannot show in another way that nobody else sees it.
locale-private = (only you can see this)
# Places whose English name is not the last part of the zone's name.
locale-places =
    Pacific/Easter Easter Island
    Pacific/Chatham Chatham Islands
    Pacific/Marquesas Marquesas Islands
    Atlantic/Canary Canary Islands
    Atlantic/Faroe Faroe Islands
    America/Asuncion Asunción
    America/Bogota Bogotá
    America/Cancun Cancún
    America/Sao_Paulo São Paulo
    Europe/Zurich Zürich
