//! The time zone database that the whole program uses now; a newer one takes its place while it runs.

use std::sync::{Arc, PoisonError, RwLock};

use super::Zones;

/// The one place where whoever answers for long looks up which database is in use. Clones are the same place.
#[derive(Debug, Clone)]
pub struct CurrentZones(Arc<RwLock<Zones>>);

impl CurrentZones {
    /// Begins with this database.
    pub fn new(zones: Zones) -> Self {
        Self(Arc::new(RwLock::new(zones)))
    }

    /// The database in use. Whoever keeps what it computes asks inside the transaction that keeps it: then nothing is
    /// kept by older laws after the newer ones were followed.
    pub fn current(&self) -> Zones {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// From now on this database is in use.
    pub fn replace(&self, zones: Zones) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = zones;
    }
}
