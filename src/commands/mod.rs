//! What the bot can do: the table of commands, then one file per noun.
