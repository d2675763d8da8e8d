### What is said about: recurrence.
