//! The English phrases that say when a group meets.
