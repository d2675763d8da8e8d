//! When a group meets, as a phrase: "every Sunday at 19:30". Every rule that can be kept has a true phrase.

use chrono::{Datelike, NaiveDateTime, Timelike, Weekday};

use super::{Voice, list};
use crate::domain::recurrence::{End, Frequency, NthWeekday, Recurrence, RuleParts, Shape};

/// The most dates left out or added that are named one by one.
const DATES_NAMED_MAX: usize = 3;
/// The ordinals that have a word of their own.
const ORDINALS: std::ops::RangeInclusive<i16> = -3..=5;

/// A phrase in the making: what comes before the time of day, and what comes after it.
struct Phrase {
    base: String,
    extras: Vec<String>,
}

/// The rule as a phrase, with its time of day and its end, without its zone.
#[must_use]
pub fn phrase(recurrence: &Recurrence, voice: &Voice<'_>) -> String {
    let Phrase { base, mut extras } = shape(recurrence, voice);
    let start = recurrence.start().time();
    let time = voice.time(start);
    let whole = voice
        .say("recurrence-at")
        .words("rule", &base)
        .count("hour", start.hour())
        .words("time", &time)
        .text();
    extras.extend(end(recurrence, voice));
    extras.extend(left_out(recurrence, voice));
    extras.extend(added(recurrence, voice));
    std::iter::once(whole).chain(extras).collect::<Vec<_>>().join(", ")
}

fn shape(recurrence: &Recurrence, voice: &Voice<'_>) -> Phrase {
    let bare = |base: String| Phrase { base, extras: Vec::new() };
    match recurrence.shape() {
        Shape::Once => {
            let date = voice.date(recurrence.start().date());
            bare(voice.say("recurrence-once").words("date", &date).text())
        }
        Shape::Daily { every } => bare(voice.say("recurrence-daily").count("every", every).text()),
        Shape::Weekly { every, weekdays } => bare(weekly(every, &weekdays, voice)),
        Shape::NthWeekdays { every, weekdays } => {
            let days: Vec<(i16, Weekday)> =
                weekdays.iter().map(|(nth, day)| (i16::from(*nth), *day)).collect();
            bare(monthly(every, &nth_weekdays(&days, voice), voice))
        }
        Shape::WeeklyExcept { weekday, nth } => {
            let except =
                voice.say("recurrence-except-nth").words("ordinal", &ordinal(i16::from(nth), voice)).text();
            Phrase { base: weekly(1, &[weekday], voice), extras: vec![except] }
        }
        Shape::MonthDays { every, days } => {
            Phrase { base: monthly(every, &month_days(&days, voice), voice), extras: lacking(&days, voice) }
        }
        Shape::Yearly { every, month, day } => yearly(every, month, day, voice),
        Shape::Workday { every, position } => bare(monthly(every, &workday(position, voice), voice)),
        Shape::Other => composed(recurrence, voice),
    }
}

fn weekly(every: u16, weekdays: &[Weekday], voice: &Voice<'_>) -> String {
    let workdays = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];
    if let [day] = weekdays {
        return voice
            .say("recurrence-weekly")
            .count("every", every)
            .words("day", &weekday(*day, voice))
            .text();
    }
    if every == 1 && weekdays.len() == 7 {
        return voice.say("recurrence-daily").count("every", 1).text();
    }
    if every == 1 && *weekdays == workdays {
        return voice.say("recurrence-weekdays").text();
    }
    let days = list::and_words(weekdays.iter().map(|day| weekday_item(*day, voice)), voice);
    voice.say("recurrence-weekly-several").count("every", every).words("days", &days).text()
}

fn monthly(every: u16, days: &str, voice: &Voice<'_>) -> String {
    voice.say("recurrence-monthly").count("every", every).words("days", days).text()
}

fn yearly(every: u16, month: u8, day: u8, voice: &Voice<'_>) -> Phrase {
    let month_word = month_name(month, voice);
    let base = voice
        .say("recurrence-yearly")
        .count("every", every)
        .count("day", day)
        .words("month", &month_word)
        .text();
    let leap = (month == 2 && day > 28).then(|| voice.say("recurrence-leap-years").text());
    Phrase { base, extras: leap.into_iter().collect() }
}

/// A rule without a short name, told part by part.
fn composed(recurrence: &Recurrence, voice: &Voice<'_>) -> Phrase {
    let Some(rule) = recurrence.rule() else {
        return Phrase { base: voice.date(recurrence.start().date()), extras: Vec::new() };
    };
    let (parts, start) = (rule.parts(), recurrence.start());
    if let Some(days) = positions_of_one_weekday(parts) {
        return Phrase {
            base: monthly(parts.interval, &nth_weekdays(&days, voice), voice),
            extras: Vec::new(),
        };
    }
    let base = match parts.frequency {
        Frequency::Daily => voice.say("recurrence-daily").count("every", parts.interval).text(),
        Frequency::Weekly => voice.say("recurrence-every-week").count("every", parts.interval).text(),
        Frequency::Monthly => voice.say("recurrence-every-month").count("every", parts.interval).text(),
        Frequency::Yearly => voice.say("recurrence-every-year").count("every", parts.interval).text(),
    };
    let mut extras = days_of(parts, start, voice);
    extras.extend(months_of(parts, start, voice));
    extras.extend(positions_of(&parts.positions, voice));
    Phrase { base, extras }
}

/// The last of all Fridays of a month is its last Friday: positions among one weekday count that weekday.
fn positions_of_one_weekday(parts: &RuleParts) -> Option<Vec<(i16, Weekday)>> {
    let only =
        parts.frequency == Frequency::Monthly && parts.months.is_empty() && parts.month_days.is_empty();
    match parts.weekdays.as_slice() {
        [NthWeekday { nth: None, weekday }] if only && !parts.positions.is_empty() => {
            Some(parts.positions.iter().map(|position| (*position, *weekday)).collect())
        }
        _ => None,
    }
}

/// The days that the rule names, or takes from its start (RFC 5545, 3.3.10).
fn days_of(parts: &RuleParts, start: NaiveDateTime, voice: &Voice<'_>) -> Vec<String> {
    let mut extras = Vec::new();
    let by_month = matches!(parts.frequency, Frequency::Monthly | Frequency::Yearly);
    let counted: Vec<(i16, Weekday)> =
        parts.weekdays.iter().filter_map(|day| day.nth.map(|nth| (i16::from(nth), day.weekday))).collect();
    let plain =
        parts.weekdays.iter().filter(|day| day.nth.is_none()).map(|day| weekday_item(day.weekday, voice));
    let mut days: Vec<String> = plain.collect();
    if !counted.is_empty() {
        days.push(nth_weekdays(&counted, voice));
    }
    if parts.frequency == Frequency::Weekly && days.is_empty() {
        days.push(weekday_item(start.weekday(), voice));
    }
    let days = (!days.is_empty()).then(|| list::and_words(days, voice));
    if let Some(days) = &days {
        extras.push(
            match (counted.is_empty(), parts.frequency == Frequency::Yearly && parts.months.is_empty()) {
                (true, _) => voice.say("recurrence-on").words("days", days).text(),
                (false, true) => voice.say("recurrence-on-in-year").words("days", days).text(),
                (false, false) => voice.say("recurrence-on-in-month").words("days", days).text(),
            },
        );
    }
    let mut in_month = parts.month_days.clone();
    if by_month && days.is_none() && in_month.is_empty() {
        in_month.extend(i8::try_from(start.day()));
    }
    if !in_month.is_empty() {
        let told = month_days(&in_month, voice);
        extras.push(if days.is_some() || !by_month {
            voice.say("recurrence-if").words("days", &told).text()
        } else {
            voice.say("recurrence-on-in-month").words("days", &told).text()
        });
        extras.extend(lacking(&in_month, voice));
    }
    extras
}

/// The months that the rule names, or takes from its start.
fn months_of(parts: &RuleParts, start: NaiveDateTime, voice: &Voice<'_>) -> Option<String> {
    let no_day = parts.weekdays.is_empty() && parts.month_days.is_empty();
    let mut months = parts.months.clone();
    if parts.frequency == Frequency::Yearly && no_day && months.is_empty() {
        months.extend(u8::try_from(start.month()));
    }
    let names = list::and_words(months.iter().map(|month| month_name(*month, voice)), voice);
    (!months.is_empty()).then(|| voice.say("recurrence-in-months").words("months", &names).text())
}

fn positions_of(positions: &[i16], voice: &Voice<'_>) -> Option<String> {
    if positions.is_empty() {
        return None;
    }
    let mut positions = positions.to_vec();
    positions.sort_by_key(|position| (*position < 0, *position));
    if positions.iter().all(|position| ORDINALS.contains(position)) {
        let items = list::and_words(positions.iter().map(|position| ordinal_item(*position, voice)), voice);
        return Some(voice.say("recurrence-positions").words("ordinals", &items).text());
    }
    let number = |position: &i16| {
        if *position > 0 {
            voice.say("recurrence-number").count("nth", *position).text()
        } else {
            voice.say("recurrence-number-from-end").count("nth", position.unsigned_abs()).text()
        }
    };
    let numbers = list::and_words(positions.iter().map(number), voice);
    Some(voice.say("recurrence-positions-numbered").words("numbers", &numbers).text())
}

fn end(recurrence: &Recurrence, voice: &Voice<'_>) -> Option<String> {
    match recurrence.rule()?.parts().end {
        End::Never => None,
        // COUNT counts what is left out as well, so the sessions themselves are counted: at most 1,500.
        End::Count(_) => Some(voice.say("recurrence-count").count("count", recurrence.all().count()).text()),
        End::Until(until) => {
            let whole_day = until.time() >= recurrence.start().time();
            let last = if whole_day { Some(until.date()) } else { until.date().pred_opt() };
            let date = voice.date(last.unwrap_or(until.date()));
            Some(voice.say("recurrence-until").words("date", &date).text())
        }
    }
}

fn left_out(recurrence: &Recurrence, voice: &Voice<'_>) -> Option<String> {
    let now = voice.zones.local(&voice.zone, voice.now);
    let ahead: Vec<NaiveDateTime> = recurrence.except().iter().copied().filter(|slot| *slot >= now).collect();
    match ahead.len() {
        0 => None,
        1..=DATES_NAMED_MAX => {
            let dates = list::and_words(ahead.iter().map(|slot| voice.date(slot.date())), voice);
            Some(voice.say("recurrence-not-on").words("dates", &dates).text())
        }
        many => Some(voice.say("recurrence-not-on-many").count("count", many).text()),
    }
}

fn added(recurrence: &Recurrence, voice: &Voice<'_>) -> Option<String> {
    let now = voice.zones.local(&voice.zone, voice.now);
    let ahead = recurrence.also().difference(recurrence.except()).copied().filter(|slot| *slot >= now);
    let ahead: Vec<NaiveDateTime> = ahead.collect();
    let date = |slot: &NaiveDateTime| {
        let date = voice.date(slot.date());
        if slot.time() == recurrence.start().time() {
            return date;
        }
        let (hour, time) = (slot.hour(), voice.time(slot.time()));
        voice.say("recurrence-date-time").words("date", &date).count("hour", hour).words("time", &time).text()
    };
    match ahead.len() {
        0 => None,
        1..=DATES_NAMED_MAX => {
            let dates = list::and_words(ahead.iter().map(date), voice);
            Some(voice.say("recurrence-also-on").words("dates", &dates).text())
        }
        many => Some(voice.say("recurrence-also-on-many").count("count", many).text()),
    }
}

fn weekday(day: Weekday, voice: &Voice<'_>) -> String {
    let locale = voice.message().locale;
    locale.weekdays.get(day.num_days_from_monday() as usize).cloned().unwrap_or_default()
}

fn weekday_item(day: Weekday, voice: &Voice<'_>) -> String {
    voice.say("recurrence-weekday").words("day", &weekday(day, voice)).text()
}

fn month_name(month: u8, voice: &Voice<'_>) -> String {
    let locale = voice.message().locale;
    locale.months.get(usize::from(month.saturating_sub(1))).cloned().unwrap_or_default()
}

fn ordinal(nth: i16, voice: &Voice<'_>) -> String {
    voice.say("recurrence-ordinal").count("nth", nth).text()
}

fn ordinal_item(nth: i16, voice: &Voice<'_>) -> String {
    voice.say("recurrence-ordinal-item").words("ordinal", &ordinal(nth, voice)).text()
}

/// "the first and third Monday", "the first Monday and the last Friday".
fn nth_weekdays(days: &[(i16, Weekday)], voice: &Voice<'_>) -> String {
    let mut told: Vec<String> = Vec::new();
    let mut rest = days;
    while let Some((_, day)) = rest.first() {
        let same = rest.iter().take_while(|(_, other)| other == day).count();
        let (of_one_day, others) = rest.split_at(same);
        told.extend(nths_of(*day, of_one_day, voice));
        rest = others;
    }
    list::and_words(told, voice)
}

fn nths_of(day: Weekday, nths: &[(i16, Weekday)], voice: &Voice<'_>) -> Vec<String> {
    let day = weekday(day, voice);
    if nths.iter().all(|(nth, _)| ORDINALS.contains(nth)) {
        let ordinals = list::and_words(nths.iter().map(|(nth, _)| ordinal_item(*nth, voice)), voice);
        return vec![
            voice.say("recurrence-ordinals-weekday").words("ordinals", &ordinals).words("day", &day).text(),
        ];
    }
    let one = |(nth, _): &(i16, Weekday)| match nth.unsigned_abs() {
        number if *nth > 0 => {
            voice.say("recurrence-nth-weekday").words("day", &day).count("nth", number).text()
        }
        number => voice.say("recurrence-nth-weekday-from-end").words("day", &day).count("nth", number).text(),
    };
    nths.iter().map(one).collect()
}

fn workday(position: i16, voice: &Voice<'_>) -> String {
    match position.unsigned_abs() {
        _ if ORDINALS.contains(&position) => {
            voice.say("recurrence-workday").words("ordinal", &ordinal(position, voice)).text()
        }
        number if position > 0 => voice.say("recurrence-nth-workday").count("nth", number).text(),
        number => voice.say("recurrence-nth-workday-from-end").count("nth", number).text(),
    }
}

fn month_days(days: &[i8], voice: &Voice<'_>) -> String {
    let one = |day: &i8| match day.unsigned_abs() {
        number if *day > 0 => voice.say("recurrence-month-day").count("day", number).text(),
        number => voice.say("recurrence-month-day-from-end").count("day", number).text(),
    };
    list::and_words(days.iter().map(one), voice)
}

/// The remark that some months lack one of these days.
fn lacking(days: &[i8], voice: &Voice<'_>) -> Vec<String> {
    let lacks = days.iter().any(|day| day.unsigned_abs() > 28);
    lacks.then(|| voice.say("recurrence-if-it-exists").text()).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::member::Language;
    use crate::domain::recurrence::Rule;
    use crate::wording::voice::with_voice;

    /// Each rule starts on Thursday 1 January 2026 at 18:30.
    fn told(rule: &str, language: Language) -> String {
        let start = "2026-01-01T18:30:00".parse().unwrap();
        let rule = (!rule.is_empty()).then(|| rule.parse::<Rule>().unwrap());
        let recurrence = Recurrence::new(start, rule).unwrap();
        let mut told = String::new();
        with_voice(language, |voice| told = phrase(&recurrence, voice));
        told
    }

    #[test]
    fn rules_are_told_as_people_say_them() {
        for (rule, english, spanish) in [
            ("", "once, on Thursday 1 January at 18:30", "una sola vez, el jueves 1 de enero a las 18:30"),
            ("FREQ=DAILY", "every day at 18:30", "todos los días a las 18:30"),
            ("FREQ=DAILY;INTERVAL=10", "every 10 days at 18:30", "cada 10 días a las 18:30"),
            ("FREQ=WEEKLY;BYDAY=SU", "every Sunday at 18:30", "cada domingo a las 18:30"),
            (
                "FREQ=WEEKLY;INTERVAL=2",
                "every second Thursday at 18:30",
                "el jueves cada dos semanas a las 18:30",
            ),
            (
                "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO",
                "on Monday, every 3 weeks at 18:30",
                "el lunes cada 3 semanas a las 18:30",
            ),
            (
                "FREQ=WEEKLY;BYDAY=MO,WE,FR",
                "every Monday, Wednesday and Friday at 18:30",
                "el lunes, el miércoles y el viernes de cada semana a las 18:30",
            ),
            (
                "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
                "every day from Monday to Friday at 18:30",
                "de lunes a viernes a las 18:30",
            ),
            ("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "every day at 18:30", "todos los días a las 18:30"),
            (
                "FREQ=MONTHLY;BYDAY=1MO,3MO",
                "on the first and third Monday of the month at 18:30",
                "el primer y el tercer lunes de cada mes a las 18:30",
            ),
            (
                "FREQ=MONTHLY;BYDAY=-1FR",
                "on the last Friday of the month at 18:30",
                "el último viernes de cada mes a las 18:30",
            ),
            (
                "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO,-1FR",
                "on the first Monday and the last Friday of every second month at 18:30",
                "el primer lunes y el último viernes del mes, cada dos meses a las 18:30",
            ),
            (
                "FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1",
                "on the last Friday of the month at 18:30",
                "el último viernes de cada mes a las 18:30",
            ),
            (
                "FREQ=MONTHLY;BYDAY=SA,SU;BYSETPOS=1,-1",
                "every month at 18:30, on Saturday and Sunday, only the first and last of these days",
                "cada mes a las 18:30, el sábado y el domingo, solo el primer y el último de esos días",
            ),
            (
                "FREQ=MONTHLY;BYDAY=1FR,2FR,3FR,4FR",
                "every Friday at 18:30, except the fifth of the month",
                "cada viernes a las 18:30, menos el quinto del mes",
            ),
            (
                "FREQ=MONTHLY;BYDAY=-2FR,-3FR,-4FR,-5FR",
                "every Friday at 18:30, except the last of the month",
                "cada viernes a las 18:30, menos el último del mes",
            ),
            (
                "FREQ=MONTHLY;BYMONTHDAY=1,22,-1",
                "on the 1st, the 22nd and the last day of the month at 18:30",
                "el día 1, el día 22 y el último día de cada mes a las 18:30",
            ),
            (
                "FREQ=MONTHLY;BYMONTHDAY=31",
                "on the 31st of the month at 18:30, in months that have that day",
                "el día 31 de cada mes a las 18:30, en los meses que tienen ese día",
            ),
            (
                "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1",
                "on the first workday of the month at 18:30",
                "el primer día laborable de cada mes a las 18:30",
            ),
            (
                "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
                "every year on 29 February at 18:30, in years that have that day",
                "cada 29 de febrero a las 18:30, en los años que tienen ese día",
            ),
            (
                "FREQ=YEARLY;BYDAY=20MO",
                "every year at 18:30, on the Monday number 20 of the year",
                "cada año a las 18:30, el lunes número 20 del año",
            ),
            (
                "FREQ=YEARLY;BYMONTH=3,9;BYDAY=1SU",
                "every year at 18:30, on the first Sunday of the month, only in March and September",
                "cada año a las 18:30, el primer domingo del mes, solo en marzo y septiembre",
            ),
            (
                "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
                "every month at 18:30, on Friday, only if it is the 13th of the month",
                "cada mes a las 18:30, el viernes, solo si es el día 13 del mes",
            ),
            (
                "FREQ=WEEKLY;BYMONTH=6",
                "every week at 18:30, on Thursday, only in June",
                "cada semana a las 18:30, el jueves, solo en junio",
            ),
            (
                "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630",
                "every Tuesday at 18:30, until Tuesday 30 June",
                "cada martes a las 18:30, hasta el martes 30 de junio",
            ),
            (
                "FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630T120000",
                "every Tuesday at 18:30, until Monday 29 June",
                "cada martes a las 18:30, hasta el lunes 29 de junio",
            ),
            (
                "FREQ=WEEKLY;BYDAY=TU;COUNT=8",
                "every Tuesday at 18:30, 8 times in all",
                "cada martes a las 18:30, 8 veces en total",
            ),
        ] {
            assert_eq!(told(rule, Language::En), english, "{rule}");
            assert_eq!(told(rule, Language::Es), spanish, "{rule}");
        }
    }

    #[test]
    fn dates_left_out_and_added_are_told_while_they_lie_ahead() {
        let at = |text: &str| text.parse::<NaiveDateTime>().unwrap();
        let rule: Rule = "FREQ=WEEKLY;COUNT=40".parse().unwrap();
        let recurrence = Recurrence::new(at("2026-01-01T01:00:00"), Some(rule)).unwrap();
        let recurrence =
            recurrence.excepting([at("2026-01-08T01:00:00"), at("2026-04-02T01:00:00")]).unwrap();
        let recurrence = recurrence.adding([at("2026-04-03T13:00:00")]).unwrap();
        with_voice(Language::En, |voice| {
            assert_eq!(
                phrase(&recurrence, voice),
                "every Thursday at 01:00, 39 times in all, but not on Thursday 2 April, and also on Friday 3 April at 13:00"
            );
        });
        with_voice(Language::Es, |voice| {
            assert_eq!(
                phrase(&recurrence, voice),
                "cada jueves a la 01:00, 39 veces en total, pero no el jueves 2 de abril, y también el viernes 3 de abril a las 13:00"
            );
        });
        let many = (1..=9).map(|day| at(&format!("2026-05-0{day}T01:00:00")));
        let recurrence = Recurrence::new(at("2026-01-01T01:00:00"), None).unwrap().adding(many).unwrap();
        with_voice(Language::En, |voice| {
            assert!(phrase(&recurrence, voice).ends_with("and also on 9 more dates"))
        });
    }

    fn parts() -> impl Strategy<Value = RuleParts> {
        let frequency = proptest::sample::select(vec![
            Frequency::Daily,
            Frequency::Weekly,
            Frequency::Monthly,
            Frequency::Yearly,
        ]);
        let day = (proptest::option::of(-6i8..=6), 0u8..7)
            .prop_map(|(nth, day)| NthWeekday { nth, weekday: Weekday::try_from(day).unwrap() });
        let lists = (
            proptest::collection::vec(day, 0..4),
            proptest::collection::vec(-31i8..=31, 0..3),
            proptest::collection::vec(1u8..=12, 0..3),
            proptest::collection::vec(-10i16..=10, 0..3),
        );
        (frequency, 1u16..20, lists, 0u16..50).prop_map(|(frequency, interval, lists, count)| RuleParts {
            frequency,
            interval,
            weekdays: lists.0,
            month_days: lists.1,
            months: lists.2,
            positions: lists.3,
            week_start: Weekday::Mon,
            end: if count == 0 { End::Never } else { End::Count(count) },
        })
    }

    proptest! {
        #[test]
        fn every_rule_has_a_phrase_that_names_its_months_and_its_weekdays(parts in parts()) {
            let Ok(rule) = Rule::new(parts) else { return Ok(()) };
            let start = "2026-01-01T18:30:00".parse().unwrap();
            let recurrence = Recurrence::new(start, Some(rule.clone())).unwrap();
            for language in Language::ALL {
                with_voice(language, |voice| {
                    let told = phrase(&recurrence, voice);
                    assert!(told.contains("18:30") && !told.contains("recurrence-") && !told.contains('{'), "{told}");
                    for month in &rule.parts().months {
                        assert!(told.contains(&month_name(*month, voice)), "{told} lacks month {month}");
                    }
                    let short = [Shape::Daily { every: 1 }].contains(&recurrence.shape())
                        || matches!(recurrence.shape(), Shape::Workday { .. });
                    for day in rule.parts().weekdays.iter().filter(|_| !short) {
                        assert!(told.contains(&weekday(day.weekday, voice)), "{told} lacks {:?}", day.weekday);
                    }
                });
            }
        }
    }
}
