"""A disk that is full: a small one of its own where the machine permits that, else a limit on how far files may grow."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from tests.processes.servers import Cluster

SIZE = 8 << 20
"""Bytes of the small disk."""


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """A disk below the folder; whether the machine gave us one."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "none", str(folder)]
    mounted = os.geteuid() == 0 and subprocess.run(words, check=False, capture_output=True).returncode == 0
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def full(cluster: Cluster, database: Path, *, mounted: bool) -> Iterator[None]:
    """Nothing more can be written to the database."""
    ballast = database.with_name("ballast")
    if mounted:
        fill(ballast)
    else:
        limit(cluster, 1)
    try:
        yield
    finally:
        ballast.unlink(missing_ok=True)
        limit(cluster, resource.RLIM_INFINITY)


def fill(ballast: Path) -> None:
    """To the last byte."""
    with ballast.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * size)
            except OSError:
                continue


def limit(cluster: Cluster, size: int) -> None:
    """How far the processes' files may grow. Their logs are kept as pipes are: not by them."""
    for server in cluster.servers:
        assert server.process is not None
        process = psutil.Process(server.process.pid)
        process.rlimit(psutil.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
