### What is said about: help.
