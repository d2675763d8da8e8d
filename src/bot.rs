//! One incoming event becomes one answer. The clock is read here, once per event: the first of the
//! two doors through which time enters (invariant 2).

use std::sync::Arc;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::agenda::Waker;
use crate::chat::contract::{Answer, Inbox, Incoming, Place, Said};
use crate::clock::Clock;
use crate::commands::{self, Context, Done, Problem};
use crate::domain::community::Community;
use crate::domain::group::Actor;
use crate::domain::help_line::HelpLine;
use crate::domain::id::CommunityId;
use crate::domain::member::{Account, Language, Member, Role};
use crate::domain::outcome::{HelpOutcome, MeOutcome, Outcome};
use crate::domain::refusal::Refusal;
use crate::domain::settings::Settings;
use crate::domain::text;
use crate::domain::zone::{CurrentZones, Zones};
use crate::language::invocation::{Action, Invocation};
use crate::language::typed;
use crate::message::Message;
use crate::storage::{self, Storage, StorageError};
use crate::wording::{self, Texts, Voice};

mod buttons;
mod pace;
mod pending;
mod reading;

pub use buttons::Buttons;
pub use pace::Pace;
use pace::Pacer;
use pending::{Scene, Unclear};

/// What somebody may do in a community, as the configuration maps it (P26).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Authority {
    /// Their role.
    pub role: Role,
    /// True where they look after every group.
    pub coordinates_all: bool,
}

/// Maps an authenticated account to its authority.
pub type Authorities = Box<dyn Fn(&CommunityId, &Account) -> Authority + Send + Sync>;

/// What a bot is made of; `startup` puts it together.
pub struct Parts {
    /// Where everything is kept.
    pub storage: Arc<Storage>,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// Every sentence.
    pub texts: Arc<Texts>,
    /// The clock laws in force.
    pub zones: CurrentZones,
    /// What the admin decided.
    pub settings: Settings,
    /// The communities there are before anybody speaks.
    pub communities: Vec<Community>,
    /// What a community is like that nobody described.
    pub elsewhere: Community,
    /// Who may do what.
    pub authorities: Authorities,
    /// Where to find help at once.
    pub help_lines: Vec<HelpLine>,
    /// Woken when something may have become due.
    pub wake: Arc<Waker>,
    /// Keeps what buttons do.
    pub buttons: Arc<Buttons>,
    /// How fast people may go (P31).
    pub pace: Pace,
}

/// The bot: hears an event and answers it.
pub struct Bot {
    parts: Parts,
    pacer: Pacer,
}

/// No yes or no is longer.
const ANSWER_BYTES_MAX: usize = 16;

/// What somebody wants, once it is read.
#[derive(Clone)]
enum Wish {
    Yes,
    No,
    Press(String),
    Line(String),
}

#[async_trait]
impl Inbox for Bot {
    async fn hear(&self, incoming: Incoming) -> Vec<Answer> {
        let now = self.parts.clock.now();
        let Some(wish) = self.wish_of(&incoming.said) else { return Vec::new() };
        if is_help_now(&wish) {
            return vec![private(self.help_now(&incoming, now))];
        }
        let asked = self.parts.buttons.asked(&incoming.account);
        if !self.pacer.allows(&incoming.community, &asked, now) {
            let zones = self.parts.zones.current();
            let voice = self.plain_voice(&incoming, &zones, now);
            return vec![private(wording::problem::refusal(&Refusal::TooFast, &voice))];
        }
        let error = match self.fulfil(&incoming, wish.clone(), now).await {
            Ok(answers) => return answers,
            Err(error) => error,
        };
        self.parts.storage.mind(&error, now);
        if error.stops_writing()
            && let Some(answers) = self.answer_reading(&incoming, wish, now).await
        {
            return answers;
        }
        vec![private(self.failed(&incoming, now, &error))]
    }
}

/// Help lines are for everyone in every state, also without a database (P34).
fn is_help_now(wish: &Wish) -> bool {
    match wish {
        Wish::Line(line) => typed::addressed(line).is_some_and(|rest| {
            rest.trim_start().to_lowercase().split_whitespace().next() == Some("help-now")
        }),
        _ => false,
    }
}

fn private(message: Message) -> Answer {
    Answer { private: true, message }
}

impl Bot {
    /// What is said to the bot; none where a line is not addressed to it.
    fn wish_of(&self, said: &Said) -> Option<Wish> {
        match said {
            Said::Press(id) => Some(Wish::Press(id.clone())),
            Said::Line(line) if typed::addressed(line).is_some() && !self.is_answer(line) => {
                Some(Wish::Line(line.clone()))
            }
            Said::Line(line) if line.len() > ANSWER_BYTES_MAX => None,
            Said::Line(line) => {
                let yes = wording::question::answer_word(&self.parts.texts, line)?;
                Some(if yes { Wish::Yes } else { Wish::No })
            }
        }
    }

    /// True for a yes or no behind a slash.
    fn is_answer(&self, line: &str) -> bool {
        line.len() <= ANSWER_BYTES_MAX && wording::question::answer_word(&self.parts.texts, line).is_some()
    }

    /// Puts a bot together.
    #[must_use]
    pub fn new(parts: Parts) -> Self {
        Self { pacer: Pacer::new(parts.pace), parts }
    }

    /// Carries a wish out in one transaction; what it changes is on disk before it is answered (G1).
    async fn fulfil(
        &self,
        incoming: &Incoming,
        wish: Wish,
        now: DateTime<Utc>,
    ) -> Result<Vec<Answer>, StorageError> {
        let mut tx = self.parts.storage.write().await?;
        let zones = self.parts.zones.current();
        let community = self.community(&mut tx, &incoming.community).await?;
        let member = storage::member::by_account(&mut tx, &community.id, &incoming.account).await?;
        let mut context = self.context(incoming, (&community, &zones), member, (&mut tx, now));
        let scene = Scene {
            incoming,
            community: community.id.clone(),
            asked: self.parts.buttons.asked(&incoming.account),
            now,
        };
        let action = scene.action(&mut context, wish).await;
        let (done, action) = match action {
            Ok(action) => (perform(&mut context, &action).await, Some(action)),
            Err(Unclear::NotUnderstood(problem)) => {
                let voice = self.voice(&context, incoming.language);
                return Ok(vec![private(wording::understand::not_understood(&problem, &voice))]);
            }
            Err(Unclear::Refused(refusal)) => (Err(Problem::Refused(refusal)), None),
            Err(Unclear::Failed(error)) => (Err(Problem::Failed(error)), None),
        };
        let voice = self.voice(&context, incoming.language);
        let erased = matches!(&done, Ok(Done::Told(Outcome::Me(MeOutcome::Deleted { .. }))));
        let (answers, keep) = match done {
            Ok(Done::Told(outcome)) => (wording::tell(&outcome, &voice), true),
            Ok(Done::Ask { question, if_yes }) => (vec![wording::ask(&question, &if_yes, &voice)], true),
            Err(Problem::Failed(error)) => return Err(error),
            Err(problem) => (vec![declined(&problem, action, &self.parts.settings, &voice)], false),
        };
        drop(context);
        if !keep {
            tx.rollback().await?;
            tx = self.parts.storage.write().await?;
        }
        let answers = self.bind(&mut tx, &scene, answers).await?;
        tx.commit().await?;
        if erased {
            self.scrub().await;
        }
        self.parts.wake.wake();
        Ok(answers)
    }

    /// Nothing of an erased person stays in the write-ahead log (P37). They are erased already, so
    /// trouble with this concerns the operator alone.
    async fn scrub(&self) {
        if let Err(error) = self.parts.storage.scrub().await {
            tracing::error!(cause = %error, "the write-ahead log could not be emptied after an erasure; stopping the bot empties it");
        }
    }

    /// The community of an event; one that nobody described has the community's defaults.
    async fn community(
        &self,
        tx: &mut storage::Connection,
        id: &CommunityId,
    ) -> Result<Community, StorageError> {
        let described = self.parts.communities.iter().find(|community| community.id == *id);
        storage::community::ensure(tx, id, described.unwrap_or(&self.parts.elsewhere)).await
    }

    fn context<'a>(
        &'a self,
        incoming: &Incoming,
        (community, zones): (&'a Community, &'a Zones),
        member: Option<Member>,
        (db, now): (&'a mut storage::Connection, DateTime<Utc>),
    ) -> Context<'a> {
        let authority = (self.parts.authorities)(&community.id, &incoming.account);
        let name = text::name(&incoming.name).unwrap_or_else(|_| text::clean(&incoming.account.id));
        Context {
            now,
            said_at: incoming.said_at,
            actor: Actor {
                account: incoming.account.clone(),
                name,
                role: authority.role,
                member: member.as_ref().map(|member| member.id),
            },
            member,
            answer_in: None,
            coordinates_all: authority.coordinates_all,
            room: match &incoming.place {
                Place::Room(room) => Some(room.clone()),
                Place::Private => None,
            },
            community,
            db,
            asked: self.parts.buttons.asked(&incoming.account),
            zones,
            settings: &self.parts.settings,
        }
    }

    /// How the speaker is answered: in their own language and zone, else the platform's and the community's.
    fn voice<'a>(&'a self, context: &Context<'a>, told: Option<Language>) -> Voice<'a> {
        let kept = context.member.as_ref().and_then(|member| member.language);
        let own = context.answer_in.or(kept).or(told);
        Voice {
            texts: &self.parts.texts,
            language: own.unwrap_or(context.community.language),
            zone: context.zone(),
            zones: context.zones,
            now: context.now,
        }
    }

    fn help_now(&self, incoming: &Incoming, now: DateTime<Utc>) -> Message {
        let zones = self.parts.zones.current();
        let voice = self.plain_voice(incoming, &zones, now);
        let today = zones.local(&voice.zone, now).date();
        wording::help::now(&self.parts.help_lines, today, &voice)
    }

    /// A voice for the moments when the database cannot be asked.
    fn plain_voice<'a>(&'a self, incoming: &Incoming, zones: &'a Zones, now: DateTime<Utc>) -> Voice<'a> {
        let community = self.parts.communities.iter().find(|community| community.id == incoming.community);
        let community = community.unwrap_or(&self.parts.elsewhere);
        Voice {
            texts: &self.parts.texts,
            language: incoming.language.unwrap_or(community.language),
            zone: community.zone,
            zones,
            now,
        }
    }

    /// One calm sentence for the person, one line with the cause for the operator.
    fn failed(&self, incoming: &Incoming, now: DateTime<Utc>, error: &StorageError) -> Message {
        let code: String =
            self.parts.buttons.opaque().chars().filter(char::is_ascii_alphanumeric).take(6).collect();
        tracing::error!(code, cause = %error, "a command failed");
        let zones = self.parts.zones.current();
        let voice = self.plain_voice(incoming, &zones, now);
        match error.stops_writing() {
            true => wording::problem::read_only(&code, &voice),
            false => wording::problem::broken(&code, &voice),
        }
    }
}

async fn perform(context: &mut Context<'_>, action: &Action) -> commands::Answer {
    match action {
        Action::Run(invocation) => run(context, invocation).await,
        Action::Consent(invocation) => {
            context.consent().await?;
            run(context, invocation).await
        }
        Action::Undo(undo) => commands::undo::undo(context, undo).await,
        Action::DeclineConsent => Ok(Done::Told(Outcome::Help(HelpOutcome::ConsentDeclined))),
        Action::Dismiss => Ok(Done::Told(Outcome::Help(HelpOutcome::Dismissed))),
    }
}

async fn run(context: &mut Context<'_>, invocation: &Invocation) -> commands::Answer {
    match commands::command(&invocation.command) {
        Some(command) => command.run(context, invocation).await,
        None => Err(Refusal::OldButton.into()),
    }
}

fn declined(problem: &Problem, action: Option<Action>, settings: &Settings, voice: &Voice<'_>) -> Answer {
    private(match (problem, action) {
        (Problem::NeedsConsent(see), Some(Action::Run(invocation) | Action::Consent(invocation))) => {
            wording::consent_card(*see, settings.rsvp_days, invocation, voice)
        }
        (Problem::Argument(bad), _) => wording::understand::bad_argument(bad, voice),
        (Problem::Refused(refusal), _) => wording::problem::refusal(refusal, voice),
        (Problem::NeedsConsent(_) | Problem::Failed(_), _) => {
            wording::problem::refusal(&Refusal::OldButton, voice)
        }
    })
}
