//! Messages as Matrix takes them. Nothing is sent until `connect` is built.
