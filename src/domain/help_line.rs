//! Help lines: whom `/help-now` names, and how long ago somebody verified that (P34).

use chrono::{Days, NaiveDate};

/// After so many days a verified help line should be called again (P34).
pub const HELP_LINE_FRESH_DAYS: u64 = 180;

/// One crisis or listening line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HelpLine {
    /// What it calls itself.
    pub name: String,
    /// The number to call; empty where there is none.
    pub phone: String,
    /// How to write to it; empty where one cannot.
    pub text: String,
    /// Its web page; empty where there is none.
    pub url: String,
    /// The country or region it serves, in words; empty means everywhere.
    pub country: String,
    /// When it answers; empty when not known.
    pub hours: String,
    /// BCP 47 tags of the languages spoken there.
    pub languages: Vec<String>,
    /// The day somebody last verified all this; none means never.
    pub last_verified: Option<NaiveDate>,
}

/// Whether one may rely on a help line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verification {
    /// Verified at most [`HELP_LINE_FRESH_DAYS`] ago.
    Fresh,
    /// Verified, but longer ago.
    Old(NaiveDate),
    /// Said to be verified on a day that has not come yet.
    Future(NaiveDate),
    /// Never verified by this admin.
    Never,
}

impl HelpLine {
    /// How far one may rely on this line today.
    #[must_use]
    pub fn verification(&self, today: NaiveDate) -> Verification {
        let Some(day) = self.last_verified else {
            return Verification::Never;
        };
        if day > today {
            return Verification::Future(day);
        }
        let fresh_until = day.checked_add_days(Days::new(HELP_LINE_FRESH_DAYS));
        if fresh_until.is_none_or(|last| today <= last) {
            Verification::Fresh
        } else {
            Verification::Old(day)
        }
    }

    /// True when there is a way to reach it.
    pub fn is_reachable(&self) -> bool {
        [&self.phone, &self.text, &self.url].iter().any(|way| !way.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// P34: warned about after 180 days, not before.
    #[test]
    fn a_line_is_fresh_for_180_days() {
        let line = HelpLine { last_verified: Some(day("2026-01-01")), ..HelpLine::default() };
        assert_eq!(line.verification(day("2026-01-01")), Verification::Fresh);
        assert_eq!(line.verification(day("2026-06-30")), Verification::Fresh);
        assert_eq!(line.verification(day("2026-07-01")), Verification::Old(day("2026-01-01")));
        assert_eq!(line.verification(day("2025-12-31")), Verification::Future(day("2026-01-01")));
        assert_eq!(HelpLine::default().verification(day("2026-01-01")), Verification::Never);
    }
}
