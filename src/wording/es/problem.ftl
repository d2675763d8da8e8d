### What is said about: problem.
