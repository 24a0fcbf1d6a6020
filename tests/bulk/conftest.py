"""Engines that the tests start: a PostgreSQL server on a socket of its own, and Spark in this process."""

from __future__ import annotations

import getpass
import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from eligibility.bulk.on_spark import spark_session

BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin")) if Path("/usr/lib/postgresql").is_dir() else []


@pytest.fixture(scope="session")
def postgres() -> Iterator[Any]:
    """A connection to a server that lives as long as the tests; its files are in a folder of its own."""
    if importlib.util.find_spec("psycopg") is None:
        pytest.skip("psycopg is not installed")
    if not BINARIES and shutil.which("initdb") is None:
        pytest.skip("there is no PostgreSQL server on this machine")
    import psycopg

    folder = Path(tempfile.mkdtemp(prefix="pg"))
    # The server refuses to run as root: Debian's package brings a user of its own for it.
    user = "postgres" if os.getuid() == 0 else getpass.getuser()
    if os.getuid() == 0:
        shutil.chown(folder, user)
    binaries = BINARIES[-1] if BINARIES else Path(shutil.which("initdb") or "").parent

    def run(*command: str) -> None:
        as_user = ["runuser", "-u", user, "--", *command] if os.getuid() == 0 else [*command]
        done = subprocess.run(as_user, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8", cwd=folder, check=False)
        assert done.returncode == 0, done.stderr

    data = str(folder / "data")
    run(str(binaries / "initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    run(str(binaries / "pg_ctl"), "-D", data, "-o", options, "-l", str(folder / "log"), "-t", "300", "-w", "start")
    try:
        with psycopg.connect(host=str(folder), user=user, dbname="postgres", autocommit=True) as connection:
            yield connection
    finally:
        run(str(binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Spark with two threads."""
    if importlib.util.find_spec("pyspark") is None:
        pytest.skip("pyspark is not installed")
    if shutil.which("java") is None:
        pytest.skip("there is no Java on this machine")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    # Tables this small cost Spark more time to compile for than to run over.
    builder = builder.config("spark.sql.shuffle.partitions", "2").config("spark.sql.codegen.wholeStage", "false")
    builder = builder.config("spark.sql.adaptive.enabled", "false").config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    builder = builder.config("spark.driver.extraJavaOptions", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
    builder.getOrCreate()
    session = spark_session("local[2]")
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
