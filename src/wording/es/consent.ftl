### What is said about: consent.
