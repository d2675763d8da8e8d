### What is said about: notice.
