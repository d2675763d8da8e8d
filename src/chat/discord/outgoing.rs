//! Messages as Discord takes them. Nothing is sent until `connect` is built.
