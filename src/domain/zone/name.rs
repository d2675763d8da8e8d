//! The names of time zones: only those of the IANA catalogue.

use std::fmt::{self, Display, Formatter};
use std::str::FromStr;

use chrono_tz::Tz;

use super::places;

/// Catalogue entries that mean a fixed offset to the computer, and a city's time to the person who types them.
const FIXED_ABBREVIATIONS: [&str; 3] = ["EST", "MST", "HST"];
/// Most suggestions given for a name.
const SUGGESTIONS_MAX: usize = 5;
/// Longest name that is looked at, in bytes.
const LENGTH_MAX: usize = 64;

/// A zone of the IANA catalogue, as typed: a link such as `US/Eastern` stays what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ZoneName(Tz);

/// A text that names no zone.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ZoneProblem {
    /// An abbreviation that would stay on winter time all year.
    #[error("{typed} does not follow the seasons: name a city's zone instead, such as {}", names(.suggestions))]
    Abbreviation {
        /// What was written.
        typed: String,
        /// Zones that are probably meant.
        suggestions: Vec<ZoneName>,
    },
    /// Not in the catalogue.
    #[error("there is no time zone `{typed}`: {}", remedy(.suggestions))]
    Unknown {
        /// What was written, shortened.
        typed: String,
        /// Zones that are probably meant, best first; empty when nothing is near.
        suggestions: Vec<ZoneName>,
    },
}

impl ZoneProblem {
    /// Zones that are probably meant, best first.
    pub fn suggestions(&self) -> &[ZoneName] {
        match self {
            Self::Abbreviation { suggestions, .. } | Self::Unknown { suggestions, .. } => suggestions,
        }
    }
}

fn names(zones: &[ZoneName]) -> String {
    zones.iter().map(|zone| zone.as_str()).collect::<Vec<_>>().join(", ")
}

fn remedy(suggestions: &[ZoneName]) -> String {
    if suggestions.is_empty() {
        "write it as a region and a city, such as Europe/Vienna".to_owned()
    } else {
        format!("did you mean {}?", names(suggestions))
    }
}

impl ZoneName {
    /// Universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The name as the catalogue writes it.
    pub fn as_str(&self) -> &'static str {
        self.0.name()
    }

    /// The city part, as people write it: `Vienna`, `New York`.
    pub fn city(&self) -> String {
        let name = self.as_str();
        name.rsplit('/').next().unwrap_or(name).replace('_', " ")
    }

    /// Every zone that may be named, in alphabetical order of the catalogue.
    pub fn all() -> impl Iterator<Item = Self> {
        chrono_tz::TZ_VARIANTS.iter().copied().filter(|tz| is_allowed(tz.name())).map(Self)
    }

    /// Zones that a text probably means: a city, a country, or a name with a slip in it. Best first, at most five.
    pub fn suggest(text: &str) -> Vec<Self> {
        let wanted = plain(text);
        if wanted.is_empty() || text.len() > LENGTH_MAX {
            return Vec::new();
        }
        // What people say comes before the catalogue's own cities: "Pacific" is not Canada/Pacific to most.
        let said = places::zones_of(&wanted).iter().filter_map(|name| name.parse::<Self>().ok());
        let mut found: Vec<Self> =
            said.chain(Self::all().filter(|zone| plain(&zone.city()) == wanted)).collect();
        if found.is_empty() {
            found = Self::alike(&wanted);
        }
        let mut unique: Vec<Self> = Vec::new();
        for zone in found {
            if !unique.contains(&zone) {
                unique.push(zone);
            }
        }
        unique.truncate(SUGGESTIONS_MAX);
        unique
    }

    fn alike(wanted: &str) -> Vec<Self> {
        let mut ranked: Vec<(f64, Self)> = Self::all()
            .map(|zone| {
                let (name, city) = (plain(zone.as_str()), plain(&zone.city()));
                let score = strsim::jaro_winkler(wanted, &name).max(strsim::jaro_winkler(wanted, &city));
                (score, zone)
            })
            .filter(|(score, _)| *score > 0.88)
            .collect();
        ranked.sort_by(|(left, _), (right, _)| right.total_cmp(left));
        ranked.into_iter().map(|(_, zone)| zone).collect()
    }

    pub(super) fn tz(self) -> Tz {
        self.0
    }
}

fn is_allowed(name: &str) -> bool {
    name != "Factory" && !FIXED_ABBREVIATIONS.contains(&name)
}

/// Lower case, with blanks for what joins words.
fn plain(text: &str) -> String {
    let spaced = text.trim().to_lowercase().replace(['_', '-', '.'], " ");
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl FromStr for ZoneName {
    type Err = ZoneProblem;

    /// Finds the zone of this name; capitals and blanks for underscores are forgiven, nothing else is.
    fn from_str(text: &str) -> Result<Self, ZoneProblem> {
        let typed = text.trim().replace(' ', "_");
        if let Some(name) = FIXED_ABBREVIATIONS.into_iter().find(|name| typed.eq_ignore_ascii_case(name)) {
            let suggestions = Self::suggest(name);
            return Err(ZoneProblem::Abbreviation { typed: name.to_owned(), suggestions });
        }
        let exact = typed.parse::<Tz>().ok();
        let found = exact.or_else(|| {
            chrono_tz::TZ_VARIANTS.iter().copied().find(|tz| tz.name().eq_ignore_ascii_case(&typed))
        });
        match found.filter(|tz| is_allowed(tz.name())) {
            Some(tz) => Ok(Self(tz)),
            None => Err(ZoneProblem::Unknown {
                typed: text.trim().chars().filter(|character| !character.is_control()).take(40).collect(),
                suggestions: Self::suggest(text),
            }),
        }
    }
}

impl Display for ZoneName {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_catalogue_names_are_zones() {
        let cases = [
            ("Europe/Vienna", Some("Europe/Vienna")),
            ("europe/vienna", Some("Europe/Vienna")),
            ("America/New York", Some("America/New_York")),
            ("US/Eastern", Some("US/Eastern")),
            ("Asia/Calcutta", Some("Asia/Calcutta")),
            ("UTC", Some("UTC")),
            ("EST", None),
            ("est", None),
            ("HST", None),
            ("Factory", None),
            ("", None),
            ("localtime", None),
            ("posix/Europe/Vienna", None),
            ("/usr/share/zoneinfo/Europe/Vienna", None),
            ("../Europe/Vienna", None),
            ("Europe/Vienna\0", None),
            ("Vienna", None),
            ("🎉", None),
        ];
        for (typed, name) in cases {
            assert_eq!(typed.parse::<ZoneName>().ok().map(|zone| zone.as_str()), name, "{typed:?}");
        }
    }

    #[test]
    fn a_city_a_country_or_a_slip_is_helped_to_its_zone() {
        let cases = [
            ("vienna", "Europe/Vienna"),
            ("New York", "America/New_York"),
            ("austria", "Europe/Vienna"),
            ("España", "Europe/Madrid"),
            ("Europe/Viena", "Europe/Vienna"),
            ("Amercia/New_York", "America/New_York"),
            ("EST", "America/New_York"),
            ("Pacific", "America/Los_Angeles"),
            ("argentina", "America/Argentina/Buenos_Aires"),
        ];
        for (typed, first) in cases {
            assert_eq!(ZoneName::suggest(typed).first().map(ZoneName::as_str), Some(first), "{typed}");
        }
        assert!(ZoneName::suggest("qqqqq").is_empty());
        assert!(ZoneName::suggest(&"x".repeat(100_000)).is_empty());
    }

    #[test]
    fn a_refusal_says_what_to_write_instead() {
        let refusal = "vienna".parse::<ZoneName>().unwrap_err().to_string();
        assert_eq!(refusal, "there is no time zone `vienna`: did you mean Europe/Vienna?");
        let refusal = "EST".parse::<ZoneName>().unwrap_err().to_string();
        assert!(refusal.contains("America/New_York"), "{refusal}");
    }
}
