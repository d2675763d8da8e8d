//! The words that never stand in a text, and the form of texts (design: "How it speaks").

use openchair::domain::member::Language;

/// Words that judge, diagnose, frighten or make somebody a case; and those with a better word of our own.
const BANNED_ENGLISH: [&str; 83] = [
    "patient",
    "patients",
    "client",
    "clients",
    "consumer",
    "consumers",
    "case",
    "cases",
    "diagnosis",
    "diagnose",
    "symptom",
    "symptoms",
    "treatment",
    "compliance",
    "adherence",
    "relapse",
    "intake",
    "discharge",
    "addict",
    "addicts",
    "addiction",
    "alcoholic",
    "alcoholics",
    "abuser",
    "clean",
    "dirty",
    "victim",
    "victims",
    "suffers",
    "suffer",
    "suffering",
    "therapist",
    "therapists",
    "counsellor",
    "counselor",
    "expert",
    "experts",
    "missed",
    "failed",
    "fail",
    "failure",
    "must",
    "penalty",
    "last chance",
    "you didn't",
    "you did not",
    "i know how you feel",
    "class",
    "classes",
    "programme",
    "program",
    "appointment",
    "appointments",
    "event",
    "events",
    "leader",
    "moderator",
    "manager",
    "supervisor",
    "user",
    "users",
    "assignment",
    "assigned",
    "replacement",
    "register",
    "registered",
    "registration",
    "no-show",
    "no-shows",
    "absent",
    "absence",
    "subscription",
    "rules",
    "policy",
    "newbie",
    "inactive",
    "defunct",
    "license",
    "licence",
    "invalid",
    "illegal",
    "forbidden",
    "streak",
];
const BANNED_SPANISH: [&str; 90] = [
    "paciente",
    "pacientes",
    "cliente",
    "clientes",
    "consumidor",
    "consumidores",
    "caso",
    "casos",
    "diagnóstico",
    "síntoma",
    "síntomas",
    "tratamiento",
    "cumplimiento",
    "adherencia",
    "recaída",
    "recaídas",
    "ingreso",
    "adicto",
    "adicta",
    "adicción",
    "alcohólico",
    "alcohólica",
    "abusador",
    "limpio",
    "limpia",
    "sucio",
    "sucia",
    "víctima",
    "víctimas",
    "sufre",
    "sufres",
    "sufren",
    "sufrir",
    "terapeuta",
    "terapeutas",
    "consejero",
    "consejera",
    "experto",
    "experta",
    "expertos",
    "faltaste",
    "faltó",
    "falló",
    "fallado",
    "fallida",
    "fallo",
    "perdiste",
    "fracaso",
    "fracasó",
    "debes",
    "debe",
    "deben",
    "tienes que",
    "castigo",
    "sanción",
    "última oportunidad",
    "no viniste",
    "no has venido",
    "sé cómo te sientes",
    "clase",
    "clases",
    "programa",
    "cita",
    "citas",
    "evento",
    "eventos",
    "líder",
    "moderador",
    "moderadora",
    "gerente",
    "supervisor",
    "supervisora",
    "usuario",
    "usuaria",
    "usuarios",
    "asignación",
    "reemplazo",
    "registrarse",
    "regístrate",
    "registrado",
    "ausente",
    "ausencia",
    "suscripción",
    "reglas",
    "política",
    "novato",
    "inactivo",
    "inactiva",
    "inválido",
    "bienvenido",
];

/// The banned words that a text has, as whole words.
pub fn banned(language: Language, text: &str) -> impl Iterator<Item = &'static str> {
    let words: &'static [&'static str] = match language {
        Language::En => &BANNED_ENGLISH,
        Language::Es => &BANNED_SPANISH,
    };
    let letters = |c: char| if c.is_alphabetic() || c == '-' { c } else { ' ' };
    let plain: String =
        text.to_lowercase().replace('’', "'").replace('\'', "").chars().map(letters).collect();
    let padded = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
    words.iter().copied().filter(move |word| padded.contains(&format!(" {} ", word.replace('\'', ""))))
}

/// What is wrong with the form of a text.
pub fn form(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let emoji: Vec<usize> = text.char_indices().filter(|(_, c)| is_emoji(*c)).map(|(at, _)| at).collect();
    if emoji.len() > 1 {
        problems.push(format!("more than one emoji in {text:?}"));
    }
    if emoji.last().is_some_and(|at| text[*at..].chars().any(char::is_alphanumeric)) {
        problems.push(format!("an emoji that is not last in {text:?}"));
    }
    if ["GMT+", "GMT-", "GMT−", "UTC+", "UTC-"].iter().any(|zone| text.contains(zone)) {
        problems.push(format!("a zone without a name in {text:?}"));
    }
    if text.lines().count() > 5 {
        problems.push(format!("more than five lines in {text:?}"));
    }
    if text.contains("|--") || text.contains("──") {
        problems.push(format!("a table drawn in text in {text:?}"));
    }
    problems
}

/// Pictures, dingbats and flags (Unicode 16, Emoji_Presentation and the symbols people use like it).
fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2600}'..='\u{27BF}' | '\u{2B00}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

#[test]
fn banned_words_are_found_whole_and_in_every_case() {
    let found = |language, text| banned(language, text).collect::<Vec<_>>();
    assert_eq!(found(Language::En, "You MISSED it."), ["missed"]);
    assert_eq!(found(Language::En, "This is your last chance!"), ["last chance"]);
    assert_eq!(found(Language::En, "You didn’t come"), ["you didn't"]);
    assert_eq!(found(Language::En, "Dismissed classical mustard"), Vec::<&str>::new());
    assert_eq!(found(Language::Es, "El PACIENTE faltaste"), ["paciente", "faltaste"]);
    assert_eq!(found(Language::Es, "Es tu última oportunidad."), ["última oportunidad"]);
    assert_eq!(found(Language::Es, "descaso"), Vec::<&str>::new());
}

#[test]
fn slips_of_form_are_found() {
    assert_eq!(form("Welcome 🪑").len(), 0);
    assert_eq!(form("🪑 Welcome").len(), 1);
    assert_eq!(form("Welcome 🪑🎉").len(), 1);
    assert_eq!(form("At 19:30 GMT+8").len(), 1);
    assert_eq!(form("a\nb\nc\nd\ne\nf").len(), 1);
    assert_eq!(form("a|--|b").len(), 1);
}
