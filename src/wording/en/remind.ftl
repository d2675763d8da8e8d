### What is said about: remind.
