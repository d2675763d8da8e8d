### What is said about: session.
