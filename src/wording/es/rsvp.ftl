### What is said about: rsvp.
