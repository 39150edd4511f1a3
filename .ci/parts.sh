# The parts of .ci/run, one function each. Sourced by it, with `set -euo pipefail`, in the repository's root.

part_format() {
    cargo fmt --all --check
}

part_lint() {
    cargo clippy --workspace --all-targets --all-features -- -D warnings
}

# The README's command, as a reader types it.
part_test() {
    cargo test --workspace
}

part_docs() {
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --all-features --no-deps
}

# Each crate without its default features, and with each feature alone; and what must not be in the tree.
part_features() {
    local crate feature combinations
    combinations=$(python3 .ci/features.py "${CRATES[@]}")
    while read -r crate feature; do
        echo "-- $crate --no-default-features ${feature:+--features $feature}"
        cargo clippy --quiet --package "$crate" --no-default-features ${feature:+--features "$feature"} -- -D warnings
    done <<<"$combinations"
    for crate in void-core void-messaging-sdk; do
        absent "$crate" "no HTTP client without the feature http" '^(reqwest|rustls|hyper|h2|ring|webpki-roots) ' \
            --no-default-features
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

# What would be published is complete: each crate packages, with the others beside it in place of a registry.
part_package() {
    cargo package --allow-dirty --no-verify "${CRATES[@]/#/--package=}"
}
