//! Why a command has no outcome: the person is told kindly, or the operator learns the cause.

use crate::domain::group::SeeWhoComes;
use crate::domain::refusal::{Refusal, Sought};
use crate::language::value::BadArgument;
use crate::storage::StorageError;

/// Why a command has no outcome. Nothing was changed.
#[derive(Debug)]
pub enum Problem {
    /// A kind "no", told to the person, logged at debug.
    Refused(Refusal),
    /// Something in an argument cannot be read.
    Argument(BadArgument),
    /// The person has not yet agreed to what would be kept of them (P2).
    NeedsConsent(SeeWhoComes),
    /// Something broke: logged once with its cause; the person gets a calm sentence and a code.
    Failed(StorageError),
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<BadArgument> for Problem {
    fn from(bad: BadArgument) -> Self {
        Self::Argument(bad)
    }
}

impl From<StorageError> for Problem {
    fn from(error: StorageError) -> Self {
        Self::Failed(error)
    }
}

/// "I don't know one by that name."
#[must_use]
pub fn not_found(sought: Sought) -> Problem {
    Problem::Refused(Refusal::NotFound { sought, nearest: None })
}
