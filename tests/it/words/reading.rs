//! How easy a text is to read: Flesch–Kincaid grade for English, INFLESZ for Spanish.

use openchair::domain::member::Language;

/// The longest sentence, in words.
const SENTENCE_MAX: usize = 20;
/// From this many words on, a text is judged by itself.
const JUDGED_ALONE: usize = 30;

/// What is counted in a text.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Counts {
    words: usize,
    sentences: usize,
    syllables: usize,
}

/// What is hard to read among the texts of a language.
pub fn problems(language: Language, texts: &[String]) -> Vec<String> {
    let mut problems = Vec::new();
    let mut whole = Counts::default();
    for text in texts {
        for sentence in sentences(text).filter(|sentence| words(sentence).count() > SENTENCE_MAX) {
            problems.push(format!("{} words: {sentence:?}", words(sentence).count()));
        }
        let counts = count(language, text);
        if counts.words >= JUDGED_ALONE && !is_easy(language, counts, true) {
            problems.push(format!("{} for {text:?}", score(language, counts)));
        }
        whole.words += counts.words;
        whole.sentences += counts.sentences;
        whole.syllables += counts.syllables;
    }
    if !is_easy(language, whole, false) {
        problems.push(format!("{} on average in {}", score(language, whole), language.tag()));
    }
    problems
}

/// English: grade 6 on average, 8 alone; Spanish: 65 in both.
fn is_easy(language: Language, counts: Counts, alone: bool) -> bool {
    match language {
        Language::En => score(language, counts) <= if alone { 8.0 } else { 6.0 },
        Language::Es => score(language, counts) >= 65.0,
    }
}

fn score(language: Language, counts: Counts) -> f64 {
    let [words, sentences, syllables] = [counts.words, counts.sentences, counts.syllables].map(|n| n as f64);
    match language {
        Language::En => 0.39 * words / sentences + 11.8 * syllables / words - 15.59,
        Language::Es => 206.835 - 62.3 * syllables / words - words / sentences,
    }
}

fn count(language: Language, text: &str) -> Counts {
    let mut counts = Counts::default();
    for sentence in sentences(text) {
        counts.sentences += 1;
        for word in words(sentence) {
            counts.words += 1;
            counts.syllables += syllables(language, word);
        }
    }
    counts
}

/// The sentences of a text; a line is one at least.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    let ends = |text: &str| -> Vec<usize> {
        let mut ends = Vec::new();
        let mut previous = ' ';
        for (at, c) in text.char_indices() {
            if c == '\n' || (c.is_whitespace() && ".!?…".contains(previous)) {
                ends.push(at);
            }
            if !"\"»`)".contains(c) {
                previous = c;
            }
        }
        ends
    };
    let mut starts = vec![0];
    starts.extend(ends(text));
    let bounds: Vec<(usize, usize)> =
        starts.iter().copied().zip(starts.iter().copied().skip(1).chain([text.len()])).collect();
    bounds.into_iter().map(|(from, to)| &text[from..to]).filter(|sentence| words(sentence).next().is_some())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let part = |c: char| !(c.is_alphanumeric() || "'’:".contains(c));
    text.split(part).filter(|word| word.chars().any(char::is_alphanumeric))
}

fn syllables(language: Language, word: &str) -> usize {
    let word = word.to_lowercase();
    let counted = match language {
        Language::En => english(&word),
        Language::Es => spanish(&word),
    };
    counted.max(1)
}

/// Groups of vowels, without a silent e at the end.
fn english(word: &str) -> usize {
    let vowel = |c: char| "aeiouy".contains(c);
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
    let groups =
        letters.iter().enumerate().filter(|(at, c)| vowel(**c) && (*at == 0 || !vowel(letters[at - 1])));
    let silent = match letters.as_slice() {
        [.., before, 'l', 'e'] => vowel(*before),
        [.., before, 'e'] => !vowel(*before),
        [.., before, 'e', 'd'] => !"td".contains(*before) && !vowel(*before),
        [.., before, 'e', 's'] => !"sxzcgh".contains(*before) && !vowel(*before),
        _ => false,
    };
    groups.count() - usize::from(silent && letters.len() > 3)
}

/// Strong vowels each, weak ones only where no strong one is beside them; a weak one with an accent is strong.
fn spanish(word: &str) -> usize {
    let heard = word.replace("qu", "q").replace("gue", "ge").replace("gui", "gi");
    let mut syllables = 0;
    let (mut strong, mut weak) = (0, 0);
    for c in heard.chars().chain([' ']) {
        if "aeoáéíóú".contains(c) {
            strong += 1;
        } else if "iuüy".contains(c) {
            weak += 1;
        } else {
            syllables += if strong > 0 { strong } else { usize::from(weak > 0) };
            (strong, weak) = (0, 0);
        }
    }
    syllables
}

#[test]
fn syllables_are_counted_as_people_hear_them() {
    for (word, heard) in [
        ("session", 2),
        ("place", 1),
        ("people", 2),
        ("calendar", 3),
        ("changes", 2),
        ("asked", 1),
        ("needed", 2),
        ("you", 1),
        ("the", 1),
        ("facilitators", 5),
        ("19:30", 1),
    ] {
        assert_eq!(syllables(Language::En, word), heard, "{word}");
    }
    for (word, heard) in [
        ("sesión", 2),
        ("recordatorio", 5),
        ("quien", 1),
        ("día", 2),
        ("hoy", 1),
        ("siguiente", 3),
        ("y", 1),
        ("muy", 1),
        ("guarda", 2),
    ] {
        assert_eq!(syllables(Language::Es, word), heard, "{word}");
    }
}

#[test]
fn a_hard_text_is_found_and_an_easy_one_is_not() {
    let hard = "Notwithstanding aforementioned considerations, participants are encouraged to communicate unavailability \
                immediately, thereby facilitating organisational arrangements for additional individuals requiring participation \
                in subsequent sessions, notwithstanding unforeseeable circumstances affecting everybody's availability.";
    assert!(problems(Language::En, &[hard.to_owned()]).len() >= 2);
    let easy = "You are coming on Sunday. Plans change: say so and go.";
    assert_eq!(problems(Language::En, &[easy.to_owned()]), Vec::<String>::new());
    let duro = "La comunicación inmediata de la imposibilidad de participación facilita considerablemente la organización \
                administrativa de los procedimientos correspondientes a las personas interesadas en incorporarse posteriormente \
                a las actividades planificadas por la coordinación.";
    assert!(problems(Language::Es, &[duro.to_owned()]).len() >= 2);
    let facil = "Vas el domingo. Si no puedes, dilo con un toque.";
    assert_eq!(problems(Language::Es, &[facil.to_owned()]), Vec::<String>::new());
}

#[test]
fn sentences_end_at_their_marks_and_at_lines() {
    let of = |text| sentences(text).count();
    assert_eq!(of("One. Two! Three?"), 3);
    assert_eq!(of("At 19.30 we start"), 1);
    assert_eq!(of("First line\nsecond line"), 2);
    assert_eq!(of("Did you mean \"a\"? Try: `b`. "), 2);
}
