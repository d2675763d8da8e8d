//! A database in which every table has rows of two people, for tests that must see them all.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, SqliteConnection};

use crate::domain::id::{CommunityId, MemberId};

/// Somebody with a row in every table, whose texts all begin with `ana-`.
pub(super) const ANA: MemberId = MemberId(7_000_001);
/// Somebody else in the same groups, whose texts all begin with `ben-`.
pub(super) const BEN: MemberId = MemberId(7_000_002);
/// The time at which one session is over and another is to come.
pub(super) const NOW: DateTime<Utc> = DateTime::from_timestamp(5_000, 0).unwrap();

/// Fills every table of the community.
pub(super) async fn populate(db: &mut SqliteConnection, community: &CommunityId) {
    let rows = [
        "member (id, platform, account, name, folded, zone, language, role, consent, reminders, offsets, quiet_from, quiet_to)
           VALUES (7000001, 'terminal', 'ana-account', 'ana-canary', 'ana-canary', 'Europe/Vienna', 'es', 'coordinator', 1, 1, '[60]', '22:00', '08:00')",
        "member (id, platform, account, name, folded) VALUES (7000002, 'terminal', 'ben-account', 'ben-canary', 'ben-canary')",
        "\"group\" (id, name, folded, membership, kind, see, venue, status, listed, channel_reminder, language)
           VALUES (1, 'Sunday circle', 'sunday circle', 'open', 'support', 'count', 'online', 'active', 1, 1, 'en')",
        "\"group\" (id, name, folded, membership, kind, see, venue, status, listed, channel_reminder, language)
           VALUES (2, 'Monday walk', 'monday walk', 'open', 'support', 'count', 'online', 'active', 1, 1, 'en')",
        "group_word (list, word, folded, group_id) VALUES ('language', 'es', 'sunday circle', 1)",
        "series (id, group_id, zone, starts_at, rule, minutes) VALUES (3, 1, 'Europe/Vienna', '1970-01-01T01:00:00', 'FREQ=WEEKLY', 60)",
        "session (id, group_id, series_id, slot, zone, zone_data, starts, minutes, ends, state)
           VALUES (4, 1, 3, '1970-01-01T01:00:00', 'Europe/Vienna', 'test', 0, 60, 3600, 'closed')",
        "session (id, group_id, series_id, slot, zone, zone_data, starts, minutes, ends, state)
           VALUES (5, 1, 3, '1970-01-08T01:00:00', 'Europe/Vienna', 'test', 604800, 60, 608400, 'planned')",
        "membership (group_id, member, state, since, note) VALUES (1, 7000001, 'requested', 10, 'ana-canary note')",
        "membership (group_id, member, state, since) VALUES (1, 7000002, 'belongs', 10)",
        "roster (group_id, member, part, since) VALUES (1, 7000001, 'facilitator', 10)",
        "roster (group_id, member, part, since) VALUES (1, 7000002, 'facilitator', 10)",
        "roster (group_id, member, part, since) VALUES (2, 7000001, 'facilitator', 10)",
        "rsvp (session_id, member, answer, position, standing, first_time) VALUES (4, 7000001, 'coming', 1, 0, 1)",
        "rsvp (session_id, member, answer, offered_until, position, standing, first_time) VALUES (5, 7000001, 'offered', 9000, 1, 1, 0)",
        "rsvp (session_id, member, answer, position, standing, first_time) VALUES (5, 7000002, 'waiting', 2, 0, 0)",
        "standing_rsvp (group_id, member, since) VALUES (1, 7000001, 10)",
        "duty (session_id, role, state, member) VALUES (5, 'lead', 'accepted', 7000001)",
        "duty (session_id, role, state, member) VALUES (4, 'lead', 'accepted', 7000001)",
        "duty_offer (session_id, role, member, state) VALUES (5, 'co', 7000001, 'offered')",
        "delivery (id, kind, platform, member, recipient, group_id, session_id, offset_minutes, occasion, revision, due, try_at, state)
           VALUES (6, 'reminder', 'terminal', 7000001, 'member:7000001', 1, 5, 60, '', 0, 600000, 600000, 'planned')",
        "delivery (id, kind, platform, member, recipient, about, group_id, offset_minutes, occasion, revision, detail, due, try_at, state)
           VALUES (7, 'join_asked', 'terminal', 7000002, 'member:7000002', 7000001, 1, 0, '10:ana-canary', 0, 'ana-canary asks', 10, 10, 'sent')",
        "delivery (id, kind, platform, room, recipient, group_id, session_id, offset_minutes, occasion, revision, due, try_at, state)
           VALUES (8, 'room_reminder', 'terminal', 'lobby', 'room:terminal:lobby', 1, 5, 60, '', 0, 600000, 600000, 'planned')",
        "delivery (id, kind, platform, member, recipient, offset_minutes, occasion, revision, detail, due, try_at, state)
           VALUES (10, 'own_reminder', 'terminal', 7000001, 'member:7000001', 0, '600000:0:ana-canary words', 0, 'ana-canary words', 600000, 600000, 'planned')",
        "button (id, action, asked, answers, expires) VALUES ('one', '{}', 'ana-asked', 1, 9000)",
        "question (asked, place, yes, expires) VALUES ('ana-asked', '', 'ana-canary', 9000)",
        "audit (id, group_id, member, what, at) VALUES (9, 1, 7000001, 'capacity', 10)",
    ];
    for row in rows {
        let (table, rest) = row.split_once(" (").unwrap();
        let (columns, values) = rest.split_once("VALUES (").unwrap();
        let sql = format!("INSERT INTO {table} (community, {columns} VALUES ('{community}', {values}");
        sqlx::query(AssertSqlSafe(sql))
            .execute(&mut *db)
            .await
            .unwrap_or_else(|error| panic!("{row}: {error}"));
    }
}
