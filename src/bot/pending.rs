//! What a yes, a no or a pressed button refers to: questions and buttons that wait (P30).

use chrono::{DateTime, Utc};

use super::buttons::is_answer;
use super::{Bot, Wish};
use crate::chat::contract::{Answer, Incoming, Place};
use crate::commands::Context;
use crate::domain::id::{CommunityId, SessionId};
use crate::domain::refusal::Refusal;
use crate::language::invocation::{Action, Invocation};
use crate::language::typed::{self, NotUnderstood};
use crate::storage::question::Question;
use crate::storage::{self, StorageError};

/// An event with what is needed to find what it refers to.
pub(super) struct Scene<'a> {
    pub(super) incoming: &'a Incoming,
    pub(super) community: CommunityId,
    pub(super) asked: String,
    pub(super) now: DateTime<Utc>,
}

/// Why it is not clear what somebody wants.
pub(super) enum Unclear {
    NotUnderstood(NotUnderstood),
    Refused(Refusal),
    Failed(StorageError),
}

impl From<StorageError> for Unclear {
    fn from(error: StorageError) -> Self {
        Self::Failed(error)
    }
}

impl Scene<'_> {
    /// What is to be done.
    pub(super) async fn action(&self, context: &mut Context<'_>, wish: Wish) -> Result<Action, Unclear> {
        match wish {
            Wish::Line(line) => {
                let speaker = context.speaker(&context.zone());
                typed::parse(&line, speaker).map(Action::Run).map_err(Unclear::NotUnderstood)
            }
            Wish::Press(id) => self.pressed(context, &id).await,
            Wish::Yes => self.answered(context, true).await,
            Wish::No => self.answered(context, false).await,
        }
    }

    async fn pressed(&self, context: &mut Context<'_>, id: &str) -> Result<Action, Unclear> {
        let found = storage::button::get(context.db, &self.community, id, self.now).await?;
        let Some(button) = found else { return Err(Unclear::Refused(Refusal::OldButton)) };
        if button.asked.as_ref().is_some_and(|asked| *asked != self.asked) {
            return Err(Unclear::Refused(Refusal::NotYourButton));
        }
        let action = Action::decode(&button.action).ok_or(Unclear::Refused(Refusal::OldButton))?;
        if is_answer(&action) {
            self.close(context).await?;
        }
        Ok(action)
    }

    /// A typed yes or no: to the question that was asked, else to the one seat or duty on offer.
    async fn answered(&self, context: &mut Context<'_>, yes: bool) -> Result<Action, Unclear> {
        let question = storage::question::get(context.db, &self.community, &self.asked, self.now).await?;
        if let Some(question) = question.filter(|question| self.is_here(&question.place)) {
            self.close(context).await?;
            let given = if yes { Some(question.yes) } else { question.no };
            let action = given.map_or(Some(Action::Dismiss), |text| Action::decode(&text));
            return action.ok_or(Unclear::Refused(Refusal::NothingAsked));
        }
        self.offer(context, yes).await?.ok_or(Unclear::Refused(Refusal::NothingAsked))
    }

    async fn offer(&self, context: &mut Context<'_>, yes: bool) -> Result<Option<Action>, StorageError> {
        let Some(member) = context.known() else { return Ok(None) };
        let seats = storage::offer::seats_for(context.db, &self.community, member, self.now).await?;
        let duties = storage::duty::asked_of(context.db, &self.community, member, self.now).await?;
        let duties: Vec<SessionId> = duties.into_iter().map(|(session, _)| session.id).collect();
        let words = match (seats.len(), duties.len(), yes) {
            (1, 0, true) => "rsvp coming",
            (1, 0, false) => "rsvp cant",
            (0, 1, true) => "roster accept",
            (0, 1, false) => "roster decline",
            _ => return Ok(None),
        };
        let session = seats.first().or(duties.first());
        Ok(session.map(|session| Action::Run(Invocation::new(words).exact("session", session.0))))
    }

    /// A question is answered where it was asked, or in private, where it appeared.
    fn is_here(&self, place: &str) -> bool {
        self.incoming.place == Place::Private || place_key(&self.incoming.place) == place
    }

    /// The question has its answer: it and its buttons go, so that nothing is answered twice.
    async fn close(&self, context: &mut Context<'_>) -> Result<(), StorageError> {
        storage::question::remove(context.db, &self.community, &self.asked).await?;
        storage::button::remove_answers(context.db, &self.community, &self.asked).await
    }
}

fn place_key(place: &Place) -> String {
    match place {
        Place::Private => String::new(),
        Place::Room(room) => format!("{} {}", room.platform, room.id),
    }
}

impl Bot {
    /// Makes the buttons of some answers pressable. What is asked is kept as the person's one question.
    pub(super) async fn bind(
        &self,
        db: &mut storage::Connection,
        scene: &Scene<'_>,
        mut answers: Vec<Answer>,
    ) -> Result<Vec<Answer>, StorageError> {
        for answer in &mut answers {
            self.keep_question(db, scene, answer).await?;
            let asked = (Some(scene.asked.as_str()), scene.now);
            let message = (&mut answer.message, answer.private);
            self.parts.buttons.keep(db, &scene.community, message, asked).await?;
        }
        Ok(answers)
    }

    async fn keep_question(
        &self,
        db: &mut storage::Connection,
        scene: &Scene<'_>,
        answer: &Answer,
    ) -> Result<(), StorageError> {
        let press = |wanted: fn(&Action) -> bool| {
            let does = |text: &&str| Action::decode(text).is_some_and(|action| wanted(&action));
            answer.message.buttons.iter().map(|button| button.press.as_str()).find(does)
        };
        let Some(yes) = press(asks) else { return Ok(()) };
        let question = Question {
            yes: yes.to_owned(),
            no: press(|action| matches!(action, Action::DeclineConsent)).map(str::to_owned),
            place: place_key(&scene.incoming.place),
            expires: scene.now + self.parts.settings.question,
        };
        storage::question::put(db, &scene.community, &scene.asked, &question).await
    }
}

/// True for the yes of a question.
fn asks(action: &Action) -> bool {
    match action {
        Action::Run(invocation) => invocation.confirmed,
        Action::Consent(_) => true,
        Action::DeclineConsent | Action::Dismiss | Action::Undo(_) => false,
    }
}
