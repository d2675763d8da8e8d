//! The program is killed again and again while it sends: nothing is lost, and nothing is shown twice.
//!
//! The platform behind the pipe forgets keys after two seconds, keeps its history, and now and then takes a message
//! and hangs up. `KILLS=1000` kills more often than the hundred times of an ordinary run, `KILLS_SEED` repeats the
//! platform's and the killer's chances (not the computer's speed).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use chrono::{Days, NaiveDate, Utc};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::Mutex;

use crate::support::platform::{Figures, Nature, Platform, Shown};
use crate::support::program::Program;

const KILLS: u64 = 100;
/// How many people come to every session: what one cancellation causes is one more, for the room.
const PEOPLE: usize = 20;
/// Sessions of one group that can be cancelled.
const DAYS: u64 = 300;
/// How long the last messages may take once nobody disturbs any more: the longest wait before a repeat is five minutes.
const LAST_MESSAGES: Duration = Duration::from_secs(400);
/// How long it is watched afterwards that nothing comes again.
const AFTERWARDS: Duration = Duration::from_secs(4);

const CONFIG: &str = "[pipe]\nenabled = true\nplatforms = [\"mychat\"]\n\
    [communities.home.roles]\nfacilitators = [\"pipe:mychat:fin\"]\n\
    [defaults]\nzone = \"Etc/UTC\"\nlayout_days = 366\n\
    [reminders]\nquiet_from = \"00:00\"\nquiet_to = \"00:00\"\n\
    [limits]\nperson_per_minute = 600\ncommunity_per_minute = 100000\n";

/// One session that is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Cancelled {
    /// The number of its group, which meets at that many minutes past ten.
    group: u64,
    date: NaiveDate,
}

impl Cancelled {
    /// The sessions one after the other, of every group in turn, from next week on.
    fn nth(at: u64, groups: u64) -> Self {
        let date = Utc::now().date_naive() + Days::new(7 + at / groups);
        Self { group: at % groups, date }
    }

    fn command(&self) -> String {
        format!(
            "/session cancel \"{} {}\"",
            name(self.group),
            self.date.format("%-d %b").to_string().to_lowercase()
        )
    }

    /// How a message names its day, and its time.
    fn told(&self) -> (String, String) {
        (self.date.format("%A %-d %B").to_string(), format!("10:{:02}", self.group))
    }
}

/// The day and the time of the session that a message says will not take place.
fn told_by(shown: &Shown) -> Option<(String, String)> {
    let (before, _) = shown.text.split_once("will not take place")?;
    let words: Vec<&str> = before.split_whitespace().map(|word| word.trim_end_matches(',')).collect();
    let time = words.iter().find(|word| word.starts_with("10:"))?;
    let day = words.iter().position(|word| word.ends_with("day"))?;
    Some((words.get(day..day + 3)?.join(" "), (*time).to_owned()))
}

fn name(group: u64) -> String {
    format!("Circle{group}")
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

/// What was caused so far. A cancellation is in it before it is asked for: from then on it may have happened.
#[derive(Default)]
struct Caused {
    certain: Vec<Cancelled>,
    asked: Option<Cancelled>,
}

async fn said(platform: &Platform, person: &str, line: &str) -> Option<String> {
    let answers = platform.says(person, Some("#lobby"), line).await?;
    let texts = answers.iter().map(|answer| answer["message"]["text"].as_str().unwrap().to_owned());
    Some(texts.collect::<Vec<_>>().join("\n"))
}

/// Groups that meet every day, and people who come to every session.
async fn settle_in(platform: &Platform, groups: u64) {
    let must = async |person: &str, line: &str, words: &str| {
        let text = said(platform, person, line).await.expect("nobody disturbs yet");
        assert!(text.contains(words), "{line}: {text}");
    };
    for group in 0..groups {
        let line = format!("/group create \"{}\" when:\"every day 10:{group:02}\" capacity:50", name(group));
        must("fin", &line, "meets every day").await;
    }
    for person in 0..PEOPLE {
        let person = format!("p{person}");
        for group in 0..groups {
            let line = format!("/rsvp always {}", name(group));
            let text = said(platform, &person, &line).await.expect("nobody disturbs yet");
            if text.contains("Is that all right for you?") {
                must(&person, "yes", "You come to every session").await;
            }
        }
    }
}

/// Cancels one session after the other, until it is enough. What is not confirmed, because the program was killed
/// meanwhile, is asked again.
async fn cancel(platform: &Platform, groups: u64, caused: &Mutex<Caused>, enough: &AtomicBool) {
    for at in 0.. {
        if enough.load(Ordering::Relaxed) || at >= groups * DAYS {
            return;
        }
        // A burst at a time is always waiting, and never very many.
        while outstanding(platform, &caused.lock().await.certain) > 3 * (PEOPLE + 1) {
            if enough.load(Ordering::Relaxed) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let session = Cancelled::nth(at, groups);
        caused.lock().await.asked = Some(session);
        while !cancelled(platform, session).await {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        let mut caused = caused.lock().await;
        caused.certain.push(session);
        caused.asked = None;
    }
}

/// Asks once; true where it is certain that the session is cancelled.
async fn cancelled(platform: &Platform, session: Cancelled) -> bool {
    let Some(asked) = said(platform, "fin", &session.command()).await else { return false };
    if asked.contains("is cancelled") || asked.contains("already") {
        // The answer to the yes was lost, but not what it did (G1).
        return true;
    }
    assert!(asked.contains("Shall I cancel"), "{}: {asked}", session.command());
    said(platform, "fin", "yes").await.is_some_and(|answer| answer.contains("Cancelled"))
}

/// How many messages of certain cancellations are not shown yet; every message of this run tells of one.
fn outstanding(platform: &Platform, certain: &[Cancelled]) -> usize {
    let shown = usize::try_from(platform.figures().shown).unwrap();
    (certain.len() * (PEOPLE + 1)).saturating_sub(shown)
}

/// What is wrong at the end: who was not told, who was told twice, which key was shown twice.
fn wrong(shown: &[Shown], certain: &[Cancelled]) -> (Vec<String>, Vec<String>) {
    let mut told: BTreeMap<((String, String), &str), usize> = BTreeMap::new();
    for shown in shown {
        if let Some(session) = told_by(shown) {
            *told.entry((session, shown.to.as_str())).or_default() += 1;
        }
    }
    let (mut lost, mut doubled) = (Vec::new(), Vec::new());
    let everybody: Vec<String> =
        (0..PEOPLE).map(|person| format!("person:p{person}")).chain(["room:#lobby".to_owned()]).collect();
    for session in certain {
        for to in &everybody {
            match told.get(&(session.told(), to.as_str())).copied().unwrap_or_default() {
                0 => lost.push(format!("{to} {session:?}")),
                1 => {}
                n => doubled.push(format!("{to} {session:?} {n} times")),
            }
        }
    }
    let mut keys: BTreeMap<&str, usize> = BTreeMap::new();
    shown.iter().for_each(|shown| *keys.entry(&shown.key).or_default() += 1);
    let again = keys.into_iter().filter(|(_, times)| *times > 1);
    doubled.extend(again.map(|(key, times)| format!("the key {key} {times} times")));
    (lost, doubled)
}

/// Waits until everybody was told, and gives up after [`LAST_MESSAGES`].
async fn everybody_is_told(platform: &Platform, certain: &[Cancelled]) {
    let until = Instant::now() + LAST_MESSAGES;
    while !wrong(&platform.shown(), certain).0.is_empty() && Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

/// Starts the program and kills it, at a chosen moment of its sending. How often it was killed in mid-burst.
async fn kill(
    program: &mut Program,
    platform: &Platform,
    caused: &Mutex<Caused>,
    kills: u64,
    seed: u64,
) -> u64 {
    let mut dice = StdRng::seed_from_u64(seed);
    let mut in_burst = 0;
    for life in 0..kills {
        program.start();
        let before = platform.figures();
        let here = |_: &[Shown], now: &Figures| now.connections > before.connections;
        assert!(platform.wait_for(Duration::from_secs(30), here).await, "life {life}: {}", program.log());
        let deliveries = before.deliveries + dice.random_range(0..2 * PEOPLE as u64);
        let within = Duration::from_millis(dice.random_range(20..2_500));
        let _late = platform.wait_for(within, |_, now| now.deliveries >= deliveries).await;
        tokio::time::sleep(Duration::from_micros(dice.random_range(0..3_000))).await;
        in_burst += u64::from(outstanding(platform, &caused.lock().await.certain) > 0);
        program.kill();
    }
    in_burst
}

/// G1: what was confirmed survives. G2, G3: nobody is told twice, whatever was on its way when the program died.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g1_g3_killed_in_mid_burst_it_loses_nothing_and_doubles_nothing() {
    let (kills, seed) = (number("KILLS", KILLS), number("KILLS_SEED", 1));
    let groups = 1 + kills / (DAYS / 2);
    let began = Instant::now();
    let mut program = Program::new(CONFIG);
    program.start();
    let quiet = Nature { memory: Duration::from_secs(2), seed, ..Nature::kind("mychat") };
    let platform = Arc::new(Platform::at(program.socket(), quiet.clone()));
    assert!(platform.wait_for(Duration::from_secs(30), |_, figures| figures.connections == 1).await);
    settle_in(&platform, groups).await;
    program.kill();
    platform.becomes(Nature { hangs_up_after: 3, hangs_up_before: 2, asks_to_wait: 3, ..quiet });

    let (caused, enough) = (Arc::new(Mutex::new(Caused::default())), Arc::new(AtomicBool::new(false)));
    let cancelling = tokio::spawn({
        let (platform, caused, enough) = (Arc::clone(&platform), Arc::clone(&caused), Arc::clone(&enough));
        async move { cancel(&platform, groups, &caused, &enough).await }
    });
    let in_burst = kill(&mut program, &platform, &caused, kills, seed).await;
    enough.store(true, Ordering::Relaxed);
    let killing = began.elapsed();

    // The last life, undisturbed: everything that is still due comes.
    platform.calm_down();
    program.start();
    cancelling.await.unwrap();
    let caused = caused.lock().await;
    assert_eq!(caused.asked, None, "what was asked was asked again until it was certain");
    everybody_is_told(&platform, &caused.certain).await;
    let settled = began.elapsed();
    tokio::time::sleep(AFTERWARDS).await;
    let (shown, figures) = (platform.shown(), platform.figures());
    let (lost, doubled) = wrong(&shown, &caused.certain);
    let told: BTreeSet<&str> = shown.iter().map(|shown| shown.key.as_str()).collect();
    eprintln!(
        "{kills} kills ({in_burst} in mid-burst) in {killing:.0?}, all told after {settled:.0?}: {} sessions cancelled, {} messages, \
         {} lost, {} doubled; {figures:?}; seed {seed}",
        caused.certain.len(),
        told.len(),
        lost.len(),
        doubled.len(),
    );
    assert!(lost.is_empty(), "lost: {lost:#?}\n{}", program.log());
    assert!(doubled.is_empty(), "doubled: {doubled:#?}\n{}", program.log());
    assert_eq!(program.stop(), Some(0));

    // The run would prove nothing had it been quiet.
    assert!(in_burst >= kills / 2, "killed in mid-burst {in_burst} times only");
    assert!(figures.looked_up > 0 && figures.found > 0 && figures.hung_up > 0, "{figures:?}");
    assert!(caused.certain.len() as u64 >= kills / 10, "{} sessions cancelled", caused.certain.len());
}

/// The judge itself: a run with a lost and a doubled message is not passed off as a good one.
#[test]
fn a_lost_and_a_doubled_message_are_found() {
    let session = Cancelled { group: 3, date: NaiveDate::from_ymd_opt(2026, 12, 3).unwrap() };
    let text = "The session on Thursday 3 December, 10:03 will not take place. The next one is Friday 4 December, 10:03.";
    let message = |to: String, key: usize| Shown {
        key: key.to_string(),
        to,
        text: text.to_owned(),
        buttons: Vec::new(),
        gone: false,
    };
    let people = (0..PEOPLE).map(|person| format!("person:p{person}")).chain(["room:#lobby".to_owned()]);
    let mut shown: Vec<Shown> = people.enumerate().map(|(key, to)| message(to, key)).collect();
    assert_eq!(wrong(&shown, &[session]), (vec![], vec![]));
    let next = Cancelled { date: session.date + Days::new(1), ..session };
    assert_eq!(wrong(&shown, &[next]).0.len(), PEOPLE + 1);
    shown.push(message("person:p0".to_owned(), 99));
    assert_eq!(wrong(&shown, &[session]).1.len(), 1);
    shown[1].key = "0".to_owned();
    shown.remove(5);
    let (lost, doubled) = wrong(&shown, &[session]);
    assert_eq!((lost.len(), doubled.len()), (1, 2), "{lost:?} {doubled:?}");
}
