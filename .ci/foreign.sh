# What we did not write, judging what we did: sourced by .ci/run.

FOREIGN=target/foreign

# What the others are made of. Most of the time it waits, or keeps one processor busy.
part_install() {
    mkdir -p "$FOREIGN"
    venv json
    venv query
    runtime_emulator
    cargo_lambda
    node_and_npm
    browser
    node_modules kinesalite
    node_modules js
    touch "$FOREIGN/installed"
}

part_foreign() {
    local results=$FOREIGN/results
    rm -rf "$results"
    mkdir -p "$results"
    [ -e "$FOREIGN/installed" ] || part_install

    # The whole workspace's features, so that nothing is built again.
    cargo build --workspace --bins --example serve --example worker --example echo-function --example aggregated --example claim_check
    cargo build --manifest-path tests/s3s-fs/Cargo.toml --target-dir target
    cargo build --manifest-path tests/aws-sdk/Cargo.toml --target-dir target --bin on_an_endpoint
    export VOID_SERVE=$PWD/target/debug/examples/serve
    export VOID_ECHO_FUNCTION=$PWD/target/debug/examples/echo-function
    export VOID_AGGREGATED=$PWD/target/debug/examples/aggregated
    export VOID_CLAIM_CHECK=$PWD/target/debug/examples/claim_check
    export VOID_RUNTIME_EMULATOR=$PWD/$FOREIGN/runtime/emulator
    export VOID_FOREIGN_JS=$PWD/$FOREIGN/js
    export VOID_WORKER=$PWD/target/debug/examples/worker
    export VOID_RUST_SDK=$PWD/target/debug/on_an_endpoint
    export VOID_CARGO_LAMBDA=$PWD/$FOREIGN/cargo-lambda

    # Our clients on moto's server, with its IAM authentication on, on s3s-fs, and on kinesalite.
    local with_moto=("$FOREIGN/json/bin/python" tests/foreign/with_moto.py)
    local with_kinesalite=(python3 tests/foreign/with_kinesalite.py "$FOREIGN/kinesalite")
    local with_s3s_fs=(python3 tests/foreign/with_s3s_fs.py target/debug/void-s3s-fs)
    local on_an_endpoint=(cargo test --workspace --features void-tests/endpoint --test)
    suite moto "${with_moto[@]}" differences-moto-queues.txt "${on_an_endpoint[@]}" endpoint
    suite moto-streams "${with_moto[@]}" differences-moto-streams.txt "${on_an_endpoint[@]}" streams_endpoint
    suite moto-storage "${with_moto[@]}" differences-moto-storage.txt "${on_an_endpoint[@]}" storage_endpoint
    suite s3s-fs "${with_s3s_fs[@]}" differences-s3s-fs.txt "${on_an_endpoint[@]}" storage_endpoint
    suite kinesalite "${with_kinesalite[@]}" differences-kinesalite.txt "${on_an_endpoint[@]}" streams_endpoint
    # boto3, the SDKs for JavaScript and Rust, the aws command, cargo lambda and raw requests on the local cloud, its signatures and
    # its journal on; a function under the Runtime API emulator.
    suite json env VOID_COMMAND="$PWD/target/debug/void" "$FOREIGN/json/bin/python" -m pytest tests/foreign
    # The last botocore that speaks the query protocol, on the mocks alone.
    suite query "$FOREIGN/query/bin/python" -m pytest tests/foreign/test_operations.py tests/foreign/test_errors.py
    python3 .ci/tally.py "$results"/* | tee "$FOREIGN/tally"
}

# venv NAME: a virtual environment with what tests/foreign/requirements-NAME.txt names.
venv() {
    [ -x "$FOREIGN/$1/bin/python" ] || python3 -m venv "$FOREIGN/$1"
    "$FOREIGN/$1/bin/python" -m pip install --quiet --requirement "tests/foreign/requirements-$1.txt"
}

# The emulator out of the wheel that ships it; its dependencies are not needed for that.
runtime_emulator() {
    local machine
    machine=$(uname -m)
    [ "$machine" = aarch64 ] && machine=arm64
    "$FOREIGN/json/bin/python" -m pip install --quiet --no-deps --upgrade --target "$FOREIGN/runtime" \
        --requirement tests/foreign/requirements-runtime.txt
    install -m 755 "$FOREIGN/runtime/samcli/local/rapid/aws-lambda-rie-$machine" "$FOREIGN/runtime/emulator"
}

# The executable out of the wheel that ships it.
cargo_lambda() {
    "$FOREIGN/json/bin/python" -m pip download --quiet --no-deps --only-binary :all: --dest "$FOREIGN/wheels" \
        --requirement tests/foreign/requirements-cargo-lambda.txt
    python3 -m zipfile --extract "$FOREIGN"/wheels/cargo_lambda-*.whl "$FOREIGN/wheels/cargo-lambda"
    install -m 755 "$FOREIGN"/wheels/cargo-lambda/cargo_lambda-*.data/scripts/cargo-lambda "$FOREIGN/cargo-lambda"
}

# node with npm, of the system's packages where they are missing: that takes root. Some packages of node bring npm along, and
# conflict with its own.
node_and_npm() {
    command -v npm >/dev/null && return
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes nodejs
    command -v npm >/dev/null || apt-get install --quiet=2 --yes npm
}

# The browser of the system's packages, where it is missing: that takes root.
browser() {
    command -v chromium >/dev/null && return
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes --no-install-recommends chromium
}

# node_modules NAME: tests/foreign/NAME with the modules that its lock file names, without what needs a compiler.
node_modules() {
    mkdir -p "$FOREIGN/$1"
    cp "tests/foreign/$1"/* "$FOREIGN/$1"
    npm ci --prefix "$FOREIGN/$1" --omit=optional --ignore-scripts --no-audit --no-fund --loglevel=error
}

# suite NAME COMMAND…: runs a suite of tests whatever became of the others, and keeps what it printed and its status.
suite() {
    local name=$1 status=0
    shift
    echo "-- $name"
    "$@" 2>&1 | tee "$results/$name" || status=$?
    echo "status $status" >>"$results/$name"
}
