# What one does every day here. `just` alone lists it; everything also works typed out.

_list:
    @just --list --unsorted

# Everything that must hold before a change lands, as the server runs it.
ci:
    bash .ci/run

# All tests, with every adapter.
test *args:
    cargo test --locked {{args}}

# The loop while writing: no adapter but the pipe, so it builds quickly.
fast *args:
    cargo test --locked --no-default-features --features pipe {{args}}

# The invariants of ARCHITECTURE.md alone.
architecture:
    cargo test --locked --no-default-features --features pipe --test it architecture

# The program killed again and again while it sends; `just kills 1000` for more.
kills count="100":
    KILLS={{count}} cargo test --locked --no-default-features --features pipe --test it restarts -- --nocapture

# Before a release: property tests with fifty times the cases, five thousand simulations and a thousand kills, in a release build.
thorough:
    PROPTEST_CASES=12800 SEEDS=5000 KILLS=1000 cargo test --locked --release

# Every figure of speed.
bench *args:
    cargo bench --locked --no-default-features {{args}}

# Formats every file.
fmt:
    cargo fmt --all

# The lints, warnings as errors, with and without the adapters.
lint:
    cargo clippy --locked --no-default-features --all-targets -- -D warnings
    cargo clippy --locked --no-default-features --features pipe --all-targets -- -D warnings
    cargo clippy --locked --all-targets -- -D warnings

# Writes the bot's lines in the stories anew; read the diff as prose.
stories-update:
    UPDATE_STORIES=1 cargo test --locked --no-default-features --features pipe --test stories

# Writes the snapshots anew; read the diff before it is committed.
snapshots-update:
    INSTA_UPDATE=always cargo test --locked --no-default-features --features pipe

# Writes docs/commands.md anew from the table of commands.
reference-update:
    UPDATE_DOCS=1 cargo test --locked --no-default-features --features pipe --test it the_reference

# Advisories, licences, sources and duplicates of all dependencies (needs cargo-deny).
deny:
    cargo deny --locked check

# A conversation in the terminal.
console *args:
    cargo run --locked --no-default-features --features pipe -- console {{args}}
