//! The wiring: the only file that names every concrete type.
