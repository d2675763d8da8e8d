//! When nothing can be written, on a full disk or in a damaged database: what only reads is answered all the same.

use chrono::{DateTime, Utc};

use super::pending::{Scene, Unclear};
use super::{Bot, Wish, perform, private};
use crate::chat::contract::{Answer, Incoming};
use crate::commands::{Done, Problem};
use crate::storage::{self, StorageError};
use crate::wording;

impl Bot {
    /// The answer to what only reads. None for what would have to be kept: a change, a question, a press; and where the
    /// database cannot be read either.
    pub(super) async fn answer_reading(
        &self,
        incoming: &Incoming,
        wish: Wish,
        now: DateTime<Utc>,
    ) -> Option<Vec<Answer>> {
        self.read_only(incoming, wish, now).await.unwrap_or_default()
    }

    async fn read_only(
        &self,
        incoming: &Incoming,
        wish: Wish,
        now: DateTime<Utc>,
    ) -> Result<Option<Vec<Answer>>, StorageError> {
        // A connection that cannot write: what tries to is refused there, and nothing untrue is said.
        let mut db = self.parts.storage.read().await?;
        let Some(community) = storage::community::get(&mut db, &incoming.community).await? else {
            return Ok(None);
        };
        let member = storage::member::by_account(&mut db, &community.id, &incoming.account).await?;
        let zones = self.parts.zones.current();
        let mut context = self.context(incoming, (&community, &zones), member, (&mut db, now));
        let asked = self.parts.buttons.asked(&incoming.account);
        let scene = Scene { incoming, community: community.id.clone(), asked, now };
        let action = scene.action(&mut context, wish).await;
        let done = match &action {
            Ok(action) => perform(&mut context, action).await,
            Err(Unclear::NotUnderstood(problem)) => {
                let voice = self.voice(&context, incoming.language);
                return Ok(Some(vec![private(wording::understand::not_understood(problem, &voice))]));
            }
            Err(_) => return Ok(None),
        };
        let voice = self.voice(&context, incoming.language);
        Ok(match done {
            Ok(Done::Told(outcome)) => Some(wording::tell(&outcome, &voice).into_iter().map(bare).collect()),
            Err(Problem::Refused(refusal)) => {
                Some(vec![private(wording::problem::refusal(&refusal, &voice))])
            }
            _ => None,
        })
    }
}

/// Without its buttons: what they do cannot be kept.
fn bare(said: crate::message::Said) -> Answer {
    let mut answer = Answer { private: said.private, message: said.message };
    answer.message.buttons.clear();
    answer
}
