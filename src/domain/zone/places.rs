//! Countries, regions and abbreviations that people say when they mean a time zone.

/// (what is said, zones; the most populous first), in lower case. Cities are found through the catalogue itself.
#[rustfmt::skip]
const PLACES: &[(&str, &[&str])] = &[
    ("austria|österreich", &["Europe/Vienna"]),
    ("germany|deutschland|alemania", &["Europe/Berlin"]),
    ("switzerland|schweiz|suiza", &["Europe/Zurich"]),
    ("united kingdom|uk|great britain|britain|england|scotland|wales|northern ireland|reino unido|bst", &["Europe/London"]),
    ("ireland|irlanda", &["Europe/Dublin"]),
    ("spain|españa|espana", &["Europe/Madrid", "Atlantic/Canary"]),
    ("canary islands|canarias|islas canarias", &["Atlantic/Canary"]),
    ("portugal", &["Europe/Lisbon", "Atlantic/Azores", "Atlantic/Madeira"]),
    ("france|francia", &["Europe/Paris"]),
    ("italy|italia", &["Europe/Rome"]),
    ("netherlands|holland|países bajos|nederland", &["Europe/Amsterdam"]),
    ("belgium|bélgica", &["Europe/Brussels"]),
    ("luxembourg|luxemburgo", &["Europe/Luxembourg"]),
    ("denmark|dinamarca", &["Europe/Copenhagen"]),
    ("norway|noruega", &["Europe/Oslo"]),
    ("sweden|suecia", &["Europe/Stockholm"]),
    ("finland|finlandia", &["Europe/Helsinki"]),
    ("iceland|islandia", &["Atlantic/Reykjavik"]),
    ("poland|polonia|polska", &["Europe/Warsaw"]),
    ("czechia|czech republic|chequia", &["Europe/Prague"]),
    ("slovakia|eslovaquia", &["Europe/Bratislava"]),
    ("hungary|hungría", &["Europe/Budapest"]),
    ("slovenia|eslovenia", &["Europe/Ljubljana"]),
    ("croatia|croacia", &["Europe/Zagreb"]),
    ("serbia", &["Europe/Belgrade"]),
    ("romania|rumania", &["Europe/Bucharest"]),
    ("bulgaria", &["Europe/Sofia"]),
    ("greece|grecia", &["Europe/Athens"]),
    ("turkey|türkiye|turquía", &["Europe/Istanbul"]),
    ("ukraine|ucrania|kiev", &["Europe/Kyiv"]),
    ("estonia", &["Europe/Tallinn"]),
    ("latvia|letonia", &["Europe/Riga"]),
    ("lithuania|lituania", &["Europe/Vilnius"]),
    ("russia|rusia", &["Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Krasnoyarsk", "Asia/Vladivostok"]),
    ("malta", &["Europe/Malta"]),
    ("cyprus|chipre", &["Asia/Nicosia"]),
    ("israel", &["Asia/Jerusalem"]),
    ("egypt|egipto", &["Africa/Cairo"]),
    ("morocco|marruecos", &["Africa/Casablanca"]),
    ("algeria|argelia", &["Africa/Algiers"]),
    ("tunisia|túnez", &["Africa/Tunis"]),
    ("nigeria", &["Africa/Lagos"]),
    ("ghana", &["Africa/Accra"]),
    ("kenya|kenia", &["Africa/Nairobi"]),
    ("uganda", &["Africa/Kampala"]),
    ("ethiopia|etiopía", &["Africa/Addis_Ababa"]),
    ("tanzania", &["Africa/Dar_es_Salaam"]),
    ("south africa|sudáfrica", &["Africa/Johannesburg"]),
    ("zimbabwe|zimbabue", &["Africa/Harare"]),
    ("equatorial guinea|guinea ecuatorial", &["Africa/Malabo"]),
    ("india|ist|delhi|new delhi|mumbai|bangalore", &["Asia/Kolkata"]),
    ("pakistan|pakistán", &["Asia/Karachi"]),
    ("bangladesh", &["Asia/Dhaka"]),
    ("sri lanka", &["Asia/Colombo"]),
    ("nepal", &["Asia/Kathmandu"]),
    ("china|beijing", &["Asia/Shanghai"]),
    ("taiwan|taiwán", &["Asia/Taipei"]),
    ("japan|japón|jst", &["Asia/Tokyo"]),
    ("south korea|korea|corea del sur", &["Asia/Seoul"]),
    ("philippines|filipinas", &["Asia/Manila"]),
    ("indonesia", &["Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"]),
    ("malaysia|malasia", &["Asia/Kuala_Lumpur"]),
    ("singapore|singapur", &["Asia/Singapore"]),
    ("thailand|tailandia", &["Asia/Bangkok"]),
    ("vietnam|hanoi", &["Asia/Ho_Chi_Minh"]),
    ("iran|irán", &["Asia/Tehran"]),
    ("iraq", &["Asia/Baghdad"]),
    ("saudi arabia|arabia saudita", &["Asia/Riyadh"]),
    ("united arab emirates|uae|emiratos árabes unidos", &["Asia/Dubai"]),
    ("kazakhstan|kazajistán", &["Asia/Almaty"]),
    ("australia", &["Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth", "Australia/Darwin"]),
    ("new south wales|canberra|aest", &["Australia/Sydney"]),
    ("victoria", &["Australia/Melbourne"]),
    ("queensland", &["Australia/Brisbane"]),
    ("western australia", &["Australia/Perth"]),
    ("south australia", &["Australia/Adelaide"]),
    ("tasmania", &["Australia/Hobart"]),
    ("new zealand|nueva zelanda|aotearoa|wellington", &["Pacific/Auckland"]),
    ("fiji", &["Pacific/Fiji"]),
    ("samoa", &["Pacific/Apia"]),
    ("united states|united states of america|usa|us|america|estados unidos|eeuu", &["America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Phoenix"]),
    ("eastern|eastern time|us eastern|est|edt|et|washington|washington dc|boston|miami|atlanta|philadelphia|florida|georgia|ohio|pennsylvania|massachusetts", &["America/New_York"]),
    ("central|central time|us central|cst|cdt|texas|houston|dallas|illinois|minnesota|new orleans", &["America/Chicago"]),
    ("mountain|mountain time|us mountain|mst|mdt|colorado|utah|salt lake city", &["America/Denver", "America/Phoenix"]),
    ("arizona", &["America/Phoenix"]),
    ("pacific|pacific time|us pacific|pst|pdt|pt|california|san francisco|san diego|seattle|portland|las vegas|oregon|nevada", &["America/Los_Angeles"]),
    ("alaska", &["America/Anchorage"]),
    ("hawaii|hst", &["Pacific/Honolulu"]),
    ("puerto rico", &["America/Puerto_Rico"]),
    ("canada|canadá", &["America/Toronto", "America/Vancouver", "America/Edmonton", "America/Winnipeg", "America/Halifax"]),
    ("ontario|ottawa|quebec|québec|montreal|montréal", &["America/Toronto"]),
    ("british columbia", &["America/Vancouver"]),
    ("alberta|calgary", &["America/Edmonton"]),
    ("manitoba", &["America/Winnipeg"]),
    ("saskatchewan", &["America/Regina"]),
    ("nova scotia", &["America/Halifax"]),
    ("newfoundland", &["America/St_Johns"]),
    ("mexico|méxico|ciudad de méxico|cdmx", &["America/Mexico_City", "America/Tijuana", "America/Hermosillo", "America/Cancun"]),
    ("guatemala", &["America/Guatemala"]),
    ("el salvador", &["America/El_Salvador"]),
    ("honduras", &["America/Tegucigalpa"]),
    ("nicaragua", &["America/Managua"]),
    ("costa rica", &["America/Costa_Rica"]),
    ("panama|panamá", &["America/Panama"]),
    ("cuba|la habana", &["America/Havana"]),
    ("dominican republic|república dominicana", &["America/Santo_Domingo"]),
    ("jamaica", &["America/Jamaica"]),
    ("trinidad and tobago", &["America/Port_of_Spain"]),
    ("colombia", &["America/Bogota"]),
    ("venezuela", &["America/Caracas"]),
    ("ecuador", &["America/Guayaquil"]),
    ("peru|perú", &["America/Lima"]),
    ("bolivia", &["America/La_Paz"]),
    ("chile", &["America/Santiago"]),
    ("argentina", &["America/Argentina/Buenos_Aires"]),
    ("uruguay", &["America/Montevideo"]),
    ("paraguay", &["America/Asuncion"]),
    ("brazil|brasil|rio de janeiro|brasilia", &["America/Sao_Paulo", "America/Manaus", "America/Fortaleza"]),
    ("gmt", &["UTC", "Europe/London"]),
    ("cet|cest|central european time", &["Europe/Berlin", "Europe/Paris", "Europe/Madrid"]),
];

/// The zones of a country, region or abbreviation in lower case; none when it is not known.
pub(super) fn zones_of(wanted: &str) -> &'static [&'static str] {
    PLACES.iter().find(|(said, _)| said.split('|').any(|name| name == wanted)).map_or(&[], |(_, zones)| zones)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::zone::ZoneName;

    #[test]
    fn every_zone_named_here_is_in_the_catalogue() {
        for (said, zones) in PLACES {
            assert!(!zones.is_empty(), "{said} has no zone");
            for zone in *zones {
                assert_eq!(zone.parse::<ZoneName>().map(|name| name.as_str()), Ok(*zone), "{said}");
            }
        }
    }

    #[test]
    fn no_place_is_named_twice() {
        let mut said: Vec<&str> = PLACES.iter().flat_map(|(said, _)| said.split('|')).collect();
        said.sort_unstable();
        assert_eq!(said.windows(2).find(|pair| pair[0] == pair[1]), None);
    }
}
