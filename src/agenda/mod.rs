//! What the bot does unasked: the plan, the outbox and the one loop that sleeps.
