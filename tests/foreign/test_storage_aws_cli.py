"""Buckets by the `aws` command, as a person types it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, unique

AWS = Path(sys.executable).parent / "aws"
FILES = {"a.txt": b"a", "b c+ü.txt": b"two", "deep/er/d.bin": bytes(range(256)) * 1_000, "empty": b""}


@pytest.fixture
def aws(served, tmp_path):
    def run(*arguments, fails=False):
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LC_ALL": "C.UTF-8",
            "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
            "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
        }
        done = subprocess.run(
            [AWS, "--endpoint-url", served.url, *arguments], env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60, check=False,
        )
        assert (done.returncode != 0) == fails, done.stderr
        return done.stderr if fails else done.stdout

    return run


@pytest.fixture
def bucket(aws):
    name = unique("cli")
    aws("s3", "mb", f"s3://{name}")
    return name


@pytest.fixture
def files(tmp_path):
    for name, content in FILES.items():
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        # The service's times are whole seconds: a file of the same second would count as newer than its copy.
        os.utime(path, (path.stat().st_mtime - 2,) * 2)
    return tmp_path / "files"


def read(directory):
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_directory_goes_there_and_comes_back(aws, bucket, files, tmp_path):
    aws("s3", "cp", "--recursive", str(files), f"s3://{bucket}/up")
    aws("s3", "cp", "--recursive", f"s3://{bucket}/up", str(tmp_path / "back"))
    assert read(tmp_path / "back") == FILES
    listed = aws("s3", "ls", "--recursive", f"s3://{bucket}/up/deep")
    assert listed.split()[2:] == ["256000", "up/deep/er/d.bin"]


def test_what_is_in_step_is_not_sent_again(aws, bucket, files):
    assert aws("s3", "sync", str(files), f"s3://{bucket}").count("upload:") == len(FILES)
    assert "upload:" not in aws("s3", "sync", str(files), f"s3://{bucket}")
    (files / "a.txt").unlink()
    assert "delete:" in aws("s3", "sync", "--delete", str(files), f"s3://{bucket}")
    assert "a.txt" not in aws("s3", "ls", f"s3://{bucket}")


def test_objects_are_removed(aws, bucket, files):
    aws("s3", "sync", str(files), f"s3://{bucket}")
    aws("s3", "rm", "--recursive", f"s3://{bucket}")
    assert "Contents" not in aws("s3api", "list-objects-v2", "--bucket", bucket)


def test_errors_are_told_by_their_codes(aws, bucket):
    said = aws("s3api", "get-object", "--bucket", bucket, "--key", "k", "/dev/null", fails=True)
    assert "NoSuchKey" in said
    assert "NoSuchBucket" in aws("s3", "ls", f"s3://{unique('missing')}", fails=True)
