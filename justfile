# What developers do here. `.ci/run` runs the same recipes.

# Run the demo.
demo:
    cargo run --release -- demo

# Formatting, as it should be.
format:
    cargo fmt --check

# Lints of everything, warnings refused; and the lean build, without the embedded stack.
lint:
    cargo clippy --locked --all-targets -- -D warnings
    cargo clippy --locked --no-default-features -- -D warnings

# The documentation of the code, warnings refused.
docs:
    RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps

# All tests: the command of the README.
test:
    cargo test

# Benchmarks: update, draw and filter at 1,000 and 10,000 incidents.
bench:
    cargo bench

# The live room under load: so many minutes at 20 events a second with the connection cut each minute.
soak minutes="30":
    cargo bench --bench room -- soak {{minutes}}

# Write the documents that are made from the code.
docs-write:
    ANTOPS_WRITE_DOCS=1 cargo test --test it docs

# Licences and advisories of everything we stand on; needs cargo-deny.
deny:
    cargo deny check
