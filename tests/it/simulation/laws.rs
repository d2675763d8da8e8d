//! What must hold after every step: the guarantees G1 to G11, as far as they can be seen from outside.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use openchair::agenda::plan;
use openchair::domain::delivery::{Delivery, Notice, NoticeKind, Recipient, useful_until};
use openchair::domain::id::{CommunityId, MemberId};
use openchair::storage::fact;

use super::platform::Shown;
use super::world::World;

/// A row of the outbox, as it stands.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Row {
    community: String,
    id: i64,
    kind: String,
    recipient: String,
    session_id: i64,
    group_id: i64,
    offset_minutes: i64,
    occasion: String,
    revision: i64,
    due: i64,
    held_until: Option<i64>,
    state: String,
    attempts: i64,
    reason: Option<String>,
    done_at: Option<i64>,
}

/// Sessions as they stand: start, end, state, revision.
type Sessions = HashMap<(String, i64), (i64, i64, String, i64)>;

/// What was seen so far.
#[derive(Default)]
pub struct Laws {
    rows: BTreeMap<(String, i64), Row>,
    by_key: HashMap<String, (String, i64)>,
    /// When a session was cancelled, as far as that was confirmed and not taken back.
    pub cancelled: HashMap<(String, i64), DateTime<Utc>>,
    checked: usize,
}

/// A law that does not hold.
pub type Broken = String;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

impl Row {
    fn is_final(&self) -> bool {
        !matches!(self.state.as_str(), "planned" | "claimed")
    }

    fn key(&self, deployment: &str) -> String {
        let notice = Notice {
            kind: NoticeKind::from_word(&self.kind).unwrap(),
            recipient: Recipient::Member(MemberId(0)),
            group: None,
            session: None,
            offset_minutes: 0,
            due: at(self.due),
            revision: self.revision,
            about: None,
            detail: None,
        };
        let community = CommunityId::new(&self.community).unwrap();
        let delivery = Delivery {
            community,
            id: self.id,
            notice,
            account: None,
            attempts: 0,
            held_until: None,
            unsure: None,
        };
        plan::key(deployment, &delivery)
    }

    /// What there is one of (G2).
    fn identity(&self) -> (String, String, i64, i64, i64, String, i64, String) {
        (
            self.community.clone(),
            self.kind.clone(),
            self.session_id,
            self.group_id,
            self.offset_minutes,
            self.recipient.clone(),
            self.revision,
            self.occasion.clone(),
        )
    }

    fn useful_until(&self, sessions: &Sessions) -> Option<DateTime<Utc>> {
        let (starts, ends, ..) = sessions.get(&(self.community.clone(), self.session_id))?;
        let kind = NoticeKind::from_word(&self.kind)?;
        let offset = u32::try_from(self.offset_minutes).unwrap();
        useful_until(kind, offset, at(*starts), at(*ends))
    }
}

impl Laws {
    /// Looks at everything.
    pub async fn check(&mut self, world: &World) -> Result<(), Broken> {
        let (now, sessions) = self.look(world).await?;
        let shown = world.platform.shown();
        self.once(&shown)?;
        for message in &shown[self.checked..] {
            self.in_time_and_true(message, &sessions)?;
        }
        self.checked = shown.len();
        for row in now.values() {
            if row.attempts > i64::from(plan::ATTEMPTS_MAX) {
                return Err(format!("G9: tried {} times: {row:?}", row.attempts));
            }
        }
        Ok(())
    }

    /// Reads the outbox. G1: what was recorded is there until it has been dealt with, or its person was erased.
    async fn look(&mut self, world: &World) -> Result<(BTreeMap<(String, i64), Row>, Sessions), Broken> {
        let mut db = world.storage.read().await.unwrap();
        let deployment = fact::deployment(&mut db).await.unwrap();
        let rows: Vec<Row> = sqlx::query_as("SELECT * FROM delivery").fetch_all(&mut *db).await.unwrap();
        let sessions: Vec<(String, i64, i64, i64, String, i64)> =
            sqlx::query_as("SELECT community, id, starts, ends, state, revision FROM session")
                .fetch_all(&mut *db)
                .await
                .unwrap();
        let members: Vec<(String, i64)> =
            sqlx::query_as("SELECT community, id FROM member").fetch_all(&mut *db).await.unwrap();
        let now: BTreeMap<_, _> =
            rows.into_iter().map(|row| ((row.community.clone(), row.id), row)).collect();
        for (place, earlier) in &self.rows {
            let erased = earlier
                .recipient
                .strip_prefix("member:")
                .is_some_and(|member| !members.contains(&(place.0.clone(), member.parse().unwrap())));
            let taken_back_by_its_person = earlier.kind == "own_reminder";
            if !now.contains_key(place) && !earlier.is_final() && !erased && !taken_back_by_its_person {
                return Err(format!("G1: a recorded delivery is gone: {earlier:?}"));
            }
        }
        for row in now.values() {
            self.by_key.insert(row.key(&deployment), (row.community.clone(), row.id));
        }
        self.rows.extend(now.clone());
        let sessions = sessions
            .into_iter()
            .map(|(community, id, starts, ends, state, revision)| {
                ((community, id), (starts, ends, state, revision))
            })
            .collect();
        Ok((now, sessions))
    }

    /// G2, G3: nothing is shown twice, neither one delivery nor two for one purpose; invariant 5: nothing without a row.
    fn once(&self, shown: &[Shown]) -> Result<(), Broken> {
        let mut purposes = HashMap::new();
        for message in shown.iter().filter(|message| !message.taken_back) {
            let place = self
                .by_key
                .get(&message.key)
                .ok_or_else(|| format!("invariant 5: no row for {message:?}"))?;
            let row = &self.rows[place];
            if let Some(first) = purposes.insert(row.identity(), message) {
                return Err(format!("G2: shown twice: {row:?}, first {first:?}, then {message:?}"));
            }
        }
        Ok(())
    }

    fn in_time_and_true(&self, message: &Shown, sessions: &Sessions) -> Result<(), Broken> {
        if message.behind > TimeDelta::minutes(5) {
            return Err(format!("G7: sent by a clock behind the last seen: {message:?}"));
        }
        let row = &self.rows[&self.by_key[&message.key]];
        let session = sessions.get(&(row.community.clone(), row.session_id));
        let unchanged = session.is_some_and(|session| session.3 == row.revision);
        if unchanged && row.useful_until(sessions).is_some_and(|until| message.at > until) {
            return Err(format!("G5: of no use any more: {message:?} of {row:?}"));
        }
        let due = at(row.held_until.unwrap_or(row.due).max(row.due));
        if message.late != (message.at - due > TimeDelta::minutes(2)) && row.held_until.is_none() {
            return Err(format!("G5: late or not: {message:?} of {row:?}"));
        }
        let cancelled = self.cancelled.get(&(row.community.clone(), row.session_id));
        let reminder = NoticeKind::from_word(&row.kind).unwrap().is_reminder();
        if reminder && !message.taken_back && cancelled.is_some_and(|cancelled| message.at > *cancelled) {
            return Err(format!("G6: a reminder of a cancelled session: {message:?} of {row:?}"));
        }
        Ok(())
    }

    /// At the end, after everything was healthy for long enough: nothing is lost, and each end has its reason.
    pub async fn check_the_end(&mut self, world: &World) -> Result<(), Broken> {
        let (rows, sessions) = self.look(world).await?;
        let shown = world.platform.shown();
        for row in rows.values().filter(|row| at(row.due) <= world.now()) {
            let messages: Vec<&Shown> = shown
                .iter()
                .filter(|message| self.by_key.get(&message.key) == Some(&(row.community.clone(), row.id)))
                .collect();
            let count = messages.iter().filter(|message| !message.taken_back).count();
            let taken_back = messages.len() > count;
            let done = at(row.done_at.unwrap_or(0));
            let fits = match row.state.as_str() {
                "sent" => count == 1 || taken_back,
                "expired" => {
                    messages.is_empty()
                        && (row.useful_until(&sessions).is_none_or(|until| done >= until)
                            || self.is_covered(row, &rows))
                }
                "withdrawn" => count == 0,
                "dead" => row.attempts >= i64::from(plan::ATTEMPTS_MAX),
                _ => false,
            };
            if !fits {
                return Err(format!("G1: lost or without a reason: {row:?}, shown {messages:?}"));
            }
        }
        Ok(())
    }

    /// Whether something newer about the session went to the same recipient.
    fn is_covered(&self, row: &Row, rows: &BTreeMap<(String, i64), Row>) -> bool {
        rows.values().any(|other| {
            (&other.community, other.session_id, &other.recipient)
                == (&row.community, row.session_id, &row.recipient)
                && (other.due, other.id) > (row.due, row.id)
        })
    }

    /// How many deliveries ended how.
    pub fn figures(&self) -> BTreeMap<String, u32> {
        let mut figures = BTreeMap::new();
        for row in self.rows.values() {
            let why = row.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            *figures.entry(format!("{}{why}", row.state)).or_insert(0) += 1;
        }
        figures
    }
}
