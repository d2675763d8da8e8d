//! The words of time in each language: one table per language, so that a third is one more table.

use chrono::Weekday;

use crate::domain::member::Language;

/// What a word means, whatever its language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::language) enum Word {
    /// A day of the week; true where the word alone means every one ("tuesdays").
    Weekday(Weekday, bool),
    /// 1 to 12.
    Month(u8),
    /// First to fifth; −1 is the last.
    Nth(i8),
    /// A number in words.
    Number(u32),
    Every,
    Other,
    Daily,
    Weekly,
    Monthly,
    Yearly,
    Fortnightly,
    /// Twice a week or every two weeks: nobody knows.
    Biweekly,
    Day,
    Week,
    MonthUnit,
    YearUnit,
    /// Monday to Friday.
    Workday,
    Weekend,
    And,
    From,
    Until,
    Through,
    To,
    Except,
    Times,
    For,
    At,
    On,
    Of,
    The,
    Noon,
    Midnight,
    Am,
    Pm,
    Today,
    Tonight,
    /// Also "morning" in Spanish, after "de la".
    Tomorrow,
    Evening,
    Next,
    This,
    Hour,
    Oclock,
    Minute,
    End,
}

use Weekday::{Fri, Mon, Sat, Sun, Thu, Tue, Wed};
use Word::{
    Am, And, At, Biweekly, Daily, Day, End, Evening, Every, Except, For, Fortnightly, From, Hour, Midnight,
    Minute, Month, MonthUnit, Monthly, Next, Noon, Nth, Number, Oclock, Of, On, Other, Pm, The, This,
    Through, Times, To, Today, Tomorrow, Tonight, Until, Week, Weekday as Wd, Weekend, Weekly, Workday,
    YearUnit, Yearly,
};

type Table = &'static [(&'static str, Word)];

/// The first name of a month is the one that choices are written with.
#[rustfmt::skip]
const ENGLISH: Table = &[
    ("monday", Wd(Mon, false)), ("mon", Wd(Mon, false)), ("mondays", Wd(Mon, true)), ("mons", Wd(Mon, true)),
    ("tuesday", Wd(Tue, false)), ("tue", Wd(Tue, false)), ("tues", Wd(Tue, false)), ("tuesdays", Wd(Tue, true)),
    ("wednesday", Wd(Wed, false)), ("wed", Wd(Wed, false)), ("weds", Wd(Wed, false)), ("wednesdays", Wd(Wed, true)),
    ("thursday", Wd(Thu, false)), ("thu", Wd(Thu, false)), ("thur", Wd(Thu, false)), ("thurs", Wd(Thu, false)), ("thursdays", Wd(Thu, true)),
    ("friday", Wd(Fri, false)), ("fri", Wd(Fri, false)), ("fridays", Wd(Fri, true)), ("fris", Wd(Fri, true)),
    ("saturday", Wd(Sat, false)), ("sat", Wd(Sat, false)), ("saturdays", Wd(Sat, true)), ("sats", Wd(Sat, true)),
    ("sunday", Wd(Sun, false)), ("sun", Wd(Sun, false)), ("sundays", Wd(Sun, true)), ("suns", Wd(Sun, true)),
    ("jan", Month(1)), ("january", Month(1)), ("feb", Month(2)), ("february", Month(2)), ("mar", Month(3)), ("march", Month(3)),
    ("apr", Month(4)), ("april", Month(4)), ("may", Month(5)), ("jun", Month(6)), ("june", Month(6)), ("jul", Month(7)), ("july", Month(7)),
    ("aug", Month(8)), ("august", Month(8)), ("sep", Month(9)), ("sept", Month(9)), ("september", Month(9)), ("oct", Month(10)),
    ("october", Month(10)), ("nov", Month(11)), ("november", Month(11)), ("dec", Month(12)), ("december", Month(12)),
    ("first", Nth(1)), ("second", Nth(2)), ("third", Nth(3)), ("fourth", Nth(4)), ("fifth", Nth(5)), ("last", Nth(-1)),
    ("one", Number(1)), ("two", Number(2)), ("three", Number(3)), ("four", Number(4)), ("five", Number(5)), ("six", Number(6)),
    ("seven", Number(7)), ("eight", Number(8)), ("nine", Number(9)), ("ten", Number(10)), ("eleven", Number(11)), ("twelve", Number(12)),
    ("every", Every), ("each", Every), ("all", Every), ("other", Other), ("alternate", Other), ("everyday", Daily), ("daily", Daily),
    ("nightly", Daily), ("weekly", Weekly), ("monthly", Monthly), ("yearly", Yearly), ("annually", Yearly), ("annual", Yearly),
    ("fortnightly", Fortnightly), ("fortnight", Fortnightly), ("biweekly", Biweekly), ("bi-weekly", Biweekly),
    ("day", Day), ("days", Day), ("week", Week), ("weeks", Week), ("month", MonthUnit), ("months", MonthUnit), ("year", YearUnit), ("years", YearUnit),
    ("weekday", Workday), ("weekdays", Workday), ("workday", Workday), ("workdays", Workday), ("weekend", Weekend), ("weekends", Weekend),
    ("and", And), ("from", From), ("starting", From), ("starts", From), ("start", From), ("beginning", From), ("since", From),
    ("until", Until), ("till", Until), ("til", Until), ("ending", Until), ("ends", Until), ("through", Through), ("thru", Through), ("to", To),
    ("except", Except), ("excluding", Except), ("excl", Except), ("without", Except), ("not", Except), ("but", And),
    ("times", Times), ("sessions", Times), ("session", Times), ("meetings", Times), ("meeting", Times), ("for", For),
    ("at", At), ("@", At), ("on", On), ("in", On), ("of", Of), ("the", The), ("a", The), ("an", The),
    ("noon", Noon), ("midday", Noon), ("midnight", Midnight), ("am", Am), ("a.m", Am), ("pm", Pm), ("p.m", Pm),
    ("today", Today), ("tonight", Tonight), ("tomorrow", Tomorrow), ("evening", Evening), ("evenings", Evening),
    ("next", Next), ("this", This), ("coming", This), ("hour", Hour), ("hours", Hour), ("hrs", Hour), ("hr", Hour), ("o'clock", Oclock),
    ("minute", Minute), ("minutes", Minute), ("min", Minute), ("mins", Minute), ("end", End),
];

/// Without "mar", which is Tuesday to one person and March to another.
#[rustfmt::skip]
const SPANISH: Table = &[
    ("lunes", Wd(Mon, false)), ("lun", Wd(Mon, false)), ("martes", Wd(Tue, false)), ("miercoles", Wd(Wed, false)), ("mie", Wd(Wed, false)),
    ("jueves", Wd(Thu, false)), ("jue", Wd(Thu, false)), ("viernes", Wd(Fri, false)), ("vie", Wd(Fri, false)),
    ("sabado", Wd(Sat, false)), ("sab", Wd(Sat, false)), ("sabados", Wd(Sat, true)), ("domingo", Wd(Sun, false)), ("dom", Wd(Sun, false)), ("domingos", Wd(Sun, true)),
    ("ene", Month(1)), ("enero", Month(1)), ("feb", Month(2)), ("febrero", Month(2)), ("marzo", Month(3)), ("abr", Month(4)), ("abril", Month(4)),
    ("may", Month(5)), ("mayo", Month(5)), ("jun", Month(6)), ("junio", Month(6)), ("jul", Month(7)), ("julio", Month(7)), ("ago", Month(8)), ("agosto", Month(8)),
    ("sep", Month(9)), ("sept", Month(9)), ("septiembre", Month(9)), ("setiembre", Month(9)), ("oct", Month(10)), ("octubre", Month(10)),
    ("nov", Month(11)), ("noviembre", Month(11)), ("dic", Month(12)), ("diciembre", Month(12)),
    ("primer", Nth(1)), ("primero", Nth(1)), ("primera", Nth(1)), ("segundo", Nth(2)), ("segunda", Nth(2)), ("tercer", Nth(3)), ("tercero", Nth(3)),
    ("tercera", Nth(3)), ("cuarto", Nth(4)), ("cuarta", Nth(4)), ("quinto", Nth(5)), ("quinta", Nth(5)), ("ultimo", Nth(-1)), ("ultima", Nth(-1)),
    ("un", Number(1)), ("una", Number(1)), ("uno", Number(1)), ("dos", Number(2)), ("tres", Number(3)), ("cuatro", Number(4)), ("cinco", Number(5)), ("seis", Number(6)), ("siete", Number(7)),
    ("ocho", Number(8)), ("nueve", Number(9)), ("diez", Number(10)), ("once", Number(11)), ("doce", Number(12)),
    ("cada", Every), ("todos", Every), ("todas", Every), ("los", Every), ("diario", Daily), ("diariamente", Daily), ("semanal", Weekly), ("semanalmente", Weekly),
    ("mensual", Monthly), ("mensualmente", Monthly), ("anual", Yearly), ("anualmente", Yearly), ("quincenal", Biweekly), ("quincenalmente", Biweekly), ("bisemanal", Biweekly),
    ("dia", Day), ("dias", Day), ("semana", Week), ("semanas", Week), ("mes", MonthUnit), ("meses", MonthUnit), ("ano", YearUnit), ("anos", YearUnit),
    ("laborable", Workday), ("laborables", Workday), ("habil", Workday), ("habiles", Workday), ("y", And), ("e", And),
    ("desde", From), ("partir", From), ("empezando", From), ("comenzando", From), ("hasta", Until),
    ("excepto", Except), ("salvo", Except), ("menos", Except), ("pero", And), ("no", Except), ("veces", Times), ("vez", Times), ("sesiones", Times), ("sesion", Times),
    ("por", For), ("durante", For), ("a", At), ("al", At), ("en", On), ("de", Of), ("del", Of), ("el", The), ("la", The), ("las", The), ("lo", The),
    ("mediodia", Noon), ("medianoche", Midnight), ("am", Am), ("a.m", Am), ("pm", Pm), ("p.m", Pm), ("hoy", Today), ("manana", Tomorrow),
    ("tarde", Evening), ("noche", Evening), ("proximo", Next), ("proxima", Next), ("este", This), ("esta", This), ("hora", Hour), ("horas", Hour), ("h", Hour), ("hs", Hour),
    ("minuto", Minute), ("minutos", Minute), ("min", Minute), ("fin", End), ("final", End), ("finales", End),
];

fn table(language: Language) -> Table {
    match language {
        Language::En => ENGLISH,
        Language::Es => SPANISH,
    }
}

/// What a word means; it is given in lower case without accents.
pub(in crate::language) fn meaning(language: Language, word: &str) -> Option<Word> {
    table(language).iter().find(|(known, _)| *known == word).map(|(_, meaning)| *meaning)
}

/// The known word that looks most like this one, if one does.
pub(super) fn nearest(language: Language, word: &str) -> Option<&'static str> {
    let close_enough = if word.chars().count() < 5 { 1 } else { 2 };
    table(language)
        .iter()
        .filter(|(known, _)| known.len() > 2)
        .map(|(known, _)| (strsim::damerau_levenshtein(word, known), *known))
        .filter(|(distance, _)| *distance <= close_enough)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, known)| known)
}

/// The word for a meaning, to write choices with.
pub(super) fn word_for(language: Language, wanted: Word) -> &'static str {
    table(language).iter().find(|(_, meaning)| *meaning == wanted).map_or("", |(word, _)| word)
}
