//! What the bot can do: the table of commands, then one file per noun.

use std::future::Future;
use std::pin::Pin;

use crate::domain::outcome::Outcome;
use crate::language::description::CommandDescription;
use crate::language::invocation::Invocation;
use crate::language::table::description;

pub mod context;
pub mod find;
pub mod group;
pub mod help;
pub mod me;
pub mod problem;
pub mod remind;
pub mod requests;
pub mod roster;
pub mod rsvp;
pub mod session;
pub mod undo;

pub use context::Context;
pub use problem::Problem;

/// What came of a command.
#[derive(Debug, Clone, PartialEq)]
pub enum Done {
    /// It was done, or found out.
    Told(Outcome),
    /// A yes is wanted first; nothing was changed.
    Ask {
        /// What is asked.
        question: Outcome,
        /// What a yes carries out.
        if_yes: Invocation,
    },
}

/// What a command gives back.
pub type Answer = Result<Done, Problem>;

type Running<'c> = Pin<Box<dyn Future<Output = Answer> + Send + 'c>>;

/// How a command is carried out.
type Run = for<'c> fn(&'c mut Context<'_>, &'c Invocation) -> Running<'c>;

/// One command: what it looks like and what it does.
pub struct Command {
    /// What it looks like.
    pub description: &'static CommandDescription,
    run: Run,
}

/// Pairs the words of each command with the function that carries it out.
macro_rules! table {
    ($($name:literal => $run:path),* $(,)?) => {
        /// The functions of all commands, by their words.
        const RUNS: &[(&str, Run)] = &[$(($name, |context, invocation| Box::pin($run(context, invocation)))),*];
    };
}

table! {
    "sessions" => session::sessions,
    "groups" => group::list::groups,
    "group create" => group::create::create,
    "group info" => group::list::info,
    "group edit" => group::edit::edit,
    "group end" => group::end::end,
    "session add" => session::add,
    "session cancel" => session::cancel,
    "session restore" => session::restore,
    "session move" => session::shift,
    "session status" => session::status,
    "rsvp coming" => rsvp::coming,
    "rsvp cant" => rsvp::cant,
    "rsvp always" => rsvp::always,
    "rsvp stop" => rsvp::stop,
    "rsvp list" => rsvp::list,
    "join" => rsvp::join,
    "leave" => rsvp::leave,
    "remind on" => remind::on,
    "remind off" => remind::off,
    "remind when" => remind::when,
    "remind quiet" => remind::quiet,
    "remind me" => remind::me,
    "remind clear" => remind::clear,
    "remind status" => remind::status,
    "me agenda" => me::agenda,
    "me timezone" => me::timezone,
    "me language" => me::language,
    "me export" => me::export,
    "me delete" => me::delete,
    "roster show" => roster::show,
    "roster join" => roster::join,
    "roster accept" => roster::accept,
    "roster decline" => roster::decline,
    "requests show" => requests::show,
    "requests accept" => requests::accept,
    "requests decline" => requests::decline,
    "help" => help::help,
}

/// The command of that name.
#[must_use]
pub fn command(name: &str) -> Option<Command> {
    let (_, run) = RUNS.iter().find(|(words, _)| *words == name)?;
    Some(Command { description: description(name)?, run: *run })
}

impl Command {
    /// Carries the command out for the context's actor.
    ///
    /// # Errors
    /// A [`Problem`]; the caller then rolls the transaction back.
    pub async fn run(&self, context: &mut Context<'_>, invocation: &Invocation) -> Answer {
        if context.actor.role < self.description.who_may {
            return Err(crate::domain::refusal::Refusal::NeedsRole(self.description.who_may).into());
        }
        (self.run)(context, invocation).await
    }
}
