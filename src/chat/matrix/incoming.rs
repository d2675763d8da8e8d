//! What Matrix tells, as the bot hears it. Nothing is heard until `connect` is built.
