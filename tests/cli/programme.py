"""The programme as a person runs it: a folder with a configuration, and its verbs in processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Programme:
    """`archiver` in a folder."""

    folder: Path

    def run(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "archiver", *map(str, arguments)],
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=120,
        )

    def ok(self, *arguments: str | Path) -> str:
        """The output of a verb that must succeed."""
        result = self.run(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def document(self, *arguments: str | Path) -> Any:
        """The one JSON document of a verb."""
        return json.loads(self.ok(*arguments, "--json"))

    def records(self, kind: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.ok("export", kind).splitlines()]

    def refused(self, status: int, *arguments: str | Path) -> str:
        """What a verb says when it refuses: one sentence, no traceback."""
        result = self.run(*arguments)
        assert result.returncode == status, result.stdout + result.stderr
        assert "Traceback" not in result.stderr
        return result.stderr
