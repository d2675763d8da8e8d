//! Phrases and what they mean, as rules; and what is asked or refused instead of guessed.

use chrono::NaiveDateTime;
use proptest::prelude::*;

use super::*;
use crate::domain::recurrence::End;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

/// A Friday.
fn now() -> NaiveDateTime {
    at("2026-03-27 18:00")
}

/// The start, the length, the rule.
fn meaning(text: &str, language: Language) -> String {
    let understood = match understand(text, now(), language) {
        Ok(understood) => understood,
        Err(problem) => return format!("{problem:?}"),
    };
    let series = &understood.recurrence;
    let rule = series.rule().map_or_else(|| "once".to_owned(), ToString::to_string);
    let minutes = understood.minutes.map(|minutes| format!(" {minutes}min")).unwrap_or_default();
    let except: String = series.except().iter().map(|slot| format!(" -{}", slot.date())).collect();
    format!("{}{minutes} {rule}{except}", series.start().format("%Y-%m-%d %H:%M"))
}

#[expect(clippy::too_many_lines, reason = "a table")]
#[test]
fn english_phrases_are_understood() {
    let cases = [
        ("every day 19:00", "2026-03-27 19:00 FREQ=DAILY"),
        ("daily at 7am", "2026-03-28 07:00 FREQ=DAILY"),
        ("everyday 17:59", "2026-03-28 17:59 FREQ=DAILY"),
        ("every other day 19:00", "2026-03-27 19:00 FREQ=DAILY;INTERVAL=2"),
        ("every 3 days at 19:00", "2026-03-27 19:00 FREQ=DAILY;INTERVAL=3"),
        ("every tuesday 19:00", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("every friday 19:00", "2026-03-27 19:00 FREQ=WEEKLY;BYDAY=FR"),
        ("every friday 17:00", "2026-04-03 17:00 FREQ=WEEKLY;BYDAY=FR"),
        ("Tuesdays 7pm", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("19:00 on tuesdays", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("weekly on tuesday at 7:30 p.m.", "2026-03-31 19:30 FREQ=WEEKLY;BYDAY=TU"),
        ("every week on tue 19:00", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("mon and thu 18:00", "2026-03-30 18:00 FREQ=WEEKLY;BYDAY=MO,TH"),
        ("tuesdays, thursdays at noon", "2026-03-31 12:00 FREQ=WEEKLY;BYDAY=TU,TH"),
        ("every mon, wed & fri 9:00", "2026-03-30 09:00 FREQ=WEEKLY;BYDAY=MO,WE,FR"),
        ("tue/thu 19:00", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU,TH"),
        ("mon-fri 12:00", "2026-03-30 12:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("monday to friday 12:00", "2026-03-30 12:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("fri-mon 12:00", "2026-03-28 12:00 FREQ=WEEKLY;BYDAY=MO,FR,SA,SU"),
        ("every weekday 08:00", "2026-03-30 08:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("weekends 10:00", "2026-03-28 10:00 FREQ=WEEKLY;BYDAY=SA,SU"),
        ("every other thu 6:30pm from 3 dec", "2026-12-03 18:30 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("every other thu 6:30pm", "2026-04-02 18:30 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("every 2 weeks on thu 18:00", "2026-04-02 18:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("every two weeks on mon and thu 18:00", "2026-03-30 18:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH"),
        ("every second week on thu 18:00", "2026-04-02 18:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("fortnightly on thu 18:00", "2026-04-02 18:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("weekly 19:00 starting 31 march", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("every week 19:00 from 2026-03-31", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 19:00 from 2016-01-05", "2016-01-05 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("every 2 weeks on mon 18:00 from wed 8 apr", "2026-04-13 18:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"),
        ("first and third monday 18:00", "2026-04-06 18:00 FREQ=MONTHLY;BYDAY=1MO,3MO"),
        ("1st & 3rd mon of the month 18:00", "2026-04-06 18:00 FREQ=MONTHLY;BYDAY=1MO,3MO"),
        ("every first monday 18:00", "2026-04-06 18:00 FREQ=MONTHLY;BYDAY=1MO"),
        ("every last friday of the month 19:00", "2026-03-27 19:00 FREQ=MONTHLY;BYDAY=-1FR"),
        ("the last friday 17:00", "2026-04-24 17:00 FREQ=MONTHLY;BYDAY=-1FR"),
        ("every second friday of the month 17:00", "2026-04-10 17:00 FREQ=MONTHLY;BYDAY=2FR"),
        ("second friday 17:00", "2026-04-10 17:00 FREQ=MONTHLY;BYDAY=2FR"),
        ("first monday and third thursday 18:00", "2026-04-06 18:00 FREQ=MONTHLY;BYDAY=1MO,3TH"),
        ("first monday of every other month 18:00", "2026-04-06 18:00 FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO"),
        ("every 3 months on the first monday 18:00", "2026-04-06 18:00 FREQ=MONTHLY;INTERVAL=3;BYDAY=1MO"),
        ("monthly on the second tue 18:00", "2026-04-14 18:00 FREQ=MONTHLY;BYDAY=2TU"),
        ("5th friday 19:00", "2026-05-29 19:00 FREQ=MONTHLY;BYDAY=5FR"),
        ("last day of the month 20:00", "2026-03-31 20:00 FREQ=MONTHLY;BYMONTHDAY=-1"),
        ("last weekday of the month 20:00", "2026-03-31 20:00 FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"),
        ("15th of the month 20:00", "2026-04-15 20:00 FREQ=MONTHLY;BYMONTHDAY=15"),
        ("monthly on the 1st and 15th 20:00", "2026-04-01 20:00 FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ("every month on the 15th at 20:00", "2026-04-15 20:00 FREQ=MONTHLY;BYMONTHDAY=15"),
        ("day 15 of every month 20:00", "2026-04-15 20:00 FREQ=MONTHLY;BYMONTHDAY=15"),
        ("every month 20:00 from 10 apr", "2026-04-10 20:00 FREQ=MONTHLY;BYMONTHDAY=10"),
        ("every year on 24 dec 20:00", "2026-12-24 20:00 FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24"),
        ("every friday 17:00 except the last", "2026-04-03 17:00 FREQ=MONTHLY;BYDAY=-5FR,-4FR,-3FR,-2FR"),
        (
            "every wed 19:00 except the first wednesday of the month",
            "2026-04-08 19:00 FREQ=MONTHLY;BYDAY=2WE,3WE,4WE,5WE",
        ),
        ("every sat 19:00 but not on the 3rd", "2026-03-28 19:00 FREQ=MONTHLY;BYDAY=1SA,2SA,4SA,5SA"),
        (
            "mondays and thursdays 18:00 except the last monday",
            "2026-04-02 18:00 FREQ=MONTHLY;BYDAY=TH,-5MO,-4MO,-3MO,-2MO",
        ),
        ("every day 19:00 except sundays", "2026-03-27 19:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA"),
        ("weekdays 12:00 except wed", "2026-03-30 12:00 FREQ=WEEKLY;BYDAY=MO,TU,TH,FR"),
        (
            "every thursday 19:00 except 24 dec and 31 dec",
            "2026-04-02 19:00 FREQ=WEEKLY;BYDAY=TH -2026-12-24 -2026-12-31",
        ),
        (
            "every thursday 19:00 except 24 and 31 dec",
            "2026-04-02 19:00 FREQ=WEEKLY;BYDAY=TH -2026-12-24 -2026-12-31",
        ),
        (
            "every thursday 19:00 except in july and august",
            "2026-04-02 19:00 FREQ=WEEKLY;BYMONTH=1,2,3,4,5,6,9,10,11,12;BYDAY=TH",
        ),
        ("every tuesday 19:00 until 30 june", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630"),
        ("every tuesday 19:00 until the end of june", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630"),
        ("every tuesday 19:00 10 times", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU;COUNT=10"),
        ("every tuesday 19:00 for 10 sessions", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU;COUNT=10"),
        ("every tuesday 19:00 for 10 weeks", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU;UNTIL=20260608"),
        ("every tuesday 19:00-20:30", "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday from 19:00 to 20:30", "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 19:00 – 20:30", "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU"),
        (
            "every tuesday 19:00 until 20:30 until 30 june",
            "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630",
        ),
        ("every tuesday 7-8:30pm", "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 11-1pm", "2026-03-31 11:00 120min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 7pm-8:30", "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 22:00-01:00", "2026-03-31 22:00 180min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 22:00-midnight", "2026-03-31 22:00 120min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 19:00 for 90 minutes", "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 19:00 for 1h30", "2026-03-31 19:00 90min FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 12pm", "2026-03-31 12:00 FREQ=WEEKLY;BYDAY=TU"),
        ("every tuesday 12:15am", "2026-03-31 00:15 FREQ=WEEKLY;BYDAY=TU"),
        ("29 mar 19:00", "2026-03-29 19:00 once"),
        ("tomorrow 19:00", "2026-03-28 19:00 once"),
        ("2026-12-24 19:00-20:00", "2026-12-24 19:00 60min once"),
        ("tuesday 19:00 until 30 june", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU;UNTIL=20260630"),
        (
            "RRULE:FREQ=WEEKLY;BYDAY=TU;INTERVAL=2 at 19:00 from 3 dec",
            "2026-12-08 19:00 FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
        ),
        ("freq=daily;count=3 19:00", "2026-03-27 19:00 FREQ=DAILY;COUNT=3"),
        ("ＥＶＥＲＹ  Tuesday\u{a0}１９：００", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("\u{202e}every tuesday 19:00", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
    ];
    for (text, expected) in cases {
        assert_eq!(meaning(text, Language::En), expected, "{text}");
    }
}

#[test]
fn spanish_phrases_are_understood() {
    let cases = [
        ("cada martes a las 19:00", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU"),
        ("todos los días a las 19:00", "2026-03-27 19:00 FREQ=DAILY"),
        ("los lunes y los jueves a las 18:00", "2026-03-30 18:00 FREQ=WEEKLY;BYDAY=MO,TH"),
        ("cada dos semanas los jueves a las 18:30", "2026-04-02 18:30 FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"),
        ("el primer y tercer lunes de cada mes a las 18:00", "2026-04-06 18:00 FREQ=MONTHLY;BYDAY=1MO,3MO"),
        ("el último viernes del mes a las 17:00", "2026-04-24 17:00 FREQ=MONTHLY;BYDAY=-1FR"),
        (
            "cada viernes a las 17:00 excepto el último",
            "2026-04-03 17:00 FREQ=MONTHLY;BYDAY=-5FR,-4FR,-3FR,-2FR",
        ),
        ("el día 15 de cada mes a las 20:00", "2026-04-15 20:00 FREQ=MONTHLY;BYMONTHDAY=15"),
        ("los días laborables a las 8:00", "2026-03-30 08:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("cada jueves a las 19:00 a partir del 3 de diciembre", "2026-12-03 19:00 FREQ=WEEKLY;BYDAY=TH"),
        (
            "cada jueves a las 19:00 desde el 3 de diciembre hasta el 31 de diciembre",
            "2026-12-03 19:00 FREQ=WEEKLY;BYDAY=TH;UNTIL=20261231",
        ),
        ("cada miércoles de 19:00 a 20:30", "2026-04-01 19:00 90min FREQ=WEEKLY;BYDAY=WE"),
        ("cada sábado a las 7 de la tarde", "2026-03-28 19:00 FREQ=WEEKLY;BYDAY=SA"),
        (
            "cada jueves a las 19:00 excepto el 24 y 31 de diciembre",
            "2026-04-02 19:00 FREQ=WEEKLY;BYDAY=TH -2026-12-24 -2026-12-31",
        ),
        ("cada martes 19:00 10 veces", "2026-03-31 19:00 FREQ=WEEKLY;BYDAY=TU;COUNT=10"),
        ("de lunes a viernes a las 9:00", "2026-03-30 09:00 FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
        ("cada domingo al mediodía", "2026-03-29 12:00 FREQ=WEEKLY;BYDAY=SU"),
    ];
    for (text, expected) in cases {
        assert_eq!(meaning(text, Language::Es), expected, "{text}");
    }
}

#[test]
fn what_has_two_readings_is_asked_and_each_choice_is_one() {
    let cases = [
        ("tuesday 19:00", "tuesday", "every tuesday 19:00|2026-03-31 19:00"),
        (
            "every second friday 19:00",
            "every second friday",
            "every 2 weeks on friday 19:00|second friday of the month 19:00",
        ),
        (
            "every 3rd thursday 19:00",
            "every 3rd thursday",
            "every 3 weeks on thursday 19:00|third thursday of the month 19:00",
        ),
        (
            "every tue 19:00 from 03/04",
            "03/04",
            "every tue 19:00 from 2026-04-03|every tue 19:00 from 2027-03-04",
        ),
        (
            "every fri 19:00 from next friday",
            "next friday",
            "every fri 19:00 from 2026-04-03|every fri 19:00 from 2026-03-27",
        ),
        ("every tuesday at 7", "at 7", "every tuesday 19:00|every tuesday 07:00"),
        ("every tuesday from 7 to 8", "from 7 to 8", "every tuesday 19:00-20:00|every tuesday 07:00-08:00"),
        ("every tuesday midnight", "midnight", "every tuesday 00:00|every tuesday 23:59"),
        (
            "every tuesday 19:00 until june",
            "until june",
            "every tuesday 19:00 until 2026-06-30|every tuesday 19:00 until 2026-05-31",
        ),
        ("biweekly on tue 19:00", "biweekly", "every two weeks on tue 19:00"),
        ("the 15th 19:00", "the 15th", "15th of every month 19:00"),
        ("3.12 19:00", "3.12", "3:12 19:00|3 dec 19:00"),
    ];
    for (text, word, choices) in cases {
        let problem = understand(text, now(), Language::En).unwrap_err();
        let WhenProblem::Ambiguous { word: found, choices: offered } = &problem else {
            panic!("{text}: {problem:?}")
        };
        assert_eq!((found.as_str(), offered.join("|").as_str()), (word, choices), "{text}");
        for choice in offered.iter().filter(|choice| !choice.starts_with("3:12")) {
            assert!(
                understand(choice, now(), Language::En).is_ok(),
                "{choice}: {}",
                meaning(choice, Language::En)
            );
        }
    }
    for text in
        ["martes 19:00", "cada segundo viernes 19:00", "quincenal los martes 19:00", "cada martes a las 7"]
    {
        let problem = understand(text, now(), Language::Es).unwrap_err();
        let WhenProblem::Ambiguous { choices, .. } = &problem else { panic!("{text}: {problem:?}") };
        for choice in choices {
            assert!(
                understand(choice, now(), Language::Es).is_ok(),
                "{choice}: {}",
                meaning(choice, Language::Es)
            );
        }
    }
}

#[test]
fn the_rest_is_refused_with_a_key_and_the_word() {
    let cases = [
        ("", "when-empty", ""),
        ("   \u{200b}", "when-empty", ""),
        ("ever tuesday 25:00", "when-unknown-word", "ever"),
        ("every tuesday 25:00", "when-bad-time", "25:00"),
        ("every tuesday 24:00", "when-bad-time", "24:00"),
        ("every tuesday 13pm", "when-bad-time", "13pm"),
        ("every tuesday 19:75", "when-bad-time", "19:75"),
        ("every tuesday", "when-no-time", ""),
        ("19:00", "when-no-day", ""),
        ("weekly 19:00", "when-no-day", ""),
        ("every month 19:00", "when-no-day", ""),
        ("31 february 19:00", "when-no-such-date", "2026-02-28|2027-02-28"),
        ("2026-02-31 19:00", "when-no-such-date", "2026-02-28"),
        ("31 april 19:00", "when-no-such-date", "2026-04-30"),
        ("32nd of the month 19:00", "when-no-such-month-day", "32nd"),
        ("every tuesday on wednesday 19:00", "when-contradiction", "every tuesday"),
        ("every tuesday 19:00 20:00", "when-contradiction", "20:00"),
        ("every tuesday 29 mar 19:00", "when-contradiction", "29 mar"),
        ("every tuesday 20:00-19:00", "when-end-before-start", "20:00-19:00"),
        ("every tuesday 19:00-19:00", "when-end-before-start", "19:00-19:00"),
        ("every tuesday 19:00-18:00", "when-end-before-start", "19:00-18:00"),
        ("every tuesday 19:00 from 3 dec until 1 nov", "when-ends-before-it-begins", "2026-11-01"),
        ("every tuesday 19:00 except 24 dec", "when-not-a-session", "2026-12-24"),
        ("every other friday 17:00 except the last", "when-cannot-combine", "the last"),
        ("mondays and thursdays 17:00 except the last", "when-cannot-combine", "the last"),
        ("weekends 17:00 except sat and sun", "when-never-meets", ""),
        ("every tuesday 19:00 1001 times", "when-rule", "COUNT"),
        ("every 400 days 19:00", "when-rule", "INTERVAL"),
        ("RRULE:FREQ=HOURLY 19:00", "when-rule", "HOURLY"),
        ("RRULE:FREQ=DAILY", "when-no-time", ""),
        ("🎉🎉🎉", "when-unknown-word", "🎉"),
        ("@everyone", "when-unknown-word", "@everyone"),
    ];
    for (text, key, word) in cases {
        let problem = understand(text, now(), Language::En).expect_err(text);
        assert_eq!(problem.key(), key, "{text}: {problem:?}");
        let told = format!("{problem:?}");
        assert!(word.split('|').any(|word| told.contains(word)), "{text}: {told}");
    }
    assert_eq!(
        understand(&"x ".repeat(50_000), now(), Language::En),
        Err(WhenProblem::TooLong { limit: 500 })
    );
}

#[test]
fn a_slip_is_met_with_the_nearest_word() {
    for (text, word) in [
        ("evry tuesday 19:00", "every"),
        ("every tusday 19:00", "tuesday"),
        ("every tuesday untill 30 june 19:00", "until"),
    ] {
        let problem = understand(text, now(), Language::En).unwrap_err();
        assert!(
            matches!(problem, WhenProblem::UnknownWord { nearest: Some(nearest), .. } if nearest == word),
            "{text}: {problem:?}"
        );
    }
}

#[test]
fn days_that_months_lack_are_told() {
    let cautions = |text| understand(text, now(), Language::En).unwrap().cautions;
    assert_eq!(cautions("31st of the month 19:00"), [Caution::NotInEveryMonth { day: 31 }]);
    assert_eq!(cautions("every year on 29 feb 19:00"), [Caution::NotInEveryMonth { day: 29 }]);
    assert_eq!(cautions("15th of the month 19:00"), []);
    assert_eq!(cautions("last day of the month 19:00"), []);
}

proptest! {
    #[test]
    fn no_text_is_too_strange(text in "\\PC{0,80}", said in prop::collection::vec(any_word(), 0..12)) {
        for language in Language::ALL {
            let _ = understand(&text, now(), language);
            let _ = understand(&said.join(" "), now(), language);
            let _ = understand(&said.join(""), NaiveDateTime::MAX, language);
            let _ = understand(&said.join(" "), NaiveDateTime::MIN, language);
        }
    }

    #[test]
    fn what_is_understood_begins_with_a_session(said in prop::collection::vec(any_word(), 0..8)) {
        if let Ok(understood) = understand(&format!("every {} 19:00", said.join(" ")), now(), Language::En) {
            let series = &understood.recurrence;
            prop_assert!(series.contains(series.start()) || series.except().contains(&series.start()));
            if let Some(End::Until(until)) = series.rule().map(|rule| rule.parts().end) {
                prop_assert!(series.start() <= until);
            }
        }
    }
}

fn any_word() -> impl Strategy<Value = String> {
    let words = [
        "every",
        "other",
        "tuesday",
        "tuesdays",
        "fri",
        "first",
        "last",
        "3rd",
        "31st",
        "of",
        "the",
        "month",
        "and",
        ",",
        "-",
        "from",
        "until",
        "except",
        "3",
        "dec",
        "feb",
        "29",
        "31",
        "2026",
        "9999",
        "0000",
        "19:00",
        "7pm",
        "noon",
        "midnight",
        "at",
        "next",
        "tonight",
        "weekly",
        "day",
        "days",
        "weeks",
        "times",
        "for",
        "02/03",
        "3.12",
        "2026-02-31",
        "9999-12-31",
        "0001-01-01",
        "10",
        "1000",
        "weekday",
        "monthly",
        "yearly",
        "cada",
        "a",
        "las",
        "de",
        "la",
        "tarde",
        "último",
        "RRULE:FREQ=DAILY",
        "é",
        "\u{202e}",
        "999999999999",
    ];
    prop::sample::select(words.map(str::to_owned).to_vec())
}
