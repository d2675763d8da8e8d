//! Groups and sessions by what people call them: names, days and times, never ids.

use chrono::{Datelike, NaiveDate, NaiveDateTime};

use super::context::Context;
use super::problem::{Problem, not_found};
use crate::domain::group::{Group, Status};
use crate::domain::id::{GroupId, SessionId};
use crate::domain::refusal::{GroupChoice, Refusal, Sought};
use crate::domain::session::Session;
use crate::domain::text::folded;
use crate::language::invocation::{Given, Invocation};
use crate::language::typed::nearest;
use crate::language::value::{self, Speaker};
use crate::storage;
use crate::storage::group::{GroupFilter, Page, Seen};

/// How many choices are shown where several groups could be meant.
const CHOICES_MAX: usize = 5;

/// A few more than are shown suffice to know that several could be meant.
const MEANT_MAX: u32 = 12;

/// The most words of a name that are compared.
const WORDS_MAX: usize = 24;

/// The group that an argument names; where it is left out, the only one that can be meant.
///
/// # Errors
/// Not found, or several could be meant.
pub async fn group(context: &mut Context<'_>, invocation: &Invocation) -> Result<Group, Problem> {
    match invocation.given("group") {
        Some(Given::Exact(id)) => exact_group(context, GroupId(*id)).await,
        Some(Given::Typed(text)) => {
            let (groups, rest) = named(context, text).await?;
            let groups = told_apart(context, groups, &rest).await?;
            one(context, groups).await
        }
        None => only_group(context).await,
    }
}

/// The session that an argument names: `"Sunday circle 29 mar"`, `"Sunday circle"` (its next one),
/// `tonight`, `next`; where it is left out, the next one of the only group that can be meant.
///
/// # Errors
/// Not found, or several could be meant.
pub async fn session(
    context: &mut Context<'_>,
    invocation: &Invocation,
) -> Result<(Group, Session), Problem> {
    match invocation.given("session") {
        Some(Given::Exact(id)) => exact_session(context, SessionId(*id)).await,
        Some(Given::Typed(text)) if value::is_next(text) => next_of_only_group(context).await,
        Some(Given::Typed(text)) => match day_of(context, text) {
            Some(day) => on_day(context, day).await,
            None => by_name(context, text).await,
        },
        None => next_of_only_group(context).await,
    }
}

async fn exact_group(context: &mut Context<'_>, id: GroupId) -> Result<Group, Problem> {
    let viewer = context.viewer();
    let seen = storage::group::get(context.db, &context.community.id, id, viewer.member).await?;
    let seen = seen.filter(|seen| context.sees(seen));
    seen.map(|seen| context.known_as(seen)).ok_or_else(|| not_found(Sought::Group))
}

async fn exact_session(context: &mut Context<'_>, id: SessionId) -> Result<(Group, Session), Problem> {
    let session = storage::session::get(context.db, &context.community.id, id).await?;
    let session = session.ok_or_else(|| not_found(Sought::Session))?;
    let group = exact_group(context, session.group).await.map_err(as_session)?;
    Ok((group, session))
}

/// Who may not know of a group must not learn of its sessions in other words either.
fn as_session(problem: Problem) -> Problem {
    match problem {
        Problem::Refused(Refusal::NotFound { sought: Sought::Group, .. }) => not_found(Sought::Session),
        other => other,
    }
}

/// The visible groups whose name the text begins with, the longest name that fits, and the words
/// that follow it: a day, a time, a place.
async fn named(context: &mut Context<'_>, text: &str) -> Result<(Vec<Group>, String), Problem> {
    let words = folded(text);
    let words: Vec<&str> = words.split(' ').take(WORDS_MAX).collect();
    let viewer = context.viewer();
    for length in (1..=words.len()).rev() {
        let name = words.get(..length).unwrap_or_default().join(" ");
        let seen = storage::group::by_name(context.db, &context.community.id, viewer, &name).await?;
        if !seen.is_empty() {
            let groups = seen.into_iter().map(|seen| context.known_as(seen)).collect();
            return Ok((groups, after_words(text, length)));
        }
    }
    Ok((vec![almost(context, text).await?], String::new()))
}

/// What follows the first words of a text, as it was typed.
fn after_words(text: &str, count: usize) -> String {
    let mut rest = text;
    for _ in 0..count {
        let from = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        rest = from.trim_start_matches(char::is_alphanumeric);
    }
    rest.trim_start_matches(|c: char| !c.is_alphanumeric()).trim().to_owned()
}

/// No group has that name: the only visible one that begins with it, or "not found" with the nearest.
async fn almost(context: &mut Context<'_>, text: &str) -> Result<Group, Problem> {
    let viewer = context.viewer();
    let community = &context.community.id;
    let mut beginning = storage::group::by_beginning(context.db, community, viewer, text, 2).await?;
    if let (Some(only), true) = (beginning.pop(), beginning.is_empty()) {
        return Ok(context.known_as(only));
    }
    let names = storage::group::names(context.db, community, viewer).await?;
    let nearest = nearest(&folded(text), names.iter().map(String::as_str)).map(str::to_owned);
    Err(Refusal::NotFound { sought: Sought::Group, nearest }.into())
}

/// Of several groups of one name, those that every further word fits: their weekday, time or place.
async fn told_apart(
    context: &mut Context<'_>,
    groups: Vec<Group>,
    rest: &str,
) -> Result<Vec<Group>, Problem> {
    if rest.is_empty() {
        return Ok(groups);
    }
    let speaker = context.speaker(&context.zone());
    let mut fitting = Vec::new();
    for group in groups {
        let next =
            storage::session::next_of_group(context.db, &context.community.id, group.id, context.now).await?;
        let starts = next.map(|session| session.local());
        if rest.split(' ').all(|word| fits(&group, starts, (word, speaker))) {
            fitting.push(group);
        }
    }
    if fitting.is_empty() { Err(not_found(Sought::Group)) } else { Ok(fitting) }
}

fn fits(group: &Group, starts: Option<NaiveDateTime>, (word, speaker): (&str, Speaker)) -> bool {
    let at = |test: &dyn Fn(NaiveDateTime) -> bool| starts.is_some_and(test);
    if let Some(weekday) = value::weekday(word) {
        return at(&|starts| starts.weekday() == weekday);
    }
    if let Some(time) = value::time(word, speaker) {
        return at(&|starts| starts.time() == time);
    }
    let place = folded(group.address.as_deref().unwrap_or(group.venue.word()));
    place.split(' ').any(|part| part == folded(word)) || folded(word).is_empty()
}

async fn by_name(context: &mut Context<'_>, text: &str) -> Result<(Group, Session), Problem> {
    let (groups, rest) = named(context, text).await?;
    let Some(day) = day_of(context, &rest) else {
        let groups = told_apart(context, groups, &rest).await.map_err(as_session)?;
        let group = one(context, groups).await?;
        return next_of(context, group).await;
    };
    let mut on_day = Vec::new();
    for group in groups {
        on_day.extend(sessions_on(context, group, day).await?);
    }
    one_session(on_day)
}

/// The sessions of a group on a day of its own calendar, laid out if they were not yet.
async fn sessions_on(
    context: &mut Context<'_>,
    group: Group,
    day: NaiveDate,
) -> Result<Vec<(Group, Session)>, Problem> {
    let horizon = storage::series::Horizon::ahead(context.now, context.settings.layout_days, context.zones);
    let (found, new) =
        storage::series::session_on(context.db, &context.community.id, group.id, day, horizon).await?;
    for session in &new {
        context.replan(session.id).await?;
    }
    Ok(found.into_iter().map(|session| (group.clone(), session)).collect())
}

/// A day that is meant by the whole text, on the speaker's calendar: `tonight`, `29 mar`, `sunday`.
fn day_of(context: &Context<'_>, text: &str) -> Option<NaiveDate> {
    value::day(text, context.speaker(&context.zone()))
}

/// "Tonight" without a name: the only session on that day among the groups that can be meant.
async fn on_day(context: &mut Context<'_>, day: NaiveDate) -> Result<(Group, Session), Problem> {
    let mut on_day = Vec::new();
    for group in meant(context).await? {
        on_day.extend(sessions_on(context, group, day).await?);
    }
    one_session(on_day)
}

fn one_session(mut found: Vec<(Group, Session)>) -> Result<(Group, Session), Problem> {
    let count = found.len();
    match (found.pop(), count) {
        (Some(only), 1) => Ok(only),
        (None, _) => Err(not_found(Sought::Session)),
        (Some(last), _) => {
            found.push(last);
            let choice = |(group, session): &(Group, Session)| choice_of(group, Some(session));
            let choices = found.iter().take(CHOICES_MAX).map(choice).collect();
            Err(Refusal::Which { choices, count }.into())
        }
    }
}

async fn next_of_only_group(context: &mut Context<'_>) -> Result<(Group, Session), Problem> {
    let group = only_group(context).await.map_err(as_nothing_there)?;
    next_of(context, group).await
}

fn as_nothing_there(problem: Problem) -> Problem {
    match problem {
        Problem::Refused(Refusal::NothingThere(_)) => Refusal::NothingThere(Sought::Session).into(),
        other => other,
    }
}

/// The next session of a group that is not over, cancelled ones included only where no other is ahead.
async fn next_of(context: &mut Context<'_>, group: Group) -> Result<(Group, Session), Problem> {
    let next =
        storage::session::next_of_group(context.db, &context.community.id, group.id, context.now).await?;
    match next {
        Some(session) => Ok((group, session)),
        None => Err(not_found(Sought::Session)),
    }
}

async fn only_group(context: &mut Context<'_>) -> Result<Group, Problem> {
    let groups = meant(context).await?;
    if groups.is_empty() {
        return Err(Refusal::NothingThere(Sought::Group).into());
    }
    one(context, groups).await
}

/// The groups that can be meant without a name: those that live in this room, else all that the
/// speaker may know of.
async fn meant(context: &mut Context<'_>) -> Result<Vec<Group>, Problem> {
    if let Some(room) = context.room.clone() {
        let here =
            storage::group::by_room(context.db, &context.community.id, context.viewer(), &room).await?;
        if !here.is_empty() {
            return Ok(alive(context, here));
        }
    }
    let everything = GroupFilter::default();
    let page = Page { skip: 0, take: MEANT_MAX };
    let viewer = context.viewer();
    let all = storage::group::list(context.db, &context.community.id, viewer, &everything, page).await?;
    Ok(alive(context, all))
}

fn alive(context: &Context<'_>, seen: Vec<Seen>) -> Vec<Group> {
    let known = seen.into_iter().map(|seen| context.known_as(seen));
    known.filter(|group| group.status != Status::Ended).collect()
}

async fn one(context: &mut Context<'_>, mut groups: Vec<Group>) -> Result<Group, Problem> {
    if groups.len() == 1
        && let Some(group) = groups.pop()
    {
        return Ok(group);
    }
    let mut choices = Vec::new();
    for group in groups.iter().take(CHOICES_MAX) {
        let next =
            storage::session::next_of_group(context.db, &context.community.id, group.id, context.now).await?;
        choices.push(choice_of(group, next.as_ref()));
    }
    Err(Refusal::Which { choices, count: groups.len() }.into())
}

fn choice_of(group: &Group, session: Option<&Session>) -> GroupChoice {
    GroupChoice {
        name: group.name.clone(),
        next: session.map(|session| (session.starts, session.zone)),
        venue: group.venue,
        address: group.address.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_follows_a_name_keeps_its_signs() {
        for (text, count, rest) in [
            ("Sunday circle 29 mar", 2, "29 mar"),
            ("Sunday-circle  19:30", 2, "19:30"),
            ("Sunday circle", 2, ""),
            ("Círculo 7:30pm", 1, "7:30pm"),
        ] {
            assert_eq!(after_words(text, count), rest);
        }
    }
}
