### What is said about: me.
