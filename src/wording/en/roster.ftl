### What is said about: roster.
