-- The whole house: communities, groups, sessions, people, answers, duties, deliveries.
-- Times are whole seconds of Unix time (UTC); wall times are text, YYYY-MM-DDTHH:MM:SS.
-- What is kept about a person is listed in docs/privacy.md and checked against this schema (P1).

-- `last_id` is the last number given to anything in the community; none is ever given again.
CREATE TABLE community (
  id        TEXT PRIMARY KEY,
  title     TEXT NOT NULL,
  zone      TEXT NOT NULL,
  language  TEXT NOT NULL,
  last_id   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE member (
  community TEXT NOT NULL REFERENCES community (id),
  id        INTEGER NOT NULL,
  platform  TEXT NOT NULL,
  account   TEXT NOT NULL,
  name      TEXT NOT NULL,
  folded    TEXT NOT NULL,
  zone      TEXT,
  language  TEXT,
  role      TEXT NOT NULL DEFAULT 'member',
  consent   INTEGER,
  reminders INTEGER NOT NULL DEFAULT 0,
  offsets   TEXT NOT NULL DEFAULT '[]',
  quiet_from TEXT,
  quiet_to  TEXT,
  PRIMARY KEY (community, id),
  UNIQUE (community, platform, account)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_name ON member (community, folded);

-- A setting that is a list of words is stored as JSON text.
CREATE TABLE "group" (
  community   TEXT NOT NULL REFERENCES community (id),
  id          INTEGER NOT NULL,
  name        TEXT NOT NULL,
  folded      TEXT NOT NULL,
  private_folded TEXT,
  public_name TEXT,
  description TEXT,
  languages   TEXT NOT NULL DEFAULT '[]',
  audiences   TEXT NOT NULL DEFAULT '[]',
  membership  TEXT NOT NULL,
  kind        TEXT NOT NULL,
  capacity    INTEGER,
  see         TEXT NOT NULL,
  venue       TEXT NOT NULL,
  address     TEXT,
  access      TEXT,
  link        TEXT,
  status      TEXT NOT NULL,
  paused_until INTEGER,
  listed      INTEGER NOT NULL,
  channel_reminder INTEGER NOT NULL,
  language    TEXT NOT NULL,
  room_platform TEXT,
  room        TEXT,
  review      TEXT,
  source      TEXT,
  -- What the feed it was imported from said last, as JSON: only what a feed changes is changed here.
  imported    TEXT,
  revision    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;
-- `folded` is the name that others may read; `private_folded` the other one, where a group has two (P8).
-- Lists go by the index in the order of names; its further columns tell whether a group is shown, without reading the group.
CREATE INDEX group_by_name ON "group" (community, folded, status, listed, kind, venue);
CREATE INDEX group_by_private_name ON "group" (community, private_folded) WHERE private_folded IS NOT NULL;
CREATE INDEX group_by_room ON "group" (community, room) WHERE room IS NOT NULL;
CREATE INDEX group_by_pause ON "group" (paused_until) WHERE paused_until IS NOT NULL;
CREATE UNIQUE INDEX group_by_source ON "group" (community, source) WHERE source IS NOT NULL;

-- What groups are looked for by: the words of their lists, folded, in the order of the groups' names.
CREATE TABLE group_word (
  community TEXT NOT NULL,
  list      TEXT NOT NULL,
  word      TEXT NOT NULL,
  folded    TEXT NOT NULL,
  group_id  INTEGER NOT NULL,
  PRIMARY KEY (community, list, word, folded, group_id),
  FOREIGN KEY (community, group_id) REFERENCES "group" (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX group_word_of_group ON group_word (community, group_id);

CREATE TABLE series (
  community   TEXT NOT NULL,
  id          INTEGER NOT NULL,
  group_id    INTEGER NOT NULL,
  zone        TEXT NOT NULL,
  starts_at   TEXT NOT NULL,
  rule        TEXT,
  except_dates TEXT NOT NULL DEFAULT '[]',
  also_dates  TEXT NOT NULL DEFAULT '[]',
  minutes     INTEGER NOT NULL,
  ends_before TEXT,
  laid_out_until INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (community, id),
  FOREIGN KEY (community, group_id) REFERENCES "group" (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX series_of_group ON series (community, group_id);
CREATE INDEX series_to_lay_out ON series (laid_out_until);

CREATE TABLE session (
  community   TEXT NOT NULL,
  id          INTEGER NOT NULL,
  group_id    INTEGER NOT NULL,
  series_id   INTEGER,
  slot        TEXT NOT NULL,
  moved_to    TEXT,
  zone        TEXT NOT NULL,
  zone_data   TEXT NOT NULL,
  starts      INTEGER NOT NULL,
  minutes     INTEGER NOT NULL,
  ends        INTEGER NOT NULL,
  state       TEXT NOT NULL,
  capacity    INTEGER,
  revision    INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (community, id),
  UNIQUE (community, series_id, slot),
  FOREIGN KEY (community, group_id) REFERENCES "group" (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_group ON session (community, group_id, starts);
CREATE INDEX session_by_start ON session (community, starts);
-- Which groups meet on a Sunday: 0 is Sunday.
CREATE INDEX session_by_weekday ON session (community, CAST(strftime('%w', slot) AS INTEGER), starts);
-- Retention goes by it: answers and duties are kept for some days after the end.
CREATE INDEX session_by_end ON session (ends);

-- Who belongs to a group, or asked to.
CREATE TABLE membership (
  community TEXT NOT NULL,
  group_id  INTEGER NOT NULL,
  member    INTEGER NOT NULL,
  state     TEXT NOT NULL,
  since     INTEGER NOT NULL,
  note      TEXT,
  PRIMARY KEY (community, group_id, member),
  FOREIGN KEY (community, group_id) REFERENCES "group" (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, member) REFERENCES member (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_of_member ON membership (community, member);

-- Who is willing to hold a group ('facilitator') or looks after its roster ('coordinator').
CREATE TABLE roster (
  community TEXT NOT NULL,
  group_id  INTEGER NOT NULL,
  member    INTEGER NOT NULL,
  part      TEXT NOT NULL,
  since     INTEGER NOT NULL,
  PRIMARY KEY (community, group_id, member, part),
  FOREIGN KEY (community, group_id) REFERENCES "group" (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, member) REFERENCES member (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX roster_of_member ON roster (community, member);

CREATE TABLE rsvp (
  community TEXT NOT NULL,
  session_id INTEGER NOT NULL,
  member    INTEGER NOT NULL,
  answer    TEXT NOT NULL,
  offered_until INTEGER,
  position  INTEGER NOT NULL,
  standing  INTEGER NOT NULL,
  first_time INTEGER NOT NULL,
  PRIMARY KEY (community, session_id, member),
  FOREIGN KEY (community, session_id) REFERENCES session (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, member) REFERENCES member (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX rsvp_of_member ON rsvp (community, member);
CREATE INDEX rsvp_offers ON rsvp (offered_until) WHERE offered_until IS NOT NULL;

CREATE TABLE standing_rsvp (
  community TEXT NOT NULL,
  group_id  INTEGER NOT NULL,
  member    INTEGER NOT NULL,
  since     INTEGER NOT NULL,
  PRIMARY KEY (community, group_id, member),
  FOREIGN KEY (community, group_id) REFERENCES "group" (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, member) REFERENCES member (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_of_member ON standing_rsvp (community, member);

-- A duty that somebody holds ('accepted') or gave back ('handed back', then without a name).
CREATE TABLE duty (
  community TEXT NOT NULL,
  session_id INTEGER NOT NULL,
  role      TEXT NOT NULL,
  state     TEXT NOT NULL,
  member    INTEGER,
  PRIMARY KEY (community, session_id, role),
  FOREIGN KEY (community, session_id) REFERENCES session (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, member) REFERENCES member (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_of_member ON duty (community, member) WHERE member IS NOT NULL;

-- Who was asked to take a duty ('offered') or said not this time ('declined').
CREATE TABLE duty_offer (
  community TEXT NOT NULL,
  session_id INTEGER NOT NULL,
  role      TEXT NOT NULL,
  member    INTEGER NOT NULL,
  state     TEXT NOT NULL,
  PRIMARY KEY (community, session_id, role, member),
  FOREIGN KEY (community, session_id) REFERENCES session (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, member) REFERENCES member (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX duty_offer_of_member ON duty_offer (community, member);

-- What is said unasked, recorded before it is sent (invariant 5). The recipient is a member or a room;
-- `about` is the person whom it concerns, where it tells others of one: it goes with them.
-- `due` stays what it was when a delivery is put off; `try_at` is when it is tried, and `held_until` the end of the
-- quiet hours that it waited for. `tried_at` is when it was first sent without an answer, and `look_up_from` from when
-- on it is looked up before it is sent again. What was sent and has become untrue is taken back at `take_back_at`.
-- `class` is its place among what is due at once. `occasion` tells apart
-- what may be said more than once, such as two offers of a seat.
CREATE TABLE delivery (
  community TEXT NOT NULL,
  id        INTEGER NOT NULL,
  kind      TEXT NOT NULL,
  platform  TEXT NOT NULL,
  member    INTEGER,
  room      TEXT,
  recipient TEXT NOT NULL,
  about     INTEGER,
  group_id  INTEGER NOT NULL DEFAULT 0,
  session_id INTEGER NOT NULL DEFAULT 0,
  offset_minutes INTEGER NOT NULL,
  occasion  TEXT NOT NULL,
  revision  INTEGER NOT NULL,
  detail    TEXT,
  due       INTEGER NOT NULL,
  try_at    INTEGER NOT NULL,
  class     INTEGER NOT NULL DEFAULT 0,
  held_until INTEGER,
  tried_at  INTEGER,
  look_up_from INTEGER,
  take_back_at INTEGER,
  state     TEXT NOT NULL,
  claimed_at INTEGER,
  attempts  INTEGER NOT NULL DEFAULT 0,
  receipt   TEXT,
  reason    TEXT,
  done_at   INTEGER,
  late      INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (community, id),
  UNIQUE (community, session_id, kind, offset_minutes, group_id, recipient, revision, occasion),
  FOREIGN KEY (community, member) REFERENCES member (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, about) REFERENCES member (community, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX delivery_about ON delivery (community, about) WHERE about IS NOT NULL;
CREATE INDEX delivery_due ON delivery (platform, try_at, class) WHERE state = 'planned';
CREATE INDEX delivery_take_back ON delivery (platform, take_back_at) WHERE take_back_at IS NOT NULL;
CREATE INDEX delivery_claimed ON delivery (platform, claimed_at) WHERE state = 'claimed';
CREATE INDEX delivery_done ON delivery (done_at) WHERE done_at IS NOT NULL;
CREATE INDEX delivery_of_member ON delivery (community, member) WHERE member IS NOT NULL;

-- What a button does, and who may press it; its id says nothing (P30). `asked` is a keyed hash of an account;
-- `answers` marks those that answer a question, which go when it is answered.
CREATE TABLE button (
  community TEXT NOT NULL,
  id        TEXT NOT NULL,
  action    TEXT NOT NULL,
  asked     TEXT,
  answers   INTEGER NOT NULL,
  expires   INTEGER NOT NULL,
  PRIMARY KEY (community, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX button_expires ON button (expires);
CREATE INDEX button_of_asked ON button (community, asked) WHERE asked IS NOT NULL;

-- The one question a person was asked, so that a typed yes or no finds it.
CREATE TABLE question (
  community TEXT NOT NULL,
  asked     TEXT NOT NULL,
  place     TEXT NOT NULL,
  yes       TEXT NOT NULL,
  no        TEXT,
  expires   INTEGER NOT NULL,
  PRIMARY KEY (community, asked)
) STRICT, WITHOUT ROWID;

-- Who changed which setting of a group, when; never who came (P27). Erasing a person leaves the change without a name.
CREATE TABLE audit (
  community TEXT NOT NULL,
  id        INTEGER NOT NULL,
  group_id  INTEGER NOT NULL,
  member    INTEGER,
  what      TEXT NOT NULL,
  at        INTEGER NOT NULL,
  PRIMARY KEY (community, id),
  FOREIGN KEY (community, group_id) REFERENCES "group" (community, id) ON DELETE CASCADE,
  FOREIGN KEY (community, member) REFERENCES member (community, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_of_group ON audit (community, group_id, at);
CREATE INDEX audit_of_member ON audit (community, member) WHERE member IS NOT NULL;

-- Who was erased, as a keyed hash of the account, and the day since 1970: so that a copy from before is put back without
-- them (P22, P25). The same stands in a file beside the database. A number is never given twice.
CREATE TABLE erasure (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  who    TEXT NOT NULL,
  day    INTEGER NOT NULL
) STRICT;

-- Single facts about this database, such as when the clock was last seen.
CREATE TABLE fact (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
