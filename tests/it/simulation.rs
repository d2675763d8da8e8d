//! A seeded simulation of the whole core: random commands, a platform with moods, a clock that is set, and a process
//! that ends between any two actions. After every step the guarantees of docs/guarantees.md are checked.
//!
//! `SEEDS=5000` runs more of them, `SEED=17` one again.

mod laws;
mod platform;
mod world;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::TimeDelta;
use openchair::wording::Texts;
use rand::RngExt;

use laws::{Broken, Laws};
use platform::Mood;
use world::{COMMUNITIES, World};

/// How many simulations run where nobody says otherwise; `.ci/run` says 500, `just thorough` 5,000.
const SEEDS: u64 = 30;
/// How many things happen in each.
const STEPS: u32 = 20;

const PEOPLE: [&str; 4] = ["ben", "cora", "dan", "eve"];

#[test]
fn g1_to_g11_hold_whatever_happens() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seeds = match number("SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..number("SEEDS").unwrap_or(SEEDS),
    };
    let texts = Arc::new(Texts::load().unwrap());
    let threads = std::thread::available_parallelism().map_or(2, usize::from) as u64;
    let mut figures: BTreeMap<String, u32> = BTreeMap::new();
    let all: Vec<BTreeMap<String, u32>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads)
            .map(|worker| {
                let (texts, seeds) = (Arc::clone(&texts), seeds.clone());
                scope.spawn(move || simulate(seeds.filter(|seed| seed % threads == worker), &texts))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    for (what, count) in all.into_iter().flatten() {
        *figures.entry(what).or_insert(0) += count;
    }
    println!("{} simulations: {figures:?}", seeds.end - seeds.start);
    assert!(figures["sent"] > 0 && figures["the process ended"] > 0, "something must happen: {figures:?}");
}

fn simulate(seeds: impl Iterator<Item = u64>, texts: &Arc<Texts>) -> BTreeMap<String, u32> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut figures = BTreeMap::new();
    for seed in seeds {
        let told = runtime.block_on(one(seed, texts)).unwrap_or_else(|(step, broken)| {
            panic!("SEED={seed} (step {step}): {broken}");
        });
        for (what, count) in told {
            *figures.entry(what).or_insert(0) += count;
        }
    }
    figures
}

async fn one(seed: u64, texts: &Arc<Texts>) -> Result<BTreeMap<String, u32>, (String, Broken)> {
    let mut world = World::new(seed, Arc::clone(texts)).await;
    let mut laws = Laws::default();
    settle_in(&world).await;
    for number in 0..STEPS {
        let what = step(&mut world, &mut laws).await;
        laws.check(&world).await.map_err(|broken| (format!("{number}, {what}"), broken))?;
    }
    world.platform.set_mood(Mood::Healthy);
    world.pass(TimeDelta::days(3)).await;
    let last = |broken| ("the end".to_owned(), broken);
    laws.check(&world).await.map_err(last)?;
    laws.check_the_end(&world).await.map_err(last)?;
    let mut figures = laws.figures();
    figures.insert("the process ended".to_owned(), world.ends);
    figures.insert("the agenda was woken".to_owned(), world.works);
    Ok(figures)
}

/// Two groups in each community, and people who want reminders.
async fn settle_in(world: &World) {
    for (community, _) in COMMUNITIES {
        for (name, when) in [("Circle", "every day 19:30 capacity:2"), ("Walk", "every saturday 10:00")] {
            let told = world.say_yes(community, "ana", &format!("/group create \"{name}\" {when}")).await;
            assert!(told.contains("meets every"), "{told}");
        }
        for person in PEOPLE {
            world.say_yes(community, person, "/remind on").await;
            let told = world.say(community, person, "/remind on").await;
            assert!(!told.contains('?'), "{person} has agreed: {told}");
        }
    }
}

/// One thing that happens; what, for who replays it.
async fn step(world: &mut World, laws: &mut Laws) -> String {
    match world.dice.random_range(0..20) {
        0..9 => command(world, laws).await,
        9..15 => {
            let minutes = world.dice.random_range(1..60 * 8);
            world.pass(TimeDelta::minutes(minutes)).await;
            format!("{minutes} minutes pass")
        }
        15..18 => {
            let moods = [Mood::Healthy, Mood::Healthy, Mood::Flaky, Mood::Limiting, Mood::Down];
            let mood = moods[world.dice.random_range(0..moods.len())];
            world.platform.set_mood(mood);
            format!("{mood:?}")
        }
        18 => {
            world.start_again();
            "start again".to_owned()
        }
        _ => {
            let minutes = world.dice.random_range(-3_000..3_000);
            let right = world.now();
            world.clock.step(right + TimeDelta::minutes(minutes));
            world.work().await;
            world.clock.step(right);
            world.work().await;
            format!("the clock is set by {minutes} minutes, and back")
        }
    }
}

async fn command(world: &mut World, laws: &mut Laws) -> String {
    let (community, _) = COMMUNITIES[world.dice.random_range(0..2)];
    let group = ["Circle", "Walk"][world.dice.random_range(0..2)];
    let person = PEOPLE[world.dice.random_range(0..PEOPLE.len())];
    let (who, line) = match world.dice.random_range(0..16) {
        0..4 => (person, format!("/rsvp coming {group}")),
        4 => (person, format!("/rsvp always {group}")),
        5 | 6 => (person, format!("/rsvp cant {group}")),
        7 => (person, "/remind when 1d, 2h, 10m".to_owned()),
        8 => (person, "/remind quiet 21:00 07:00".to_owned()),
        9 => (person, "/remind me \"water the plants\" in 3 hours".to_owned()),
        10 => (person, if world.dice.random() { "/remind off" } else { "/remind on" }.to_owned()),
        11 => ("ana", format!("/session move \"{group}\" tomorrow 20:00")),
        12 | 13 => ("ana", format!("/session cancel {group}")),
        14 => ("ana", format!("/roster accept {group}")),
        _ => (person, "/me delete".to_owned()),
    };
    let before = cancelled(world).await;
    let told = world.say_meanwhile(community, who, &line).await;
    let now = world.now();
    let after = cancelled(world).await;
    laws.cancelled.retain(|session, _| after.contains(session));
    if told.is_some() {
        laws.cancelled.extend(after.difference(&before).map(|session| (session.clone(), now)));
    }
    format!("{who} in {community}: {line}")
}

/// The sessions that are cancelled at present.
async fn cancelled(world: &World) -> std::collections::BTreeSet<(String, i64)> {
    let mut db = world.storage.read().await.unwrap();
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT community, id FROM session WHERE state = 'cancelled'")
            .fetch_all(&mut *db)
            .await
            .unwrap();
    rows.into_iter().collect()
}
