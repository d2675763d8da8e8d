//! Finds free text that hides a rule ("1st Thursday IP", "No Mtg On The 1st Wednesday") which weekly fields cannot say.
//!
//! A careful guess in English and Spanish, only used to show a person where to look: nothing is scheduled by it.
//! Addresses ("3rd Floor", "E 3rd St", "First Presbyterian Church") must not look like rules.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::domain::import::RuleSign;

/// Longer texts are read up to here, in letters.
const LETTERS_READ_MAX: usize = 20_000;

const ORDINALS: &[&str] = &[
    "1st", "2nd", "3rd", "4th", "5th", "first", "second", "third", "thrid", "fourth", "fifth", "last",
    "final", "primer", "primero", "primera", "segundo", "segunda", "tercer", "tercero", "tercera", "cuarto",
    "cuarta", "quinto", "quinta", "ultimo", "ultima",
];
const SMALL_NUMBERS: &[&str] = &["1", "2", "3", "4", "5", "one", "two", "three", "four", "five"];
const JOINERS: &[&str] = &["and", "or", "y", "o", "e", "the", "full"];
const WEEKDAYS: &[&str] = &[
    "mon",
    "monday",
    "tue",
    "tues",
    "tuesday",
    "wed",
    "weds",
    "wednesday",
    "thu",
    "thur",
    "thurs",
    "thursday",
    "fri",
    "friday",
    "sat",
    "saturday",
    "sun",
    "sunday",
    "lunes",
    "martes",
    "miercoles",
    "jueves",
    "viernes",
    "sabado",
    "domingo",
];
const WEEKS: &[&str] = &["week", "wk", "weekend", "semana"];
const MONTHS: &[&str] = &[
    "january",
    "february",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
/// Months that are also other words; they count only beside a number.
const MONTHS_UNSURE: &[&str] = &["march", "mar", "may", "mayo"];
const SEASONS: &[&str] = &["summer", "winter", "autumn", "verano", "invierno"];
const SEASON_COMPANIONS: &[&str] = &[
    "closed", "cerrado", "only", "month", "during", "durante", "see", "hour", "schedule", "for", "in", "the",
    "en", "break", "until", "through", "no", "meeting", "mtg",
];
const HOLIDAYS: &[&str] = &[
    "holiday",
    "festivo",
    "feriado",
    "vacacion",
    "thanksgiving",
    "christmas",
    "xmas",
    "navidad",
    "ramadan",
    "passover",
];
const HOLIDAY_NAMES: &[&str] =
    &["memorial", "labor", "labour", "independence", "veterans", "new year", "boxing"];
/// Words that make the one before them a street, a house or a firm.
const PLACE_WORDS: &[&str] = &[
    "st", "street", "ave", "avenue", "rd", "road", "dr", "drive", "ln", "lane", "blvd", "place", "pl",
    "plaza", "park", "inn", "express", "hill", "hotel", "lodge", "club", "center", "centre", "seal",
    "church", "garden", "entrance", "parking", "side", "exit", "door", "room", "route", "school",
];
const CLOSING: &[&str] =
    &["closed", "closes", "close", "cerrado", "cerrada", "suspended", "cancelled", "canceled"];
const CLOSED_THINGS: &[&str] = &["discussion", "meeting", "mtg", "session", "group"];
const CLOSING_CAUSES: &[&str] = &["school", "break", "vacation", "season", "snow"];
const BOUNDS: &[&str] = &[
    "start",
    "starting",
    "begin",
    "beginning",
    "end",
    "ending",
    "close",
    "closes",
    "closed",
    "until",
    "till",
    "through",
    "thru",
    "reopen",
    "resume",
    "from",
    "hasta",
    "desde",
    "empieza",
    "termina",
];
const NO_MEETING: &[&[&str]] = &[
    &["no", "mtg"],
    &["no", "meeting"],
    &["not", "meet"],
    &["doesnt", "meet"],
    &["wont", "meet"],
    &["dont", "meet"],
    &["isnt", "held"],
    &["not", "held"],
    &["no", "se", "reune"],
    &["no", "hay", "reunion"],
];
const EXCEPT: &[&str] = &["except", "excepting", "excluding", "excepto", "salvo", "unless"];
const INTERVALS: &[&[&str]] = &[
    &["every", "other"],
    &["every", "second"],
    &["every", "third"],
    &["every", "2"],
    &["every", "two"],
    &["every", "month"],
    &["each", "month"],
    &["per", "month"],
    &["once", "month"],
    &["once", "a", "month"],
    &["twice", "month"],
    &["twice", "a", "month"],
    &["bi", "weekly"],
    &["biweekly"],
    &["fortnightly"],
    &["bi", "monthly"],
    &["bimonthly"],
    &["monthly"],
    &["one", "week", "on"],
    &["odd", "week"],
    &["even", "week"],
    &["cada", "mes"],
    &["cada", "dos"],
    &["cada", "quince"],
    &["al", "mes"],
    &["quincenal"],
    &["mensual"],
    &["mensualmente"],
];
const PAUSED: &[&[&str]] = &[
    &["hiatus"],
    &["temporarily"],
    &["temporalmente"],
    &["until", "further", "notice"],
    &["hasta", "nuevo", "aviso"],
];
const ROTATING: &[&str] = &["rotating", "rotate", "alternating", "alternate", "different"];
/// What people take turns in without changing the format.
const TAKEN_IN_TURNS: &[&str] = &["chair", "host", "lead", "secretar", "service", "facilitat", "speaker"];

/// Tells whether a rule starts at the first of these words.
type Finder = fn(&[String]) -> bool;

/// What rule the text seems to hide, if any.
pub fn hidden_rule(text: &str) -> Option<RuleSign> {
    let words = words(text);
    let at_any = |finds: Finder| (0..words.len()).any(|at| words.get(at..).is_some_and(finds));
    let signs: [(RuleSign, Finder); 6] = [
        (RuleSign::Exception, leaves_out),
        (RuleSign::NthWeek, names_nth_week),
        (RuleSign::Holidays, names_holidays),
        (RuleSign::Season, names_season),
        (RuleSign::Interval, names_interval),
        (RuleSign::Rotation, rotates),
    ];
    signs.into_iter().find(|(_, finds)| at_any(*finds)).map(|(sign, _)| sign)
}

/// Lower case, without accents, plural and possessive endings; "june19" becomes two words, "1st" and "9/21/17" stay one.
fn words(text: &str) -> Vec<String> {
    let plain = text
        .chars()
        .take(LETTERS_READ_MAX)
        .nfkd()
        .filter(|&letter| !is_combining_mark(letter) && !matches!(letter, '\'' | '’'));
    let letters: Vec<char> = plain.flat_map(char::to_lowercase).collect();
    let mut words = vec![String::new()];
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at)).copied().unwrap_or(' ');
        let after = letters.get(at.saturating_add(1)).copied().unwrap_or(' ');
        let date_slash = letter == '/' && before.is_ascii_digit() && after.is_ascii_digit();
        let starts_number = letter.is_ascii_digit() && before.is_alphabetic();
        if starts_number || !(letter.is_alphanumeric() || date_slash) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| letter.is_alphanumeric() || date_slash) {
            word.push(letter);
        }
    }
    words.into_iter().filter(|word| !word.is_empty()).map(singular).collect()
}

/// Drops the s of "weeks", "Mondays", "holidays", and the es of "vacaciones".
fn singular(word: String) -> String {
    let kept = [
        "lunes",
        "martes",
        "miercoles",
        "jueves",
        "viernes",
        "tues",
        "weds",
        "thurs",
        "mes",
        "closes",
        "christmas",
        "xmas",
        "unless",
        "express",
    ];
    if kept.contains(&word.as_str()) || word.len() < 4 {
        return word;
    }
    let stem = word.strip_suffix("ciones").map(|stem| format!("{stem}cion"));
    stem.or_else(|| word.strip_suffix('s').map(str::to_owned)).unwrap_or(word)
}

/// "1st Thursday", "1st, 3rd and 5th week", "first 3 weeks", "3rd is a step", "15th of the month", "week 2".
fn names_nth_week(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    if WEEKS.contains(&head.as_str())
        && first_in(rest, SMALL_NUMBERS)
        && !first_in(rest.get(1..).unwrap_or_default(), &["day", "on"])
    {
        return true;
    }
    if is_day_number(head) && of_the_month(rest) {
        return true;
    }
    if !ORDINALS.contains(&head.as_str()) {
        return false;
    }
    if head.starts_with(|letter: char| letter.is_ascii_digit()) && first_in(rest, &["is"]) {
        return true;
    }
    let gap = rest.iter().take(8).take_while(|word| is_between_ordinals(word)).count();
    let after = rest.get(gap..).unwrap_or_default();
    let sunday_school =
        first_in(after, &["sunday"]) && first_in(after.get(1..).unwrap_or_default(), &["school"]);
    !sunday_school
        && (first_in(after, WEEKDAYS) || first_in(after, WEEKS) || first_in(after, &["sat", "sun"]))
}

fn is_between_ordinals(word: &str) -> bool {
    ORDINALS.contains(&word) || SMALL_NUMBERS.contains(&word) || JOINERS.contains(&word)
}

fn is_day_number(word: &str) -> bool {
    let digits = word.trim_end_matches(|letter: char| letter.is_alphabetic());
    let ending = word.strip_prefix(digits).unwrap_or_default();
    ORDINALS.contains(&word)
        || (matches!(digits.parse(), Ok(1..=31_u8)) && matches!(ending, "st" | "nd" | "rd" | "th"))
}

/// "of the month", "of each month", and as it is misspelt, "of themonth", with at most two words before it.
fn of_the_month(words: &[String]) -> bool {
    let near = words.get(..words.len().min(6)).unwrap_or_default();
    let of = near.iter().position(|word| matches!(word.as_str(), "of" | "every" | "each" | "del" | "de"));
    of.is_some_and(|of| {
        of <= 2 && near.iter().skip(of).take(3).any(|word| word.ends_with("month") || word == "mes")
    })
}

/// "every other Thursday", "once a month", "bi-weekly".
fn names_interval(words: &[String]) -> bool {
    INTERVALS.iter().any(|phrase| starts_with(words, phrase))
}

/// "No Mtg", "does not meet", "except Tuesdays", "closed on 3rd Saturday", "closed during school breaks".
fn leaves_out(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    let near = rest.get(..rest.len().min(6)).unwrap_or_default();
    let names_time = |word: &String| {
        is_any_of(word, &[WEEKDAYS, ORDINALS, WEEKS, MONTHS, SEASONS, HOLIDAYS, CLOSING_CAUSES])
    };
    if EXCEPT.contains(&head.as_str()) {
        return near.iter().any(names_time);
    }
    if NO_MEETING.iter().any(|phrase| starts_with(words, phrase)) {
        return rest.get(..rest.len().min(9)).unwrap_or_default().iter().any(names_time);
    }
    // A "closed discussion" or "closed meeting" is one for members only, not one that does not take place.
    let reach = rest.iter().take(4).take_while(|word| !CLOSED_THINGS.contains(&word.as_str())).count();
    let tells_when = |words: &[String]| names_nth_week(words) || first_in(words, CLOSING_CAUSES);
    CLOSING.contains(&head.as_str()) && (0..reach).any(|at| rest.get(at..).is_some_and(tells_when))
}

/// "holidays", "Memorial Day", but not "Holiday Inn".
fn names_holidays(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    let is_day = HOLIDAY_NAMES.contains(&head.as_str()) && first_in(rest, &["day"]);
    let is_holiday = HOLIDAYS.contains(&head.as_str()) || head == "vacacion";
    (is_day || is_holiday)
        && !rest.iter().take(if is_day { 2 } else { 1 }).any(|word| PLACE_WORDS.contains(&word.as_str()))
}

/// "closed summer months", "seasonal", "in July and August", "starts June 25th", "closes December 1", "temporarily".
fn names_season(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    if head == "seasonal" || PAUSED.iter().any(|phrase| starts_with(words, phrase)) {
        return true;
    }
    let next_is_place = first_in(rest, PLACE_WORDS);
    if SEASONS.contains(&head.as_str()) {
        return !next_is_place && first_in(rest, SEASON_COMPANIONS);
    }
    if SEASON_COMPANIONS.contains(&head.as_str()) && first_in(rest, SEASONS) {
        return !first_in(rest.get(1..).unwrap_or_default(), PLACE_WORDS);
    }
    if is_month(words)
        && rest.first().is_some_and(|word| {
            matches!(word.as_str(), "and" | "to" | "through" | "thru" | "until" | "y" | "a" | "hasta")
        })
    {
        return rest.get(1..).is_some_and(is_month);
    }
    BOUNDS.contains(&head.as_str())
        && (0..3).any(|at| rest.get(at..).is_some_and(|rest| is_month(rest) || is_slashed_date(rest)))
}

fn is_month(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    let numbered = rest.first().is_some_and(|word| word.starts_with(|letter: char| letter.is_ascii_digit()));
    let is_place = first_in(rest, PLACE_WORDS);
    !is_place && (MONTHS.contains(&head.as_str()) || (MONTHS_UNSURE.contains(&head.as_str()) && numbered))
}

/// "9/21/17" or "9/21".
fn is_slashed_date(words: &[String]) -> bool {
    let Some(word) = words.first() else { return false };
    let numbers: Option<Vec<u16>> = word.split('/').map(|part| part.parse().ok()).collect();
    matches!(
        numbers.as_deref(),
        Some([1..=12, 1..=31] | [1..=31, 1..=12] | [1..=12, 1..=31, _] | [1..=31, 1..=12, _])
    )
}

/// "Rotating format", "alternating Beginner/Step", "different format each week", but not "rotating chairpersons".
fn rotates(words: &[String]) -> bool {
    let Some((head, rest)) = words.split_first() else { return false };
    if !ROTATING.contains(&head.as_str()) || first_in(rest, PLACE_WORDS) {
        return false;
    }
    if head == "different" {
        let near = rest.get(..rest.len().min(4)).unwrap_or_default();
        return near.windows(2).any(
            |pair| matches!(pair, [every, week] if (every == "each" || every == "every") && week == "week"),
        );
    }
    !rest.first().is_some_and(|word| TAKEN_IN_TURNS.iter().any(|stem| word.starts_with(stem)))
}

fn first_in(words: &[String], set: &[&str]) -> bool {
    words.first().is_some_and(|word| set.contains(&word.as_str()))
}

fn is_any_of(word: &str, sets: &[&[&str]]) -> bool {
    sets.iter().any(|set| set.contains(&word))
}

fn starts_with(words: &[String], phrase: &[&str]) -> bool {
    words.len() >= phrase.len() && words.iter().zip(phrase).all(|(word, expected)| word == expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_in_words_are_found() {
        for (text, sign) in [
            ("1st Thursday IP", RuleSign::NthWeek),
            ("Speaker 3rd Wed.", RuleSign::NthWeek),
            ("*1st Mon of month Basic Text study group", RuleSign::NthWeek),
            ("1st 3 weeks, O, D. 4th week, closed", RuleSign::NthWeek),
            ("Open on the 2nd & 4th Tuesdays", RuleSign::NthWeek),
            ("Men's Issues Meeting (open to all) 1st wk step", RuleSign::NthWeek),
            ("downstairs--book study, 3rd is a step", RuleSign::NthWeek),
            ("Anniversary's are held on the thrid week of themonth.", RuleSign::NthWeek),
            ("Speakers on the 15th of every month", RuleSign::NthWeek),
            ("Week 1: step. Week 2: topic.", RuleSign::NthWeek),
            ("primer lunes: oradores", RuleSign::NthWeek),
            ("El último sábado del mes", RuleSign::NthWeek),
            ("Closed Discussion on 4th Thurs", RuleSign::NthWeek),
            ("Living Clean (No Mtg On The 1st Wednesday of month!)", RuleSign::Exception),
            ("Spiritual Principles (Closed on 3rd Saturday every month)", RuleSign::Exception),
            ("We meet everyday except Tuesdays", RuleSign::Exception),
            ("Does not meet on Mon of holiday weekends", RuleSign::Exception),
            ("No hay reunión los martes", RuleSign::Exception),
            ("Closed On Jewish Holidays ", RuleSign::Holidays),
            ("Memorial Day - Labor Day Only (Dress Warm)", RuleSign::Holidays),
            ("Cerrado en días festivos", RuleSign::Holidays),
            ("CLOSED SUMMER MONTHS", RuleSign::Season),
            ("in July and August meeting time is 11:30-1:30", RuleSign::Season),
            ("SEASONAL MEETING 6/19/15-8/28/15", RuleSign::Season),
            ("meeting starts 9/21/17", RuleSign::Season),
            ("Meeting closes December 1, 2017", RuleSign::Season),
            ("closed as of June19, 2015", RuleSign::Season),
            ("Temporarily at the library", RuleSign::Season),
            ("every other thursday", RuleSign::Interval),
            ("Bi-weekly business meeting", RuleSign::Interval),
            ("Reunión quincenal", RuleSign::Interval),
            ("Rotating Format -Different Format Each Week", RuleSign::Rotation),
            ("Alternating Beginner/Step", RuleSign::Rotation),
        ] {
            assert_eq!(hidden_rule(text), Some(sign), "{text}");
        }
    }

    #[test]
    fn addresses_names_and_plain_notes_are_no_rules() {
        for text in [
            "3rd Floor",
            "1st Ave",
            "E 3rd St",
            "Btwn 1st & 2nd Aves",
            "Corner of 3rd. ave",
            "5th & 6th ",
            "2nd. Floor",
            "First Presbyterian Church",
            "Third Reformed Church",
            "The Old 2nd Street Jail",
            "424 E 19th St, 1st floor Conference Room",
            "First Things First",
            "Last Chance",
            "Second Chance",
            "Each Day A New Beginning",
            "Every Minute Every Day",
            "Mid-Week Gratitude Group",
            "The Miracle is Alive 4th Step Workshop",
            "3rd and 11th Step Workshop",
            "Step of the Month Club",
            "Third Tradition",
            "Holiday Inn, 2nd floor",
            "12 Summer Street",
            "Alive in Spring Creek",
            "Winter Garden",
            "Easter Seals",
            "Memorial Hospital",
            "Christ Church",
            "This is a closed session for people who have problems",
            "We are a closed group",
            "closed, general-discussion group",
            "very first day in Alcoholics Anonymous",
            "Please do not arrive before 12:20PM",
            "No Meeting Room 4, use Room 5",
            "No Children",
            "We may start late",
            "The march of time",
            "Sunday school room",
            "In the 1st Sunday School room",
            "Segundo piso",
            "el cuarto de atrás",
            "Starts at 7:30",
            "Rotating chairpersons",
            "Alternate side parking",
            "Meeting room varies",
            "Use side entrance on June Street",
            "Weather Permitting",
            "Friday Night Live Every Night",
            "Meets Monday through Friday",
            "Steps 1/2/3",
            "",
        ] {
            assert_eq!(hidden_rule(text), None, "{text}");
        }
    }
}
