//! All that a command may know and touch: never the bot, an adapter or the configuration.

use chrono::{DateTime, Utc};

use super::problem::Problem;
use crate::domain::community::Community;
use crate::domain::group::{Actor, Group, Room, SeeWhoComes, Standing};
use crate::domain::id::{GroupId, MemberId, SessionId};
use crate::domain::member::{CONSENT_VERSION, Language, Member, ReminderChoice, Role};
use crate::domain::refusal::{Refusal, Sought};
use crate::domain::settings::Settings;
use crate::domain::zone::{ZoneName, Zones};
use crate::language::value::Speaker;
use crate::storage;
use crate::storage::group::{Seen, Viewer};

/// All that a command may know and touch.
pub struct Context<'a> {
    /// The time at which the bot took up the event.
    pub now: DateTime<Utc>,
    /// When it was said, so that "tonight" is the speaker's tonight.
    pub said_at: DateTime<Utc>,
    /// Who speaks.
    pub actor: Actor,
    /// What is kept about them, if anything.
    pub member: Option<Member>,
    /// The language of this answer, where it is not the one that is kept.
    pub answer_in: Option<Language>,
    /// True where they look after every group of the community.
    pub coordinates_all: bool,
    /// The room they speak in; none in private.
    pub room: Option<Room>,
    /// Where they belong: every query names it (invariant 8).
    pub community: &'a Community,
    /// The one transaction of this command.
    pub db: &'a mut storage::Connection,
    /// The keyed hash under which their buttons and question are kept.
    pub asked: String,
    /// The clock laws in force.
    pub zones: &'a Zones,
    /// What the admin decided.
    pub settings: &'a Settings,
}

impl Context<'_> {
    /// The zone in which the speaker reads times: theirs, else the community's.
    #[must_use]
    pub fn zone(&self) -> ZoneName {
        self.member.as_ref().and_then(|member| member.zone).unwrap_or(self.community.zone)
    }

    /// The language in which the speaker is answered: theirs, else the community's.
    #[must_use]
    pub fn language(&self) -> Language {
        self.member.as_ref().and_then(|member| member.language).unwrap_or(self.community.language)
    }

    /// Whose words are read, by the wall clock of a zone when they spoke.
    #[must_use]
    pub fn speaker(&self, zone: &ZoneName) -> Speaker {
        Speaker { now: self.zones.local(zone, self.said_at), language: self.language() }
    }

    /// The speaker's number, for something that they agreed to be kept (P2).
    ///
    /// # Errors
    /// [`Problem::NeedsConsent`] until they agreed to the present consent card.
    pub fn consenting(&self) -> Result<MemberId, Problem> {
        self.consenting_to(SeeWhoComes::Count)
    }

    /// The same, where others may see it: the card says who.
    ///
    /// # Errors
    /// [`Problem::NeedsConsent`] until they agreed to the present consent card.
    pub fn consenting_to(&self, see: SeeWhoComes) -> Result<MemberId, Problem> {
        match &self.member {
            Some(member) if member.consents() => Ok(member.id),
            _ => Err(Problem::NeedsConsent(see)),
        }
    }

    /// The speaker's number if anything is kept about them.
    #[must_use]
    pub fn known(&self) -> Option<MemberId> {
        self.member.as_ref().map(|member| member.id)
    }

    /// The speaker's number, making their row where there is none: for people who act for a group,
    /// whose account and name the group needs.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn enrolled(&mut self) -> Result<MemberId, Problem> {
        if let Some(member) = &self.member {
            return Ok(member.id);
        }
        let mut member = Member {
            id: MemberId(0),
            account: self.actor.account.clone(),
            name: self.actor.name.clone(),
            zone: None,
            language: None,
            role: self.actor.role,
            consent: None,
            reminders: ReminderChoice { on: false, offsets_minutes: Vec::new(), quiet: None },
        };
        member.id = storage::member::insert(self.db, &self.community.id, &member).await?;
        let id = member.id;
        self.actor.member = Some(id);
        self.member = Some(member);
        Ok(id)
    }

    /// Records that the speaker agreed to the present consent card.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn consent(&mut self) -> Result<(), Problem> {
        self.enrolled().await?;
        if let Some(member) = &mut self.member {
            member.consent = Some(CONSENT_VERSION);
            storage::member::update(self.db, &self.community.id, member).await?;
        }
        Ok(())
    }

    /// How the speaker stands to a group.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn standing(&mut self, group: &Group) -> Result<Standing, Problem> {
        let member = self.known();
        let mut standing = storage::group::standing(self.db, &self.community.id, group.id, member).await?;
        standing.coordinates |= self.coordinates_all;
        Ok(standing)
    }

    /// The speaker, as lists of groups need to know them.
    #[must_use]
    pub fn viewer(&self) -> Viewer {
        // Whoever coordinates all groups sees all of them, as an admin does.
        let role = if self.coordinates_all { Role::Admin } else { self.actor.role };
        Viewer { member: self.known(), role }
    }

    /// True where the speaker may know of a group.
    #[must_use]
    pub fn sees(&self, seen: &Seen) -> bool {
        self.coordinates_all || seen.group.visible_to(self.actor.role, seen.standing)
    }

    /// True where the speaker belongs to a group or looks after it: they read its own name, others its
    /// public one (P8).
    #[must_use]
    pub fn is_inside(&self, standing: Standing) -> bool {
        let part = standing.belongs || standing.on_roster || standing.coordinates;
        part || self.coordinates_all || self.actor.role == Role::Admin
    }

    /// A group as the speaker may know it: by its public name where they are not inside (P8).
    #[must_use]
    pub fn known_as(&self, seen: Seen) -> Group {
        let mut group = seen.group;
        if !self.is_inside(seen.standing) {
            group.name = group.shown_name().to_owned();
        }
        group
    }

    /// Brings the reminders of a session in step with who comes and when it is.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn replan(&mut self, session: SessionId) -> Result<(), Problem> {
        let offsets = &self.settings.offsets_minutes;
        let community = &self.community.id;
        Ok(storage::delivery::reconcile_session(self.db, community, session, offsets, self.now).await?)
    }

    /// Brings the reminders of all sessions ahead of a group in step.
    ///
    /// # Errors
    /// Trouble with the database.
    pub async fn replan_group(&mut self, group: GroupId) -> Result<(), Problem> {
        let offsets = &self.settings.offsets_minutes;
        let community = &self.community.id;
        Ok(storage::delivery::reconcile_group(self.db, community, group, offsets, self.now).await?)
    }

    /// Makes sure that the speaker may change a group (2b: their own, or one they coordinate).
    ///
    /// # Errors
    /// Not found where they may not see it, [`Refusal::NotYours`] where they may not change it.
    pub async fn may_change(&mut self, group: &Group) -> Result<(), Problem> {
        let standing = self.standing(group).await?;
        if group.changeable_by(self.actor.role, standing) {
            return Ok(());
        }
        if !group.visible_to(self.actor.role, standing) {
            return Err(super::problem::not_found(Sought::Group));
        }
        if self.actor.role < Role::Facilitator {
            return Err(Refusal::NeedsRole(Role::Facilitator).into());
        }
        Err(Refusal::NotYours { group: group.name.clone() }.into())
    }
}
