### What is said about: group.
