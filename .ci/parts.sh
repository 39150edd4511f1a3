# The parts of .ci/run, one function each. Sourced by it, with `set -euo pipefail`, in the repository's root.

part_format() {
    local manifest
    for manifest in Cargo.toml fuzz/Cargo.toml tests/aws-sdk/Cargo.toml tests/axum/Cargo.toml tests/s3s-fs/Cargo.toml benches/*/Cargo.toml; do
        cargo fmt --all --check --manifest-path "$manifest"
    done
}

part_lint() {
    cargo clippy --workspace --all-targets --all-features -- -D warnings
}

# The README's command, as a reader types it.
part_test() {
    cargo test --workspace
}

# More rounds of `kill -9` than a reader has patience for.
part_crash() {
    VOID_CRASH_ROUNDS=100 cargo test --workspace --test crash -- --nocapture
}

part_docs() {
    python3 .ci/semantics.py
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps
}

# Each crate without its default features, and with each feature alone; and what must not be in the tree. Without clippy, which
# has seen all of it in `lint`, and takes half as long again.
part_features() {
    local crate feature combinations said=target/features-said
    combinations=$(python3 .ci/features.py "${CRATES[@]}" order-system)
    while read -r crate feature; do
        echo "-- $crate --no-default-features ${feature:+--features $feature}"
        cargo check --quiet --package "$crate" --no-default-features ${feature:+--features "$feature"} 2>&1 | tee "$said"
        if grep '^warning' "$said"; then
            echo "$crate: a warning is an error here"
            return 1
        fi
    done <<<"$combinations"
    for crate in void-core void-messaging-sdk void-streams-sdk void-storage-sdk; do
        absent "$crate" "no HTTP client without the feature http" '^(reqwest|rustls|hyper)[- ]' --no-default-features
    done
    for crate in "${FUNCTIONS[@]}"; do
        absent "$crate" "no mock in what is deployed" '^void-[^ ]+ .*[ ,]mock(,|$)'
    done
}

# absent CRATE WHAT PATTERN ARGUMENTS…: no package or feature that matches is in the tree of what CRATE ships.
absent() {
    local crate=$1 what=$2 pattern=$3 tree
    shift 3
    tree=$(cargo tree --package "$crate" --edges no-dev --prefix none --format '{p} {f}' "$@")
    if grep -E "$pattern" <<<"$tree"; then
        echo "$crate: $what does not hold: the lines above are in its tree"
        return 1
    fi
    echo "-- $crate: $what"
}

# What would be published is complete: each crate packages, and what it packages compiles with the others beside it in place of a
# registry. What `cargo package` does to see that, but with the dependencies that are compiled already.
part_package() {
    local unpacked=target/package/unpacked crate
    rm -rf target/package
    cargo package --quiet --allow-dirty --no-verify "${CRATES[@]/#/--package=}"
    mkdir -p "$unpacked"
    cat target/package/*.crate | tar --extract --gzip --ignore-zeros --directory "$unpacked"
    {
        echo '[workspace]'
        echo 'resolver = "3"'
        echo 'members = ["*"]'
        echo '[patch.crates-io]'
        for crate in "${CRATES[@]}"; do
            echo "$crate = { path = \"$(basename "$unpacked/$crate"-[0-9]*)\" }"
        done
    } >"$unpacked/Cargo.toml"
    cp Cargo.lock "$unpacked"
    cargo check --manifest-path "$unpacked/Cargo.toml" --target-dir target --workspace --all-features
}

part_example() {
    local printed
    # With an example beside it Cargo takes the features that `test` has built all with. `features` has checked it alone.
    cargo build --workspace --bin order-system --example worker
    printed=$(target/debug/order-system)
    echo "$printed"
    grep -q OrderPlaced <<<"$printed"
    cargo test --workspace --test walkthrough
}

# The official SDK on our mock, in process: a workspace of its own, so that it never is in our tree. What both have is compiled once.
part_peers() {
    cargo test --manifest-path tests/aws-sdk/Cargo.toml --target-dir target
    cargo test --manifest-path tests/axum/Cargo.toml --target-dir target
    cargo test --workspace --features void-storage-sdk/object-store-signer --test object_store
}

# Benches are run by hand; here they are kept building.
part_benches() {
    cargo check --manifest-path benches/micro/Cargo.toml --target-dir target --benches
}

# What `cargo fuzz build --sanitizer none` does, without having to install it: the flags are stable, a sanitizer's are not.
part_fuzz() {
    local host target flags
    host=$(rustc --print host-tuple)
    flags="--cfg fuzzing -Cpasses=sancov-module -Ccodegen-units=1 -Cdebug-assertions"
    flags+=" -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters"
    flags+=" -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares"
    RUSTFLAGS=$flags cargo build --release --manifest-path fuzz/Cargo.toml --target "$host"
    for target in fuzz/fuzz_targets/*.rs; do
        target=$(basename "$target" .rs)
        echo "-- $target"
        mkdir -p "fuzz/corpus/$target" "fuzz/artifacts/$target"
        "fuzz/target/$host/release/$target" -max_total_time="${VOID_FUZZ_SECONDS:-3}" -timeout=10 -verbosity=0 \
            -artifact_prefix="fuzz/artifacts/$target/" "fuzz/corpus/$target" "fuzz/seeds/$target"
    done
}
