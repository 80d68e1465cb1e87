"""The compose file."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .support import DEPLOY, ROOT, must, run

NEEDS: dict[str, str] = {}
FILE = DEPLOY / "compose.yaml"


def check(binary: Path, scratch: Path) -> Iterator[str]:
    whole = parsed()
    yield whole.pop("said")
    services, volumes = whole["services"], whole["volumes"]
    server = services["firststep"]
    context, dockerfile = server["build"]["context"], server["build"]["dockerfile"]
    must((FILE.parent / context / dockerfile).samefile(DEPLOY / "Dockerfile"), f"{dockerfile} isn't ours")
    must((FILE.parent / context).samefile(ROOT), f"{context} isn't the whole source")
    must(server["read_only"] is True and server["cap_drop"] == ["ALL"], "the container may more than it needs")
    must(server["security_opt"] == ["no-new-privileges:true"], "the container may gain privileges")
    for service in services.values():
        for mount in service["volumes"]:
            source = mount["source"] if isinstance(mount, dict) else mount.split(":")[0]
            path = Path(source)
            known = source in volumes or (FILE.parent / path if source.startswith(".") else path).is_file()
            must(known, f"there is neither a volume nor a file {source}")
    flags = run(binary, "serve", "--help")
    named = set(server["environment"])
    unknown = {name for name in named if not re.search(rf"\[env: {name}\b", flags)}
    must(not unknown, f"the program knows no {', '.join(sorted(unknown))}")
    yield f"sound; the program knows all {len(named)} variables"


def parsed() -> dict:
    """What Docker's own client makes of it; else what it says as YAML."""
    client = shutil.which("docker")
    if client and subprocess.run([client, "compose", "version"], capture_output=True, check=False).returncode == 0:
        said = run(client, "compose", "--file", FILE, "--profile", "tls", "config", "--format", "json")
        return json.loads(said) | {"said": "docker compose config takes it"}
    import yaml

    return yaml.safe_load(FILE.read_text()) | {"said": "there is no docker compose here: read as YAML only"}
